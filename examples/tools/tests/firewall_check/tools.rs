//! The programs that load and list rule sets.

use std::process::Command;

use crate::support::fed::fed;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Nft,
    Iptables,
    Ip6tables,
}

impl Tool {
    /// Runs the program. Returns its standard output, or the complaint.
    pub fn run(self, arguments: &[&str], input: &str) -> Result<String, String> {
        self.run_as("", arguments, input)
    }

    /// Loads a rule set in the language of the program.
    pub fn load(self, rules: &str) -> Result<(), String> {
        let loaded = match self {
            Self::Nft => self.run(&["-f", "-"], rules),
            Self::Iptables | Self::Ip6tables => self.run_as("-restore", &[], rules),
        };
        loaded.map(drop)
    }

    /// Returns the rule set that the kernel has, in the language of the program.
    pub fn list(self) -> String {
        let listed = match self {
            Self::Nft => self.run(&["list", "ruleset"], ""),
            Self::Iptables | Self::Ip6tables => self.run_as("-save", &[], ""),
        };
        listed.unwrap()
    }

    fn run_as(self, ending: &str, arguments: &[&str], input: &str) -> Result<String, String> {
        let name = match self {
            Self::Nft => "nft",
            Self::Iptables => "iptables",
            Self::Ip6tables => "ip6tables",
        };
        let mut command = Command::new(format!("{name}{ending}"));
        let output = fed(command.args(arguments), input.as_bytes());
        let complaint = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(format!("{name}{ending}: {complaint}"));
        }
        Ok(String::from_utf8(output.stdout).unwrap())
    }
}

/// Removes all rules.
pub fn reset() {
    Tool::Nft.load("flush ruleset").unwrap();
}
