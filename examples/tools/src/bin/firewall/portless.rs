//! The names of protocols that have no ports, so that they can't be opened.
//!
//! Used by `opening` for names that are not registered.

use std::fmt;

use port_registry::Protocol;

/// What a name means that has no ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portless {
    /// A transport protocol, without its ports.
    Transport(Protocol),
    /// ICMP, or the request of its that `ping` sends.
    Icmp,
    /// The protocol of multicast groups.
    Igmp,
    /// Another protocol over IP.
    Other,
}

/// Names of protocols over IP, by IANA's registry of protocol numbers or by the file protocols(5) of Linux. Those of
/// protocols that have ports, such as `udplite`, are not among them.
const OTHERS: [&str; 19] = [
    "ah",
    "carp",
    "eigrp",
    "encap",
    "esp",
    "etherip",
    "gre",
    "hip",
    "ipcomp",
    "ipencap",
    "ipip",
    "ipv4",
    "ipv6",
    "mpls-in-ip",
    "ospf",
    "ospfigp",
    "pim",
    "rsvp",
    "vrrp",
];

impl Portless {
    /// Returns what a name means, ignoring case, or `None` if it is not that of such a protocol.
    pub fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "icmp" | "icmp6" | "icmpv6" | "ipv6-icmp" | "ping" | "ping6" => Some(Self::Icmp),
            "igmp" => Some(Self::Igmp),
            _ if OTHERS.contains(&name.as_str()) => Some(Self::Other),
            _ => name.parse().ok().map(Self::Transport),
        }
    }
}

impl fmt::Display for Portless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(protocol) => {
                write!(
                    f,
                    "expected those to open before it, as in 22/{protocol} or 0-65535/{protocol}"
                )
            }
            Self::Icmp => f.write_str("every written rule set accepts the ICMP and ICMPv6 that a host needs, and ping"),
            Self::Igmp => f.write_str("every written rule set accepts the queries of IGMP"),
            Self::Other => f.write_str(
                "it is a protocol over IP like TCP and UDP, which this program can't open; its packets are dropped",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use port_registry::lookup::meanings;

    use super::*;

    #[test]
    fn names_of_protocols_without_ports() {
        for (name, expected) in [
            ("GRE", Some(Portless::Other)),
            ("ping", Some(Portless::Icmp)),
            ("ipv6-icmp", Some(Portless::Icmp)),
            ("igmp", Some(Portless::Igmp)),
            ("UDP", Some(Portless::Transport(Protocol::Udp))),
            ("ssh", None),
            ("gree", None),
        ] {
            assert_eq!(Portless::of(name), expected, "{name}");
        }
    }

    /// Else the name would never be looked up here.
    #[test]
    fn none_of_the_names_is_that_of_a_service() {
        assert!(OTHERS.is_sorted());
        for name in OTHERS {
            assert_eq!(meanings(name).count(), 0, "{name}");
        }
    }
}
