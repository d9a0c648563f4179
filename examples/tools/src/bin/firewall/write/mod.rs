//! Writes a policy as a rule set that the tools of the system load.
//!
//! Called by `main`.

mod discovery;
mod head;
mod icmp;
mod iptables;
mod labels;
mod nftables;

use crate::advice::Bounded;
use crate::policy::Policy;
use head::Head;

/// The language of the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The language of `nft -f`.
    Nftables,
    /// A script of `sh`, which runs `iptables-restore` and `ip6tables-restore`.
    Iptables,
}

/// What the log has before each packet that is dropped.
const LOG_PREFIX: &str = "port_registry drop: ";

/// Returns the rule set. The same policy and warnings always lead to the same bytes.
pub fn rule_set(policy: &Policy, warnings: &Bounded, language: Language) -> String {
    let igmp = match language {
        Language::Nftables => "IGMP queries",
        Language::Iptables => "IGMP of the link",
    };
    let head = Head {
        policy,
        warnings,
        igmp,
    };
    match language {
        Language::Nftables => nftables::RuleSet { head }.to_string(),
        Language::Iptables => iptables::RuleSet { head }.to_string(),
    }
}
