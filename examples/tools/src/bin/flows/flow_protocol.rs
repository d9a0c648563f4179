//! The protocols of flows, and their names in logs: IANA's keywords in lower case, and a few others.

use std::fmt;

use port_registry::{IpProtocol, Protocol};

/// The protocol of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlowProtocol {
    Ip(IpProtocol),
    /// A protocol that is not carried by IP, and so has no number and no ports: an index of [`OTHERS`].
    Other(u8),
    /// The log has no protocols.
    Unknown,
}

/// Names that programs write in place of IANA's keywords.
const SYNONYMS: [(&str, IpProtocol); 9] = [
    ("icmp6", IpProtocol::new(58)),
    ("icmpv6", IpProtocol::new(58)),
    ("ospf", IpProtocol::new(89)),
    // Azure writes one letter.
    ("t", IpProtocol::new(6)),
    ("u", IpProtocol::new(17)),
    // Argus looks into UDP, and names the protocol that it finds.
    ("rtp", IpProtocol::new(17)),
    ("rtcp", IpProtocol::new(17)),
    ("udt", IpProtocol::new(17)),
    ("ipip", IpProtocol::new(4)),
];

/// Names of protocols beside IP or below it, which Argus, ntopng and other programs list among flows.
pub const OTHERS: [&str; 10] = [
    "arp",
    "rarp",
    "llc",
    "lldp",
    "cdp",
    "ipx/spx",
    "isis",
    "eapol",
    "unas",
    // Zeek.
    "unknown_transport",
];

impl FlowProtocol {
    /// The number of different values.
    pub const COUNT: usize = 256 + OTHERS.len() + 1;

    /// Returns a different number for each value, below [`COUNT`](Self::COUNT).
    #[inline]
    pub fn index(self) -> usize {
        match self {
            Self::Ip(protocol) => protocol.number().into(),
            Self::Other(at) => 256 + usize::from(at),
            Self::Unknown => Self::COUNT - 1,
        }
    }

    /// Returns all values, in the order of their [`index`](Self::index).
    pub fn all() -> impl Iterator<Item = Self> {
        let numbered = IpProtocol::all().map(Self::Ip);
        let others = (0..=u8::MAX).take(OTHERS.len()).map(Self::Other);
        numbered.chain(others).chain([Self::Unknown])
    }

    /// Parses a name, in upper or lower case, as this type's `Display` and other programs write it. A
    /// number is not a name.
    pub fn named(name: &str) -> Option<Self> {
        let is_named = |protocol: &IpProtocol| {
            let keyword = protocol.keyword();
            keyword.is_some_and(|keyword| characters(keyword).eq(lower_case(name)))
        };
        let synonym = || {
            let found = SYNONYMS
                .iter()
                .find(|(other, _)| name.eq_ignore_ascii_case(other));
            found.map(|&(_, protocol)| protocol)
        };
        let other = || {
            let numbered = (0..=u8::MAX).zip(OTHERS);
            let mut found = numbered.filter(|(_, other)| name.eq_ignore_ascii_case(other));
            found.next().map(|(at, _)| Self::Other(at))
        };
        // Nearly all flows are of a transport protocol.
        let transport = name.parse::<Protocol>().ok().map(IpProtocol::from);
        transport
            .or_else(|| IpProtocol::all().find(is_named))
            .or_else(synonym)
            .map(Self::Ip)
            .or_else(other)
    }

    /// Returns the transport protocol, or `None` for a protocol without ports of its own. UDP-Lite is one
    /// of these: logs have no ports for it, or zeros.
    #[inline]
    pub fn transport(self) -> Option<Protocol> {
        match self {
            Self::Ip(protocol) => Protocol::try_from(protocol).ok(),
            Self::Other(_) | Self::Unknown => None,
        }
    }

    /// Returns whether the protocol has no number.
    pub const fn is_other(self) -> bool {
        matches!(self, Self::Other(_))
    }

    /// Returns whether the protocol is a number without a name.
    pub fn is_nameless(self) -> bool {
        matches!(self, Self::Ip(protocol) if protocol.keyword().is_none())
    }
}

/// Writes the keyword in lower case and with hyphens for its spaces, as logs have it, or the number.
impl fmt::Display for FlowProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(protocol) => match protocol.keyword() {
                Some(keyword) => f.pad(&characters(keyword).collect::<String>()),
                None => fmt::Display::fmt(protocol, f),
            },
            Self::Other(at) => f.pad(OTHERS.get(usize::from(*at)).copied().unwrap_or("-")),
            Self::Unknown => f.pad("-"),
        }
    }
}

fn characters(keyword: &str) -> impl Iterator<Item = char> {
    lower_case(keyword).map(|c| if c == ' ' { '-' } else { c })
}

fn lower_case(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| c.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(name: &str) -> Option<u8> {
        match FlowProtocol::named(name)? {
            FlowProtocol::Ip(protocol) => Some(protocol.number()),
            FlowProtocol::Other(_) | FlowProtocol::Unknown => None,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for protocol in FlowProtocol::all() {
            let name = protocol.to_string();
            if protocol == FlowProtocol::Unknown || protocol.is_nameless() {
                assert_eq!(FlowProtocol::named(&name), None);
            } else {
                assert_eq!(FlowProtocol::named(&name), Some(protocol), "{name}");
                assert_eq!(FlowProtocol::named(&name.to_uppercase()), Some(protocol));
                assert!(!name.contains([' ', ',']), "{name}");
            }
        }
    }

    #[test]
    fn indexes_are_in_order() {
        assert!(
            FlowProtocol::all()
                .map(FlowProtocol::index)
                .eq(0..FlowProtocol::COUNT)
        );
    }

    #[test]
    fn names_are_lower_case_keywords() {
        for (number, name) in [
            (1, "icmp"),
            (58, "ipv6-icmp"),
            (135, "mobility-header"),
            (200, "200"),
        ] {
            assert_eq!(FlowProtocol::Ip(IpProtocol::new(number)).to_string(), name);
        }
        assert_eq!(number("ICMPv6"), Some(58));
        assert_eq!(number("ospf"), Some(89));
        assert_eq!(number("T"), Some(6));
        assert_eq!(number("rtp"), Some(17));
        assert_eq!(number("6"), None);
        assert_eq!(number(""), None);
        assert_eq!(FlowProtocol::named("ARP"), Some(FlowProtocol::Other(0)));
    }

    #[test]
    fn only_transport_protocols_have_ports() {
        for protocol in FlowProtocol::all() {
            let number = protocol.index();
            let has_ports = [6, 17, 33, 132].contains(&number);
            assert_eq!(protocol.transport().is_some(), has_ports, "{number}");
        }
    }
}
