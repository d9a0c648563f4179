//! The ICMP, `ICMPv6` and IGMP messages that a host needs, and the packets that show that they are real.
//!
//! Used by `iptables` and `nftables`.

/// The ICMP types that are accepted, with nftables' names: the errors of RFC 792 that are still sent,
/// and the request that `ping` sends.
pub const ICMP: [(u8, &str); 4] = [
    (3, "destination-unreachable"),
    (8, "echo-request"),
    (11, "time-exceeded"),
    (12, "parameter-problem"),
];

/// `ICMPv6` types that are accepted under one condition.
pub struct Group {
    pub purpose: &'static str,
    pub condition: Condition,
    /// The numbers, with nftables' names as far as it has any.
    pub types: &'static [(u8, &'static str)],
}

/// The condition that RFC 4890 has for a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// All packets are accepted.
    Any,
    /// No router has forwarded the packet.
    HopLimit255,
    /// The sender has a link-local address.
    LinkLocal,
    /// The sender has a link-local address, and the packet is meant for no router.
    LinkLocalHopLimit1,
}

/// The groups of RFC 4890 sections 4.4.1 and 4.4.2, in their order there, with the conditions of section 4.3.3. Codes are not compared:
/// those of the types 1 to 4 that were assigned since (RFC 7112, RFC 8883) are errors too.
pub const ICMPV6: [Group; 6] = [
    Group {
        purpose: "errors",
        condition: Condition::Any,
        types: &[
            (1, "destination-unreachable"),
            (2, "packet-too-big"),
            (3, "time-exceeded"),
            (4, "parameter-problem"),
        ],
    },
    Group {
        purpose: "echo",
        condition: Condition::Any,
        types: &[(128, "echo-request"), (129, "echo-reply")],
    },
    Group {
        purpose: "neighbour discovery",
        condition: Condition::HopLimit255,
        types: &[
            (133, "nd-router-solicit"),
            (134, "nd-router-advert"),
            (135, "nd-neighbor-solicit"),
            (136, "nd-neighbor-advert"),
            (141, "ind-neighbor-solicit"),
            (142, "ind-neighbor-advert"),
        ],
    },
    Group {
        purpose: "multicast listener discovery",
        condition: Condition::LinkLocal,
        types: &[
            (130, "mld-listener-query"),
            (131, "mld-listener-report"),
            (132, "mld-listener-done"),
            (143, "mld2-listener-report"),
        ],
    },
    Group {
        purpose: "certification paths (SEND)",
        condition: Condition::HopLimit255,
        types: &[
            (148, "certification-path-solicit"),
            (149, "certification-path-advert"),
        ],
    },
    Group {
        purpose: "multicast router discovery",
        condition: Condition::LinkLocalHopLimit1,
        types: &[
            (151, "multicast-router-advert"),
            (152, "multicast-router-solicit"),
            (153, "multicast-router-termination"),
        ],
    },
];

/// The greatest `ICMPv6` type that nftables has a name for.
pub const LAST_NAMED: u8 = 143;
