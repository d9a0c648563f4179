use core::iter::FusedIterator;

use crate::rows::{Record, Service};
use crate::tables::RowInt;
use crate::words::Protocol;

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
    numbers: &'static [RowInt],
}

impl ServiceList {
    /// Of the rows with these numbers, which all have names.
    pub(crate) const fn new(numbers: &'static [RowInt]) -> Self {
        Self { numbers }
    }

    /// The first service over this transport.
    pub(crate) const fn over(self, protocol: Protocol) -> Option<Service> {
        let mut at = 0;
        while at < self.numbers.len() {
            if let Some(record) = Record::from_number(self.numbers[at]) {
                if record.is_over(protocol) {
                    return Some(Service::of_named(record));
                }
            }
            at += 1;
        }
        None
    }
}

impl Iterator for ServiceList {
    type Item = Service;

    #[inline]
    fn next(&mut self) -> Option<Service> {
        let (number, rest) = self.numbers.split_first()?;
        self.numbers = rest;
        Record::from_number(*number).map(Service::of_named)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.numbers.len(), Some(self.numbers.len()))
    }
}

impl DoubleEndedIterator for ServiceList {
    fn next_back(&mut self) -> Option<Service> {
        let (number, rest) = self.numbers.split_last()?;
        self.numbers = rest;
        Record::from_number(*number).map(Service::of_named)
    }
}

impl ExactSizeIterator for ServiceList {}
impl FusedIterator for ServiceList {}

impl core::fmt::Debug for ServiceList {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
