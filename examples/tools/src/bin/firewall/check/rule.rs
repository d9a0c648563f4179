//! The rules of a rule set, independent of the language.
//!
//! `iptables` and `nftables` return these rules, and `explain` prints them.

use std::fmt;

use port_registry::{PortRange, Protocol};
use port_registry_tools::protocols;

use crate::sources::Reach;

/// The rules that were read, and what could not be read.
#[derive(Debug, Default)]
pub struct Reading {
    pub rules: Vec<Rule>,
    pub unread: Vec<Unread>,
}

/// A rule that decides on packets with ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub line: usize,
    /// The chain with its table and, for nftables, the address family.
    pub chain: String,
    pub direction: Direction,
    pub transports: Transports,
    pub ports: Ports,
    pub verdict: Verdict,
    /// The other conditions of the rule, as they are written. Empty if there are none.
    pub condition: String,
    pub reach: Reach,
}

/// The destination ports of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ports {
    /// The rule applies to all ports.
    Any,
    /// The ranges in order and without overlaps.
    These(Vec<PortRange>),
}

/// The transports of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transports {
    Any,
    These(Vec<Protocol>),
}

/// The direction of the packets that a chain receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    In,
    Out,
}

/// The effect of a rule on a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Accept,
    Drop,
    Reject,
    /// The policy of a chain, which applies to packets that no rule decides on.
    Policy(Policy),
    /// Any other verdict, as it is written, such as `jump ssh` or `dnat to 192.0.2.1`.
    Other(String),
    /// No verdict: the rule only counts or logs.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    Accept,
    Drop,
}

/// A part of a rule set that could not be read, with the error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub line: usize,
    pub text: String,
    pub error: RuleError,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("expected {0}")]
    Expected(&'static str),
    #[error("invalid port {0:?}: expected a number from 0 to 65535, a range or a service")]
    Port(String),
    #[error("port range {0:?} runs backwards: expected the lower port first")]
    Backwards(String),
    #[error("unknown service {0:?}: expected one with a port")]
    Service(String),
    #[error("unknown transport {0:?}: expected {names}", names = protocols::names())]
    Transport(String),
    #[error("set {0:?} is not defined here")]
    NoSet(String),
    #[error("set {0:?} has no elements here")]
    EmptySet(String),
    #[error("set {0:?} has elements of the wrong type")]
    Kind(String),
    #[error("no port can match")]
    NoPort,
    #[error("variable {0:?} is not defined here")]
    NoVariable(String),
    #[error("other files are not read")]
    Include,
    #[error("{0} can't be read together with ports")]
    Together(&'static str),
    #[error("maps of ports can't be read, except verdict maps in braces")]
    Map,
    #[error("the table is dormant: its rules are not in force")]
    Dormant,
    #[error("no packet has two transports")]
    TwoTransports,
    #[error("too large or too deeply nested")]
    TooMuch,
}

impl Reading {
    pub fn add_unread(&mut self, line: usize, text: impl Into<String>, error: RuleError) {
        let text = text.into();
        self.unread.push(Unread { line, text, error });
    }
}

impl Transports {
    /// Returns the transports that are in both.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any, other) => other,
            (these, Self::Any) => these,
            (Self::These(mut these), Self::These(others)) => {
                these.retain(|protocol| others.contains(protocol));
                Self::These(these)
            }
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accept | Self::Policy(Policy::Accept) => "accept",
            Self::Drop | Self::Policy(Policy::Drop) => "drop",
            Self::Reject => "reject",
            Self::Other(words) => words,
            Self::None => "-",
        })
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        let mut text: String = self.text.chars().take(LONGEST).collect();
        if text.len() < self.text.len() {
            text.push('…');
        }
        write!(f, "{}: can't read {text:?}: {}", self.line, self.error)
    }
}
