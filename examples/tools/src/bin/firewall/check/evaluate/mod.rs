//! Follows the first packet of a connection through a rule set, for each port of each transport protocol and
//! address family at once.
//!
//! Called by `check`. `order` sorts the chains, `walk` applies the rules of a chain, `act` carries out their actions, `fate` is what a chain does with the
//! packets to a port, and `answer` is what all base chains do together. `groups` adds the datagrams to several hosts.
//!
//! The answers are conservative: a port is closed only if no first packet gets through, and open only if each
//! one does. What is between, or not understood, is conditional or unknown.

mod act;
mod answer;
mod fate;
mod groups;
mod order;
#[cfg(test)]
mod tests;
mod texts;
mod walk;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;

use port_registry::{Port, PortRange, Protocol};

use super::rule_set::{Action, Base, ChainId, Families, Rule, RuleSet, States};
use answer::{Combined, Outcome};
use texts::Texts;
use walk::{Row, Summary, Walk};

pub use answer::{Answer, Kind};
pub use fate::By;
pub use groups::ToGroups;

/// The number of times that a rule may be applied to a range of ports. A rule set of 1 MB stays below it
/// unless it is made to exceed it, and up to it an evaluation takes about two seconds.
pub const MOST_WORK: u64 = 100_000_000;
/// The number of ranges of ports that all chains may have together: about 100 MB.
pub const MOST_RANGES: usize = 1 << 19;

/// The error returned when a rule set needs too much work or memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooLarge {
    #[error("the rules have more than {MOST_WORK} ranges of ports to compare with each other")]
    Work,
    #[error("the chains have more than {MOST_RANGES} ranges of ports")]
    Ranges,
}

/// What a rule set does with first packets to some ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub families: Families,
    pub protocol: Protocol,
    pub range: PortRange,
    pub answer: Answer,
}

/// Returns the answers for all ports, by transport protocol, port and address family. Neighbouring ports with the same answer by
/// the same element of a rule are one range, and the answers of both families are one if they are equal.
///
/// A port that is closed to packets to this host alone, and open to datagrams to several hosts, is conditional.
pub fn evaluate(rules: &RuleSet, groups: &ToGroups) -> Result<Vec<Answered>, TooLarge> {
    evaluate_within(rules, groups, Work::default())
}

/// Returns the answers for datagrams to several hosts. The rule set is the same, read for [`Cast::Group`].
///
/// [`Cast::Group`]: super::rule_set::Cast::Group
pub fn to_groups(rules: &RuleSet) -> Result<ToGroups, TooLarge> {
    let mut answers = ToGroups::default();
    if rules.unknown.is_some() {
        return Ok(answers);
    }
    let mut evaluation = Evaluation::new(rules, Work::default());
    for (family, row) in answers.rows_mut() {
        if rules.families.contains(family) {
            let protocol = Protocol::Udp;
            *row = evaluation.row(Row { family, protocol })?;
        }
    }
    Ok(answers)
}

fn evaluate_within(
    rules: &RuleSet,
    groups: &ToGroups,
    work: Work,
) -> Result<Vec<Answered>, TooLarge> {
    let mut answered = Vec::new();
    if let Some((place, reason)) = &rules.unknown {
        let answer = Answer::unknown(*place, reason);
        for protocol in Protocol::ALL {
            answered.push(Answered {
                families: rules.families,
                protocol,
                range: PortRange::ALL,
                answer: answer.clone(),
            });
        }
        return Ok(answered);
    }
    let mut evaluation = Evaluation::new(rules, work);
    for protocol in Protocol::ALL {
        let mut row = |family| {
            if !rules.families.contains(family) {
                return Ok(Vec::new());
            }
            let row = evaluation.row(Row { family, protocol })?;
            Ok(match protocol {
                // Only datagrams are sent to several hosts.
                Protocol::Udp => groups.open(family, row),
                _ => row,
            })
        };
        let mut rows = together(row(Families::IPV4)?, row(Families::IPV6)?);
        answered.append(&mut rows);
    }
    Ok(answered)
}

/// Adds the answer for the ports after those of the last. If it is the same, both are one.
fn push(answered: &mut Vec<Answered>, next: Answered) {
    match answered.last_mut() {
        Some(before) if before.answer == next.answer => {
            let (first, last) = (before.range.first(), next.range.last());
            before.range = PortRange::new(first, last).unwrap_or(before.range);
        }
        _ => answered.push(next),
    }
}

/// Returns the answers of both families, in the order of the ports. Where they are equal, they are one.
fn together(one: Vec<Answered>, other: Vec<Answered>) -> Vec<Answered> {
    if one.is_empty() || other.is_empty() {
        return if one.is_empty() { other } else { one };
    }
    let mut together: Vec<Answered> = Vec::with_capacity(one.len() + other.len());
    let mut add = |next: Answered| {
        // An answer of the same ports and the other family may be between.
        let mut latest = together.iter_mut().rev().take(2);
        let before = latest.find(|before| {
            before.families == next.families
                && before.answer == next.answer
                && before.range.last().get().checked_add(1) == Some(next.range.first().get())
        });
        match before {
            Some(before) => {
                before.range =
                    PortRange::new(before.range.first(), next.range.last()).unwrap_or(before.range);
            }
            None => together.push(next),
        }
    };
    let (mut ones, mut others) = (one.iter().peekable(), other.iter().peekable());
    let mut first = Port::MIN;
    while let (Some(one), Some(other)) = (ones.peek(), others.peek()) {
        let last = one.range.last().min(other.range.last());
        let range = PortRange::new(first, last).unwrap_or(PortRange::single(last));
        let of = |answered: &Answered, families| Answered {
            families,
            range,
            ..answered.clone()
        };
        if one.answer == other.answer {
            add(of(one, one.families.or(other.families)));
        } else {
            add(of(one, one.families));
            add(of(other, other.families));
        }
        let Some(next) = last.get().checked_add(1) else {
            break;
        };
        first = Port::new(next);
        ones.next_if(|one| one.range.last() == last);
        others.next_if(|other| other.range.last() == last);
    }
    together.sort_by_key(|one| (one.range.first(), one.range.last()));
    together
}

/// The evaluation of a rule set.
struct Evaluation<'a> {
    rules: &'a RuleSet,
    /// The chains that packets may get to, each after the chains that it jumps to.
    order: Vec<ChainId>,
    /// The chains that are in a loop of jumps.
    loops: Vec<bool>,
    /// The base chains in the order in which packets pass them.
    bases: Vec<(ChainId, Base)>,
    /// The sets of states that packets may come to a chain in.
    states: Vec<States>,
    texts: Texts,
    work: Work,
}

/// The work that an evaluation has done, and how much it may do.
#[derive(Debug, Clone, Copy)]
struct Work {
    done: u64,
    most: u64,
    most_ranges: usize,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            done: 0,
            most: MOST_WORK,
            most_ranges: MOST_RANGES,
        }
    }
}

impl Work {
    fn add(&mut self, more: usize) -> Result<(), TooLarge> {
        self.done += more as u64;
        if self.done > self.most {
            return Err(TooLarge::Work);
        }
        Ok(())
    }
}

impl<'a> Evaluation<'a> {
    fn new(rules: &'a RuleSet, work: Work) -> Self {
        let mut bases: Vec<(ChainId, Base)> = (0..)
            .zip(&rules.chains)
            .filter_map(|(id, chain)| Some((id, chain.base?)))
            .collect();
        // Of chains of the same priority, the kernel calls the one first that was registered last.
        bases.sort_by_key(|(id, base)| (base.order(), Reverse(*id)));
        let (order, loops) = order::of(rules, bases.iter().map(|(id, _)| *id));
        let chains = order.iter().filter_map(|id| rules.chains.get(*id));
        let changes = chains.fold(States::NONE, |all, chain| all.or(changes(&chain.rules)));
        Self {
            rules,
            states: possible(&bases, changes),
            order,
            loops,
            bases,
            texts: Texts::default(),
            work,
        }
    }

    /// Returns the answers of one family and transport protocol, in the order of the ports.
    fn row(&mut self, row: Row) -> Result<Vec<Answered>, TooLarge> {
        let mut summaries: HashMap<(ChainId, States), Rc<Summary>> = HashMap::new();
        let mut ranges = 0;
        for &id in &self.order {
            let Some(chain) = self.rules.chains.get(id) else {
                continue;
            };
            for &states in &self.states {
                let mut walk = Walk {
                    row,
                    summaries: &summaries,
                    loops: &self.loops,
                    texts: &mut self.texts,
                    work: &mut self.work,
                };
                let summary = walk.chain(&chain.rules, states)?;
                ranges += summary.len();
                if ranges > self.work.most_ranges {
                    return Err(TooLarge::Ranges);
                }
                summaries.insert((id, states), Rc::new(summary));
            }
        }
        let combined = self.combined(row, &summaries)?;
        let ends = combined.iter().skip(1).map(|(first, _)| first - 1);
        let ends = ends.chain([u32::from(u16::MAX)]);
        let mut answered: Vec<Answered> = Vec::new();
        for ((first, combined), last) in combined.iter().zip(ends) {
            let port = |number: u32| Port::new(u16::try_from(number).unwrap_or(u16::MAX));
            let (first, last) = (port(*first), port(last));
            let answer = combined.answer(&mut self.texts);
            let range = PortRange::new(first, last).unwrap_or(PortRange::single(last));
            push(
                &mut answered,
                Answered {
                    families: row.family,
                    protocol: row.protocol,
                    range,
                    answer,
                },
            );
        }
        Ok(answered)
    }

    /// Returns what all base chains do with the packets to each port: ranges in order, each with its first port.
    fn combined(
        &mut self,
        row: Row,
        summaries: &HashMap<(ChainId, States), Rc<Summary>>,
    ) -> Result<Vec<(u32, Combined)>, TooLarge> {
        let bases = self.bases.iter();
        let bases = bases.filter(|(_, base)| base.families.contains(row.family));
        let of = |id, states| summaries.get(&(id, states));
        let mut firsts = vec![0];
        for (id, _) in bases.clone() {
            for states in self.states.iter().copied() {
                let runs = of(*id, states).into_iter().flat_map(|runs| runs.iter());
                firsts.extend(runs.map(|(first, _)| *first));
            }
        }
        firsts.sort_unstable();
        firsts.dedup();
        let mut combined: Vec<(u32, Combined)> = firsts
            .into_iter()
            .map(|first| (first, Combined::default()))
            .collect();
        for (id, base) in bases {
            for states in self.states.iter().copied() {
                let Some(runs) = of(*id, states) else {
                    continue;
                };
                self.work.add(runs.len())?;
                let ends = runs.iter().skip(1).map(|(first, _)| *first);
                for ((first, fate), end) in runs.iter().zip(ends.chain([u32::MAX])) {
                    let outcome = Outcome::of(fate, base, states, &mut self.texts);
                    let index = |port| combined.partition_point(|(first, _)| *first < port);
                    let among = index(*first)..index(end);
                    self.work.add(among.len())?;
                    for (_, now) in combined.get_mut(among).unwrap_or_default() {
                        now.meet(*id, base, states, &outcome);
                    }
                }
            }
        }
        combined.dedup_by(|(_, next), (_, before)| before.is_like(next));
        Ok(combined)
    }
}

/// Returns the value of the range that a port is in. The ranges are in order, each with its first port.
fn at<T>(ranges: &[(u32, T)], port: u32) -> Option<&T> {
    let after = ranges.partition_point(|(first, _)| *first <= port);
    ranges.get(after.checked_sub(1)?).map(|(_, value)| value)
}

/// Returns the states that rules give to packets.
fn changes(rules: &[Rule]) -> States {
    let of = |rule: &Rule| match &rule.action {
        Action::Untrack => States::UNTRACKED,
        Action::Template => States::NEW,
        Action::Branch(rules) => changes(rules),
        _ => States::NONE,
    };
    rules.iter().map(of).fold(States::NONE, States::or)
}

/// Returns the sets of states that packets may come to a chain in.
fn possible(bases: &[(ChainId, Base)], changes: States) -> Vec<States> {
    let first = States::INVALID;
    let is_seen_before = |(_, base): &(ChainId, Base)| base.states(first) != States::NEW;
    if !bases.iter().any(is_seen_before) {
        return vec![States::NEW];
    }
    first.or(States::NEW).or(changes).subsets().collect()
}
