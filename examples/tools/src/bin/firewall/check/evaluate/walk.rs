//! Carries out the rules of a chain, for packets of one family and transport protocol to all ports.
//!
//! Called by `evaluate`, for each chain after those that it jumps to.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use port_registry::{PortRange, Protocol};

use super::fate::{By, Cause, Fate};
use super::texts::{TextId, Texts};
use super::{TooLarge, Work};
use crate::check::rule_set::{
    Action, Block, ChainId, Condition, Families, Guard, Packets, Ports, Rule, States,
};
use crate::sources::Reach;

/// The packets of one family and one transport protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub family: Families,
    pub protocol: Protocol,
}

impl Row {
    fn is_in(self, block: &Block) -> bool {
        block.families.contains(self.family) && block.transports.contains(self.protocol)
    }
}

/// What a chain does with the packets to each port: ranges in order, each with its first port.
pub type Summary = Vec<(u32, Fate)>;

/// The work for a rule, in ranges of ports: it takes about as long as to compare some.
const RULE: usize = 4;
/// One past the last port.
const END: u32 = 1 << 16;

pub struct Walk<'w> {
    pub row: Row,
    /// The chains that the rules may jump to.
    pub summaries: &'w HashMap<(ChainId, States), Rc<Summary>>,
    pub loops: &'w [bool],
    pub texts: &'w mut Texts,
    pub work: &'w mut Work,
}

/// How a guard matches packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    Always,
    If(TextId, Reach),
    Unknown(TextId),
}

/// Ranges of ports with the part of the rule that they come from: the ports that all guards around a rule let through.
type Spans = Rc<[(Range<u32>, u16)]>;

impl Walk<'_> {
    /// Returns what a chain does with packets that come to it in one of these states.
    pub fn chain(&mut self, rules: &[Rule], states: States) -> Result<Summary, TooLarge> {
        let mut edges = Edges::default();
        self.edges(rules, &mut edges);
        let firsts = edges.sorted();
        let mut fates = vec![Fate::new(states); firsts.len()];
        let mut ports = ChainPorts {
            firsts: &firsts,
            fates: &mut fates,
        };
        let all: Spans = Rc::new([(0..END, 0)]);
        for rule in rules {
            self.rule(rule, &all, Match::Always, &mut ports)?;
        }
        let mut summary: Summary = Vec::new();
        for (first, fate) in firsts.iter().zip(fates) {
            if summary.last().is_none_or(|(_, last)| *last != fate) {
                summary.push((*first, fate));
            }
        }
        Ok(summary)
    }

    /// Collects the ports at which the fate may change.
    fn edges(&self, rules: &[Rule], edges: &mut Edges) {
        for rule in rules {
            if let Packets::These(blocks) = &rule.guard.packets {
                for block in blocks.iter().filter(|block| self.row.is_in(block)) {
                    if let Ports::These(ranges) = &block.ports {
                        edges.add_ranges(ranges);
                    }
                }
            }
            match &rule.action {
                Action::Jump(target) | Action::Goto(target) if edges.chains.insert(*target) => {
                    for states in States::ANY.subsets() {
                        let summary = self.summaries.get(&(*target, states));
                        let firsts = summary.into_iter().flat_map(|summary| summary.iter());
                        edges.firsts.extend(firsts.map(|(first, _)| *first));
                    }
                }
                Action::Branch(rules) if edges.branches.insert(Rc::as_ptr(rules).cast()) => {
                    self.edges(rules, edges);
                }
                _ => {}
            }
        }
    }

    fn rule(
        &mut self,
        rule: &Rule,
        within: &Spans,
        outer: Match,
        ports: &mut ChainPorts<'_>,
    ) -> Result<(), TooLarge> {
        self.work.add(RULE)?;
        let Some(spans) = self.spans(&rule.guard, within)? else {
            return Ok(());
        };
        let matched = self.matched(&rule.guard.condition, outer);
        if let Action::Branch(rules) = &rule.action {
            if rule.guard.states == States::ANY {
                for rule in rules.iter() {
                    self.rule(rule, &spans, matched, ports)?;
                }
                return Ok(());
            }
            // The states of the branch limit each of its rules.
            for inner in rules.iter() {
                let mut inner = inner.clone();
                inner.guard.states = inner.guard.states.and(rule.guard.states);
                self.rule(&inner, &spans, matched, ports)?;
            }
            return Ok(());
        }
        for (span, element) in spans.iter() {
            let cause = Cause {
                place: rule.place,
                element: *element,
                by: By::Rule,
            };
            let at = ports.at(span);
            self.work.add(1 + at.len())?;
            for index in at {
                let (Some(first), Some(fate)) =
                    (ports.firsts.get(index), ports.fates.get_mut(index))
                else {
                    continue;
                };
                if fate.end.is_some() {
                    continue;
                }
                let Some(matched) = self.in_state(rule.guard.states, fate.states, matched) else {
                    continue;
                };
                self.act(&rule.action, matched, cause, *first, fate);
            }
        }
        Ok(())
    }

    /// Returns the ports of a guard that are within others, or `None` if there are none.
    fn spans(&mut self, guard: &Guard, within: &Spans) -> Result<Option<Spans>, TooLarge> {
        let Packets::These(blocks) = &guard.packets else {
            return Ok(Some(Rc::clone(within)));
        };
        let mut spans = Vec::new();
        let row = self.row;
        for block in blocks.iter().filter(|block| row.is_in(block)) {
            let Ports::These(ranges) = &block.ports else {
                return Ok(Some(Rc::clone(within)));
            };
            for (outer, _) in within.iter() {
                let after = ranges.partition_point(|range| as_span(*range).end <= outer.start);
                for range in ranges.get(after..).unwrap_or_default() {
                    let own = as_span(*range);
                    if own.start >= outer.end {
                        break;
                    }
                    let element = range.first().get();
                    spans.push((own.start.max(outer.start)..own.end.min(outer.end), element));
                }
            }
            self.work.add(spans.len())?;
        }
        Ok(Some(spans.into()).filter(|spans: &Spans| !spans.is_empty()))
    }

    fn matched(&mut self, condition: &Condition, outer: Match) -> Match {
        match (outer, condition) {
            (Match::Unknown(_), _) | (_, Condition::Always) => outer,
            (_, Condition::Unknown(text)) => Match::Unknown(self.texts.id(text)),
            (Match::Always, Condition::If { text, reach }) => {
                Match::If(self.texts.id(text), *reach)
            }
            (Match::If(before, limit), Condition::If { text, reach }) => {
                let text = self.texts.id(text);
                Match::If(self.texts.both(before, text), narrower(limit, *reach))
            }
        }
    }

    /// Returns how a guard for these states matches packets that may have others, or `None` if it does not.
    fn in_state(&mut self, states: States, possible: States, matched: Match) -> Option<Match> {
        if states.contains(possible) {
            Some(matched)
        } else if states.and(possible) == States::NONE {
            None
        } else {
            let reason = "it is not known whether connection tracking has seen the packet";
            Some(Match::Unknown(self.texts.constant(reason)))
        }
    }
}

/// A condition that limits the senders does so whatever else must be true.
pub fn narrower(one: Reach, other: Reach) -> Reach {
    if one == Reach::Some { one } else { other }
}

fn as_span(range: PortRange) -> Range<u32> {
    u32::from(range.first().get())..u32::from(range.last().get()) + 1
}

/// The ports at which the fate of packets may change.
#[derive(Default)]
struct Edges {
    firsts: Vec<u32>,
    /// What has been added: a set or a chain may be referred to by many rules.
    sets: HashSet<*const u8>,
    branches: HashSet<*const u8>,
    chains: HashSet<ChainId>,
}

impl Edges {
    fn add_ranges(&mut self, ranges: &Rc<[PortRange]>) {
        if self.sets.insert(Rc::as_ptr(ranges).cast()) {
            for range in ranges.iter() {
                let span = as_span(*range);
                self.firsts.extend([span.start, span.end]);
            }
        }
    }

    fn sorted(mut self) -> Vec<u32> {
        self.firsts.push(0);
        self.firsts.retain(|first| *first < END);
        self.firsts.sort_unstable();
        self.firsts.dedup();
        self.firsts
    }
}

/// The fates of all ports in a chain. Each range begins with one of `firsts`.
struct ChainPorts<'p> {
    firsts: &'p [u32],
    fates: &'p mut [Fate],
}

impl ChainPorts<'_> {
    /// Returns the indices of the ranges in a span, whose ends are ends of ranges.
    fn at(&self, span: &Range<u32>) -> Range<usize> {
        let index = |port: u32| self.firsts.partition_point(|first| *first < port);
        index(span.start)..index(span.end)
    }
}
