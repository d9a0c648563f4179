use core::iter::FusedIterator;

use crate::rows::Service;
use crate::tables::RowInt;
use crate::tables::names::{NameRows, Others};

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
            rows: NameRows::list(numbers),
        }
    }

    pub(crate) const fn of_name(rows: NameRows) -> Self {
        Self { rows }
    }

    const fn count(&self) -> usize {
        let (start, end) = self.rows.run;
        (end - start) as usize + self.rows.others.rows().len()
    }
}

impl Iterator for ServiceList {
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
        (self.count(), Some(self.count()))
    }
}

impl DoubleEndedIterator for ServiceList {
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

impl ExactSizeIterator for ServiceList {}
impl FusedIterator for ServiceList {}

impl core::fmt::Debug for ServiceList {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
