//! What a match says: the packets that a value or a set of values selects.
//!
//! Used by `matches`, `maps` and `rules`.

use std::rc::Rc;

use port_registry::{PortRange, PortSet, Protocol};

use super::error::NftError;
use super::leaf::{Leaf, Truth};
use crate::check::rule_set::{Block, Families, Packets, Ports, States, Transports};
use crate::ranges::disjoint;
use crate::sources::Reach;

/// What a match says: the packets that it selects, and whether more decides.
#[derive(Debug, Clone)]
pub struct Meaning {
    pub packets: Packets,
    pub states: States,
    pub truth: Truth,
}

impl Meaning {
    /// Returns the meaning of one comparison.
    pub fn of(leaf: Leaf) -> Self {
        let mut union = Union::new(leaf);
        union.add(leaf);
        union.selected().unwrap_or_else(|_| Self::never())
    }

    /// Returns the meaning of a match of no field, which packets fulfil always, sometimes or never.
    pub fn all(truth: Truth) -> Self {
        Self {
            packets: Packets::All,
            states: States::ANY,
            truth,
        }
    }

    /// Returns the meaning of a match that no packet fulfils.
    pub fn never() -> Self {
        Self {
            packets: Packets::These(Rc::new([])),
            states: States::ANY,
            truth: Truth::Always,
        }
    }
}

/// Packets that differ from others in their ports.
struct Group {
    families: Families,
    transports: Transports,
    /// All ports if it is `None`.
    ports: Option<Vec<PortRange>>,
}

/// The packets that have any of several values.
pub struct Union {
    /// All packets that have the fields.
    domain: Leaf,
    /// At most one for each pair of families and transports.
    groups: Vec<Group>,
    states: Option<States>,
    /// Whether values of different states were added.
    has_several_states: bool,
    truth: Truth,
}

impl Union {
    pub fn new(domain: Leaf) -> Self {
        Self {
            domain,
            groups: Vec::new(),
            states: None,
            has_several_states: false,
            truth: Truth::Never,
        }
    }

    pub fn add(&mut self, leaf: Leaf) {
        if leaf.is_never() {
            return;
        }
        let before = *self.states.get_or_insert(leaf.states);
        self.has_several_states |= before != leaf.states;
        self.states = Some(before.or(leaf.states));
        self.truth = match (self.truth, leaf.truth) {
            (Truth::Never, truth) | (truth, Truth::Never) => truth,
            (Truth::Always, Truth::Always) => Truth::Always,
            (Truth::Sometimes(Reach::Some), Truth::Sometimes(Reach::Some)) => {
                Truth::Sometimes(Reach::Some)
            }
            _ => Truth::Sometimes(Reach::World),
        };
        let is_same = |group: &&mut Group| {
            group.families == leaf.families && group.transports == leaf.transports
        };
        match self.groups.iter_mut().find(is_same) {
            Some(group) => match (&mut group.ports, leaf.ports) {
                (Some(ranges), Some(range)) => ranges.push(range),
                (ports, None) => *ports = None,
                (None, _) => {}
            },
            None => self.groups.push(Group {
                families: leaf.families,
                transports: leaf.transports,
                ports: leaf.ports.map(|range| vec![range]),
            }),
        }
    }

    /// Returns the packets that have one of the values.
    pub fn selected(self) -> Result<Meaning, NftError> {
        let Some(states) = self.states else {
            return Ok(Meaning::never());
        };
        self.check_states()?;
        let blocks = self.groups.into_iter().map(|group| Block {
            families: group.families,
            transports: group.transports,
            ports: match group.ports {
                Some(ranges) => these(disjoint(ranges)),
                None => Ports::All,
            },
        });
        Ok(Meaning {
            packets: simplified(merged(blocks.collect())),
            states,
            truth: self.truth,
        })
    }

    fn check_states(&self) -> Result<(), NftError> {
        let is_one = matches!(&self.groups[..], [group] if group.ports.is_none());
        if self.has_several_states && !is_one {
            return Err(NftError::States);
        }
        Ok(())
    }

    /// Returns the packets that have the fields, but none of the values.
    pub fn others(self) -> Result<Meaning, NftError> {
        let all = Meaning::of(self.domain);
        if let Truth::Sometimes(_) = self.truth {
            let truth = Truth::Sometimes(Reach::World);
            return Ok(Meaning { truth, ..all });
        }
        self.check_states()?;
        match self.states {
            None => return Ok(all),
            Some(states) if states == self.domain.states => {}
            Some(states) => {
                return match &self.groups[..] {
                    // All packets of these states, so the others are of other states.
                    [group]
                        if group.ports.is_none()
                            && group.families == self.domain.families
                            && group.transports == self.domain.transports =>
                    {
                        let states = states.not().and(self.domain.states);
                        Ok(Meaning { states, ..all })
                    }
                    _ => Err(NftError::States),
                };
            }
        }
        let beside = |(families, transports)| {
            self.ports_beside(families, transports).map(|ports| Block {
                families,
                transports,
                ports,
            })
        };
        let blocks = self.atoms().filter_map(beside).collect();
        let packets = simplified(merged(blocks));
        Ok(Meaning { packets, ..all })
    }

    /// Returns each pair of one family and one transport that has the fields.
    fn atoms(&self) -> impl Iterator<Item = (Families, Transports)> {
        let domain = self.domain;
        let families = [Families::IPV4, Families::IPV6].into_iter();
        families
            .filter(move |family| domain.families.contains(*family))
            .flat_map(move |family| {
                Protocol::ALL
                    .into_iter()
                    .filter(move |protocol| domain.transports.contains(*protocol))
                    .map(move |protocol| (family, Transports::of(protocol)))
            })
    }

    /// Returns the ports that no group has. Returns `None` if there are none.
    fn ports_beside(&self, families: Families, transports: Transports) -> Option<Ports> {
        let is_here = |group: &&Group| {
            group.families.contains(families) && group.transports.and(transports) == transports
        };
        let mut here = self.groups.iter().filter(is_here).peekable();
        if here.peek().is_none() {
            return Some(Ports::All);
        }
        let mut set: Box<PortSet> = Box::default();
        for group in here {
            set.extend(group.ports.as_ref()?.iter().copied());
        }
        let others: Vec<PortRange> = set.complement().ranges().collect();
        (!others.is_empty()).then(|| these(others))
    }
}

/// Returns the blocks with those that differ only in the transports, or only in the families, as one.
fn merged(blocks: Vec<Block>) -> Vec<Block> {
    let mut by_family: Vec<Block> = Vec::new();
    for block in blocks {
        let is_same = |other: &&mut Block| {
            other.families == block.families && is_equal(&other.ports, &block.ports)
        };
        match by_family.iter_mut().find(is_same) {
            Some(other) => other.transports = other.transports.or(block.transports),
            None => by_family.push(block),
        }
    }
    let mut merged: Vec<Block> = Vec::new();
    for block in by_family {
        let is_same = |other: &&mut Block| {
            other.transports == block.transports && is_equal(&other.ports, &block.ports)
        };
        match merged.iter_mut().find(is_same) {
            Some(other) => other.families = other.families.or(block.families),
            None => merged.push(block),
        }
    }
    merged
}

fn is_equal(one: &Ports, other: &Ports) -> bool {
    match (one, other) {
        (Ports::All, Ports::All) => true,
        (Ports::These(one), Ports::These(other)) => one == other,
        _ => false,
    }
}

fn these(ranges: Vec<PortRange>) -> Ports {
    match ranges[..] {
        [PortRange::ALL] => Ports::All,
        _ => Ports::These(ranges.into()),
    }
}

/// Returns [`Packets::All`] if a block is of all packets.
fn simplified(blocks: Vec<Block>) -> Packets {
    let is_all = |block: &Block| {
        block.families == Families::BOTH
            && block.transports == Transports::ALL
            && matches!(block.ports, Ports::All)
    };
    if blocks.iter().any(is_all) {
        Packets::All
    } else {
        Packets::These(blocks.into())
    }
}
