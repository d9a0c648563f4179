//! Names that people use but IANA does not.

use core::iter::FusedIterator;

use crate::lookup::ServiceList;
use crate::rows::Service;
use crate::tables::names;

impl Service {
    /// What people mean by a name, in any case: IANA's records that have a port, then those of the
    /// service that the name is a common alias of, then IANA's records without a port.
    ///
    /// The aliases are this crate's own list, `registry/aliases.csv`, each with its source. They
    /// are never mixed into IANA's answers, which [`by_name`](Service::by_name) gives. IANA's
    /// port-less records come last because people rarely mean them: `rdp` is registered twice
    /// without a port, and 3389 is `ms-wbt-server`.
    ///
    /// ```
    /// use port_registry::Service;
    ///
    /// let first = |name| Service::find(name).next().map(|service| service.name());
    /// assert_eq!(first("dns"), Some("domain"));
    /// assert_eq!(first("RDP"), Some("ms-wbt-server"));
    /// assert_eq!(first("https"), Some("https"));
    /// assert_eq!(first("no-such-name"), None);
    /// ```
    #[doc(alias = "alias")]
    pub fn find(name: &str) -> Found {
        Found {
            with_port: Self::by_name(name),
            aliased: ServiceList::of_name(names::alias_rows(name)),
            portless: Self::by_name(name),
        }
    }
}

/// What people mean by a name; [`Service::find`] makes it.
///
/// ```
/// use port_registry::Service;
///
/// let mut found = Service::find("rdp");
/// assert_eq!(found.len(), 4);
/// assert_eq!(found.next().unwrap().port().unwrap(), 3389);
/// assert_eq!(found.next_back().unwrap().name(), "rdp");
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Found {
    /// The name's own records, of which those with a port count.
    with_port: ServiceList,
    aliased: ServiceList,
    /// The name's own records again, of which those without a port count.
    portless: ServiceList,
}

impl Iterator for Found {
    type Item = Service;

    fn next(&mut self) -> Option<Service> {
        self.with_port
            .find(|service| service.port().is_some())
            .or_else(|| self.aliased.next())
            .or_else(|| self.portless.find(|service| service.port().is_none()))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self
            .with_port
            .clone()
            .filter(|service| service.port().is_some())
            .count()
            + self.aliased.len()
            + self
                .portless
                .clone()
                .filter(|service| service.port().is_none())
                .count();
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Found {
    fn next_back(&mut self) -> Option<Service> {
        self.portless
            .rfind(|service| service.port().is_none())
            .or_else(|| self.aliased.next_back())
            .or_else(|| self.with_port.rfind(|service| service.port().is_some()))
    }
}

impl ExactSizeIterator for Found {}
impl FusedIterator for Found {}
