use core::iter::FusedIterator;

use crate::rows::Service;
use crate::tables::RowInt;
use crate::tables::names::NameRows;

/// The services of a name, of a port of one transport, or of an alias, preferred first.
///
/// [`Service::by_name`], [`Port::services_on`](crate::Port::services_on) and [`Service::aliases`]
/// make it. It points into the tables, so a clone costs nothing.
///
/// ```
/// use port_registry::{Port, Protocol};
///
/// let mut services = Port::new(80).services_on(Protocol::Udp);
/// assert_eq!(services.len(), 3);
/// assert_eq!(services.next().unwrap().name(), "http");
/// assert_eq!(services.next_back().unwrap().name(), "www-http");
/// ```
#[derive(Clone)]
#[must_use = "iterators do nothing unless consumed"]
pub struct ServiceList {
    rows: NameRows,
}

impl ServiceList {
    /// Of the rows with these numbers, which all have names.
    pub(crate) const fn new(numbers: &'static [RowInt]) -> Self {
        Self {
            rows: NameRows::List(numbers),
        }
    }

    pub(crate) const fn of_name(rows: NameRows) -> Self {
        Self { rows }
    }

    const fn count(&self) -> usize {
        match self.rows {
            NameRows::Run(start, end) => (end - start) as usize,
            NameRows::List(numbers) => numbers.len(),
        }
    }
}

impl Iterator for ServiceList {
    type Item = Service;

    #[inline]
    fn next(&mut self) -> Option<Service> {
        let number = match self.rows {
            NameRows::Run(start, end) if start < end => {
                self.rows = NameRows::Run(start + 1, end);
                start
            }
            NameRows::List([first, rest @ ..]) => {
                self.rows = NameRows::List(rest);
                *first
            }
            NameRows::Run(..) | NameRows::List([]) => return None,
        };
        Service::from_number(number)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count(), Some(self.count()))
    }
}

impl DoubleEndedIterator for ServiceList {
    fn next_back(&mut self) -> Option<Service> {
        let number = match self.rows {
            NameRows::Run(start, end) if start < end => {
                self.rows = NameRows::Run(start, end - 1);
                end - 1
            }
            NameRows::List([rest @ .., last]) => {
                self.rows = NameRows::List(rest);
                *last
            }
            NameRows::Run(..) | NameRows::List([]) => return None,
        };
        Service::from_number(number)
    }
}

impl ExactSizeIterator for ServiceList {}
impl FusedIterator for ServiceList {}

impl core::fmt::Debug for ServiceList {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
