//! The ports that browsers block, compared with WHATWG's list, and the ranges of clients' ports.

use std::collections::BTreeSet;

use port_registry::ephemeral::EphemeralRange;
use port_registry::{Port, PortClass};

#[test]
fn browsers_block_the_ports_of_the_fetch_standard() {
    let list = include_str!("data/fetch-bad-ports.txt");
    let expected: Vec<u16> = list.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(expected.len(), 83);
    let blocked = Port::BLOCKED_BY_BROWSERS.iter().map(|port| port.get());
    assert!(blocked.eq(expected.iter().copied()));
    for number in 0..=u16::MAX {
        let is_blocked = Port::new(number).is_blocked_by_browsers();
        assert_eq!(is_blocked, expected.contains(&number), "{number}");
    }
}

#[test]
fn each_range_is_that_of_its_system() {
    let ranges: Vec<(&str, String)> = EphemeralRange::ALL
        .iter()
        .map(|range| (range.system(), range.ports().to_string()))
        .collect();
    let expected = [
        ("IANA", "49152-65535"),
        ("Linux", "32768-60999"),
        ("Windows", "49152-65535"),
        ("macOS", "49152-65535"),
        ("FreeBSD", "10000-65535"),
        ("OpenBSD", "1024-49151"),
        ("NetBSD", "49152-65535"),
        ("Solaris", "32768-65535"),
        ("AIX", "32768-65535"),
    ];
    assert!(
        ranges
            .iter()
            .map(|(system, range)| (*system, range.as_str()))
            .eq(expected)
    );
    assert_eq!(EphemeralRange::IANA.ports(), PortClass::Dynamic.range());
    for range in EphemeralRange::ALL {
        assert_eq!(range.setting().is_none(), *range == EphemeralRange::IANA);
        assert!(!range.source().is_empty());
        for port in [range.ports().first(), range.ports().last()] {
            assert!(range.ports().contains(port));
        }
    }
    let systems: BTreeSet<&str> = ranges.iter().map(|(system, _)| *system).collect();
    assert_eq!(systems.len(), ranges.len());
}
