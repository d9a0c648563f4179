//! Runs `firewall --check`.

use std::collections::BTreeSet;
use std::process::Command;

use crate::answers::Answers;
use crate::support::fed::{fed, text};

/// Asks about all ports of a rule set. Returns what is wrong if there are no answers.
pub fn all_answers(rules: &str) -> Result<Answers, String> {
    answers(rules, Vec::new())
}

/// Asks about some ports over TCP and UDP.
pub fn answers_about(rules: &str, ports: &BTreeSet<u16>) -> Result<Answers, String> {
    let asked = ports.iter().map(|port| format!("{port}/tcp+udp"));
    answers(rules, asked.collect())
}

fn answers(rules: &str, asked: Vec<String>) -> Result<Answers, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firewall"));
    command.args(["--check", "-", "--json"]).args(asked);
    let output = fed(&mut command, rules.as_bytes());
    // 2 says that the file can't be read, and the others what the answers are.
    if !matches!(output.status.code(), Some(0 | 1 | 3 | 4)) {
        return Err(format!("{}: {}", output.status, text(&output.stderr)));
    }
    Answers::read(text(&output.stdout))
}
