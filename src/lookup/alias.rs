//! Lookups by a name that people use: IANA's names, and the aliases that IANA does not have.
//!
//! `Endpoint`, the lists of ports and `Service::suggest` look up names by [`Service::find`].

use core::iter::FusedIterator;
use core::ops::Range;

use super::{Services, meanings};
use crate::rows::Service;
use crate::tables::{RowInt, names};

/// Lookups by the names that people use.
impl Service {
    /// Returns the services that people mean by a name, which may be IANA's name or an alias.
    ///
    /// An alias is a name that people use and IANA does not, such as `dns` or `smb`. Case is
    /// ignored. The services are returned in this order:
    ///
    /// 1. those that are registered under the name and have a port;
    /// 2. those with a port that the name is an alias of. They may have several names: `opcua` is an alias
    ///    of `opcua-tcp` and of `opcua-udp`;
    /// 3. those of the first two groups that have no port.
    ///
    /// Services without a port come last because people rarely mean them: IANA has registered `rdp`
    /// twice without a port, and 3389, the port of RDP, for `ms-wbt-server`. In each of the
    /// groups the preferred service is the first, as in [`by_name`](Service::by_name).
    ///
    /// A few names mean something else than what IANA has registered under them. For most of these, the
    /// second group comes before the first: `winrm` is first the service `wsman`, on 5985, and then
    /// IANA's `winrm`, on 47001. [`meanings`](crate::lookup::meanings) returns the two apart, and the
    /// reason for their order.
    ///
    /// The aliases and these names are this crate's own lists, `registry/aliases.csv` and
    /// `registry/homonyms.csv`, which have a source for each of them.
    /// [`by_name`](Service::by_name) and [`by_name_over`](Service::by_name_over) do not use the lists.
    ///
    /// ```
    /// use port_registry::Service;
    ///
    /// let first = |name| Service::find(name).next().map(|service| service.name());
    /// assert_eq!(first("dns"), Some("domain"));
    /// assert_eq!(first("RDP"), Some("ms-wbt-server"));
    /// assert_eq!(first("https"), Some("https"));
    /// assert_eq!(first("sftp"), Some("ssh"));
    /// assert_eq!(first("no-such-name"), None);
    /// ```
    #[doc(alias = "alias")]
    #[doc(alias = "rdp")]
    #[doc(alias = "dns")]
    #[doc(alias = "smb")]
    pub fn find(name: &str) -> Services {
        meanings::find(name)
    }

    /// Returns the aliases of this service, in alphabetical order: the names that people use for it
    /// and IANA does not.
    ///
    /// All services of the same name have the same aliases. [`find`](Service::find) is the inverse.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert!(service!("discard/udp").aliases().eq(["null", "sink"]));
    /// assert!(service!("ms-wbt-server/tcp").aliases().any(|alias| alias == "rdp"));
    /// ```
    pub fn aliases(self) -> Aliases {
        Aliases {
            of: self.record().index() as RowInt + 1,
            left: 0..names::ALIAS_COUNT,
        }
    }
}

/// An iterator over the aliases of a service, in alphabetical order, returned by
/// [`Service::aliases`].
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
    /// The number of the service's row.
    of: RowInt,
    /// The positions in the list of all aliases that are left. The list leads from aliases to
    /// rows. It is small, so that a second list in the other direction would not pay.
    left: Range<usize>,
}

impl Aliases {
    fn at(of: RowInt, at: usize) -> Option<&'static str> {
        let (alias, rows) = names::alias(at);
        rows.contains(&of).then_some(alias)
    }
}

impl Iterator for Aliases {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        let of = self.of;
        self.left.find_map(|at| Self::at(of, at))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.left.clone();
        let left = left.filter_map(|at| Self::at(self.of, at)).count();
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Aliases {
    fn next_back(&mut self) -> Option<&'static str> {
        let of = self.of;
        let mut left = self.left.by_ref().rev();
        left.find_map(|at| Self::at(of, at))
    }
}

impl ExactSizeIterator for Aliases {}
impl FusedIterator for Aliases {}
