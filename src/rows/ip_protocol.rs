//! IP protocol numbers: IANA's second registry.
//!
//! `Protocol::from_number` is here, since the keyword in its error is from this registry.

use core::fmt;
use core::iter::FusedIterator;
use core::str::FromStr;

use crate::tables::protocol_numbers;
use crate::words::{Error, Protocol, ProtocolNumber, Quoted, Reason, References};

/// An IP protocol number, 0 to 255, with what IANA's registry "Assigned Internet Protocol Numbers"
/// says of it.
///
/// It is the number in the Protocol field of the IPv4 header and in the Next Header field of the IPv6
/// header. Every number is an `IpProtocol`, assigned or not. The few that have ports are converted to
/// a [`Protocol`] by [`transport`](IpProtocol::transport) or [`Protocol::from_number`].
///
/// `Display` writes the keyword, such as `ICMP`, or the number if there is no keyword. `FromStr` reads
/// both, the keyword in any case.
///
/// ```
/// use port_registry::{IpProtocol, Protocol};
///
/// let icmp = IpProtocol::new(1);
/// assert_eq!(icmp.keyword(), Some("ICMP"));
/// assert_eq!(icmp.name(), Some("Internet Control Message"));
/// assert_eq!(icmp.transport(), None);
///
/// assert_eq!("gre".parse::<IpProtocol>()?.number(), 47);
/// assert_eq!("6".parse::<IpProtocol>()?.transport(), Some(Protocol::Tcp));
/// assert_eq!(IpProtocol::new(200).to_string(), "200"); // unassigned
/// # Ok::<(), port_registry::Error>(())
/// ```
///
/// # Serialization
///
/// With the feature `serde`, the form in human-readable formats is what `Display` writes, such as
/// `"ICMP"`; a string that `FromStr` reads and a number are accepted. In binary formats it is the
/// number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
#[doc(alias = "protocol number")]
#[doc(alias = "IPPROTO")]
#[doc(alias = "ICMP")]
#[doc(alias = "next header")]
pub struct IpProtocol(u8);

impl IpProtocol {
    /// Returns the IP protocol with this number.
    ///
    /// ```
    /// use port_registry::IpProtocol;
    ///
    /// const GRE: IpProtocol = IpProtocol::new(47);
    /// assert_eq!(GRE.keyword(), Some("GRE"));
    /// ```
    #[must_use]
    pub const fn new(number: u8) -> Self {
        Self(number)
    }

    /// Returns the number.
    ///
    /// ```
    /// use port_registry::IpProtocol;
    ///
    /// assert_eq!(IpProtocol::new(47).number(), 47);
    /// ```
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Returns an iterator over all IP protocols, from 0 to 255.
    ///
    /// ```
    /// use port_registry::IpProtocol;
    ///
    /// let extension_headers = IpProtocol::all().filter(|ip| ip.is_ipv6_extension_header());
    /// assert!(extension_headers.count() > 8);
    /// ```
    pub const fn all() -> IpProtocols {
        IpProtocols { next: 0, end: 256 }
    }

    /// Returns the keyword, or `None` for a number without one: the column `Keyword`.
    ///
    /// IANA's remark `(deprecated)` is left out: see [`is_deprecated`](IpProtocol::is_deprecated). The
    /// keyword of 255 is `Reserved`.
    ///
    /// ```
    /// use port_registry::IpProtocol;
    ///
    /// assert_eq!(IpProtocol::new(58).keyword(), Some("IPv6-ICMP"));
    /// assert_eq!(IpProtocol::new(61).keyword(), None); // "any host internal protocol"
    /// ```
    #[must_use]
    #[inline]
    pub const fn keyword(self) -> Option<&'static str> {
        protocol_numbers::keyword(self.0)
    }

    /// Returns the name as IANA writes it, or `None` for a number without one: the column `Protocol`.
    ///
    /// Two names are of two lines. The name of 148 to 252 is `Unassigned`.
    ///
    /// ```
    /// use port_registry::IpProtocol;
    ///
    /// assert_eq!(IpProtocol::new(6).name(), Some("Transmission Control"));
    /// assert_eq!(IpProtocol::new(136).name(), None); // has a keyword only, UDPLite
    /// ```
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        protocol_numbers::name(self.0)
    }

    /// Returns whether IANA marks the protocol as deprecated.
    ///
    /// ```
    /// use port_registry::IpProtocol;
    ///
    /// assert!("argus".parse::<IpProtocol>()?.is_deprecated());
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    #[must_use]
    pub const fn is_deprecated(self) -> bool {
        protocol_numbers::is_deprecated(self.0)
    }

    /// Returns whether the number is of an IPv6 extension header: the column `IPv6 Extension Header`
    /// (RFC 7045).
    ///
    /// ```
    /// use port_registry::IpProtocol;
    ///
    /// assert!(IpProtocol::new(44).is_ipv6_extension_header()); // IPv6-Frag
    /// assert!(!IpProtocol::new(6).is_ipv6_extension_header());
    /// ```
    #[must_use]
    pub const fn is_ipv6_extension_header(self) -> bool {
        protocol_numbers::is_extension_header(self.0)
    }

    /// Returns the documents and persons that IANA refers to: the column `Reference`.
    ///
    /// ```
    /// use port_registry::IpProtocol;
    ///
    /// assert_eq!(IpProtocol::new(1).references().next().unwrap().as_str(), "RFC792");
    /// ```
    #[doc(alias = "rfc")]
    pub const fn references(self) -> References<'static> {
        References::new(protocol_numbers::reference(self.0))
    }

    /// Returns the transport protocol whose ports this IP protocol uses, or `None` if it has no ports.
    ///
    /// UDP-Lite, 136, uses the ports of UDP (RFC 3828 section 3.1).
    ///
    /// ```
    /// use port_registry::{IpProtocol, Protocol};
    ///
    /// assert_eq!(IpProtocol::new(132).transport(), Some(Protocol::Sctp));
    /// assert_eq!(IpProtocol::new(136).transport(), Some(Protocol::Udp));
    /// assert_eq!(IpProtocol::new(1).transport(), None);
    /// ```
    #[must_use]
    #[inline]
    pub const fn transport(self) -> Option<Protocol> {
        match Protocol::with_number(self.0) {
            Some(protocol) => Some(protocol),
            None => self.shared(),
        }
    }

    /// Returns the transport protocol whose ports this one shares.
    const fn shared(self) -> Option<Protocol> {
        /// UDP-Lite.
        const UDP_LITE: u8 = 136;
        match self.0 {
            UDP_LITE => Some(Protocol::Udp),
            _ => None,
        }
    }
}

impl Protocol {
    /// Returns the transport protocol with this IP protocol number.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] for every number but 6, 17, 33 and 132. The message has IANA's keyword for
    /// the number, such as `ICMP`. [`IpProtocol`] has everything that IANA says of the others.
    ///
    /// ```
    /// use port_registry::Protocol;
    ///
    /// assert_eq!(Protocol::from_number(132), Ok(Protocol::Sctp));
    /// assert_eq!(
    ///     Protocol::from_number(58).unwrap_err().to_string(),
    ///     "IPv6-ICMP (IP protocol 58) has no port numbers",
    /// );
    /// assert_eq!(
    ///     Protocol::from_number(200).unwrap_err().to_string(),
    ///     "IP protocol 200 has no port numbers: expected 6 (tcp), 17 (udp), 33 (dccp) or 132 (sctp)",
    /// );
    /// ```
    #[inline]
    pub const fn from_number(number: u8) -> Result<Self, Error> {
        match Self::with_number(number) {
            Some(protocol) => Ok(protocol),
            None => Err(without_ports(IpProtocol(number))),
        }
    }
}

/// Returns the error of an IP protocol that has no ports of its own.
#[cold]
const fn without_ports(protocol: IpProtocol) -> Error {
    Error(Reason::ProtocolNumber(ProtocolNumber {
        number: protocol.0,
        keyword: protocol.keyword(),
        shared: protocol.shared(),
    }))
}

impl TryFrom<u8> for Protocol {
    type Error = Error;

    /// Returns the same as [`Protocol::from_number`].
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the IP protocol with this number has no ports of its own.
    #[inline]
    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::from_number(number)
    }
}

impl TryFrom<IpProtocol> for Protocol {
    type Error = Error;

    /// Returns the same as [`Protocol::from_number`].
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the IP protocol has no ports of its own. UDP-Lite shares those of UDP, and
    /// is an error too: see [`IpProtocol::transport`].
    fn try_from(protocol: IpProtocol) -> Result<Self, Self::Error> {
        Self::from_number(protocol.0)
    }
}

impl From<Protocol> for IpProtocol {
    fn from(protocol: Protocol) -> Self {
        Self(protocol.number())
    }
}

impl From<u8> for IpProtocol {
    fn from(number: u8) -> Self {
        Self(number)
    }
}

impl From<IpProtocol> for u8 {
    fn from(protocol: IpProtocol) -> Self {
        protocol.0
    }
}

impl fmt::Display for IpProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.keyword() {
            Some(keyword) => f.pad(keyword),
            None => fmt::Display::fmt(&self.0, f),
        }
    }
}

impl fmt::Debug for IpProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.keyword() {
            Some(keyword) => write!(f, "IpProtocol({} {keyword})", self.0),
            None => write!(f, "IpProtocol({})", self.0),
        }
    }
}

impl FromStr for IpProtocol {
    type Err = Error;

    /// Parses IANA's keyword in any case, or a number from 0 to 255 without a leading zero.
    ///
    /// It compares the string with all keywords.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the string is neither.
    ///
    /// ```
    /// use port_registry::IpProtocol;
    ///
    /// assert_eq!("Mobility Header".parse::<IpProtocol>()?.number(), 135);
    /// assert_eq!(
    ///     "256".parse::<IpProtocol>().unwrap_err().to_string(),
    ///     r#"unknown IP protocol "256": expected one of IANA's keywords or a number from 0 to 255"#,
    /// );
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit())
            && (text.len() == 1 || !text.starts_with('0'));
        let number = if is_number { text.parse().ok() } else { None };
        let is_named = |protocol: &Self| {
            let keyword = protocol.keyword();
            keyword.is_some_and(|keyword| keyword.eq_ignore_ascii_case(text))
        };
        number
            .map(Self)
            .or_else(|| Self::all().find(is_named))
            .ok_or_else(|| Error(Reason::IpProtocol(Quoted::new(text))))
    }
}

/// An iterator over all IP protocols, from 0 to 255, returned by [`IpProtocol::all`].
///
/// ```
/// use port_registry::IpProtocol;
///
/// let mut all = IpProtocol::all();
/// assert_eq!(all.len(), 256);
/// assert_eq!(all.next().unwrap().keyword(), Some("HOPOPT"));
/// assert_eq!(all.next_back().unwrap().number(), 255);
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct IpProtocols {
    // Of `u16`, so that the end after 255 has a value.
    next: u16,
    end: u16,
}

impl Iterator for IpProtocols {
    type Item = IpProtocol;

    fn next(&mut self) -> Option<IpProtocol> {
        if self.next == self.end {
            return None;
        }
        self.next += 1;
        Some(IpProtocol((self.next - 1) as u8))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.end - self.next);
        (left, Some(left))
    }
}

impl DoubleEndedIterator for IpProtocols {
    fn next_back(&mut self) -> Option<IpProtocol> {
        if self.next == self.end {
            return None;
        }
        self.end -= 1;
        Some(IpProtocol(self.end as u8))
    }
}

impl ExactSizeIterator for IpProtocols {}
impl FusedIterator for IpProtocols {}
