//! The fields that a rule can match, and what a match of each says about a packet.
//!
//! `statements` and `json` look fields up by their names, and `matches` compares them.

use port_registry::Protocol;

use crate::check::rule_set::{Families, States, Transports};

/// What a match of a field compares, and the packets that have the field at all: nft adds a match
/// of the protocol to each match of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selector {
    pub families: Families,
    pub transports: Transports,
    pub states: States,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    DestinationPort,
    SourcePort,
    /// The protocol that an IP packet carries.
    Protocol,
    /// `meta nfproto`
    Family,
    /// `meta protocol`
    EtherType,
    InputInterface,
    InputInterfaceType,
    /// The packet has none at the hooks before the input.
    OutputInterface,
    /// `meta pkttype`
    PacketType,
    /// `ct direction`
    Direction,
    /// `fib daddr type`
    AddressType,
    /// The interface of the route to the source, `fib saddr . iif oif`.
    RouteToSource,
    SourceAddress,
    DestinationAddress,
    TcpFlags,
    /// The flags and the offset of an IPv4 fragment.
    FragmentOffset,
    /// `ct state`
    State,
    /// `ct status`
    Status,
    /// A field of an extension header of IPv6 or of an option of IPv4. The standard packet has none.
    OptionalHeader,
    /// Anything that differs from packet to packet, and that the standard packet doesn't determine.
    Other,
}

impl Selector {
    const ALL: Self = Self {
        families: Families::BOTH,
        transports: Transports::ALL,
        states: States::ANY,
        what: What::Other,
    };
    /// Of protocols without ports.
    const NONE: Self = Self {
        transports: Transports::NONE,
        ..Self::ALL
    };

    const fn new(what: What) -> Self {
        Self { what, ..Self::ALL }
    }

    const fn of_family(families: Families, what: What) -> Self {
        Self {
            families,
            what,
            ..Self::ALL
        }
    }

    /// Returns whether the values are flags: a match without an operator asks whether one of them
    /// is set.
    pub fn has_flags(self) -> bool {
        matches!(self.what, What::TcpFlags | What::State | What::Status)
    }

    /// Returns whether the standard packet determines bits of the field.
    pub fn is_of_bits(self) -> bool {
        self.has_flags() || self.what == What::FragmentOffset
    }

    /// Returns the selector of a field of a header, or `None` for an unknown header.
    pub fn of_header(protocol: &str, field: &str) -> Option<Self> {
        Some(match (protocol, field) {
            ("ip", "saddr") => Self::of_family(Families::IPV4, What::SourceAddress),
            ("ip6", "saddr") => Self::of_family(Families::IPV6, What::SourceAddress),
            ("ip", "daddr") => Self::of_family(Families::IPV4, What::DestinationAddress),
            ("ip6", "daddr") => Self::of_family(Families::IPV6, What::DestinationAddress),
            ("ip", "protocol") => Self::of_family(Families::IPV4, What::Protocol),
            ("ip6", "nexthdr") => Self::of_family(Families::IPV6, What::Protocol),
            ("ip", "frag-off") => Self::of_family(Families::IPV4, What::FragmentOffset),
            ("ip", _) => Self::of_family(Families::IPV4, What::Other),
            ("ip6", _) => Self::of_family(Families::IPV6, What::Other),
            ("hbh" | "rt" | "rt0" | "rt2" | "rt4" | "srh" | "frag" | "dst" | "mh", _) => {
                Self::of_extension_header()
            }
            ("icmp" | "icmpv6" | "igmp" | "esp" | "ah" | "comp" | "arp" | "udplite", _) => {
                Self::NONE
            }
            ("th", field) => Self::new(of_transport(field)),
            ("tcp", "flags") => Self {
                transports: Transports::of(Protocol::Tcp),
                ..Self::new(What::TcpFlags)
            },
            ("tcp" | "udp" | "sctp" | "dccp", field) => Self {
                transports: transports(protocol),
                ..Self::new(of_transport(field))
            },
            ("ether" | "vlan", _) => Self::ALL,
            _ => return None,
        })
    }

    /// Returns the selector of bytes at an offset, both in bits.
    pub fn of_bytes(base: &str, offset: u32, length: u32) -> Option<Self> {
        match (base, offset, length) {
            // The destination port is at the same place in all headers that have one.
            ("th", 16, 16) => Some(Self::new(What::DestinationPort)),
            ("ll" | "nh" | "th" | "ih", ..) => Some(Self::ALL),
            _ => None,
        }
    }

    /// Returns the selector of an option of TCP or IP, or of a chunk of SCTP.
    pub fn of_option(protocol: &str) -> Option<Self> {
        match protocol {
            "ip" => Some(Self::of_family(Families::IPV4, What::OptionalHeader)),
            // The kernel says of other packets that the option is missing.
            "tcp" | "sctp" | "dccp" => Some(Self::ALL),
            _ => None,
        }
    }

    /// Returns the selector of the packets that are answered by `reject with` this word.
    pub fn of_answer(kind: &str) -> Option<Self> {
        Some(match kind {
            "tcp reset" => Self {
                transports: Transports::of(Protocol::Tcp),
                ..Self::ALL
            },
            "icmp" => Self::of_family(Families::IPV4, What::Other),
            "icmpv6" => Self::of_family(Families::IPV6, What::Other),
            "icmpx" => Self::ALL,
            _ => return None,
        })
    }

    pub fn of_extension_header() -> Self {
        Self::of_family(Families::IPV6, What::OptionalHeader)
    }

    /// Returns the selector of a key of `meta`, or `None` for an unknown key.
    pub fn of_meta(key: &str) -> Option<Self> {
        Some(Self::new(match key {
            "l4proto" => What::Protocol,
            "nfproto" => What::Family,
            "protocol" => What::EtherType,
            "iif" | "iifname" => What::InputInterface,
            "iiftype" => What::InputInterfaceType,
            "oif" | "oifname" | "oiftype" | "oifkind" | "oifgroup" => What::OutputInterface,
            "pkttype" => What::PacketType,
            "length" | "iifkind" | "iifgroup" | "ibridgename" | "obridgename" | "ibrname"
            | "obrname" | "ibriport" | "obriport" | "ibrpvid" | "ibrvproto" | "sdif"
            | "sdifname" | "mark" | "priority" | "rtclassid" | "skuid" | "skgid" | "cpu"
            | "cgroup" | "secpath" | "ipsec" | "random" | "nftrace" | "time" | "day" | "hour"
            | "secmark" | "broute" => What::Other,
            _ => return None,
        }))
    }

    /// Returns whether a key of `meta` may be written without this word.
    pub fn is_bare_meta(key: &str) -> bool {
        matches!(
            key,
            "iif"
                | "iifname"
                | "iiftype"
                | "iifgroup"
                | "oif"
                | "oifname"
                | "oiftype"
                | "oifgroup"
                | "mark"
                | "skuid"
                | "skgid"
                | "nftrace"
                | "rtclassid"
                | "ibriport"
                | "obriport"
                | "ibridgename"
                | "obridgename"
                | "ibrname"
                | "obrname"
                | "pkttype"
                | "cpu"
                | "cgroup"
                | "ipsec"
                | "time"
                | "day"
                | "hour"
        )
    }

    /// Returns the selector of a key of `ct`, or `None` for an unknown key.
    pub fn of_ct(direction: Option<&str>, family: Option<&str>, key: &str) -> Option<Self> {
        let families = match family {
            Some("ip") => Families::IPV4,
            Some("ip6") => Families::IPV6,
            Some(_) => return None,
            None => Families::BOTH,
        };
        let is_reply = direction == Some("reply");
        let what = match key {
            "state" => What::State,
            "status" => What::Status,
            "direction" => What::Direction,
            "l3proto" => What::Family,
            "protocol" => What::Protocol,
            "saddr" if !is_reply => What::SourceAddress,
            "proto-dst" if !is_reply => What::DestinationPort,
            "proto-src" if !is_reply => What::SourcePort,
            "saddr" | "daddr" | "proto-src" | "proto-dst" | "mark" | "expiration" | "helper"
            | "label" | "bytes" | "packets" | "avgpkt" | "zone" | "id" | "count" | "event"
            | "eventmask" | "secmark" | "timeout" | "expectation" => What::Other,
            _ => return None,
        };
        Some(Self {
            // A packet that is not tracked has nothing else, which ends the rule.
            states: match what {
                What::State => States::ANY,
                _ => States::NEW,
            },
            ..Self::of_family(families, what)
        })
    }

    /// Returns the selector of a lookup in the routing tables.
    pub fn of_route(keys: &[&str], result: &str) -> Option<Self> {
        let is_known = |key: &&str| matches!(*key, "saddr" | "daddr" | "mark" | "iif" | "oif");
        let is_valid = !keys.is_empty() && keys.iter().all(is_known);
        Some(Self::new(match (result, keys) {
            _ if !is_valid => return None,
            ("type", ["daddr"]) => What::AddressType,
            ("oif" | "oifname" | "check", keys) if keys.contains(&"saddr") => What::RouteToSource,
            ("oif" | "oifname" | "check" | "type", _) => What::Other,
            _ => return None,
        }))
    }

    /// Returns the selector of another expression: a random number, a socket.
    pub fn other() -> Self {
        Self::ALL
    }

    /// Returns the selector of the packets whose addresses are translated to one of a family. Those of another family pass
    /// such a statement of a table of both.
    pub fn of_translation(family: Option<&str>) -> Self {
        match family {
            Some("ip") => Self::of_family(Families::IPV4, What::Other),
            Some("ip6") => Self::of_family(Families::IPV6, What::Other),
            _ => Self::ALL,
        }
    }

    /// Returns the selector of a hash of these fields.
    pub fn of_hash(fields: &[Self]) -> Self {
        fields.iter().fold(Self::ALL, |all, field| Self {
            families: all.families.and(field.families),
            transports: all.transports.and(field.transports),
            states: all.states.and(field.states),
            what: What::Other,
        })
    }
}

fn of_transport(field: &str) -> What {
    match field {
        "dport" => What::DestinationPort,
        "sport" => What::SourcePort,
        _ => What::Other,
    }
}

fn transports(name: &str) -> Transports {
    name.parse().map_or(Transports::NONE, Transports::of)
}
