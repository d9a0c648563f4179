//! Rule sets by hand, each with something that is easily answered wrongly.

use std::collections::BTreeSet;

use crate::inside::network;
use crate::languages::Language;
use crate::packets::Family;
use crate::support::inside::run_inside;
use crate::trial::{Outcome, trial};

/// Lines of these separate the rule sets of a file.
const SEPARATOR: &str = "=====\n";

const SETS: [(&str, Language); 3] = [
    (
        include_str!("../data/firewall/edges-nftables.txt"),
        Language::Nftables,
    ),
    (
        include_str!("../data/firewall/edges-iptables.txt"),
        Language::Iptables(Family::Ipv4),
    ),
    (
        include_str!("../data/firewall/edges-ip6tables.txt"),
        Language::Iptables(Family::Ipv6),
    ),
];

/// The ports of the rule sets, and their neighbours.
const PORTS: [u16; 16] = [
    0, 1, 21, 22, 23, 25, 52, 53, 54, 79, 80, 81, 123, 200, 443, 65_535,
];

#[test]
fn rule_sets_by_hand() {
    run_inside(
        "edges::inside",
        "type nft iptables-restore ip6tables-restore > /dev/null",
    );
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside() {
    let Some(network) = network("edges::inside") else {
        return;
    };
    let mut wrong = Vec::new();
    let of_language = |(sets, language): (&'static str, Language)| {
        let sets = sets.split(SEPARATOR);
        sets.map(move |rules| (rules, language))
    };
    for (rules, language) in SETS.into_iter().flat_map(of_language) {
        match trial(&network, language, rules, &BTreeSet::from(PORTS)) {
            Outcome::Right(_) => {}
            // Another version of the program or of Linux has not all that is in the sets.
            Outcome::Refused(complaint) => eprintln!("refused: {complaint}{rules}"),
            Outcome::Wrong(difference) => wrong.push(format!("{difference}\n{rules}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
