//! Names that people use but IANA does not.

use core::iter::FusedIterator;

use super::Services;
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
    #[doc(alias = "rdp")]
    #[doc(alias = "dns")]
    #[doc(alias = "smb")]
    pub fn find(name: &str) -> Services {
        Services::found(names::rows(name.as_bytes()), names::alias_rows(name))
    }

    /// What people call the services of this name but IANA does not, in alphabetical order: the way
    /// back of [`find`](Service::find).
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert!(service!("discard/udp").aliases().eq(["null", "sink"]));
    /// assert_eq!(service!("ms-wbt-server/tcp").aliases().next(), Some("rdp"));
    /// ```
    pub fn aliases(self) -> Aliases {
        Aliases {
            number: names::number(self.name().as_bytes()),
            after: None,
            before: None,
        }
    }
}

/// What people call the services of a name; [`Service::aliases`] makes it.
///
/// ```
/// use port_registry::service;
///
/// let mut names = service!("discard/tcp").aliases();
/// assert_eq!(names.len(), 2);
/// assert_eq!(names.next_back(), Some("sink"));
/// assert_eq!(names.next(), Some("null"));
/// assert_eq!(names.next(), None);
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Aliases {
    /// Of the name that they stand for.
    number: Option<usize>,
    /// The last that was given from the front, and from the back.
    after: Option<&'static str>,
    before: Option<&'static str>,
}

impl Aliases {
    fn left(&self) -> impl Iterator<Item = &'static str> {
        let Self {
            number,
            after,
            before,
        } = *self;
        // The table is by alias and small, so that an order of its own would not pay.
        names::aliases().filter_map(move |(alias, of)| {
            let is_left = number == Some(of)
                && after.is_none_or(|after| after < alias)
                && before.is_none_or(|before| alias < before);
            is_left.then_some(alias)
        })
    }
}

impl Iterator for Aliases {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        let first = self.left().min()?;
        self.after = Some(first);
        Some(first)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.left().count();
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Aliases {
    fn next_back(&mut self) -> Option<&'static str> {
        let last = self.left().max()?;
        self.before = Some(last);
        Some(last)
    }
}

impl ExactSizeIterator for Aliases {}
impl FusedIterator for Aliases {}
