//! The words of nftables for address families, hooks, types, priorities and policies of chains.
//!
//! Used by `commands`, `json` and `chains`.

use super::error::NftError;
use crate::check::rule_set::{ChainType, Hook, Policy};

/// The address family of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    Ip,
    Ip6,
    Inet,
    Arp,
    Bridge,
    Netdev,
}

impl Family {
    const ALL: [Self; 6] = [
        Self::Ip,
        Self::Ip6,
        Self::Inet,
        Self::Arp,
        Self::Bridge,
        Self::Netdev,
    ];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == word)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Ip => "ip",
            Self::Ip6 => "ip6",
            Self::Inet => "inet",
            Self::Arp => "arp",
            Self::Bridge => "bridge",
            Self::Netdev => "netdev",
        }
    }

    /// Parses a priority such as `filter`, `dstnat - 5` or `-150`, without blanks.
    pub fn priority(self, text: &str) -> Option<i32> {
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        let end = text.find(['+', '-']).unwrap_or(text.len());
        let (name, offset) = text.split_at(end);
        let base = match (self, name) {
            (Self::Bridge, "dstnat") | (_, "raw") => -300,
            (Self::Bridge, "filter") => -200,
            (Self::Bridge, "srcnat") => 300,
            (Self::Bridge, "out") | (_, "srcnat") => 100,
            (_, "mangle") => -150,
            (_, "dstnat") => -100,
            (_, "filter") => 0,
            (_, "security") => 50,
            _ => return None,
        };
        match offset {
            "" => Some(base),
            offset => offset.parse::<i32>().ok()?.checked_add(base),
        }
    }
}

/// Returns the hook of this name, or `None` if no packet to this host passes it.
pub fn hook(name: &str) -> Result<Option<Hook>, NftError> {
    Ok(match name {
        "ingress" => Some(Hook::Ingress),
        "prerouting" => Some(Hook::Prerouting),
        "input" => Some(Hook::Input),
        "forward" | "output" | "postrouting" | "egress" => None,
        _ => return Err(NftError::Expected("a hook of nftables")),
    })
}

/// Returns the policy of this name.
pub fn policy(name: &str) -> Result<Policy, NftError> {
    match name {
        "accept" => Ok(Policy::Accept),
        "drop" => Ok(Policy::Drop),
        _ => Err(NftError::Expected("the policy accept or drop")),
    }
}

/// Returns the type of a base chain. The type `route` is for the hook `output` alone.
pub fn chain_type(name: &str) -> Result<ChainType, NftError> {
    match name {
        "filter" | "route" => Ok(ChainType::Filter),
        "nat" => Ok(ChainType::Nat),
        _ => Err(NftError::Expected("a type of chains")),
    }
}
