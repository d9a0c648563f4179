//! A set of ports for each transport protocol, in nmap's notation.
//!
//! `parse.rs` reads the parts of a list, and this file the letters before them.

use core::fmt;
use core::iter::FusedIterator;
use core::slice;
use core::str::FromStr;

use super::error::{Fault, List, Problem};
use super::parse::Part;
use super::parts::{parts, trimmed};
use super::{Error, Iter, PortSet};
use crate::endpoint::Endpoint;
use crate::words::{self, Protocol, Quoted, stated};

/// A set of ports for each transport protocol, such as `T:22,80,U:53`.
///
/// The notation is that of nmap's option `-p`. A set without a transport protocol is a [`PortSet`].
///
/// ```
/// use port_registry::port_set::PortSpec;
/// use port_registry::{Endpoint, Protocol};
///
/// let spec: PortSpec = "U:53,111,T:21-25,https,U:ntp".parse()?;
/// assert_eq!(spec.to_string(), "T:21-25,443,U:53,111,123");
/// assert!(spec.contains("53/udp".parse()?));
/// assert!(!spec.contains("53/tcp".parse()?));
/// assert_eq!(spec.ports(Protocol::Tcp).len(), 6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Notation
///
/// A list has the parts that [`PortSet::parse_over`] parses: ports, ranges, names, patterns and
/// ranges in brackets. Each part has a transport protocol. A letter and a colon before a part set that of
/// this part and of the parts after it:
///
/// | letter | transport protocol |
/// | --- | --- |
/// | `T:` | TCP |
/// | `U:` | UDP |
/// | `S:` | SCTP |
/// | `D:` | DCCP, for which nmap has no letter |
/// | `*:` | all four, which nmap does not have either |
///
/// A part may also have its own transport protocol, before or after a slash: `80/tcp,53/udp`,
/// `tcp/8000-8010`, `dns/udp`. It is for this part only.
///
/// - **Parts without a transport protocol** are errors. With [`parse_over`](PortSpec::parse_over), parts
///   before the first letter are for the given ones. nmap takes them for all that it scans.
/// - A letter may be repeated. Its case is ignored.
/// - Parts are separated by commas or line ends. A list or a line may end in a comma.
/// - nmap's `P:`, for IP protocols, is an error, since IP protocols are not ports. A letter within
///   brackets is an error too.
///
/// `Display` writes a letter and the ports of each transport protocol that has any, in the order of
/// [`Protocol::ALL`]. If all four have the same ports, it writes them once, after `*:`. Parsing the output
/// returns the same value. nmap accepts the output if it has neither `D:` nor `*:`.
///
/// # Operators
///
/// `|`, `&`, `-` and `^` with a reference to another value are the operations of [`PortSet`], for each
/// transport protocol.
///
/// ```
/// use port_registry::port_set::PortSpec;
///
/// let (all, skip): (PortSpec, PortSpec) = ("*:1-1023".parse()?, "U:1-1023,T:23".parse()?);
/// assert_eq!((all - &skip).to_string(), "T:1-22,24-1023,S:1-1023,D:1-1023");
/// # Ok::<(), port_registry::port_set::Error>(())
/// ```
///
/// # Performance
///
/// Patterns and ranges in brackets take as long as with [`PortSet::parse_over`], for each transport
/// protocol. Limit the length of a list from an untrusted source, also of one that serde reads.
///
/// # Size
///
/// The value has four [`PortSet`]s: 32 KiB, without allocation. Making and moving it takes several
/// times as much of the stack. To parse, clone and write one took up to 128 KiB, and 320 KiB
/// without optimization. A thread of Rust has 2 MiB by default, and a small device has much less.
/// So pass a value by reference, and keep a long-lived one in a `static` or a `Box`. For one or two
/// transport protocols, use a [`PortSet`] of 8 KiB for each instead.
///
/// # Serialization
///
/// With the feature `serde`, a value is written as the string that `Display` writes, such as
/// `"T:22,80,U:53"`, in human-readable and in binary formats. A string in the notation above is read. In
/// human-readable formats a sequence of strings is read too: `["80/tcp", "dns/udp", "T:8000-8100"]`.
#[derive(Clone, PartialEq, Eq, Hash)]
#[doc(alias = "nmap")]
#[doc(alias = "firewall")]
pub struct PortSpec {
    /// In the order of `Protocol::ALL`.
    sets: [PortSet; Protocol::ALL.len()],
}

impl PortSpec {
    /// The value without any ports.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    ///
    /// assert!(PortSpec::EMPTY.is_empty());
    /// assert_eq!(PortSpec::EMPTY, PortSpec::new());
    /// ```
    #[allow(
        clippy::large_stack_arrays,
        reason = "the documentation of the type states its size"
    )]
    pub const EMPTY: Self = Self {
        sets: [const { PortSet::EMPTY }; Protocol::ALL.len()],
    };

    /// Returns a value without any ports.
    ///
    /// ```
    /// assert!(port_registry::port_set::PortSpec::new().is_empty());
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self::EMPTY
    }

    /// Returns the value with the ports of this transport protocol replaced by these.
    ///
    /// In contrast to [`ports_mut`](PortSpec::ports_mut), it makes a constant in one expression.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    /// use port_registry::{PortSet, Protocol, port};
    ///
    /// const DNS: PortSet = PortSet::new().with(port!("domain/udp"));
    /// static SPEC: PortSpec = PortSpec::new()
    ///     .with(Protocol::Udp, DNS)
    ///     .with(Protocol::Tcp, DNS.with(port!("domain-s/tcp")));
    /// assert_eq!(SPEC.to_string(), "T:53,853,U:53");
    /// ```
    #[must_use]
    pub const fn with(mut self, protocol: Protocol, ports: PortSet) -> Self {
        self.sets[protocol as usize] = ports;
        self
    }

    /// Parses a list in the [notation](PortSpec#notation) of the type, in which parts before the
    /// first letter are for these transport protocols.
    ///
    /// If `protocols` is empty, each part must come after a letter.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if a part
    ///
    /// - has a letter that is not `T`, `U`, `S`, `D` or `*`, or two transport protocols;
    /// - has no transport protocol, and `protocols` is empty;
    /// - is an error for [`PortSet::parse_over`]. A name or pattern must match a service with a
    ///   port over at least one of the transport protocols of the part; a name may also be that of a
    ///   known use.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    /// use port_registry::Protocol;
    ///
    /// let spec = PortSpec::parse_over("53,T:80", &[Protocol::Tcp, Protocol::Udp])?;
    /// assert_eq!(spec.to_string(), "T:53,80,U:53");
    /// assert_eq!(
    ///     PortSpec::parse_over("53,T:80", &[]).unwrap_err().to_string(),
    ///     "invalid port spec at byte 0: no transport for \"53\": expected T:, U:, S:, D: or *: before \
    ///      it, or a transport after it, as in 443/tcp",
    /// );
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    pub fn parse_over(text: &str, protocols: &[Protocol]) -> Result<Self, Error> {
        let mut spec = Self::new();
        let mut over = protocols;
        let fail = |fault: Fault| Err(fault.in_list(List::Spec));
        for (mut at, mut text) in parts(text) {
            // No registered name has a colon.
            if let Some((before, after)) = text.split_once(':') {
                let Some(letter) = protocols_of(before) else {
                    let letter = Quoted::new(before);
                    return fail(Fault::new(at, Problem::Letter { letter }));
                };
                over = letter;
                (at, text) = trimmed(at + before.len() + ':'.len_utf8(), after);
            }
            let stated = stated(text);
            let over = match &stated {
                Some(stated) => slice::from_ref(&stated.protocol),
                None => over,
            };
            if let Some(stated) = &stated {
                (at, text) = trimmed(at + stated.at, stated.subject);
            }
            let part = Part::read(at, text).map_err(|fault| fault.in_list(List::Spec))?;
            if over.is_empty() {
                let part = Quoted::new(text);
                return fail(Fault::new(at, Problem::NoLetter { part }));
            }
            let insert = |protocol, range| spec.ports_mut(protocol).insert_range(range);
            if !part.insert_over(over, insert) {
                let part = Quoted::new(text);
                let is_twice = stated.is_some() && words::stated(text).is_some();
                return fail(if is_twice {
                    Fault::new(at, Problem::Transports { part })
                } else {
                    Fault::unknown_service(at, text, over)
                });
            }
        }
        Ok(spec)
    }

    /// Returns the ports of this transport protocol.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    /// use port_registry::Protocol;
    ///
    /// let spec: PortSpec = "T:22,U:53".parse()?;
    /// assert_eq!(spec.ports(Protocol::Udp).to_string(), "53");
    /// assert!(spec.ports(Protocol::Sctp).is_empty());
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn ports(&self, protocol: Protocol) -> &PortSet {
        &self.sets[protocol as usize]
    }

    /// Returns the ports of this transport protocol, as a mutable reference.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    /// use port_registry::{PortClass, Protocol};
    ///
    /// let mut spec = PortSpec::new();
    /// spec.ports_mut(Protocol::Sctp).insert_range(PortClass::WellKnown.range());
    /// assert_eq!(spec.to_string(), "S:0-1023");
    /// ```
    pub const fn ports_mut(&mut self, protocol: Protocol) -> &mut PortSet {
        &mut self.sets[protocol as usize]
    }

    /// Returns `true` if the port is in the set of its transport protocol.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    ///
    /// assert!("*:22,T:80".parse::<PortSpec>()?.contains("22/dccp".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub const fn contains(&self, endpoint: Endpoint) -> bool {
        self.ports(endpoint.protocol()).contains(endpoint.port())
    }

    /// Adds a port to the set of its transport protocol. Returns whether the port was newly
    /// inserted.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    ///
    /// let mut spec = PortSpec::new();
    /// assert!(spec.insert("53/udp".parse()?));
    /// assert!(!spec.insert("53/udp".parse()?));
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    pub const fn insert(&mut self, endpoint: Endpoint) -> bool {
        self.ports_mut(endpoint.protocol()).insert(endpoint.port())
    }

    /// Removes a port from the set of its transport protocol. Returns whether the port was in the
    /// set.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    ///
    /// let mut spec: PortSpec = "T:53,U:53".parse()?;
    /// assert!(spec.remove("53/tcp".parse()?));
    /// assert_eq!(spec.to_string(), "U:53");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn remove(&mut self, endpoint: Endpoint) -> bool {
        self.ports_mut(endpoint.protocol()).remove(endpoint.port())
    }

    /// Returns the number of ports of all transport protocols together, from 0 to 262,144.
    ///
    /// The ports are counted on each call.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    ///
    /// assert_eq!("T:22,80,U:53".parse::<PortSpec>()?.len(), 3);
    /// assert_eq!("*:-".parse::<PortSpec>()?.len(), 4 * 65_536);
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn len(&self) -> u32 {
        let mut len = 0;
        let mut at = 0;
        while at < self.sets.len() {
            len += self.sets[at].len();
            at += 1;
        }
        len
    }

    /// Returns `true` if no transport protocol has a port.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    ///
    /// assert!("".parse::<PortSpec>()?.is_empty());
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns an iterator over all ports with their transport protocols.
    ///
    /// The ports of TCP come first, followed by those of UDP, SCTP and DCCP. For each transport
    /// protocol the ports are in ascending order.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    ///
    /// let spec: PortSpec = "U:53,T:80,22".parse()?;
    /// let endpoints = spec.iter().map(|endpoint| endpoint.to_string());
    /// assert!(endpoints.eq(["22/tcp", "80/tcp", "53/udp"]));
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    pub fn iter(&self) -> SpecIter<'_> {
        SpecIter {
            sets: self.sets.each_ref().map(PortSet::iter),
        }
    }
}

/// Returns the transport protocol of a letter, ignoring case, or all of them for `*`.
fn protocols_of(text: &str) -> Option<&'static [Protocol]> {
    if text == "*" {
        return Some(const { &Protocol::ALL });
    }
    let mut all = const { &Protocol::ALL }.iter();
    let protocol = all.find(|protocol| protocol.letter().eq_ignore_ascii_case(text));
    protocol.map(slice::from_ref)
}

impl Default for PortSpec {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl fmt::Display for PortSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, others @ ..] = &self.sets;
        if !first.is_empty() && others.iter().all(|set| set == first) {
            return write!(f, "*:{first}");
        }
        let mut separator = "";
        for protocol in Protocol::ALL {
            let set = self.ports(protocol);
            if !set.is_empty() {
                write!(f, "{separator}{}:{set}", protocol.letter())?;
                separator = ",";
            }
        }
        Ok(())
    }
}

impl fmt::Debug for PortSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PortSpec({self})")
    }
}

impl FromStr for PortSpec {
    type Err = Error;

    /// Parses a list in the [notation](PortSpec#notation) of the type, in which each part has a transport
    /// protocol.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] as [`PortSpec::parse_over`] does without transport protocols.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse_over(text, &[])
    }
}

impl Extend<Endpoint> for PortSpec {
    fn extend<I: IntoIterator<Item = Endpoint>>(&mut self, endpoints: I) {
        for endpoint in endpoints {
            self.insert(endpoint);
        }
    }
}

impl FromIterator<Endpoint> for PortSpec {
    fn from_iter<I: IntoIterator<Item = Endpoint>>(endpoints: I) -> Self {
        let mut spec = Self::new();
        spec.extend(endpoints);
        spec
    }
}

impl<'a> IntoIterator for &'a PortSpec {
    type Item = Endpoint;
    type IntoIter = SpecIter<'a>;

    fn into_iter(self) -> SpecIter<'a> {
        self.iter()
    }
}

/// An iterator over the ports of a [`PortSpec`] with their transport protocols, returned by
/// [`PortSpec::iter`].
///
/// ```
/// use port_registry::port_set::PortSpec;
///
/// let spec: PortSpec = "T:22,80,U:53".parse()?;
/// let mut endpoints = spec.iter();
/// assert_eq!(endpoints.len(), 3);
/// assert_eq!(endpoints.next().unwrap().to_string(), "22/tcp");
/// assert_eq!(endpoints.next_back().unwrap().to_string(), "53/udp");
/// # Ok::<(), port_registry::port_set::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct SpecIter<'a> {
    /// In the order of `Protocol::ALL`.
    sets: [Iter<'a>; Protocol::ALL.len()],
}

impl Iterator for SpecIter<'_> {
    type Item = Endpoint;

    fn next(&mut self) -> Option<Endpoint> {
        let mut sets = self.sets.iter_mut().zip(Protocol::ALL);
        sets.find_map(|(ports, protocol)| Some(Endpoint::new(ports.next()?, protocol)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.sets.iter().map(ExactSizeIterator::len).sum();
        (left, Some(left))
    }
}

impl DoubleEndedIterator for SpecIter<'_> {
    fn next_back(&mut self) -> Option<Endpoint> {
        let mut sets = self.sets.iter_mut().zip(Protocol::ALL).rev();
        sets.find_map(|(ports, protocol)| Some(Endpoint::new(ports.next_back()?, protocol)))
    }
}

impl ExactSizeIterator for SpecIter<'_> {}
impl FusedIterator for SpecIter<'_> {}
