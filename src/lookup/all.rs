//! Iteration over all records and all services of the registry.
//!
//! Patterns such as `http*` in lists of ports are matched with all services.

use core::iter::FusedIterator;
use core::ops::Range;

use super::Services;
use crate::rows::{Record, Service};
use crate::tables;

/// The whole registry.
impl Record {
    /// Returns an iterator over all records, in the order of IANA's file.
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

/// The whole registry.
impl Service {
    /// The number of services in the registry.
    ///
    /// ```
    /// use port_registry::{Record, Service};
    ///
    /// assert_eq!(Service::COUNT, Service::all().len());
    /// assert!(Service::COUNT < Record::COUNT);
    /// ```
    pub const COUNT: usize = tables::SERVICES;

    /// Returns an iterator over all services, in the order of IANA's file.
    ///
    /// A service that is registered over several transport protocols has a record for each, and is
    /// returned once for each.
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// // Also those that are registered for all transport protocols, and those without a port.
    /// let over_sctp = Service::all().filter(|service| service.is_over(Protocol::Sctp));
    /// assert!(over_sctp.filter(|service| service.port().is_some()).count() > 80);
    /// ```
    pub const fn all() -> Services {
        Services::all()
    }
}

/// An iterator over all records of the registry, in the order of IANA's file, returned by
/// [`Record::all`].
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
