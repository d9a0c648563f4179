//! What ports are called in comments.

use port_registry::{PortRange, Protocol};

use crate::advice::services;

/// What nftables takes in a comment is 128 bytes with the end mark, and iptables 256.
const LONGEST: usize = 100;

/// The services of these ports in order, as many as there is room for; `unassigned` and the like if
/// they have none.
pub fn label(ranges: &[PortRange], protocol: Protocol) -> String {
    let services = ranges.iter().flat_map(|range| services(*range, protocol));
    let mut names: Vec<String> = services.map(|service| harmless(service.name())).collect();
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

/// The name without what would end a quotation; no registered name has any of it.
fn harmless(name: &str) -> String {
    let is_harmless = |letter: &char| letter.is_ascii_graphic() && !matches!(letter, '"' | '\\');
    name.chars().filter(is_harmless).collect()
}
