//! Compares `evaluate` with packets that are sent through random rule sets one by one.

mod by_hand;

use std::collections::HashMap;

use port_registry::{PortRange, Protocol};
use proptest::prelude::*;

use super::{Answered, Kind, ToGroups, TooLarge};
use crate::check::rule_set::*;
use crate::sources::Reach;

fn evaluate(rules: &RuleSet) -> Result<Vec<Answered>, TooLarge> {
    super::evaluate(rules, &ToGroups::default())
}

/// The chains of each random rule set: base chains first, in the order of their priorities.
const BASES: usize = 3;
const CHAINS: usize = 7;
/// The texts of random conditions and reasons. In a world, each is true or false for all packets.
const CONDITIONS: [&str; 4] = ["a", "b", "c", "d"];
const REASONS: [&str; 2] = ["x", "y"];
const PORTS: std::ops::Range<u16> = 0..12;

fn ports() -> impl Strategy<Value = Ports> {
    let range = (PORTS, 0..4_u16).prop_map(|(first, more)| (first, first + more));
    let ranges = prop::collection::vec(range, 0..4).prop_map(|mut ranges| {
        ranges.sort_unstable();
        let mut after = 0;
        ranges.retain(|(first, last)| {
            let is_apart = *first >= after;
            after = if is_apart { last + 1 } else { after };
            is_apart
        });
        let range = |(first, last)| PortRange::from_numbers(first, last).unwrap();
        Ports::These(ranges.into_iter().map(range).collect())
    });
    prop_oneof![1 => Just(Ports::All), 3 => ranges]
}

fn guard() -> impl Strategy<Value = Guard> {
    let families = prop::sample::select(vec![Families::BOTH, Families::IPV4, Families::IPV6]);
    let tcp = Transports::of(Protocol::Tcp);
    let transports = prop::sample::select(vec![Transports::ALL, tcp, tcp.not()]);
    let block = (families, transports, ports()).prop_map(|(families, transports, ports)| Block {
        families,
        transports,
        ports,
    });
    let packets = prop_oneof![
        Just(Packets::All),
        prop::collection::vec(block, 0..3).prop_map(|blocks| Packets::These(blocks.into())),
    ];
    let condition = prop_oneof![
        6 => Just(Condition::Always),
        3 => prop::sample::select(&CONDITIONS[..]).prop_map(|text| Condition::If {
            text: text.into(),
            reach: Reach::World,
        }),
        1 => prop::sample::select(&REASONS[..]).prop_map(|text| Condition::Unknown(text.into())),
    ];
    let states: Vec<States> = States::ANY.subsets().chain([States::NONE]).collect();
    let states = prop_oneof![8 => Just(States::ANY), 2 => prop::sample::select(states)];
    (packets, condition, states).prop_map(|(packets, condition, states)| Guard {
        packets,
        states,
        condition,
    })
}

/// A rule of a chain that may jump to the chains after it.
fn rule(chain: usize) -> BoxedStrategy<Rule> {
    let target = (chain + 1).max(BASES)..=CHAINS - 1;
    let simple = if target.is_empty() {
        prop_oneof![Just(Action::Accept), Just(Action::Drop)].boxed()
    } else {
        prop_oneof![
            3 => Just(Action::Accept),
            3 => Just(Action::Drop),
            2 => Just(Action::Return),
            1 => Just(Action::Untrack),
            1 => Just(Action::Template),
            1 => prop::sample::select(&REASONS[..]).prop_map(|text| Action::Divert(text.into())),
            4 => target.clone().prop_map(Action::Jump),
            2 => target.prop_map(Action::Goto),
        ]
        .boxed()
    };
    let one = |action: BoxedStrategy<Action>| {
        (0..100_u32, guard(), action).prop_map(|(place, guard, action)| Rule {
            place,
            guard,
            action,
        })
    };
    let inner = prop::collection::vec(one(simple.clone()), 0..3);
    let branch = inner.prop_map(|rules| Action::Branch(rules.into())).boxed();
    one(prop_oneof![5 => simple, 1 => branch].boxed()).boxed()
}

fn rule_set() -> impl Strategy<Value = RuleSet> {
    let rules = |chain| prop::collection::vec(rule(chain), 0..5);
    let chains: Vec<_> = (0..CHAINS).map(rules).collect();
    let policy = prop::sample::select(vec![Policy::Accept, Policy::Drop]);
    let chain_type = prop_oneof![4 => Just(ChainType::Filter), 1 => Just(ChainType::Nat)];
    // Before connection tracking, at its priority, and after it.
    let first = prop::sample::select(vec![-300, -200, -150]);
    let bases = prop::collection::vec((policy, chain_type, first), BASES);
    (chains, bases).prop_map(|(chains, bases)| RuleSet {
        chains: (0_u32..)
            .zip(chains)
            .map(|(id, rules)| Chain {
                name: "chain".into(),
                base: bases
                    .get(id as usize)
                    .map(|(policy, chain_type, first)| Base {
                        hook: [Hook::Prerouting, Hook::Prerouting, Hook::Input][id as usize],
                        chain_type: *chain_type,
                        // Chains of the type nat are called at -100, whatever their priorities.
                        priority: match chain_type {
                            ChainType::Filter => [*first, -50, 0][id as usize],
                            ChainType::Nat => [0, 1, -200][id as usize],
                        },
                        families: Families::BOTH,
                        policy: *policy,
                        place: 100 + id,
                    }),
                rules,
            })
            .collect(),
        ..RuleSet::default()
    })
}

/// A packet, and what is true of it.
struct Packet<'a> {
    family: Families,
    protocol: Protocol,
    port: u16,
    truths: &'a HashMap<&'static str, bool>,
    state: States,
    /// Whether a chain at the priority of connection tracking comes after it.
    is_seen_first: bool,
    /// Whether connection tracking is off on the host, where no packet passes chains of the type nat.
    is_tracking_off: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fell {
    Accepted,
    Dropped,
    /// Something else has the packet.
    Diverted,
    Returned,
    On,
}

impl Packet<'_> {
    fn matches(&self, guard: &Guard) -> bool {
        let is_among = |block: &Block| {
            block.families.contains(self.family)
                && block.transports.contains(self.protocol)
                && match &block.ports {
                    Ports::All => true,
                    Ports::These(ranges) => ranges.iter().any(|range| {
                        (range.first().get()..=range.last().get()).contains(&self.port)
                    }),
                }
        };
        let is_packet = match &guard.packets {
            Packets::All => true,
            Packets::These(blocks) => blocks.iter().any(is_among),
        };
        is_packet
            && guard.states.contains(self.state)
            && match &guard.condition {
                Condition::Always => true,
                Condition::If { text, .. } | Condition::Unknown(text) => self.truths[&**text],
            }
    }

    fn track(&mut self, state: States) {
        if self.state == States::INVALID {
            self.state = state;
        }
    }

    fn through(&mut self, rules: &[Rule], all: &RuleSet) -> Fell {
        for rule in rules {
            if !self.matches(&rule.guard) {
                continue;
            }
            let fell = match &rule.action {
                Action::Accept => Fell::Accepted,
                Action::Drop => Fell::Dropped,
                Action::Return => Fell::Returned,
                Action::Divert(_) => Fell::Diverted,
                Action::Untrack => {
                    self.track(States::UNTRACKED);
                    Fell::On
                }
                Action::Template => {
                    self.track(States::NEW);
                    Fell::On
                }
                Action::Jump(to) => match self.through(&all.chains[*to].rules, all) {
                    Fell::Returned => Fell::On,
                    fell => fell,
                },
                Action::Goto(to) => match self.through(&all.chains[*to].rules, all) {
                    Fell::On => Fell::Returned,
                    fell => fell,
                },
                Action::Branch(rules) => self.through(rules, all),
                Action::Unknown(_) => unreachable!(),
            };
            if fell != Fell::On {
                return fell;
            }
        }
        Fell::On
    }

    /// Returns whether all base chains accept the packet, or `None` if it is diverted.
    fn gets_through(&mut self, all: &RuleSet) -> Option<bool> {
        for chain in &all.chains[..BASES] {
            let base = chain.base.unwrap();
            let is_nat = base.chain_type == ChainType::Nat;
            let is_before = !is_nat
                && base.hook == Hook::Prerouting
                && match base.priority {
                    ..-200 => true,
                    -200 => !self.is_seen_first,
                    _ => false,
                };
            if !is_before {
                self.track(States::NEW);
            }
            if is_nat && (self.state == States::UNTRACKED || self.is_tracking_off) {
                continue;
            }
            let is_accepted = match self.through(&chain.rules, all) {
                Fell::Accepted => true,
                Fell::Dropped => false,
                Fell::Diverted => return None,
                Fell::Returned | Fell::On => {
                    chain.base.is_some_and(|base| base.policy == Policy::Accept)
                }
            };
            if !is_accepted {
                return Some(false);
            }
        }
        Some(true)
    }
}

fn answer(answered: &[Answered], family: Families, protocol: Protocol, port: u16) -> &Answered {
    let mut found = answered.iter().filter(|one| {
        one.families.contains(family)
            && one.protocol == protocol
            && (one.range.first().get()..=one.range.last().get()).contains(&port)
    });
    let one = found.next().unwrap();
    assert!(found.next().is_none(), "{port}/{protocol} has two answers");
    one
}

fn is_uncertain(chain: &Chain) -> bool {
    let is_one = |base: Base| base.chain_type == ChainType::Nat || base.priority == -200;
    chain.base.is_some_and(is_one) || has_reason(&chain.rules)
}

fn has_reason(rules: &[Rule]) -> bool {
    rules.iter().any(|rule| {
        matches!(rule.guard.condition, Condition::Unknown(_))
            || match &rule.action {
                Action::Divert(_) | Action::Untrack | Action::Template => true,
                Action::Branch(rules) => has_reason(rules),
                _ => false,
            }
    })
}

fn has_condition(rules: &[Rule]) -> bool {
    rules.iter().any(|rule| {
        !matches!(rule.guard.condition, Condition::Always)
            || matches!(&rule.action, Action::Branch(rules) if has_condition(rules))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 250, ..ProptestConfig::default() })]

    #[test]
    fn packets_agree_in_all_worlds(rules in rule_set()) {
        let answered = evaluate(&rules).unwrap();
        let texts: Vec<&str> = CONDITIONS.into_iter().chain(REASONS).collect();
        for family in [Families::IPV4, Families::IPV6] {
            for protocol in [Protocol::Tcp, Protocol::Udp] {
                for port in PORTS.start..PORTS.end + 4 {
                    let worlds = (0..1_u32 << (texts.len() + 2)).map(|world| {
                        let truth = |(at, text): (usize, &&'static str)| (*text, world >> at & 1 == 1);
                        let truths = texts.iter().enumerate().map(truth).collect();
                        let mut packet = Packet {
                            family,
                            protocol,
                            port,
                            truths: &truths,
                            state: States::INVALID,
                            is_seen_first: world >> texts.len() & 1 == 1,
                            is_tracking_off: world >> (texts.len() + 1) == 1,
                        };
                        packet.gets_through(&rules)
                    });
                    let worlds: Vec<Option<bool>> = worlds.collect();
                    let one = answer(&answered, family, protocol, port);
                    match one.answer.kind {
                        Kind::Closed => prop_assert!(worlds.iter().all(|world| *world == Some(false)), "{port}: {one:?}"),
                        Kind::Open => prop_assert!(worlds.iter().all(|world| *world == Some(true)), "{port}: {one:?}"),
                        Kind::Unknown => prop_assert!(rules.chains.iter().any(is_uncertain)),
                        Kind::Conditional => prop_assert!(rules.chains.iter().any(|chain| has_condition(&chain.rules))),
                    }
                }
            }
        }
    }
}
