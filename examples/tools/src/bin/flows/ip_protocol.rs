//! The names of IP protocols in logs: IANA's keywords in lower case, and a few others.

use std::fmt;

use port_registry::{IpProtocol, Protocol};

/// Names that programs write in place of IANA's keywords.
const SYNONYMS: [(&str, IpProtocol); 3] = [
    ("icmp6", IpProtocol::new(58)),
    ("icmpv6", IpProtocol::new(58)),
    ("ospf", IpProtocol::new(89)),
];

/// Parses a name, in upper or lower case, as [`Name`] and other programs write it. A number is not a
/// name.
pub fn named(name: &str) -> Option<IpProtocol> {
    let is_named = |protocol: &IpProtocol| {
        let keyword = protocol.keyword();
        keyword.is_some_and(|keyword| characters(keyword).eq(lower_case(name)))
    };
    let synonym = || {
        SYNONYMS
            .iter()
            .find(|(other, _)| name.eq_ignore_ascii_case(other))
    };
    // Nearly all flows are of a transport protocol.
    let transport = name.parse::<Protocol>().ok().map(IpProtocol::from);
    transport
        .or_else(|| IpProtocol::all().find(is_named))
        .or_else(|| synonym().map(|&(_, protocol)| protocol))
}

/// Returns the transport protocol, or `None` for a protocol without ports of its own. UDP-Lite is one
/// of these: logs have no ports for it, or zeros.
#[inline]
pub fn transport(protocol: IpProtocol) -> Option<Protocol> {
    Protocol::try_from(protocol).ok()
}

/// Writes the keyword in lower case and with hyphens for its spaces, as logs have it, or the number.
pub struct Name(pub IpProtocol);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.keyword() {
            Some(keyword) => f.pad(&characters(keyword).collect::<String>()),
            None => fmt::Display::fmt(&self.0, f),
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

    #[test]
    fn what_is_written_is_read() {
        for protocol in IpProtocol::all() {
            let name = Name(protocol).to_string();
            if protocol.keyword().is_some() {
                assert_eq!(named(&name), Some(protocol));
                assert_eq!(named(&name.to_uppercase()), Some(protocol));
                assert!(!name.contains([' ', ',']), "{name}");
            } else {
                assert_eq!(name, protocol.number().to_string());
                assert_eq!(named(&name), None);
            }
        }
    }

    #[test]
    fn names_are_lower_case_keywords() {
        for (number, name) in [
            (1, "icmp"),
            (58, "ipv6-icmp"),
            (135, "mobility-header"),
            (200, "200"),
        ] {
            assert_eq!(Name(IpProtocol::new(number)).to_string(), name);
        }
        assert_eq!(named("ICMPv6"), Some(IpProtocol::new(58)));
        assert_eq!(named("ospf"), Some(IpProtocol::new(89)));
        assert_eq!(named("6"), None);
        assert_eq!(named(""), None);
    }

    #[test]
    fn only_transport_protocols_have_ports() {
        for protocol in IpProtocol::all() {
            let number = protocol.number();
            let has_ports = [6, 17, 33, 132].contains(&number);
            assert_eq!(transport(protocol).is_some(), has_ports, "{number}");
        }
    }
}
