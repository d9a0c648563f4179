//! The two languages of rule sets, each with its programs.

use crate::packets::Family;
use crate::tools::Tool;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Nftables,
    /// A rule set for IPv4, or one for IPv6.
    Iptables(Family),
}

impl Language {
    pub const fn tool(self) -> Tool {
        match self {
            Self::Nftables => Tool::Nft,
            Self::Iptables(Family::Ipv4) => Tool::Iptables,
            Self::Iptables(Family::Ipv6) => Tool::Ip6tables,
        }
    }

    /// Returns whether a rule set decides on packets of a family.
    pub fn has(self, family: Family) -> bool {
        match self {
            Self::Nftables => true,
            Self::Iptables(of_rules) => family == of_rules,
        }
    }

    /// Returns what the kernel has, in each form in which it is listed, with the name of the form.
    pub fn listed(self) -> Vec<(&'static str, String)> {
        let tool = self.tool();
        let mut listed = vec![("listed", tool.list())];
        if self == Self::Nftables {
            let json = tool.run(&["-j", "list", "ruleset"], "").unwrap();
            listed.push(("listed as JSON", json));
        }
        listed
    }
}
