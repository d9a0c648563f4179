//! Tables, chains and sets, and the commands that change them.
//!
//! `commands` reads the commands from text and `json` from JSON. `rules` reads the rules at the end,
//! since they may refer to what is defined after them.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};

use serde_json::value::RawValue;

use super::error::NftError;
use super::family::Family;
use super::named::Named;
use super::sets::{Dynamics, NamedSets, Set};
use super::statement::Item;
use super::tokens::Token;
use super::{json, statements};
use crate::check::rule_set::{ChainType, Hook, Place, Policy};

/// The tables of a file.
#[derive(Debug, Default)]
pub struct Tables<'a> {
    pub list: Named<(Family, Cow<'a, str>), Table<'a>>,
    pub unread: Vec<(Place, String, NftError)>,
    pub unknown: Option<(Place, NftError)>,
}

#[derive(Debug)]
pub struct Table<'a> {
    pub place: Place,
    pub force: Force,
    pub chains: Named<Cow<'a, str>, Chain<'a>>,
    pub sets: Named<Cow<'a, str>, Set<'a>>,
    /// The names of sets that rules add elements to.
    pub changed: HashSet<String>,
}

/// Whether the rules of a table are in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    Active,
    Dormant,
}

#[derive(Debug, Default)]
pub struct Chain<'a> {
    pub base: Option<BaseChain<'a>>,
    pub rules: VecDeque<RuleSource<'a>>,
    /// A command on the chain that can't be carried out.
    pub unknown: Option<(Place, NftError)>,
}

#[derive(Debug, Clone)]
pub struct BaseChain<'a> {
    /// `None` for a hook that no packet to this host passes.
    pub hook: Option<Hook>,
    pub chain_type: ChainType,
    pub priority: i32,
    pub policy: Policy,
    pub place: Place,
    /// The interfaces of a chain at the ingress hook.
    pub devices: Vec<Cow<'a, str>>,
}

/// A rule that is not read yet.
#[derive(Debug)]
pub struct RuleSource<'a> {
    pub place: Place,
    pub handle: Option<u64>,
    pub statements: Source<'a>,
}

#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    Text(&'a [Token<'a>]),
    Json(&'a RawValue),
}

impl<'a> RuleSource<'a> {
    /// Returns the statements. With an error, those before it are returned too.
    pub fn read(&self) -> (Vec<Item<'a>>, Option<NftError>) {
        match self.statements {
            Source::Text(tokens) => statements::read(tokens),
            Source::Json(value) => json::statements(value),
        }
    }

    /// Returns the rule as it is written.
    pub fn text(&self) -> String {
        match self.statements {
            Source::Text(tokens) => super::tokens::text(tokens),
            Source::Json(value) => value.get().to_owned(),
        }
    }
}

impl<'a> Tables<'a> {
    /// Makes the whole rule set unknown, for the first such reason.
    pub fn set_unknown(&mut self, place: Place, error: NftError) {
        self.unknown.get_or_insert((place, error));
    }

    /// Adds a table if it isn't there. nft wakes a dormant table that is added without the flag.
    pub fn add_table(
        &mut self,
        place: Place,
        family: Family,
        name: Cow<'a, str>,
        force: Force,
    ) -> &mut Table<'a> {
        let table = self.list.entry((family, name), || Table {
            place,
            force,
            chains: Named::default(),
            sets: Named::default(),
            changed: HashSet::new(),
        });
        table.force = force;
        table
    }

    pub fn table(
        &mut self,
        family: Family,
        name: Cow<'a, str>,
    ) -> Result<&mut Table<'a>, NftError> {
        let no_table = NftError::NoTable(name.to_string());
        self.list.get_mut(&(family, name)).ok_or(no_table)
    }

    /// Returns whether the elements of the named sets of the file are known.
    pub fn named_sets(&self) -> NamedSets {
        let has_elements = |set: &Set<'_>| set.elements.iter().any(|some| !some.is_empty());
        let mut tables = self.list.iter().map(|(_, table)| table);
        if tables.any(|table| table.sets.iter().any(|(_, set)| has_elements(set))) {
            NamedSets::Listed
        } else {
            NamedSets::Empty
        }
    }

    pub fn flush_ruleset(&mut self, family: Option<Family>) {
        self.list
            .retain(|(of_table, _)| family.is_some_and(|family| family != *of_table));
    }
}

impl<'a> Table<'a> {
    pub fn chain(&mut self, name: &str) -> Result<&mut Chain<'a>, NftError> {
        self.chains
            .get_mut(name)
            .ok_or_else(|| NftError::NoChain(name.to_owned()))
    }

    pub fn set(&mut self, name: &str) -> Result<&mut Set<'a>, NftError> {
        let name = name.strip_prefix('@').unwrap_or(name);
        self.sets
            .get_mut(name)
            .ok_or_else(|| NftError::NoSet(name.to_owned()))
    }

    /// Returns whether the elements of a set alone decide what it matches.
    pub fn is_fixed(&self, name: &str) -> bool {
        let set = self.sets.get(name);
        set.is_some_and(|set| set.dynamics == Dynamics::Fixed) && !self.changed.contains(name)
    }

    pub fn flush(&mut self) {
        for chain in self.chains.values_mut() {
            chain.rules.clear();
            chain.unknown = None;
        }
    }
}

/// The place of a new rule among the rules of its chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    First,
    Last,
    Before(Mark),
    After(Mark),
    InPlaceOf(Mark),
}

/// A rule that is already in a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Index(usize),
    Handle(u64),
}

impl<'a> Chain<'a> {
    /// Declares what makes the chain a base chain, or its policy, as a part of it may be declared again: a policy that
    /// is not given stays as it is, and the interfaces are added to those before.
    pub fn declare(
        &mut self,
        declared: Option<BaseChain<'a>>,
        policy: Option<(Policy, Place)>,
    ) -> Result<(), NftError> {
        if let Some(mut declared) = declared {
            if let Some(before) = self.base.take() {
                declared.policy = before.policy;
                declared.place = before.place;
                let is_new = |name: &Cow<'a, str>| !before.devices.contains(name);
                declared.devices.retain(is_new);
                declared.devices.splice(..0, before.devices);
            }
            self.base = Some(declared);
        }
        if let Some((policy, place)) = policy {
            let base = self.base.as_mut();
            let base = base.ok_or(NftError::Expected("a hook with the policy"))?;
            base.policy = policy;
            base.place = place;
        }
        Ok(())
    }

    /// Adds a rule. If the rule beside it isn't here, nothing is known about the chain.
    pub fn add(&mut self, rule: RuleSource<'a>, position: Position) {
        let place = rule.place;
        let added = match position {
            Position::First => Some(0),
            Position::Last => Some(self.rules.len()),
            Position::Before(mark) => self.find(mark),
            Position::After(mark) => self.find(mark).map(|at| at + 1),
            Position::InPlaceOf(mark) => match self.find(mark) {
                Some(at) => {
                    self.rules.remove(at);
                    Some(at)
                }
                None => None,
            },
        };
        match (added, position) {
            (Some(at), _) => self.rules.insert(at, rule),
            (None, Position::Before(mark) | Position::After(mark) | Position::InPlaceOf(mark)) => {
                self.set_unknown(place, mark.error());
            }
            (None, Position::First | Position::Last) => {}
        }
    }

    pub fn delete(&mut self, place: Place, mark: Mark) {
        match self.find(mark) {
            Some(at) => {
                self.rules.remove(at);
            }
            None => self.set_unknown(place, mark.error()),
        }
    }

    pub fn set_unknown(&mut self, place: Place, error: NftError) {
        self.unknown.get_or_insert((place, error));
    }

    fn find(&self, mark: Mark) -> Option<usize> {
        match mark {
            Mark::Index(index) => (index < self.rules.len()).then_some(index),
            Mark::Handle(handle) => self
                .rules
                .iter()
                .position(|rule| rule.handle == Some(handle)),
        }
    }
}

impl Mark {
    fn error(self) -> NftError {
        match self {
            Self::Index(index) => NftError::NoIndex(index.to_string()),
            Self::Handle(handle) => NftError::NoHandle(handle.to_string()),
        }
    }
}
