//! The iterator over services.
//!
//! Every lookup that may return several services makes one, and so does `dns_sd`.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use crate::rows::{Record, Service};
use crate::tables::names::{NameRows, Others};
use crate::tables::{RowInt, encoding};
use crate::words::Protocol;

/// An iterator over services, returned by the lookups that may find several.
///
/// Each of these methods states the order of the services: [`Service::all`], [`Service::by_name`],
/// [`Service::find`], [`Service::historic_aliases`], [`Port::services`](crate::Port::services),
/// [`Port::services_over`](crate::Port::services_over) and
/// [`ServiceType::services`](crate::dns_sd::ServiceType::services).
///
/// The iterator reads static tables. Nothing is allocated, and a clone is cheap.
///
/// ```
/// use port_registry::{Port, Protocol};
///
/// let mut services = Port::new(80).services_over(Protocol::Udp);
/// assert_eq!(services.len(), 3);
/// assert_eq!(services.next().unwrap().name(), "http");
/// assert_eq!(services.next_back().unwrap().name(), "www-http");
/// ```
#[derive(Clone)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Services(Source);

/// The source of the services.
#[derive(Clone)]
enum Source {
    /// All rows of a list.
    Rows(Rows),
    /// The rows of a port over each transport protocol, in the order of `Protocol::ALL`. A row of
    /// all transport protocols is in every list, and is returned from the first list only.
    Port([Rows; Protocol::ALL.len()]),
    /// Several lists one after the other, of which some are filtered.
    Found([(Rows, Part); LISTS]),
    /// The rows of a name over the transport protocols that the second label of a DNS-SD service
    /// type, `_tcp` or `_udp`, may mean.
    Labelled { named: Rows, label: Protocol },
    /// All rows of the registry that have a name, and how many services are left.
    All { indices: Range<usize>, left: usize },
}

/// The number of lists of a name that people use: its rows and those of the services that it means
/// besides, first with a port, and then without one.
pub(super) const LISTS: usize = 2 * (1 + encoding::homonym::SERVICES);

/// Which services of a list are returned.
#[derive(Clone, Copy)]
pub(super) enum Part {
    WithPort,
    WithoutPort,
}

impl Part {
    fn has(self, service: Service) -> bool {
        match self {
            Self::WithPort => service.port().is_some(),
            Self::WithoutPort => service.port().is_none(),
        }
    }
}

impl Services {
    /// Returns the services of these rows. The caller knows that all of them have names.
    #[inline]
    pub(crate) const fn of_rows(numbers: &'static [RowInt]) -> Self {
        Self(Source::Rows(Rows::new(NameRows::list(numbers))))
    }

    #[inline]
    pub(crate) const fn of_name(rows: NameRows) -> Self {
        Self(Source::Rows(Rows::new(rows)))
    }

    /// Returns the services of a port, from a list for each transport protocol.
    pub(crate) const fn of_port(numbers: [&'static [RowInt]; Protocol::ALL.len()]) -> Self {
        let mut lists = [const { Rows::new(NameRows::list(&[])) }; Protocol::ALL.len()];
        let mut at = 0;
        while at < lists.len() {
            lists[at] = Rows::new(NameRows::list(numbers[at]));
            at += 1;
        }
        Self(Source::Port(lists))
    }

    /// Returns the services of these lists, one after the other.
    pub(super) fn found(lists: [(NameRows, Part); LISTS]) -> Self {
        Self(Source::Found(
            lists.map(|(rows, part)| (Rows::new(rows), part)),
        ))
    }

    pub(crate) const fn labelled(named: NameRows, label: Protocol) -> Self {
        Self(Source::Labelled {
            named: Rows::new(named),
            label,
        })
    }

    pub(crate) const fn all() -> Self {
        Self(Source::All {
            indices: 0..Record::COUNT,
            left: Service::COUNT,
        })
    }
}

/// Returns whether the service is in an earlier list of its port.
fn is_repeated(list: usize, service: Service) -> bool {
    list > 0 && service.protocol().is_none()
}

/// In DNS-SD `_udp` means every transport protocol but TCP (RFC 6763 section 7).
fn fits(service: Service, label: Protocol) -> bool {
    match (label, service.protocol()) {
        (_, None) => true,
        (Protocol::Udp, Some(protocol)) => protocol != Protocol::Tcp,
        (label, Some(protocol)) => protocol == label,
    }
}

impl Iterator for Services {
    type Item = Service;

    #[inline]
    fn next(&mut self) -> Option<Service> {
        match &mut self.0 {
            Source::Rows(rows) => rows.next(),
            other => other.next_other(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = match &self.0 {
            Source::Rows(rows) => rows.len(),
            Source::Port(lists) => {
                let lists = lists.iter().cloned().enumerate();
                lists
                    .map(|(at, list)| list.filter(|service| !is_repeated(at, *service)).count())
                    .sum()
            }
            Source::Found(lists) => {
                let lists = lists.iter().cloned();
                lists
                    .map(|(rows, part)| rows.filter(|service| part.has(*service)).count())
                    .sum()
            }
            Source::Labelled { named, label } => {
                let named = named.clone();
                named.filter(|service| fits(*service, *label)).count()
            }
            Source::All { left, .. } => *left,
        };
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Services {
    fn next_back(&mut self) -> Option<Service> {
        match &mut self.0 {
            Source::Rows(rows) => rows.next_back(),
            Source::Port(lists) => {
                let mut lists = lists.iter_mut().enumerate().rev();
                lists.find_map(|(at, list)| list.rfind(|service| !is_repeated(at, *service)))
            }
            Source::Found(lists) => {
                let mut lists = lists.iter_mut().rev();
                lists.find_map(|(rows, part)| rows.rfind(|service| part.has(*service)))
            }
            Source::Labelled { named, label } => {
                let label = *label;
                named.rfind(|service| fits(*service, label))
            }
            Source::All { indices, left } => {
                let service = indices.rev().find_map(named)?;
                *left -= 1;
                Some(service)
            }
        }
    }
}

impl Source {
    /// `next` for all sources. `Services::next` handles `Rows` itself, since that is short enough
    /// to be inlined.
    fn next_other(&mut self) -> Option<Service> {
        match self {
            Self::Rows(rows) => rows.next(),
            Self::Port(lists) => {
                let mut lists = lists.iter_mut().enumerate();
                lists.find_map(|(at, list)| list.find(|service| !is_repeated(at, *service)))
            }
            Self::Found(lists) => {
                let mut lists = lists.iter_mut();
                lists.find_map(|(rows, part)| rows.find(|service| part.has(*service)))
            }
            Self::Labelled { named, label } => {
                let label = *label;
                named.find(|service| fits(*service, label))
            }
            Self::All { indices, left } => {
                let service = indices.find_map(named)?;
                *left -= 1;
                Some(service)
            }
        }
    }
}

fn named(index: usize) -> Option<Service> {
    Record::from_index(index)?.service()
}

impl ExactSizeIterator for Services {}
impl FusedIterator for Services {}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// An iterator over the services of one list of rows.
#[derive(Clone)]
struct Rows {
    rows: NameRows,
}

impl Rows {
    #[inline]
    const fn new(rows: NameRows) -> Self {
        Self { rows }
    }
}

impl Iterator for Rows {
    type Item = Service;

    #[inline]
    fn next(&mut self) -> Option<Service> {
        let (start, end) = self.rows.run;
        if start < end {
            self.rows.run = (start + 1, end);
            return Service::from_number(start);
        }
        let [number, others @ ..] = self.rows.others.rows() else {
            return None;
        };
        self.rows.others = Others::Rows(others);
        Service::from_number(*number)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (start, end) = self.rows.run;
        let left = (end - start) as usize + self.rows.others.rows().len();
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Rows {
    fn next_back(&mut self) -> Option<Service> {
        if let [others @ .., number] = self.rows.others.rows() {
            self.rows.others = Others::Rows(others);
            return Service::from_number(*number);
        }
        let (start, end) = self.rows.run;
        if start == end {
            return None;
        }
        self.rows.run = (start, end - 1);
        Service::from_number(end - 1)
    }
}

impl ExactSizeIterator for Rows {}
