//! A policy as text that the tools of the system load.

mod iptables;
mod labels;
mod nftables;

use std::fmt;

use port_registry::SNAPSHOT;

use crate::advice::Warning;
use crate::policy::Policy;
use crate::sources::Sources;

/// Whom the rule set is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// `nft -f`
    Nftables,
    /// `iptables-restore` and `ip6tables-restore`
    Iptables,
}

/// The same policy and warnings give the same bytes.
pub fn rule_set(policy: &Policy, warnings: &[Warning], language: Language) -> String {
    let head = Head { policy, warnings };
    match language {
        Language::Nftables => nftables::RuleSet { policy, head }.to_string(),
        Language::Iptables => iptables::RuleSet { policy, head }.to_string(),
    }
}

/// The comment on top.
struct Head<'a> {
    policy: &'a Policy,
    warnings: &'a [Warning],
}

impl fmt::Display for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = self.policy.spec().to_string();
        write_list(f, "# Drops what comes in, but for ", &open)?;
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

/// A list with commas, on as many lines as it needs: iptables-restore takes none over 10,000 bytes.
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
