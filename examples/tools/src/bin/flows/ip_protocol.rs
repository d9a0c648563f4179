//! The protocol numbers of IP headers, and their names in logs.
//!
//! The crate's `Protocol` has the transport protocols only. Logs have ICMP and others too.

use std::fmt;

use port_registry::Protocol;

/// The number in IPv4's Protocol field or IPv6's Next Header field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IpProtocol(u8);

/// IANA's keywords, in lower case, for the protocols without ports that are found in real logs.
const NAMES: [(u8, &str); 25] = [
    (0, "hopopt"),
    (1, "icmp"),
    (2, "igmp"),
    (4, "ipv4"),
    (41, "ipv6"),
    (43, "ipv6-route"),
    (44, "ipv6-frag"),
    (46, "rsvp"),
    (47, "gre"),
    (50, "esp"),
    (51, "ah"),
    (58, "ipv6-icmp"),
    (59, "ipv6-nonxt"),
    (60, "ipv6-opts"),
    (88, "eigrp"),
    (89, "ospfigp"),
    (94, "ipip"),
    (97, "etherip"),
    (103, "pim"),
    (108, "ipcomp"),
    (112, "vrrp"),
    (115, "l2tp"),
    (135, "mobility-header"),
    (136, "udplite"),
    (137, "mpls-in-ip"),
];

/// Other names that programs write.
const SYNONYMS: [(u8, &str); 3] = [(58, "icmp6"), (58, "icmpv6"), (89, "ospf")];

impl IpProtocol {
    pub const fn new(number: u8) -> Self {
        Self(number)
    }

    /// Parses a name, in upper or lower case. A number is not a name.
    pub fn named(name: &str) -> Option<Self> {
        let transport = name.parse::<Protocol>().ok().map(Self::from);
        let mut others = NAMES.iter().chain(&SYNONYMS);
        transport.or_else(|| {
            let of_name = others.find(|(_, other)| name.eq_ignore_ascii_case(other));
            of_name.map(|&(number, _)| Self(number))
        })
    }

    /// Returns the transport protocol, or `None` for a protocol without ports.
    #[inline]
    pub fn transport(self) -> Option<Protocol> {
        Protocol::from_number(self.0).ok()
    }

    pub const fn number(self) -> u8 {
        self.0
    }

    /// Returns the name, if it is known.
    pub fn name(self) -> Option<&'static str> {
        let transport = self.transport().map(Protocol::as_str);
        transport.or_else(|| {
            let of_number = NAMES.iter().find(|(number, _)| *number == self.0);
            of_number.map(|&(_, name)| name)
        })
    }
}

impl From<Protocol> for IpProtocol {
    #[inline]
    fn from(protocol: Protocol) -> Self {
        Self(protocol.number())
    }
}

impl fmt::Display for IpProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => fmt::Display::fmt(&self.0, f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_crate() {
        for number in 0..=u8::MAX {
            let protocol = IpProtocol::new(number);
            let Err(error) = Protocol::from_number(number) else {
                assert!(protocol.transport().is_some());
                continue;
            };
            // "ICMP (IP protocol 1) has no port numbers"; without a keyword, "IP protocol 200 has
            // …".
            let text = error.to_string().to_lowercase().replace(' ', "-");
            let keyword = text.split_once("-(ip-protocol").map(|(keyword, _)| keyword);
            assert_eq!(protocol.name(), keyword);
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for number in 0..=u8::MAX {
            let protocol = IpProtocol::new(number);
            match protocol.name() {
                Some(name) => {
                    assert_eq!(protocol.to_string(), name);
                    assert_eq!(IpProtocol::named(&name.to_uppercase()), Some(protocol));
                }
                None => assert_eq!(protocol.to_string(), number.to_string()),
            }
        }
        assert_eq!(IpProtocol::named("ICMPv6"), Some(IpProtocol::new(58)));
        assert_eq!(IpProtocol::named("6"), None);
        assert_eq!(IpProtocol::named(""), None);
    }
}
