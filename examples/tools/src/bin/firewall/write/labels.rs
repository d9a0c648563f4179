//! Names the services of ports for the comments in a rule set.
//!
//! Used by `iptables` and `nftables`.

use port_registry::{PortRange, Protocol};

use crate::advice::services;

/// The maximum length of a comment in bytes. The limit of nftables is 128 bytes including the
/// terminating zero, and the limit of iptables is 256.
const LONGEST: usize = 100;

/// Returns the services of these ports in order, as many as fit. If there are no services, returns
/// the statuses of the ports, such as `unassigned`.
pub fn label(ranges: &[PortRange], protocol: Protocol) -> String {
    let services = ranges.iter().flat_map(|range| services(*range, protocol));
    let mut names: Vec<String> = services.map(|service| harmless(service.name())).collect();
    names.retain(|name| !name.is_empty());
    if names.is_empty() {
        let ports = ranges.iter().flat_map(|range| range.ports());
        names = ports
            .map(|port| port.status(protocol).to_string())
            .collect();
        names.sort();
        names.dedup();
    }
    let more = |count: usize| format!(" and {count} more");
    let mut label = String::new();
    for (at, name) in names.iter().enumerate() {
        let separator = if at == 0 { "" } else { ", " };
        let left = names.len() - at;
        if at > 0 && label.len() + separator.len() + name.len() + more(left).len() > LONGEST {
            label += &more(left);
            break;
        }
        label += separator;
        label += name;
    }
    label
}

/// Returns a name without the characters that mean something to a shell or could end a quoted string, and
/// without what is too long. IANA's names have letters, digits and `*+-./_` only, but the registry may have
/// been replaced at build time.
fn harmless(name: &str) -> String {
    let is_harmless = |letter: &char| letter.is_ascii_alphanumeric() || "*+-./_".contains(*letter);
    name.chars().filter(is_harmless).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_end_the_comment_that_it_stands_in() {
        assert_eq!(
            harmless("a\"; flush ruleset\nRULES\n$(id) `id`\\\u{85}\u{202e}\u{e9}'"),
            "aflushrulesetRULESidid"
        );
        assert_eq!(harmless(&"x".repeat(300)).len(), LONGEST);
        assert_eq!(harmless("a*+-./_Z9"), "a*+-./_Z9");
    }
}
