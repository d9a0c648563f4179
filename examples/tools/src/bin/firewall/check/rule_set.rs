//! A rule set, independent of its language.
//!
//! `save` and `nft` return a [`RuleSet`], and `evaluate` follows packets through it. It has what decides
//! on the first packet of a connection that another host sends to a port of this host. The parsers leave
//! out what such a packet never meets: the hooks `output`, `forward` and `postrouting`, rules for the
//! loopback interface, for established connections, for ICMP.

use std::cmp::Ordering;
use std::rc::Rc;

use port_registry::{PortRange, Protocol};

use super::problem::Unread;
use crate::sources::Reach;

/// The index of a chain in [`RuleSet::chains`].
pub type ChainId = usize;

/// Whom a packet is sent to. A rule set is read for packets of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cast {
    /// To an address of this host.
    #[default]
    Unicast,
    /// To a multicast or a broadcast address. This host receives such datagrams too, as do others.
    Group,
}

/// The rules of a file.
#[derive(Debug, Default)]
pub struct RuleSet {
    pub chains: Vec<Chain>,
    /// The address families that the file decides on. `iptables-save` prints those of IPv4 only.
    pub families: Families,
    /// What could not be read. Rules that may be affected have [`Condition::Unknown`] or [`Action::Unknown`].
    pub unread: Vec<Unread>,
    /// A part of the file that may change anything, such as `include`: nothing is known then.
    pub unknown: Option<(Place, Rc<str>)>,
    /// What the reader must know besides, such as that packets are redirected before the input hook.
    pub remarks: Vec<(Place, String)>,
}

/// The number of a line, from 1. In JSON, the number of an object in the array `nftables`.
pub type Place = u32;

/// A list of rules.
#[derive(Debug)]
pub struct Chain {
    /// The family, the table and the chain, such as `inet filter input` and `filter INPUT`.
    pub name: Rc<str>,
    /// The hook of a base chain. Packets come to other chains from rules only.
    pub base: Option<Base>,
    pub rules: Vec<Rule>,
}

/// What makes a chain a base chain. Each packet passes all base chains of its family, and must be accepted by each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base {
    pub hook: Hook,
    pub chain_type: ChainType,
    pub priority: i32,
    pub families: Families,
    pub policy: Policy,
    /// The line of the policy, or that of the chain if the policy is the default.
    pub place: Place,
}

/// The priority of connection tracking at the hook prerouting, `NF_IP_PRI_CONNTRACK`.
const CONNECTION_TRACKING: i32 = -200;

impl Base {
    /// Returns what base chains are ordered by. The kernel calls all chains of the type `nat` at the priority of NAT,
    /// in the order of their own priorities. Whether they come before another chain of the priority of NAT depends on
    /// which was registered first. They do here, since a packet that is redirected first may escape the other chain.
    pub fn order(&self) -> impl Ord + use<> {
        let (called, own) = match (self.chain_type, self.hook) {
            (ChainType::Filter, _) => (self.priority, None),
            // NF_IP_PRI_NAT_SRC and NF_IP_PRI_NAT_DST.
            (ChainType::Nat, Hook::Input) => (100, Some(self.priority)),
            (ChainType::Nat, _) => (-100, Some(self.priority)),
        };
        (self.hook, called, own.is_none(), own)
    }

    /// Returns the states of packets that come to the chain, from those that they had in the chain before.
    pub fn states(&self, before: States) -> States {
        match (self.hook, self.priority.cmp(&CONNECTION_TRACKING)) {
            _ if self.chain_type == ChainType::Nat => before.with_invalid_as(States::NEW),
            (Hook::Ingress, _) | (Hook::Prerouting, Ordering::Less) => before,
            // It depends on which was registered first.
            (Hook::Prerouting, Ordering::Equal) => {
                before.with_invalid_as(States::INVALID.or(States::NEW))
            }
            (Hook::Prerouting, Ordering::Greater) | (Hook::Input, _) => {
                before.with_invalid_as(States::NEW)
            }
        }
    }
}

/// The type of a base chain, as far as it makes a difference for packets to this host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainType {
    /// Each packet passes the chain.
    Filter,
    /// The first packet of each tracked connection passes the chain. Packets that are not tracked don't, and none does
    /// where no rule and no program turns connection tracking on.
    Nat,
}

/// The hooks that a packet to this host passes, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hook {
    Ingress,
    Prerouting,
    Input,
}

/// The fate of packets that no rule of a base chain decides on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    Accept,
    Drop,
}

/// A rule: if the guard matches a packet, the action is carried out.
#[derive(Debug, Clone)]
pub struct Rule {
    pub place: Place,
    pub guard: Guard,
    pub action: Action,
}

/// The matches of a rule. All of its parts must match.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    pub packets: Packets,
    pub states: States,
    pub condition: Condition,
}

/// The packets that a rule is for, by family, transport protocol and destination port.
#[derive(Debug, Clone, Default)]
pub enum Packets {
    #[default]
    All,
    /// Those of any of these blocks. No block, no packet.
    These(Rc<[Block]>),
}

/// The packets of any of these families, over any of these transport protocols, to any of these ports.
#[derive(Debug, Clone)]
pub struct Block {
    pub families: Families,
    pub transports: Transports,
    pub ports: Ports,
}

/// Destination ports.
#[derive(Debug, Clone, Default)]
pub enum Ports {
    #[default]
    All,
    /// These ranges, in order and without overlaps. A set of a rule set is held once and shared.
    These(Rc<[PortRange]>),
}

/// What else must be true.
#[derive(Debug, Clone, Default)]
pub enum Condition {
    /// Nothing: each packet matches.
    #[default]
    Always,
    /// A match that some packets fulfil and others don't, as it is written: `ip saddr 192.0.2.0/24`.
    If { text: Rc<str>, reach: Reach },
    /// A match that is not understood, with the reason.
    Unknown(Rc<str>),
}

/// What a rule does.
#[derive(Debug, Clone)]
pub enum Action {
    Accept,
    /// Drops or rejects.
    Drop,
    Jump(ChainId),
    Goto(ChainId),
    Return,
    /// Connection tracking leaves the packet out, if it has not seen it yet: the packet is `untracked` from here on.
    Untrack,
    /// What connection tracking needs to know of the packet is set, if it has not seen it yet: the packet is `new` from
    /// here on, and can't be left out any more.
    Template,
    /// Something else decides on the packet, or another port gets it: `dnat`, `redirect`, `queue`. The text says what.
    Divert(Rc<str>),
    /// A statement that is not understood, with the reason. It may accept or drop.
    Unknown(Rc<str>),
    /// The first of these rules that matches decides. If it is none, or one that continues, the next rule of
    /// the chain follows. The verdict maps of nftables, and a rule with two matches of ports.
    Branch(Rc<[Rule]>),
}

/// A set of address families.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Families(u8);

impl Families {
    pub const NONE: Self = Self(0);
    pub const IPV4: Self = Self(1);
    pub const IPV6: Self = Self(2);
    pub const BOTH: Self = Self(3);

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn not(self) -> Self {
        Self(!self.0 & Self::BOTH.0)
    }

    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl Default for Families {
    fn default() -> Self {
        Self::BOTH
    }
}

/// A set of the transport protocols that have ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transports(u8);

impl Transports {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self((1 << Protocol::ALL.len()) - 1);

    pub fn of(protocol: Protocol) -> Self {
        let index = Protocol::ALL.into_iter().position(|one| one == protocol);
        Self(index.map_or(0, |index| 1 << index))
    }

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn not(self) -> Self {
        Self(!self.0 & Self::ALL.0)
    }

    pub fn contains(self, protocol: Protocol) -> bool {
        self.0 & Self::of(protocol).0 != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl Default for Transports {
    fn default() -> Self {
        Self::ALL
    }
}

/// The states of connection tracking that a first packet may have, and a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct States(u8);

impl States {
    /// None: the rule is for established and related connections.
    pub const NONE: Self = Self(0);
    /// Before connection tracking, each packet is `invalid`. After it, a first packet is not.
    pub const INVALID: Self = Self(1);
    pub const NEW: Self = Self(2);
    pub const UNTRACKED: Self = Self(4);
    pub const ANY: Self = Self(7);

    /// Returns all sets of some of these states.
    pub fn subsets(self) -> impl Iterator<Item = Self> {
        let all = (Self::INVALID.0..=Self::ANY.0).map(Self);
        all.filter(move |set| self.contains(*set))
    }

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn not(self) -> Self {
        Self(!self.0 & Self::ANY.0)
    }

    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns these states, with another for packets that connection tracking has not seen.
    pub const fn with_invalid_as(self, other: Self) -> Self {
        if self.contains(Self::INVALID) {
            self.and(Self::INVALID.not()).or(other)
        } else {
            self
        }
    }
}

impl Default for States {
    fn default() -> Self {
        Self::ANY
    }
}
