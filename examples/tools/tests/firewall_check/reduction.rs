//! Makes a rule set small for which an answer is wrong.

use std::collections::BTreeSet;

use crate::languages::Language;
use crate::network::Network;
use crate::trial::{Outcome, trial};

/// Returns a wrong rule set with fewer lines, which is still wrong, and the difference.
pub fn reduced(
    network: &Network,
    language: Language,
    rules: &str,
    ports: &BTreeSet<u16>,
) -> Option<(String, String)> {
    let mut lines: Vec<&str> = rules.lines().collect();
    let mut least = None;
    let mut at = 0;
    while at < lines.len() {
        let line = lines.remove(at);
        let shorter = lines.join("\n") + "\n";
        match trial(network, language, &shorter, ports) {
            Outcome::Wrong(difference) => {
                least = Some((shorter, difference));
                continue;
            }
            Outcome::Refused(_) | Outcome::Right(_) => lines.insert(at, line),
        }
        at += 1;
    }
    least
}
