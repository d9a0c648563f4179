//! The transport protocols that have ports: the one list of them.

use core::fmt;
use core::str::FromStr;

use super::error::{ProtocolError, Reason};
use super::text::Text;
use super::{Error, Quoted};

/// The properties of a transport protocol.
struct Properties {
    name: &'static str,
    /// The number of the IP protocol.
    number: u8,
    /// The letter before its ports in nmap's option `-p`.
    letter: &'static str,
}

/// Defines [`Protocol`] by one list, so that a transport protocol is added in one place.
macro_rules! protocols {
    ($(
        $(#[$doc:meta])*
        $protocol:ident = $name:literal, $number:literal, $letter:literal,
    )*) => {
        /// A transport protocol for which IANA registers ports: the column `Transport Protocol`.
        ///
        /// These are the transport protocols of RFC 6335: TCP, UDP, SCTP and DCCP. ICMP, GRE and
        /// most other IP protocols have no ports: [`from_number`](Protocol::from_number) returns an
        /// error that names them.
        ///
        /// The order is IANA's usual one, that of [`ALL`](Protocol::ALL).
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
        ///
        /// # Serialization
        ///
        /// With the feature `serde`, a transport protocol is serialized as its name, such as
        /// `"tcp"`, and deserialized from its name in any case. The form is the same in
        /// human-readable and in binary formats.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[doc(alias = "transport")]
        #[doc(alias = "IPPROTO")]
        pub enum Protocol {
            $($(#[$doc])* $protocol,)*
        }

        const PROPERTIES: &[Properties] = &[
            $(Properties { name: $name, number: $number, letter: $letter },)*
        ];

        impl Protocol {
            /// All transport protocols of the registry, in IANA's usual order: TCP, UDP, SCTP,
            /// DCCP.
            ///
            /// ```
            /// use port_registry::Protocol;
            ///
            /// let names = Protocol::ALL.map(Protocol::as_str);
            /// assert_eq!(names, ["tcp", "udp", "sctp", "dccp"]);
            /// ```
            pub const ALL: [Self; PROPERTIES.len()] = [$(Self::$protocol),*];

            /// The names of all transport protocols, for messages.
            pub(crate) const EXPECTED: &'static Text<64> = &Text::alternatives(&[$($name),*]);
        }
    };
}

protocols! {
    /// Transmission Control Protocol, IP protocol 6 (RFC 9293).
    Tcp = "tcp", 6, "T",
    /// User Datagram Protocol, IP protocol 17 (RFC 768).
    Udp = "udp", 17, "U",
    /// Stream Control Transmission Protocol, IP protocol 132 (RFC 9260).
    Sctp = "sctp", 132, "S",
    /// Datagram Congestion Control Protocol, IP protocol 33 (RFC 4340).
    Dccp = "dccp", 33, "D", // nmap has no letter for DCCP
}

/// The transport protocol with each IP protocol number. Comparing with the number of each would be
/// branches, and the processor mispredicts them where TCP and UDP are mixed.
static OF_NUMBER: [Option<Protocol>; 256] = {
    let mut of_number = [None; 256];
    let mut at = 0;
    while at < Protocol::ALL.len() {
        of_number[PROPERTIES[at].number as usize] = Some(Protocol::ALL[at]);
        at += 1;
    }
    of_number
};

impl Protocol {
    /// Returns the name in lower case, as the registry and services(5) write it.
    ///
    /// ```
    /// use port_registry::Protocol;
    ///
    /// assert_eq!(Protocol::Sctp.as_str(), "sctp");
    /// ```
    #[must_use]
    #[inline]
    pub const fn as_str(self) -> &'static str {
        PROPERTIES[self as usize].name
    }

    /// Returns the letter of nmap's option `-p`, in upper case.
    pub(crate) const fn letter(self) -> &'static str {
        PROPERTIES[self as usize].letter
    }

    /// Returns the number in the Protocol field of the IPv4 header and in the Next Header field of
    /// the IPv6 header.
    ///
    /// ```
    /// use port_registry::Protocol;
    ///
    /// assert_eq!(Protocol::ALL.map(Protocol::number), [6, 17, 132, 33]);
    /// ```
    #[must_use]
    #[doc(alias = "IPPROTO_TCP")]
    #[inline]
    pub const fn number(self) -> u8 {
        PROPERTIES[self as usize].number
    }

    /// Returns the transport protocol with this IP protocol number, if there is one.
    #[inline]
    pub(crate) const fn with_number(number: u8) -> Option<Self> {
        OF_NUMBER[number as usize]
    }

    /// Parses a name, for constants.
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

    /// Parses a name, for errors that quote it as a part of their input.
    pub(crate) fn checked(text: &str) -> Result<Self, ProtocolError> {
        Self::parse(text.as_bytes()).ok_or_else(|| ProtocolError(Quoted::new(text)))
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

impl AsRef<str> for Protocol {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Protocol {
    type Err = Error;

    /// Parses a name in any case.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the input is not the name of a transport protocol that has ports.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::checked(text).map_err(|error| Error(Reason::Protocol(error)))
    }
}

/// Compares with a name, ignoring case, as parsing does.
impl PartialEq<str> for Protocol {
    fn eq(&self, name: &str) -> bool {
        self.as_str().eq_ignore_ascii_case(name)
    }
}

/// Compares with a name, ignoring case, as parsing does.
impl PartialEq<&str> for Protocol {
    fn eq(&self, name: &&str) -> bool {
        self == *name
    }
}

impl From<Protocol> for u8 {
    fn from(protocol: Protocol) -> Self {
        protocol.number()
    }
}
