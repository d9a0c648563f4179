//! Small rule sets from the world, each of which was once answered wrongly, with the right answers.
//!
//! The answers are compared with packets too, where a network can be made.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::answers::Answer;
use crate::inside::network;
use crate::languages::Language;
use crate::packets::{Family, Subject, Transport};
use crate::program;
use crate::support::inside::run_inside;
use crate::trial::{Outcome, trial};

/// Ports, and what is to be answered about them.
type Right = &'static [(Transport, u16, Answer)];

const TCP: Transport = Transport::Tcp;

/// The file, the answer about most ports, and the ports with another one.
const CASES: [(&str, Answer, Right); 9] = [
    ("01-protocol-ip.iptables", Answer::Open, &[]),
    ("03-match-without-option.iptables", Answer::Conditional, &[]),
    (
        "04-option-with-equals.iptables",
        Answer::Closed,
        &[(TCP, 23, Answer::Open), (TCP, 3389, Answer::Open)],
    ),
    ("05-insert-before.iptables", Answer::Open, &[]),
    ("07-flush-one-family.nft", Answer::Open, &[]),
    (
        "08-reject-with-icmp.nft",
        Answer::Closed,
        &[(TCP, 22, Answer::Open)],
    ),
    (
        "10-flush-table-first.nft",
        Answer::Closed,
        &[(TCP, 22, Answer::Open)],
    ),
    (
        "11-condition-on-jump.iptables",
        Answer::Closed,
        &[(TCP, 6379, Answer::Conditional)],
    ),
    ("12-hooks-not-told.nft", Answer::Closed, &[]),
];

fn text(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/firewall/cases");
    fs::read_to_string(folder.join(name)).unwrap()
}

fn language(name: &str) -> Language {
    match name.rsplit_once('.') {
        Some((_, "nft")) => Language::Nftables,
        _ => Language::Iptables(Family::Ipv4),
    }
}

/// Ports around those that the rule sets name.
const PORTS: [u16; 13] = [
    0, 1, 21, 22, 23, 24, 25, 3388, 3389, 3390, 6378, 6379, 65_535,
];

fn subjects(language: Language, ports: &[u16]) -> impl Iterator<Item = Subject> {
    let families = [Family::Ipv4, Family::Ipv6]
        .into_iter()
        .filter(move |family| language.has(*family));
    let transports = [Transport::Tcp, Transport::Udp];
    let both = families.flat_map(move |family| transports.map(|transport| (family, transport)));
    both.flat_map(move |(family, transport)| {
        ports.iter().map(move |&port| Subject {
            family,
            transport,
            port,
        })
    })
}

#[test]
fn each_has_the_right_answer() {
    let files =
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/firewall/cases"));
    assert_eq!(files.unwrap().count(), CASES.len());
    for (name, most, others) in CASES {
        let answers = program::answers_about(&text(name), &BTreeSet::from(PORTS)).unwrap();
        for subject in subjects(language(name), &PORTS) {
            let is_subject = |(transport, port, _): &&(Transport, u16, Answer)| {
                (*transport, *port) == (subject.transport, subject.port)
            };
            let other = others.iter().find(is_subject);
            let right = other.map_or(most, |(.., answer)| *answer);
            assert_eq!(answers.of(subject), Some(right), "{name}: {subject:?}");
        }
    }
}

/// In the file, everything is open with or without the table that is flushed.
#[test]
fn a_flush_of_one_family_leaves_the_others() {
    let text = text("07-flush-one-family.nft").replace("policy accept", "policy drop");
    let answers = program::all_answers(&text).unwrap();
    let ports: Vec<u16> = (0..=u16::MAX).collect();
    for subject in subjects(Language::Nftables, &ports) {
        let is_open =
            subject.family == Family::Ipv6 && subject.transport == TCP && subject.port == 23;
        let right = if is_open {
            Answer::Open
        } else {
            Answer::Closed
        };
        assert_eq!(answers.of(subject), Some(right), "{subject:?}");
    }
}

#[test]
fn each_agrees_with_packets() {
    run_inside("cases::inside", "type nft iptables-restore > /dev/null");
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside() {
    let Some(network) = network("cases::inside") else {
        return;
    };
    for (name, ..) in CASES {
        match trial(
            &network,
            language(name),
            &text(name),
            &BTreeSet::from(PORTS),
        ) {
            Outcome::Right(_) => {}
            other => panic!("{name}: {other:?}"),
        }
    }
}
