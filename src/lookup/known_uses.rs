//! Lookups of known uses, by port and by name.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use crate::rows::KnownUse;
use crate::tables::known_uses;
use crate::words::{Port, Protocol};

/// What software is known to use the port.
impl Port {
    /// Returns the known uses of this port over a transport protocol.
    ///
    /// Those of the port alone come first, sorted by name, then those of a range of ports. They are not
    /// IANA's: see [`KnownUse`].
    ///
    /// It is a binary search, and a comparison with each of the few ranges.
    ///
    /// ```
    /// use port_registry::{Port, Protocol};
    ///
    /// let names = |port, protocol| Port::new(port).known_uses(protocol).map(|known| known.name());
    /// assert!(names(3000, Protocol::Tcp).any(|name| name == "grafana"));
    /// assert_eq!(names(51820, Protocol::Udp).next(), Some("wireguard"));
    /// assert_eq!(names(443, Protocol::Tcp).next(), None); // IANA has registered https
    /// ```
    pub fn known_uses(self, protocol: Protocol) -> KnownUses {
        KnownUses::new(
            known_uses::of_port(self),
            known_uses::RANGES,
            Wanted::At(self, protocol),
        )
    }
}

/// Lookups of known uses.
impl KnownUse {
    /// Returns the known uses with this name, the main port of the software first.
    ///
    /// If the software uses several ports over a transport protocol, the main one is that to which
    /// clients connect: 9042 of Cassandra, and not 7000, on which its nodes talk to each other. After the
    /// main port of each transport protocol, the others are sorted by port and transport protocol, ranges
    /// of ports last.
    ///
    /// Case is ignored. It compares the name with the names of all entries.
    ///
    /// ```
    /// use port_registry::KnownUse;
    ///
    /// let ports: Vec<String> =
    ///     KnownUse::by_name("Elasticsearch").map(|known| known.to_string()).collect();
    /// assert_eq!(ports, ["elasticsearch 9200/tcp", "elasticsearch 9300/tcp"]);
    /// assert_eq!(KnownUse::by_name("https").len(), 0); // IANA's names are not here
    /// ```
    pub fn by_name(name: &str) -> KnownUses {
        let is_named = |entry: &u16| known_uses::name(*entry).eq_ignore_ascii_case(name);
        // Any entry of the name has the spelling that the others are compared with.
        let wanted = match (0..known_uses::COUNT).find(is_named) {
            Some(first) => Wanted::Named(known_uses::name(first)),
            None => return KnownUses::new(0..0, 0..0, Wanted::All),
        };
        KnownUses::new(0..known_uses::COUNT, 0..known_uses::COUNT, wanted)
    }

    /// Returns an iterator over all known uses, sorted by port, transport protocol and name, ranges of
    /// ports last.
    ///
    /// ```
    /// use port_registry::KnownUse;
    ///
    /// assert!(KnownUse::all().len() > 150);
    /// ```
    pub fn all() -> KnownUses {
        KnownUses::new(0..known_uses::COUNT, 0..0, Wanted::All)
    }
}

/// An iterator over known uses, returned by [`Port::known_uses`], [`KnownUse::by_name`] and
/// [`KnownUse::all`].
///
/// ```
/// use port_registry::KnownUse;
///
/// let mut known = KnownUse::by_name("elasticsearch");
/// assert_eq!(known.len(), 2);
/// assert_eq!(known.next_back().unwrap().ports().to_string(), "9300");
/// assert_eq!(known.next().unwrap().ports().to_string(), "9200");
/// assert!(known.next().is_none());
/// ```
#[derive(Clone)]
#[must_use = "iterators do nothing unless consumed"]
pub struct KnownUses {
    /// The numbers of the entries that are still to be compared. Those of `last` follow: the ranges of
    /// ports, or all entries again, for those that are not the main one of the name.
    entries: Range<u16>,
    last: Range<u16>,
    wanted: Wanted,
    /// How many of them are wanted.
    left: usize,
}

/// Which entries an iterator returns.
#[derive(Clone, Copy)]
enum Wanted {
    All,
    At(Port, Protocol),
    Named(&'static str),
}

impl Wanted {
    /// Returns whether the entry is wanted among the first ones.
    fn is_first(self, entry: u16) -> bool {
        match self {
            Self::Named(name) => known_uses::name(entry) == name && known_uses::is_main(entry),
            Self::All | Self::At(..) => self.is_last(entry),
        }
    }

    /// Returns whether the entry is wanted among the last ones.
    fn is_last(self, entry: u16) -> bool {
        match self {
            Self::All => true,
            Self::At(port, protocol) => {
                known_uses::protocol(entry) == protocol && known_uses::ports(entry).contains(port)
            }
            Self::Named(name) => known_uses::name(entry) == name && !known_uses::is_main(entry),
        }
    }
}

impl KnownUses {
    fn new(entries: Range<u16>, last: Range<u16>, wanted: Wanted) -> Self {
        let firsts = entries.clone().filter(|entry| wanted.is_first(*entry));
        let lasts = last.clone().filter(|entry| wanted.is_last(*entry));
        let left = firsts.count() + lasts.count();
        Self {
            entries,
            last,
            wanted,
            left,
        }
    }
}

impl Iterator for KnownUses {
    type Item = KnownUse;

    fn next(&mut self) -> Option<KnownUse> {
        let wanted = self.wanted;
        let next = self.entries.find(|entry| wanted.is_first(*entry));
        let next = next.or_else(|| self.last.find(|entry| wanted.is_last(*entry)))?;
        self.left -= 1;
        Some(KnownUse::of_number(next))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl DoubleEndedIterator for KnownUses {
    fn next_back(&mut self) -> Option<KnownUse> {
        let wanted = self.wanted;
        let next = self.last.rfind(|entry| wanted.is_last(*entry));
        let next = next.or_else(|| self.entries.rfind(|entry| wanted.is_first(*entry)))?;
        self.left -= 1;
        Some(KnownUse::of_number(next))
    }
}

impl ExactSizeIterator for KnownUses {}
impl FusedIterator for KnownUses {}

impl fmt::Debug for KnownUses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
