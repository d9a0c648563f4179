//! Writes a policy as a rule set that the tools of the system load.
//!
//! Called by `main`.

mod iptables;
mod labels;
mod nftables;

use std::fmt;

use port_registry::SNAPSHOT;

use crate::advice::Warning;
use crate::policy::Policy;
use crate::sources::Sources;

/// The language of the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The language of `nft -f`.
    Nftables,
    /// The language of `iptables-restore` and `ip6tables-restore`.
    Iptables,
}

/// Returns the rule set. The same policy and warnings always lead to the same bytes.
pub fn rule_set(policy: &Policy, warnings: &[Warning], language: Language) -> String {
    let head = Head { policy, warnings };
    match language {
        Language::Nftables => nftables::RuleSet { policy, head }.to_string(),
        Language::Iptables => iptables::RuleSet { policy, head }.to_string(),
    }
}

/// The comment at the top of a rule set.
struct Head<'a> {
    policy: &'a Policy,
    warnings: &'a [Warning],
}

impl fmt::Display for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = self.policy.spec().to_string();
        write_list(f, "# Drops incoming packets, except to ", &open)?;
        if let Sources::Only { v4, v6 } = self.policy.sources() {
            let v4 = v4.iter().map(ToString::to_string);
            let prefixes: Vec<String> = v4.chain(v6.iter().map(ToString::to_string)).collect();
            write_list(f, "# from ", &prefixes.join(","))?;
        }
        writeln!(f, "# Services by IANA's registry of {SNAPSHOT}")?;
        if !self.warnings.is_empty() {
            writeln!(f, "#")?;
        }
        for warning in self.warnings {
            writeln!(f, "# Warning: {warning}")?;
        }
        Ok(())
    }
}

/// Writes a list that is separated by commas, wrapped into comment lines: iptables-restore rejects
/// lines of more than 10,000 bytes.
fn write_list(f: &mut fmt::Formatter<'_>, start: &str, list: &str) -> fmt::Result {
    const WIDTH: usize = 100;
    f.write_str(start)?;
    let mut column = start.len();
    for part in list.split_inclusive(',') {
        if column + part.len() > WIDTH {
            f.write_str("\n#   ")?;
            column = "#   ".len();
        }
        f.write_str(part)?;
        column += part.len();
    }
    writeln!(f)
}
