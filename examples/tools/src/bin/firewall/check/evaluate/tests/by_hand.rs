//! Tests of `evaluate` with rule sets made by hand.

use port_registry::{PortRange, Protocol};

use super::super::{Answer, Kind, ToGroups, TooLarge, Work, evaluate_within};
use super::{answer, evaluate};
use crate::check::rule_set::*;
use crate::sources::Reach;

/// A chain of `rules` rules, each with a condition for every second port of a range.
fn comb(rules: u32, ports: u16) -> RuleSet {
    let every_second = (0..ports).map(|at| PortRange::from_numbers(2 * at, 2 * at).unwrap());
    let block = Block {
        families: Families::IPV4,
        transports: Transports::of(Protocol::Tcp),
        ports: Ports::These(every_second.collect()),
    };
    let guard = Guard {
        packets: Packets::These([block].into()),
        condition: Condition::If {
            text: "a".into(),
            reach: Reach::World,
        },
        ..Guard::default()
    };
    let rule = |place| Rule {
        place,
        guard: guard.clone(),
        action: Action::Accept,
    };
    RuleSet {
        chains: vec![Chain {
            name: "chain".into(),
            base: Some(Base {
                hook: Hook::Input,
                chain_type: ChainType::Filter,
                priority: 0,
                families: Families::BOTH,
                policy: Policy::Drop,
                place: 1,
            }),
            rules: (1..=rules).map(rule).collect(),
        }],
        ..RuleSet::default()
    }
}

#[test]
fn work_and_ranges_are_bounded() {
    let within = |most, most_ranges| {
        let work = Work {
            done: 0,
            most,
            most_ranges,
        };
        evaluate_within(&comb(10, 100), &ToGroups::default(), work).map(|answered| answered.len())
    };
    // A rule compares each of its ranges once and applies it once, at a cost of two. Each rule costs 4, in 8 rows.
    // The ranges of the chain are read and met once, those of the 7 other rows too.
    let work = 10 * 100 * 3 + 10 * 4 * 8 + 2 * (200 + 7);
    // The row of TCP over IPv4 has 100 ports that are open under a condition, and 100 ranges between and after them.
    let ranges = 200;
    // The 100 ports have an answer for each family; the other transport protocols have one for all ports.
    assert_eq!(within(work, ranges), Ok(100 + 2 * 100 + 3));
    assert_eq!(within(work - 1, ranges), Err(TooLarge::Work));
    assert_eq!(within(work, ranges - 1), Err(TooLarge::Ranges));
}

#[test]
fn many_conditions_are_counted_and_the_first_quoted() {
    let answered = evaluate(&comb(10, 1)).unwrap();
    let first = answer(&answered, Families::IPV4, Protocol::Tcp, 0);
    assert_eq!(first.answer.text, "if a or 7 more");
}

/// Returns the answer about a chain of rules with conditions, whose policy is `accept`.
fn answer_about(rules: &[(&str, Action)]) -> Answer {
    let rule = |(text, action): &(&str, Action)| Rule {
        place: 2,
        guard: Guard {
            condition: match *text {
                "" => Condition::Always,
                text => Condition::If {
                    text: text.into(),
                    reach: Reach::Some,
                },
            },
            ..Guard::default()
        },
        action: action.clone(),
    };
    let mut set = comb(0, 0);
    let [chain] = &mut set.chains[..] else {
        unreachable!();
    };
    chain.base.as_mut().unwrap().policy = Policy::Accept;
    chain.rules = rules.iter().map(rule).collect();
    let answered = evaluate(&set).unwrap();
    answer(&answered, Families::IPV6, Protocol::Udp, 9)
        .answer
        .clone()
}

/// What a chain drops unless a condition is true, and others accept, is open if it is true: chains of rules of a host
/// that has others return what they don't drop.
#[test]
fn what_is_dropped_unless_a_condition_is_true_is_open_if_it_is() {
    use Action::{Drop, Return};
    for (rules, expected) in [
        (&[("a", Return), ("", Drop)][..], "if a"),
        (&[("a", Return), ("b", Return), ("", Drop)], "if a or b"),
        // A packet that has left is not dropped by the rules after that.
        (&[("a", Return), ("b", Drop), ("", Drop)], "if a"),
        (
            &[("a", Return), ("b", Drop), ("c", Return), ("", Drop)],
            "unless b and not (a) or not (a or c)",
        ),
        (
            &[("b", Drop), ("a", Return), ("", Drop)],
            "unless b or not (a)",
        ),
        (&[("a", Return), ("b", Drop)], "unless b and not (a)"),
    ] {
        let answer = answer_about(rules);
        assert_eq!((answer.kind, &*answer.text), (Kind::Conditional, expected));
    }
    assert_eq!(
        answer_about(&[("a", Return), ("", Drop)]).reach,
        Reach::Some
    );
}

#[test]
fn many_conditions_before_and_after_leaving_are_counted() {
    use Action::{Drop, Return};
    let five = ["a", "b", "c", "d", "e"].map(|text| (text, Drop));
    let rules = [&five[..], &[("f", Return), ("g", Drop), ("", Drop)]].concat();
    // Five before, and the one of those that have not left.
    assert_eq!(answer_about(&rules).text, "unless a or b or c or 3 more");
    let rules = [&five[..2], &[("f", Return)], &five, &[("", Drop)]].concat();
    assert_eq!(answer_about(&rules).text, "unless a or b or not (f)");
}

/// Before connection tracking, each packet is `invalid`.
#[test]
fn connection_tracking_comes_after_raw() {
    for (hook, priority, kind) in [
        (Hook::Ingress, 0, Kind::Closed),
        (Hook::Prerouting, -300, Kind::Closed),
        (Hook::Prerouting, -201, Kind::Closed),
        (Hook::Prerouting, -200, Kind::Unknown),
        (Hook::Prerouting, -199, Kind::Open),
        (Hook::Input, -300, Kind::Open),
    ] {
        let mut set = comb(0, 0);
        let rule = |states, action| Rule {
            place: 2,
            guard: Guard {
                states,
                ..Guard::default()
            },
            action,
        };
        let [chain] = &mut set.chains[..] else {
            unreachable!();
        };
        let base = chain.base.as_mut().unwrap();
        (base.hook, base.priority) = (hook, priority);
        // In a chain of its own, which has no hook.
        chain.rules = vec![rule(States::ANY, Action::Jump(1))];
        set.chains.push(Chain {
            name: "regular".into(),
            base: None,
            rules: vec![
                rule(States::INVALID, Action::Drop),
                rule(States::NEW, Action::Accept),
            ],
        });
        let answered = evaluate(&set).unwrap();
        let found = answer(&answered, Families::IPV4, Protocol::Tcp, 9);
        assert_eq!(found.answer.kind, kind, "{hook:?} {priority}");
    }
}

/// Of chains of the same priority, the kernel calls the one first that was registered last.
#[test]
fn the_last_chain_of_a_priority_comes_first() {
    let chain = |states, action| Chain {
        name: "chain".into(),
        base: Some(Base {
            hook: Hook::Prerouting,
            chain_type: ChainType::Filter,
            priority: -300,
            families: Families::BOTH,
            policy: Policy::Accept,
            place: 1,
        }),
        rules: vec![Rule {
            place: 2,
            guard: Guard {
                states,
                ..Guard::default()
            },
            action,
        }],
    };
    let untracks = || chain(States::ANY, Action::Untrack);
    let drops = || chain(States::UNTRACKED, Action::Drop);
    for (chains, kind) in [
        (vec![drops(), untracks()], Kind::Closed),
        (vec![untracks(), drops()], Kind::Open),
    ] {
        let set = RuleSet {
            chains,
            ..RuleSet::default()
        };
        let answered = evaluate(&set).unwrap();
        let found = answer(&answered, Families::IPV4, Protocol::Tcp, 9);
        assert_eq!(found.answer.kind, kind);
    }
}
