use core::fmt;
use core::str::FromStr;

use super::Quoted;

/// A transport protocol that the registry assigns ports for: its column `Transport Protocol`.
///
/// TCP, UDP, SCTP and DCCP are all that RFC 6335 covers. IP, ICMP and the others have no ports;
/// a conversion from such a number gives an error that says so by name.
///
/// ```
/// use port_registry::Protocol;
///
/// assert_eq!("TCP".parse(), Ok(Protocol::Tcp));
/// assert_eq!(Protocol::Tcp.to_string(), "tcp");
/// assert_eq!(Protocol::Tcp.number(), 6);
/// assert_eq!(Protocol::try_from(17), Ok(Protocol::Udp));
/// assert_eq!(
///     Protocol::try_from(1).unwrap_err().to_string(),
///     "ICMP (IP protocol 1) has no port numbers",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[doc(alias = "transport")]
pub enum Protocol {
    /// Transmission Control Protocol, IP protocol 6 (RFC 9293).
    Tcp,
    /// User Datagram Protocol, IP protocol 17 (RFC 768).
    Udp,
    /// Stream Control Transmission Protocol, IP protocol 132 (RFC 9260).
    Sctp,
    /// Datagram Congestion Control Protocol, IP protocol 33 (RFC 4340).
    Dccp,
}

impl Protocol {
    /// Every transport of the registry, in its usual order: TCP, UDP, SCTP, DCCP.
    ///
    /// ```
    /// use port_registry::Protocol;
    ///
    /// let names = Protocol::ALL.map(Protocol::as_str);
    /// assert_eq!(names, ["tcp", "udp", "sctp", "dccp"]);
    /// ```
    pub const ALL: [Self; 4] = [Self::Tcp, Self::Udp, Self::Sctp, Self::Dccp];

    /// The name as the registry and services(5) write it, in lower case.
    ///
    /// ```
    /// assert_eq!(port_registry::Protocol::Sctp.as_str(), "sctp");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
            Self::Dccp => "dccp",
        }
    }

    /// The number in the IPv4 header's Protocol field and IPv6's Next Header field.
    ///
    /// ```
    /// use port_registry::Protocol;
    ///
    /// assert_eq!(Protocol::ALL.map(Protocol::number), [6, 17, 132, 33]);
    /// ```
    #[must_use]
    #[doc(alias = "IPPROTO_TCP")]
    pub const fn number(self) -> u8 {
        match self {
            Self::Tcp => 6,
            Self::Udp => 17,
            Self::Sctp => 132,
            Self::Dccp => 33,
        }
    }

    /// The transport with this IP protocol number.
    ///
    /// # Errors
    ///
    /// [`ProtocolNumberError`] for every number but 6, 17, 33 and 132.
    ///
    /// ```
    /// use port_registry::Protocol;
    ///
    /// assert_eq!(Protocol::from_number(132), Ok(Protocol::Sctp));
    /// assert_eq!(
    ///     Protocol::from_number(58).unwrap_err().to_string(),
    ///     "IPv6-ICMP (IP protocol 58) has no port numbers",
    /// );
    /// ```
    pub const fn from_number(number: u8) -> Result<Self, ProtocolNumberError> {
        match number {
            6 => Ok(Self::Tcp),
            17 => Ok(Self::Udp),
            132 => Ok(Self::Sctp),
            33 => Ok(Self::Dccp),
            _ => Err(ProtocolNumberError { number }),
        }
    }

    pub(crate) const fn parse(text: &[u8]) -> Option<Self> {
        let mut at = 0;
        while at < Self::ALL.len() {
            if equal_ignoring_case(text, Self::ALL[at].as_str().as_bytes()) {
                return Some(Self::ALL[at]);
            }
            at += 1;
        }
        None
    }
}

/// `<[u8]>::eq_ignore_ascii_case`, which is `const` only from Rust 1.89.
#[allow(
    clippy::manual_ignore_case_cmp,
    reason = "the suggested method is not `const` in 1.85"
)]
const fn equal_ignoring_case(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at].to_ascii_lowercase() != right[at].to_ascii_lowercase() {
            return false;
        }
        at += 1;
    }
    true
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Protocol {
    type Err = ParseProtocolError;

    /// Reads a name in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text.as_bytes()).ok_or_else(|| ParseProtocolError {
            input: Quoted::new(text),
        })
    }
}

impl TryFrom<u8> for Protocol {
    type Error = ProtocolNumberError;

    /// The same as [`Protocol::from_number`].
    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::from_number(number)
    }
}

impl From<Protocol> for u8 {
    fn from(protocol: Protocol) -> Self {
        protocol.number()
    }
}

/// A text that names no [`Protocol`].
///
/// ```
/// use port_registry::Protocol;
///
/// assert_eq!(
///     "icmp".parse::<Protocol>().unwrap_err().to_string(),
///     r#"unknown transport protocol "icmp": expected tcp, udp, sctp or dccp"#,
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown transport protocol {input}: expected tcp, udp, sctp or dccp")]
pub struct ParseProtocolError {
    input: Quoted,
}

/// An IP protocol number that the registry assigns no ports for.
///
/// ```
/// use port_registry::Protocol;
///
/// let error = Protocol::from_number(47).unwrap_err();
/// assert_eq!(error.to_string(), "GRE (IP protocol 47) has no port numbers");
/// assert_eq!(error.number(), 47);
/// assert_eq!(
///     Protocol::from_number(200).unwrap_err().to_string(),
///     "IP protocol 200 has no port numbers: expected 6 (tcp), 17 (udp), 33 (dccp) or 132 (sctp)",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProtocolNumberError {
    number: u8,
}

impl ProtocolNumberError {
    /// The number that was given.
    ///
    /// ```
    /// use port_registry::Protocol;
    ///
    /// assert_eq!(Protocol::from_number(1).unwrap_err().number(), 1);
    /// ```
    #[must_use]
    pub const fn number(self) -> u8 {
        self.number
    }

    /// IANA's keyword in the registry "Assigned Internet Protocol Numbers", for those that stand
    /// in real packets and flow logs.
    const fn keyword(self) -> Option<&'static str> {
        Some(match self.number {
            0 => "HOPOPT",
            1 => "ICMP",
            2 => "IGMP",
            4 => "IPv4",
            41 => "IPv6",
            43 => "IPv6-Route",
            44 => "IPv6-Frag",
            46 => "RSVP",
            47 => "GRE",
            50 => "ESP",
            51 => "AH",
            58 => "IPv6-ICMP",
            59 => "IPv6-NoNxt",
            60 => "IPv6-Opts",
            88 => "EIGRP",
            89 => "OSPFIGP",
            94 => "IPIP",
            97 => "ETHERIP",
            103 => "PIM",
            108 => "IPComp",
            112 => "VRRP",
            115 => "L2TP",
            135 => "Mobility Header",
            137 => "MPLS-in-IP",
            _ => return None,
        })
    }
}

impl fmt::Display for ProtocolNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number;
        match (number, self.keyword()) {
            // RFC 3828 section 3.1 gives UDP-Lite the port numbers of UDP.
            (136, _) => f.write_str(
                "UDPLite (IP protocol 136) has no port numbers of its own: it shares those of 17 (udp)",
            ),
            (_, Some(keyword)) => {
                write!(f, "{keyword} (IP protocol {number}) has no port numbers")
            }
            (_, None) => write!(
                f,
                "IP protocol {number} has no port numbers: \
                 expected 6 (tcp), 17 (udp), 33 (dccp) or 132 (sctp)"
            ),
        }
    }
}

impl core::error::Error for ProtocolNumberError {}
