//! Tests of random rule sets, which are the same in each run. `FIREWALL_SETS` is their number, and
//! `FIREWALL_FIRST_SET` that of the first one.

use std::env;
use std::time::Instant;

use fastrand::Rng;

use crate::answers::Answer;
use crate::comparison::Tally;
use crate::generated::draws::Draws;
use crate::generated::{Subset, iptables, nftables};
use crate::inside::network;
use crate::languages::Language;
use crate::network::Network;
use crate::packets::Family;
use crate::reduction::reduced;
use crate::samples;
use crate::support::inside::run_inside;
use crate::trial::{Outcome, trial};

/// The programs without which nothing is tested.
const TOOLS: &str = "type nft iptables-restore ip6tables-restore > /dev/null";

/// How many wrong rule sets are made small and printed.
const SHOWN: usize = 3;

#[test]
fn rule_sets_of_nftables() {
    run_inside("random::inside_nftables", TOOLS);
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_nftables() {
    if let Some(network) = network("random::inside_nftables") {
        try_sets(&network, "nftables", |_| Language::Nftables);
    }
}

#[test]
fn rule_sets_of_iptables() {
    run_inside("random::inside_iptables", TOOLS);
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_iptables() {
    if let Some(network) = network("random::inside_iptables") {
        try_sets(&network, "iptables", |seed| match seed % 2 {
            0 => Language::Iptables(Family::Ipv4),
            _ => Language::Iptables(Family::Ipv6),
        });
    }
}

fn number(variable: &str, default: u64) -> u64 {
    let value = env::var(variable).ok();
    value.map_or(default, |value| value.parse().expect("a number"))
}

/// Returns the subset of the rule set with this number, out of five: one unconditional, three documented, one beyond.
fn subset(seed: u64) -> Subset {
    match seed / 2 % 5 {
        0 => Subset::Unconditional,
        4 => Subset::Beyond,
        _ => Subset::Documented,
    }
}

fn rule_set(seed: u64, language: Language) -> String {
    let mut bytes = vec![0; 4096];
    Rng::with_seed(seed).fill(&mut bytes);
    let mut draws = Draws::new(&bytes);
    match language {
        Language::Nftables => nftables::rule_set(subset(seed), &mut draws),
        Language::Iptables(family) => iptables::rule_set(family, subset(seed), &mut draws),
    }
}

/// The results of the rule sets of one subset.
#[derive(Debug, Default)]
struct Results {
    right: usize,
    refused: usize,
    tally: Tally,
}

fn try_sets(network: &Network, name: &str, language: fn(u64) -> Language) {
    let began = Instant::now();
    let subsets = [Subset::Unconditional, Subset::Documented, Subset::Beyond];
    let mut results = subsets.map(|subset| (subset, Results::default()));
    let mut wrong = Vec::new();
    let first = number("FIREWALL_FIRST_SET", 0);
    for seed in first..first + number("FIREWALL_SETS", 400) {
        let language = language(seed);
        let rules = rule_set(seed, language);
        let ports = samples::ports(&rules, &mut Rng::with_seed(seed));
        let of_subset = results.iter_mut().find(|(one, _)| *one == subset(seed));
        let results = &mut of_subset.unwrap().1;
        match trial(network, language, &rules, &ports) {
            Outcome::Refused(complaint) => {
                results.refused += 1;
                if env::var_os("FIREWALL_REFUSED").is_some() {
                    eprintln!("{name} {seed}: {complaint}");
                }
            }
            Outcome::Right(tally) => {
                results.right += 1;
                results.tally.add(&tally);
            }
            Outcome::Wrong(difference) => {
                if wrong.len() < SHOWN {
                    let least = reduced(network, language, &rules, &ports);
                    let (rules, difference) = least.unwrap_or((rules, difference));
                    wrong.push(format!("{seed}: {difference}\n{rules}"));
                } else {
                    wrong.push(format!("{seed}: {difference}"));
                }
            }
        }
    }
    eprintln!("{name}: {} seconds", began.elapsed().as_secs());
    for (subset, results) in &results {
        let Results {
            right,
            refused,
            tally,
        } = results;
        eprintln!("{name}: {subset:?}: {right} right, {refused} refused by the program; {tally}");
    }
    assert!(
        wrong.is_empty(),
        "{} of {name} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    check(&results);
}

fn check(results: &[(Subset, Results); 3]) {
    for (
        subset,
        Results {
            right,
            refused,
            tally,
        },
    ) in results
    {
        assert!(
            refused * 5 <= *right,
            "the programs refuse too many: {refused}"
        );
        if *subset != Subset::Beyond {
            let unknown = tally.of(Answer::Unknown);
            assert!(
                unknown * 10 <= tally.total(),
                "too much is unknown: {tally}"
            );
        }
        if *subset == Subset::Unconditional {
            assert_eq!(tally.conditional_without_difference(), 0, "{tally}");
        }
    }
}
