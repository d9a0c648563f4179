//! Tables, chains and sets, and the commands that change them.
//!
//! `commands` reads the commands from text and `json` from JSON. `rules` reads the rules at the end,
//! since they may refer to what is defined after them.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};

use serde_json::value::RawValue;

use super::cursor::Cursor;
use super::error::NftError;
use super::named::Named;
use super::statement::{Element, Item};
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

/// The address family of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    Ip,
    Ip6,
    Inet,
    Arp,
    Bridge,
    Netdev,
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

#[derive(Debug, Default)]
pub struct Set<'a> {
    pub kind: SetKind,
    pub elements: Vec<Elements<'a>>,
    pub dynamics: Dynamics,
    /// A command on the set that can't be carried out.
    pub unknown: Option<NftError>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SetKind {
    #[default]
    Set,
    Map,
}

/// Whether packets add the elements of a set, or decide whether the elements match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dynamics {
    #[default]
    Fixed,
    Dynamic,
}

/// Whether a named set without elements has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedSets {
    /// Another one has elements, so they are listed.
    Listed,
    /// None has elements. nft may have been told not to list them.
    Empty,
}

/// Elements that are not read yet.
#[derive(Debug, Clone, Copy)]
pub enum Elements<'a> {
    Text(&'a [Token<'a>]),
    /// The elements of a set.
    Json(&'a RawValue),
    /// Pairs of keys and values, the elements of a map.
    JsonPairs(&'a RawValue),
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

impl Set<'_> {
    pub fn is_map(&self) -> bool {
        self.kind == SetKind::Map
    }
}

impl<'a> Elements<'a> {
    /// Returns about how many words there are.
    pub fn size(&self) -> usize {
        match self {
            Self::Text(tokens) => tokens.len(),
            Self::Json(value) | Self::JsonPairs(value) => value.get().len() / 2,
        }
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(tokens) => tokens.is_empty(),
            Self::Json(value) | Self::JsonPairs(value) => value.get().trim() == "[]",
        }
    }

    pub fn read(&self) -> Result<Vec<Element<'a>>, NftError> {
        match self {
            Self::Text(tokens) => {
                let mut cursor = Cursor::new(tokens);
                let elements = cursor.elements()?;
                if cursor.is_at_end() {
                    Ok(elements)
                } else {
                    Err(NftError::Expected("a comma between the elements of a set"))
                }
            }
            Self::Json(value) => json::elements(value),
            Self::JsonPairs(value) => json::pairs(value),
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

impl Family {
    const ALL: [Self; 6] = [
        Self::Ip,
        Self::Ip6,
        Self::Inet,
        Self::Arp,
        Self::Bridge,
        Self::Netdev,
    ];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == word)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Ip => "ip",
            Self::Ip6 => "ip6",
            Self::Inet => "inet",
            Self::Arp => "arp",
            Self::Bridge => "bridge",
            Self::Netdev => "netdev",
        }
    }

    /// Parses a priority such as `filter`, `dstnat - 5` or `-150`, without blanks.
    pub fn priority(self, text: &str) -> Option<i32> {
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        let end = text.find(['+', '-']).unwrap_or(text.len());
        let (name, offset) = text.split_at(end);
        let base = match (self, name) {
            (Self::Bridge, "dstnat") | (_, "raw") => -300,
            (Self::Bridge, "filter") => -200,
            (Self::Bridge, "srcnat") => 300,
            (Self::Bridge, "out") | (_, "srcnat") => 100,
            (_, "mangle") => -150,
            (_, "dstnat") => -100,
            (_, "filter") => 0,
            (_, "security") => 50,
            _ => return None,
        };
        match offset {
            "" => Some(base),
            offset => offset.parse::<i32>().ok()?.checked_add(base),
        }
    }
}

/// Returns the hook of this name, or `None` if no packet to this host passes it.
pub fn hook(name: &str) -> Result<Option<Hook>, NftError> {
    Ok(match name {
        "ingress" => Some(Hook::Ingress),
        "prerouting" => Some(Hook::Prerouting),
        "input" => Some(Hook::Input),
        "forward" | "output" | "postrouting" | "egress" => None,
        _ => return Err(NftError::Expected("a hook of nftables")),
    })
}

/// Returns the policy of this name.
pub fn policy(name: &str) -> Result<Policy, NftError> {
    match name {
        "accept" => Ok(Policy::Accept),
        "drop" => Ok(Policy::Drop),
        _ => Err(NftError::Expected("the policy accept or drop")),
    }
}

/// Returns the type of a base chain. The type `route` is for the hook `output` alone.
pub fn chain_type(name: &str) -> Result<ChainType, NftError> {
    match name {
        "filter" | "route" => Ok(ChainType::Filter),
        "nat" => Ok(ChainType::Nat),
        _ => Err(NftError::Expected("a type of chains")),
    }
}
