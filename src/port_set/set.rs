//! The set of ports, a bitmap.
//!
//! The other files of this folder add the set operations, the iterators, the parser and the
//! questions to the registry.

use core::fmt;

use crate::words::{Port, PortRange};

/// A set of ports, such as `22,80,443,8000-8100`.
///
/// The set does not say for which transport protocol the ports are: for that, there is
/// [`PortSpec`](crate::port_set::PortSpec). All methods except [`parse_over`](PortSet::parse_over)
/// are `const fn`, so that a set can be a constant. The operators `|`, `&`, `-`, `^` and `!` are
/// implemented for values and references.
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
/// `FromStr` parses a list of ports, ranges and names, separated by commas or line ends, in any order. The
/// notation is that of nmap's option `-p`:
///
/// | part | ports |
/// | --- | --- |
/// | `22` | 22 |
/// | `8000-8100` | 8000 to 8100, both included |
/// | `-1023` | 0 to 1023 |
/// | `49152-` | 49152 to 65535 |
/// | `-` | all, 0 to 65535 |
/// | `ssh`, `dns` | the ports of the name: IANA's, an alias or a known use |
///
/// - The empty list is the empty set. An empty part is an error, as in `22,,80`. A list or a line may end
///   in a comma.
/// - White space around a part is ignored.
/// - A range without a first port begins at 0. With nmap it begins at 1.
/// - A name must have the same ports over all transport protocols that it has: `syslog` is registered over
///   UDP only, so it is 514. A name such as `oracle` or a pattern such as `http*`, whose ports
///   depend on the transport protocol, needs [`parse_over`](PortSet::parse_over).
///
/// `Display` writes the fewest ports and ranges, in ascending order, without white space. Equal
/// sets are written alike, and parsing the output returns the same set.
///
/// # Command-line arguments
///
/// `PortSet` implements `FromStr`, `Clone`, `Send` and `Sync`, so clap parses an argument of this
/// type without further code. For names whose ports depend on the transport protocol, and for patterns,
/// the value parser is a function that calls [`parse_over`](PortSet::parse_over). An argument that may be
/// repeated, as in `-p ssh,http -p 8000-8100`, is a `Vec`, which is collected to one set:
///
/// ```text
/// #[derive(clap::Parser)]
/// struct Arguments {
///     /// Ports to skip, such as 22,https,8000-8100
///     #[arg(long, default_value = "")]
///     skip: PortSet,
///
///     /// Ports to open, such as ssh,https,8000-8100
///     #[arg(short, value_parser = |list: &str| PortSet::parse_over(list, Protocol::Tcp))]
///     ports: Vec<PortSet>,
/// }
///
/// let open: PortSet = arguments.ports.iter().collect();
/// ```
///
/// With clap's builder, the value parser of the first argument is `clap::value_parser!(PortSet)`.
/// For an option that accepts a range such as `-1023`, set `allow_hyphen_values`.
/// clap reports the message of the [error](crate::port_set::Error), which says at which byte the
/// list is wrong.
///
/// # Size
///
/// The set is a bitmap of 8 KiB by value, for any number of ports, without allocation. It is
/// `Clone` but not `Copy`, so that copies of 8 KiB are visible in the code. Pass a set by
/// reference. Keep a constant set in a `static`: a `const` is copied wherever it is used.
///
/// The alternative is a list of sorted ranges of 4 bytes each. A list of more than 2,048 ranges is
/// larger than the bitmap, and a list that can represent every set has room for 32,768 ranges, 128
/// KiB. Measured on sets of 4 to 8,192 random ports:
///
/// | operation | bitmap | ranges |
/// | --- | --- | --- |
/// | `contains` | 1 ns | 4 to 18 ns |
/// | `union` | 0.2 to 0.5 µs | 0.02 to 44 µs, faster than the bitmap below about 40 ranges |
///
/// # Serialization
///
/// With the feature `serde`, a set is written as the string that `Display` writes, such as
/// `"22,80,8000-8100"`, in human-readable and in binary formats. A string in the notation above is read.
/// In human-readable formats a number is read too, and a sequence of numbers and strings:
/// `[22, "https", "8000-8100"]`.
///
/// For names whose ports depend on the transport protocol, and for patterns, give the field the attribute
/// `#[serde(with = "port_registry::port_set::tcp")]`, or `udp`.
///
/// # Use in async tasks
///
/// A future that holds a set across an `await` is 8 KiB larger, and 16 KiB if the set is an argument of an
/// `async fn`. Keep the set in a `Box`, an `Arc` or a `static`, or keep its ranges, which take four bytes
/// each:
///
/// ```
/// use port_registry::{Port, PortRange, PortSet};
///
/// let set: PortSet = "22,80,8000-8100".parse()?;
/// let ranges: Vec<PortRange> = set.ranges().collect(); // sorted, and apart from each other
/// let contains = |port: Port| {
///     let at = ranges.partition_point(|range| range.last() < port);
///     ranges.get(at).is_some_and(|range| range.first() <= port)
/// };
/// assert!(contains(Port::new(8050)) && !contains(Port::new(81)));
/// assert_eq!(ranges.iter().collect::<PortSet>(), set);
/// # Ok::<(), port_registry::port_set::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[doc(alias = "bitmap")]
#[doc(alias = "port list")]
#[doc(alias = "ports list")]
#[doc(alias = "nmap")]
#[doc(alias = "firewall")]
#[doc(alias = "clap")]
pub struct PortSet {
    /// Port `p` is bit `p % 64` of word `p / 64`.
    pub(super) words: [u64; Self::WORDS],
}

impl PortSet {
    pub(super) const WORDS: usize = 65_536 / 64;

    /// The empty set.
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

    /// Returns an empty set.
    ///
    /// ```
    /// assert_eq!(port_registry::PortSet::new().len(), 0);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self::EMPTY
    }

    /// Returns the set with this port added.
    ///
    /// In contrast to [`insert`](PortSet::insert), it makes a constant in one expression.
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

    /// Returns the set with the ports of this range added.
    ///
    /// In contrast to [`insert_range`](PortSet::insert_range), it makes a constant in one
    /// expression.
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

    /// Returns `true` if the port is in the set.
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

    /// Returns `true` if every port of the range is in the set.
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

    /// Adds a port to the set. Returns whether the port was newly inserted.
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

    /// Adds every port of a range to the set.
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

    /// Removes a port from the set. Returns whether the port was in the set.
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

    /// Removes every port of a range from the set.
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

    /// Returns the number of ports in the set, from 0 to 65,536.
    ///
    /// The ports are counted on each call.
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

    /// Returns how many ports of the range are in the set.
    pub(super) const fn count_within(&self, range: PortRange) -> u32 {
        let mut count = 0;
        let mut at = first_word(range);
        while at <= last_word(range) {
            count += (self.words[at] & mask(range, at)).count_ones();
            at += 1;
        }
        count
    }

    /// Returns `true` if the set is empty.
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

    /// Returns the lowest port of the set, or `None` if the set is empty.
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

    /// Returns the highest port of the set, or `None` if the set is empty.
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

/// Returns the index of the word that has the port, and the bit of the port in this word.
const fn place(port: Port) -> (usize, u64) {
    let number = port.get() as usize;
    (number / 64, 1 << (number % 64))
}

/// Returns the index of the word that has the first port of the range.
pub(super) const fn first_word(range: PortRange) -> usize {
    range.first().get() as usize / 64
}

/// Returns the index of the word that has the last port of the range.
pub(super) const fn last_word(range: PortRange) -> usize {
    range.last().get() as usize / 64
}

/// Returns the bits of the ports of the range in the word with this index. The caller asks only for
/// words from `first_word` to `last_word`.
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
