//! A set of ports for each transport protocol, in nmap's notation.

use core::fmt;
use core::iter::FusedIterator;
use core::slice;
use core::str::FromStr;

use super::error::{Fault, List, Problem};
use super::parse::{Part, parts, trimmed};
use super::{Error, Iter, PortSet};
use crate::endpoint::Endpoint;
use crate::words::{Protocol, Quoted};

/// A set of ports for each transport, written as nmap's option `-p` takes it: `T:22,80,U:53`.
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
/// A list as [`PortSet::parse_over`] reads it, with names, patterns and ranges in brackets, in which
/// a letter and a colon say what transport the parts from there on are for:
///
/// | letter | transport |
/// | --- | --- |
/// | `T:` | TCP |
/// | `U:` | UDP |
/// | `S:` | SCTP |
/// | `D:` | DCCP, which nmap has no letter for |
///
/// What stands before any letter is for all four, or for those that
/// [`parse_over`](PortSpec::parse_over) is given; a name there must have a port over one of them. A
/// letter may come again, and in any case. nmap's `P:`, for IP protocols, is an error: those are no
/// ports. Letters within brackets are one too.
///
/// Patterns and ranges in brackets cost what they do there, once for each transport: limit the length
/// of a text that a stranger wrote, one that serde reads too.
///
/// `Display` writes the transports in the order of [`Protocol::ALL`], each with its letter, leaving
/// out those without a port; or, where all four have the same ports, these without a letter. What is
/// written reads as the same value, and nmap reads it if it has no `D:`.
///
/// # Size
///
/// It holds four [`PortSet`]s, 32 KiB by value, without allocation. Making and moving one takes
/// several times that on the stack: to read one, clone it and write it took up to 128 KiB, and
/// without optimization 320 KiB, where a thread has 2 MiB by Rust's default and a small device much
/// less. So pass it by reference, and keep one that lives long in a `static` or a `Box`. For one or
/// two transports, their [`PortSet`]s do with 8 KiB each.
#[derive(Clone, PartialEq, Eq, Hash)]
#[doc(alias = "nmap")]
pub struct PortSpec {
    /// In the order of `Protocol::ALL`.
    sets: [PortSet; Protocol::ALL.len()],
}

impl PortSpec {
    /// No port of any transport.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    ///
    /// assert!(PortSpec::EMPTY.is_empty());
    /// assert_eq!(PortSpec::EMPTY, PortSpec::new());
    /// ```
    #[allow(
        clippy::large_stack_arrays,
        reason = "the size by value is the type's, and it says so"
    )]
    pub const EMPTY: Self = Self {
        sets: [const { PortSet::EMPTY }; Protocol::ALL.len()],
    };

    /// No port of any transport, to begin with.
    ///
    /// ```
    /// assert!(port_registry::port_set::PortSpec::new().is_empty());
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self::EMPTY
    }

    /// The same but for this transport, which gets these ports in place of its own, for constants.
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

    /// Reads a list in the [notation](PortSpec#notation), where what stands before any letter is for
    /// these transports.
    ///
    /// Given none, each part must come after a letter.
    ///
    /// # Errors
    ///
    /// [`Error`] for a letter that is none of the four, and as
    /// [`PortSet::parse_over`].
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    /// use port_registry::Protocol;
    ///
    /// let spec = PortSpec::parse_over("53,T:80", &[Protocol::Tcp, Protocol::Udp])?;
    /// assert_eq!(spec.to_string(), "T:53,80,U:53");
    /// assert_eq!(
    ///     PortSpec::parse_over("53,T:80", &[]).unwrap_err().to_string(),
    ///     r#"invalid port spec at byte 0: no transport for "53": expected T:, U:, S: or D: before it"#,
    /// );
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    pub fn parse_over(text: &str, protocols: &[Protocol]) -> Result<Self, Error> {
        let mut spec = Self::new();
        let mut over = protocols;
        for (mut at, mut text) in parts(text) {
            // No registered name has a colon.
            if let Some((before, after)) = text.split_once(':') {
                let protocol = protocol_of(before).ok_or_else(|| {
                    let letter = Quoted::new(before);
                    Fault::new(at, Problem::Letter { letter }).in_list(List::Spec)
                })?;
                over = slice::from_ref(protocol);
                (at, text) = trimmed(at + before.len() + ':'.len_utf8(), after);
            }
            let part = Part::read(at, text).map_err(|fault| fault.in_list(List::Spec))?;
            if over.is_empty() {
                let part = Quoted::new(text);
                return Err(Fault::new(at, Problem::NoLetter { part }).in_list(List::Spec));
            }
            let mut is_known = false;
            for &protocol in over {
                is_known |= part.insert_into(spec.ports_mut(protocol), protocol);
            }
            if !is_known {
                let only = match over {
                    [protocol] => Some(*protocol),
                    _ => None,
                };
                return Err(Fault::unknown_service(at, text, only).in_list(List::Spec));
            }
        }
        Ok(spec)
    }

    /// The ports of this transport.
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

    /// The ports of this transport, to be changed in place.
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

    /// Whether the port of the transport is among them.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    ///
    /// assert!("22,T:80".parse::<PortSpec>()?.contains("22/dccp".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub const fn contains(&self, endpoint: Endpoint) -> bool {
        self.ports(endpoint.protocol()).contains(endpoint.port())
    }

    /// Adds a port of a transport; gives whether it was missing.
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

    /// Removes a port of a transport; gives whether it was there.
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

    /// How many ports, of all transports together: 0 to 262,144.
    ///
    /// ```
    /// use port_registry::port_set::PortSpec;
    ///
    /// assert_eq!("T:22,80,U:53".parse::<PortSpec>()?.len(), 3);
    /// assert_eq!("-".parse::<PortSpec>()?.len(), 4 * 65_536);
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

    /// Whether no transport has a port.
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

    /// Every port with its transport: those of TCP first, then of UDP, SCTP and DCCP, and of each
    /// the lowest first.
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

fn protocol_of(text: &str) -> Option<&'static Protocol> {
    const { &Protocol::ALL }
        .iter()
        .find(|protocol| protocol.letter().eq_ignore_ascii_case(text))
}

impl Default for PortSpec {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl fmt::Display for PortSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, others @ ..] = &self.sets;
        if others.iter().all(|set| set == first) {
            return write!(f, "{first}");
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

    /// Reads a list in the [notation](PortSpec#notation) that the type tells; what stands before
    /// any letter is for all four transports.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse_over(text, &Protocol::ALL)
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

/// The ports of a [`PortSpec`] with their transports; [`PortSpec::iter`] makes it.
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
