//! The set of ports, a bitmap.

use core::fmt;

use crate::words::{Port, PortClass, PortRange};

/// A set of ports, of any size from none to all 65,536.
///
/// It is written as people write port lists, `22,80,443,8000-8100`. For lists with names of
/// services there is [`parse_over`](PortSet::parse_over), and for lists of several transports
/// [`PortSpec`](crate::port_set::PortSpec). All operations but reading and iterating are `const fn`.
///
/// ```
/// use port_registry::{Port, PortClass, PortSet, port};
///
/// static WEB: PortSet = PortSet::new().with(port!("http/tcp")).with(port!("https/tcp"));
/// assert!(WEB.contains(Port::new(443)));
///
/// let set: PortSet = "22,80,8000-8100,8080,49152-".parse()?;
/// assert_eq!(set.to_string(), "22,80,8000-8100,49152-65535");
/// assert_eq!((&set - &WEB).first().unwrap(), 22);
/// assert_eq!((set & PortSet::from(PortClass::WellKnown)).to_string(), "22,80");
/// # Ok::<(), port_registry::port_set::Error>(())
/// ```
///
/// # Notation
///
/// `FromStr` reads ports and ranges between commas, in any order, as nmap's option `-p` does:
///
/// | text | ports |
/// | --- | --- |
/// | `22` | this one |
/// | `8000-8100` | from the one to the other, both included |
/// | `-1023` | 0 to 1023 |
/// | `49152-` | 49152 to 65535 |
/// | `-` | all |
/// | nothing | none: the empty list is the empty set |
///
/// White space around a part is skipped. A part with nothing in it is an error, as in `22,,80` or
/// `22,`. An open range begins at 0, so that `-1023` is the well-known ports and `-` all ports;
/// nmap begins it at 1.
///
/// `Display` writes the fewest ports and ranges, in order, without white space: equal sets are
/// written alike, and what is written reads as the same set.
///
/// # Size
///
/// It is a bitmap: 8 KiB by value, whatever it holds, without allocation. So it is `Clone` but not
/// `Copy`, to let no copy of 8 KiB go unseen; pass it by reference, and keep a constant one in a
/// `static` rather than a `const`, which is copied to wherever it is named.
///
/// The alternative, sorted ranges of 4 bytes, takes up to 32,768 of them, 128 KiB, to hold every
/// set, and more than the bitmap from 2,049 ranges on. Measured on sets of 4 to 8,192 random ports,
/// `contains` took 1 ns with the bitmap and 4 to 18 ns with ranges; a union, 0.2 to 0.5 µs with the
/// bitmap and 0.02 to 44 µs with ranges, which win below 40 ranges or so.
#[derive(Clone, PartialEq, Eq, Hash)]
#[doc(alias = "bitmap")]
#[doc(alias = "port list")]
pub struct PortSet {
    /// Port `p` is bit `p % 64` of word `p / 64`.
    pub(super) words: [u64; Self::WORDS],
}

impl PortSet {
    pub(super) const WORDS: usize = 65_536 / 64;

    /// The set of no port.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// assert!(PortSet::EMPTY.is_empty());
    /// assert_eq!(PortSet::EMPTY, PortSet::new());
    /// ```
    pub const EMPTY: Self = Self {
        words: [0; Self::WORDS],
    };

    /// The set of every port, 0 to 65535.
    ///
    /// ```
    /// assert_eq!(port_registry::PortSet::ALL.len(), 65_536);
    /// ```
    pub const ALL: Self = Self {
        words: [!0; Self::WORDS],
    };

    /// A set of no port, to begin with.
    ///
    /// ```
    /// assert_eq!(port_registry::PortSet::new().len(), 0);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self::EMPTY
    }

    /// The set with this port too, for constants.
    ///
    /// ```
    /// use port_registry::{PortSet, port};
    ///
    /// static MAIL: PortSet = PortSet::new()
    ///     .with(port!("smtp/tcp"))
    ///     .with(port!("submission/tcp"))
    ///     .with(port!("submissions/tcp"));
    /// assert_eq!(MAIL.to_string(), "25,465,587");
    /// ```
    #[must_use]
    pub const fn with(mut self, port: Port) -> Self {
        self.insert(port);
        self
    }

    /// The set with these ports too, for constants.
    ///
    /// ```
    /// use port_registry::{PortClass, PortSet};
    ///
    /// static ASSIGNABLE: PortSet = PortSet::new()
    ///     .with_range(PortClass::WellKnown.range())
    ///     .with_range(PortClass::Registered.range());
    /// assert_eq!(ASSIGNABLE.to_string(), "0-49151");
    /// ```
    #[must_use]
    pub const fn with_range(mut self, range: PortRange) -> Self {
        self.insert_range(range);
        self
    }

    /// Whether the port is in the set.
    ///
    /// ```
    /// use port_registry::{Port, PortClass, PortSet};
    ///
    /// let set = PortSet::from(PortClass::Registered);
    /// assert!(set.contains(Port::new(1024)));
    /// assert!(!set.contains(Port::new(1023)));
    /// ```
    #[must_use]
    #[inline]
    pub const fn contains(&self, port: Port) -> bool {
        let (at, bit) = place(port);
        self.words[at] & bit != 0
    }

    /// Whether every port of the range is in the set.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// let set: PortSet = "8000-8100".parse()?;
    /// assert!(set.contains_range("8080-8089".parse()?));
    /// assert!(!set.contains_range("8080-8180".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn contains_range(&self, range: PortRange) -> bool {
        let mut at = first_word(range);
        while at <= last_word(range) {
            if !self.words[at] & mask(range, at) != 0 {
                return false;
            }
            at += 1;
        }
        true
    }

    /// Adds a port; gives whether it was missing.
    ///
    /// ```
    /// use port_registry::{Port, PortSet};
    ///
    /// let mut set = PortSet::new();
    /// assert!(set.insert(Port::new(22)));
    /// assert!(!set.insert(Port::new(22)));
    /// ```
    pub const fn insert(&mut self, port: Port) -> bool {
        let was_missing = !self.contains(port);
        let (at, bit) = place(port);
        self.words[at] |= bit;
        was_missing
    }

    /// Adds every port of a range.
    ///
    /// ```
    /// use port_registry::{PortClass, PortSet};
    ///
    /// let mut set = PortSet::new();
    /// set.insert_range(PortClass::Dynamic.range());
    /// assert_eq!(set.len(), 16_384);
    /// ```
    pub const fn insert_range(&mut self, range: PortRange) {
        let mut at = first_word(range);
        while at <= last_word(range) {
            self.words[at] |= mask(range, at);
            at += 1;
        }
    }

    /// Removes a port; gives whether it was there.
    ///
    /// ```
    /// use port_registry::{Port, PortSet};
    ///
    /// let mut set = PortSet::ALL;
    /// assert!(set.remove(Port::new(0)));
    /// assert!(!set.remove(Port::new(0)));
    /// assert_eq!(set.to_string(), "1-65535");
    /// ```
    pub const fn remove(&mut self, port: Port) -> bool {
        let was_there = self.contains(port);
        let (at, bit) = place(port);
        self.words[at] &= !bit;
        was_there
    }

    /// Removes every port of a range.
    ///
    /// ```
    /// use port_registry::{PortClass, PortSet};
    ///
    /// let mut set = PortSet::ALL;
    /// set.remove_range(PortClass::Registered.range());
    /// assert_eq!(set.to_string(), "0-1023,49152-65535");
    /// ```
    pub const fn remove_range(&mut self, range: PortRange) {
        let mut at = first_word(range);
        while at <= last_word(range) {
            self.words[at] &= !mask(range, at);
            at += 1;
        }
    }

    /// How many ports: 0 to 65,536.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// assert_eq!("22,8000-8100".parse::<PortSet>()?.len(), 102);
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.count_within(PortRange::ALL)
    }

    pub(super) const fn count_within(&self, range: PortRange) -> u32 {
        let mut count = 0;
        let mut at = first_word(range);
        while at <= last_word(range) {
            count += (self.words[at] & mask(range, at)).count_ones();
            at += 1;
        }
        count
    }

    /// Whether the set has no port.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// assert!(PortSet::new().is_empty());
    /// assert!(!PortSet::ALL.is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.first().is_none()
    }

    /// The lowest port of the set.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// assert_eq!("443,80".parse::<PortSet>()?.first().unwrap(), 80);
    /// assert_eq!(PortSet::EMPTY.first(), None);
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn first(&self) -> Option<Port> {
        let mut at = 0;
        while at < Self::WORDS {
            if self.words[at] != 0 {
                let number = at as u32 * 64 + self.words[at].trailing_zeros();
                return Some(Port::new(number as u16));
            }
            at += 1;
        }
        None
    }

    /// The highest port of the set.
    ///
    /// ```
    /// use port_registry::PortSet;
    ///
    /// assert_eq!("443,80".parse::<PortSet>()?.last().unwrap(), 443);
    /// assert_eq!(PortSet::EMPTY.last(), None);
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn last(&self) -> Option<Port> {
        let mut at = Self::WORDS;
        while at > 0 {
            at -= 1;
            if self.words[at] != 0 {
                let number = at as u32 * 64 + 63 - self.words[at].leading_zeros();
                return Some(Port::new(number as u16));
            }
        }
        None
    }
}

/// The word of a port, and its bit in it.
const fn place(port: Port) -> (usize, u64) {
    let number = port.get() as usize;
    (number / 64, 1 << (number % 64))
}

pub(super) const fn first_word(range: PortRange) -> usize {
    range.first().get() as usize / 64
}

pub(super) const fn last_word(range: PortRange) -> usize {
    range.last().get() as usize / 64
}

/// The bits of the range's ports in a word from its first to its last.
pub(super) const fn mask(range: PortRange, at: usize) -> u64 {
    let mut mask = !0;
    if at == first_word(range) {
        mask &= !0 << (range.first().get() % 64);
    }
    if at == last_word(range) {
        mask &= !0 >> (63 - range.last().get() % 64);
    }
    mask
}

impl Default for PortSet {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl fmt::Display for PortSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, range) in self.ranges().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            write!(f, "{range}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PortSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PortSet({self})")
    }
}

impl From<Port> for PortSet {
    fn from(port: Port) -> Self {
        Self::new().with(port)
    }
}

impl From<PortRange> for PortSet {
    fn from(range: PortRange) -> Self {
        Self::new().with_range(range)
    }
}

impl From<PortClass> for PortSet {
    fn from(class: PortClass) -> Self {
        Self::new().with_range(class.range())
    }
}

impl Extend<Port> for PortSet {
    fn extend<I: IntoIterator<Item = Port>>(&mut self, ports: I) {
        for port in ports {
            self.insert(port);
        }
    }
}

impl Extend<PortRange> for PortSet {
    fn extend<I: IntoIterator<Item = PortRange>>(&mut self, ranges: I) {
        for range in ranges {
            self.insert_range(range);
        }
    }
}

impl FromIterator<Port> for PortSet {
    fn from_iter<I: IntoIterator<Item = Port>>(ports: I) -> Self {
        let mut set = Self::new();
        set.extend(ports);
        set
    }
}

impl FromIterator<PortRange> for PortSet {
    fn from_iter<I: IntoIterator<Item = PortRange>>(ranges: I) -> Self {
        let mut set = Self::new();
        set.extend(ranges);
        set
    }
}
