//! Runs programs in a network of their own.

use std::process::{Command, Output};

use super::fed::fed;

/// A way to run a shell in a network namespace of its own, where rules have no effect on the
/// machine.
#[derive(Clone, Copy)]
pub struct OwnNetwork(&'static [&'static str]);

impl OwnNetwork {
    /// Returns the first way in which this script succeeds, or `None` if a program is missing or
    /// not permitted.
    pub fn find(script: &str, input: &str) -> Option<Self> {
        // An unprivileged user needs a user namespace.
        let ways = [&["--net"][..], &["--net", "--user", "--map-root-user"]];
        let is_missing = |error: &std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
        let unshare = Command::new("unshare").arg("--version").output();
        if unshare.as_ref().is_err_and(is_missing) {
            return None;
        }
        let mut ways = ways.into_iter().map(Self);
        ways.find(|way| way.run(script, input).status.success())
    }

    /// Returns whether the network is that of a user namespace, in which root is no real one.
    pub fn has_own_users(self) -> bool {
        self.0.contains(&"--user")
    }

    /// Returns a command that runs a script.
    pub fn command(self, script: &str) -> Command {
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("unshare");
        command.args(self.0).args(["sh", "-c", script]);
        command.env("PATH", format!("{path}:/usr/sbin:/sbin"));
        command
    }

    pub fn run(self, script: &str, input: &str) -> Output {
        fed(&mut self.command(script), input.as_bytes())
    }

    pub fn load(self, script: &str, rules: &str) -> String {
        let output = self.run(script, rules);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}: {complaint}\n{rules}");
        String::from_utf8(output.stdout).unwrap()
    }
}
