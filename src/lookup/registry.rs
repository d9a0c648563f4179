use core::iter::FusedIterator;
use core::ops::Range;

use crate::rows::{Record, Service};
use crate::tables;

impl Record {
    /// All records, in the registry's order.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::all().len(), Record::COUNT);
    /// let unauthorized = Record::all().filter(|record| record.unauthorized_use().is_some());
    /// assert!(unauthorized.count() > 100);
    /// ```
    pub const fn all() -> Records {
        Records {
            indices: 0..Self::COUNT,
        }
    }
}

impl Service {
    /// How many services the registry has.
    ///
    /// ```
    /// use port_registry::{Record, Service};
    ///
    /// assert_eq!(Service::COUNT, Service::all().len());
    /// assert!(Service::COUNT < Record::COUNT);
    /// ```
    pub const COUNT: usize = tables::SERVICES;

    /// All services, in the registry's order.
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// let over_sctp = Service::all().filter(|s| s.protocol() == Some(Protocol::Sctp));
    /// assert!(over_sctp.count() > 80);
    /// ```
    pub const fn all() -> Services {
        Services {
            records: Record::all(),
            left: Self::COUNT,
        }
    }
}

/// The records of the registry, in its order; [`Record::all`] makes it.
///
/// ```
/// use port_registry::Record;
///
/// let mut records = Record::all();
/// assert_eq!(records.nth(2).unwrap().name(), Some("tcpmux"));
/// assert_eq!(records.len(), Record::COUNT - 3);
/// assert_eq!(records.next_back().unwrap().index(), Record::COUNT - 1);
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Records {
    indices: Range<usize>,
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.indices.next().and_then(Record::from_index)
    }

    fn nth(&mut self, n: usize) -> Option<Record> {
        self.indices.nth(n).and_then(Record::from_index)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.indices.size_hint()
    }
}

impl DoubleEndedIterator for Records {
    fn next_back(&mut self) -> Option<Record> {
        self.indices.next_back().and_then(Record::from_index)
    }
}

impl ExactSizeIterator for Records {}
impl FusedIterator for Records {}

/// The services of the registry, in its order; [`Service::all`] makes it.
///
/// ```
/// use port_registry::Service;
///
/// assert_eq!(Service::all().next().unwrap().name(), "tcpmux");
/// assert!(Service::all().next_back().unwrap().port().is_none());
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Services {
    records: Records,
    left: usize,
}

impl Iterator for Services {
    type Item = Service;

    fn next(&mut self) -> Option<Service> {
        let service = self.records.find_map(Record::service)?;
        self.left -= 1;
        Some(service)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl DoubleEndedIterator for Services {
    fn next_back(&mut self) -> Option<Service> {
        let service = self.records.by_ref().rev().find_map(Record::service)?;
        self.left -= 1;
        Some(service)
    }
}

impl ExactSizeIterator for Services {}
impl FusedIterator for Services {}
