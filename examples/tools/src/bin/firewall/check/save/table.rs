//! A table with its chains and their rules.
//!
//! Called by `tables` for each command. `finish` reads it.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use crate::check::problem::RuleError;
use crate::check::rule_set::{Cast, Families, Place, Policy};

use super::error::SaveError;
use super::extensions;
use super::facts::Context;
use super::identity::{Identity, Likeness};
use super::kind::Kind;
use super::meaning::{Body, Meaning};
use super::program::{Program, Variant};
use super::spec::Spec;
use super::target::{self, Outcome};

/// A table of `iptables`, of `ip6tables`, or of both.
#[derive(Debug)]
pub struct Table {
    pub kind: Kind,
    cast: Cast,
    pub program: Program,
    /// The families that all rules can be loaded for.
    pub possible: Families,
    /// The families of the rules with an option `-4` or `-6`, which the program of the other family skips.
    pub optional: Families,
    pub chains: Vec<Chain>,
    names: HashMap<String, usize>,
    /// The chains that may have rules, which `-F` empties, and more than once perhaps.
    pub filled: Vec<usize>,
    /// The chains that `-X` deletes, and those that are deleted already.
    pub users: Vec<usize>,
    /// The line for which `iptables-restore` refuses the table.
    pub refused: Option<Place>,
    /// The line of a rule that jumps to a chain that was defined afterwards.
    pub early_jump: Option<Place>,
}

/// A chain of a table.
#[derive(Debug)]
pub struct Chain {
    pub name: String,
    pub place: Place,
    pub is_built_in: bool,
    /// Chains that only rules name are not defined.
    pub is_defined: bool,
    pub policy: (Policy, Place),
    /// The policy is of an earlier table in the file, which some versions keep.
    pub is_policy_kept: bool,
    pub rules: VecDeque<u32>,
    /// How many of the rules are several in the kernel.
    several: usize,
    /// How many rules jump here.
    references: usize,
    /// The line of the last rule that jumps here though the chain is not defined.
    early_jump: Option<Place>,
    /// Why the rules of the chain are not known.
    pub unknown: Option<(Place, Rc<str>)>,
}

impl Chain {
    fn is_in_use(&self) -> bool {
        !self.rules.is_empty() || self.references > 0 || self.unknown.is_some()
    }
}

/// A rule, and what of it is needed to find it again.
#[derive(Debug)]
pub struct Rule {
    pub place: Place,
    identity: Identity,
    count: Option<usize>,
    pub body: Option<Body>,
    /// The chain that the rule jumps to.
    pub chain: Option<usize>,
}

/// What the number of a rule is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The rule must be there.
    Rule,
    /// The number after the last rule is right too.
    Insertion,
}

impl Table {
    pub fn new(kind: Kind, program: Program, place: Place, cast: Cast) -> Self {
        let mut table = Self {
            kind,
            cast,
            program,
            possible: Families::BOTH,
            optional: Families::NONE,
            chains: Vec::new(),
            names: HashMap::new(),
            filled: Vec::new(),
            users: Vec::new(),
            refused: None,
            early_jump: None,
        };
        for name in kind.built_in() {
            let slot = table.slot(name, place);
            slot.is_built_in = true;
            slot.is_defined = true;
        }
        table
    }

    /// Takes the policies of a table that this one replaces: `iptables-restore` changes none that is not in the lines.
    /// The variant for `nf_tables` makes new chains, which accept.
    pub fn keep_policies(&mut self, before: &Self) {
        for (chain, before) in self.chains.iter_mut().zip(&before.chains) {
            let is_drop = before.is_built_in && before.policy.0 == Policy::Drop;
            match self.program.variant {
                Variant::Legacy if before.is_built_in => chain.policy = before.policy,
                Variant::Either => chain.is_policy_kept = is_drop || before.is_policy_kept,
                Variant::Legacy | Variant::Nft => {}
            }
        }
    }

    /// Returns where a rule of a chain is.
    pub fn context(&self, chain: usize) -> Context {
        let name = self.chains.get(chain).map(|chain| chain.name.as_str());
        let mut built_in = self.kind.built_in().iter();
        Context {
            chain: built_in.find(|one| Some(**one) == name).copied(),
            families: self.program.families,
            table: self.kind,
            cast: self.cast,
        }
    }

    /// Returns the chain with this name. If there is none, one that is not defined is created.
    fn slot(&mut self, name: &str, place: Place) -> &mut Chain {
        let index = self.index(name, place);
        &mut self.chains[index]
    }

    fn index(&mut self, name: &str, place: Place) -> usize {
        if let Some(index) = self.names.get(name) {
            return *index;
        }
        self.names.insert(name.to_owned(), self.chains.len());
        self.chains.push(Chain {
            name: name.to_owned(),
            place,
            is_built_in: false,
            is_defined: false,
            policy: (Policy::Accept, place),
            is_policy_kept: false,
            rules: VecDeque::new(),
            several: 0,
            references: 0,
            early_jump: None,
            unknown: None,
        });
        self.chains.len() - 1
    }

    pub fn defined(&self, name: &str) -> Result<usize, SaveError> {
        let index = self.names.get(name).copied();
        let is_defined = |index: &usize| self.chains.get(*index).is_some_and(|one| one.is_defined);
        index.filter(is_defined).ok_or_else(|| SaveError::NoChain {
            table: self.kind.name(),
            chain: name.to_owned(),
        })
    }

    pub fn define(&mut self, name: String, place: Place) -> Result<(), SaveError> {
        if extensions::find_target(&name).is_some() || target::verdict(&name).is_some() {
            return Err(SaveError::ChainName(name));
        }
        if name.len() > 28 || name.starts_with(['-', '!']) || name.contains(char::is_whitespace) {
            return Err(SaveError::ChainLetters(name));
        }
        let index = self.index(&name, place);
        let chain = self.slot(&name, place);
        if chain.is_defined {
            return Err(SaveError::ChainTwice(name));
        }
        chain.is_defined = true;
        chain.place = place;
        chain.policy.1 = place;
        let early_jump = chain.early_jump.filter(|_| chain.references > 0);
        self.early_jump = self.early_jump.or(early_jump);
        self.users.push(index);
        Ok(())
    }

    /// Takes a line such as `:INPUT DROP [0:0]`. The policy `-` of a chain is none, or stays as it is.
    pub fn declare(&mut self, name: &str, policy: &str, place: Place) -> Result<(), SaveError> {
        match self.defined(name) {
            Err(_) if policy != "-" => Err(SaveError::UserPolicy(name.to_owned())),
            Err(_) => self.define(name.to_owned(), place),
            Ok(index) => match self.chains.get_mut(index) {
                // iptables-restore empties a chain of a user that it meets again.
                Some(chain) if !chain.is_built_in => Err(SaveError::ChainTwice(name.to_owned())),
                Some(chain) if policy == "-" => {
                    chain.policy.1 = place;
                    Ok(())
                }
                _ => self.set_policy(name, policy, place),
            },
        }
    }

    /// Makes the rules of a chain unknown.
    pub fn forget(&mut self, name: &str, place: Place, reason: Rc<str>) {
        let index = self.index(name, place);
        self.slot(name, place).unknown = Some((place, reason));
        self.filled.push(index);
    }

    /// Returns `true` for the name of a chain that other tables have from the start.
    pub fn lacks(&self, name: &str) -> bool {
        let mut others = Kind::ALL.into_iter().flat_map(Kind::built_in);
        others.any(|other| *other == name) && !self.kind.built_in().contains(&name)
    }

    pub fn set_policy(&mut self, name: &str, policy: &str, place: Place) -> Result<(), SaveError> {
        let index = self.defined(name)?;
        let chain = self.chains.get_mut(index).filter(|chain| chain.is_built_in);
        let parsed = match policy {
            "ACCEPT" => Some(Policy::Accept),
            "DROP" => Some(Policy::Drop),
            _ => None,
        };
        match (chain, parsed) {
            (Some(chain), Some(policy)) => {
                chain.policy = (policy, place);
                chain.is_policy_kept = false;
                Ok(())
            }
            _ => Err(SaveError::Policy(policy.to_owned())),
        }
    }

    /// Returns the position of the rule with this number.
    pub fn position(
        &self,
        rules: &[Rule],
        chain: usize,
        number: usize,
        reading: Reading,
    ) -> Result<usize, SaveError> {
        let wrong = || SaveError::Number(number.to_string());
        let chain = self.chains.get(chain).ok_or_else(wrong)?;
        let count = |position: usize| {
            let index = chain.rules.get(position)?;
            rules.get(*index as usize).map(|rule| rule.count)
        };
        let (mut position, mut left) = (0, number.saturating_sub(1));
        if chain.several == 0 {
            (position, left) = (left, 0);
        }
        while left > 0 {
            let count = count(position).ok_or_else(wrong)?;
            let count = count.ok_or(SaveError::NumberAfterName(number))?;
            // One of several rules that are one here has no position.
            left = left.checked_sub(count).ok_or_else(wrong)?;
            position += 1;
        }
        if reading == Reading::Rule && count(position) == Some(None) {
            return Err(SaveError::NumberAfterName(number));
        }
        let is_right = match reading {
            Reading::Rule => count(position) == Some(Some(1)),
            Reading::Insertion => position <= chain.rules.len(),
        };
        is_right.then_some(position).ok_or_else(wrong)
    }

    /// Returns the position of the first rule that is the same as another. Fails if it may be another one.
    pub fn find(
        &self,
        rules: &[Rule],
        chain: usize,
        identity: &Identity,
    ) -> Result<usize, SaveError> {
        let indices = self
            .chains
            .get(chain)
            .into_iter()
            .flat_map(|chain| &chain.rules);
        for (position, index) in indices.enumerate() {
            let Some(rule) = rules.get(*index as usize) else {
                continue;
            };
            match rule.identity.compare(identity) {
                Likeness::Same => return Ok(position),
                Likeness::Perhaps => return Err(SaveError::PerhapsSame(rule.place)),
                Likeness::Different => {}
            }
        }
        Err(SaveError::NoRule)
    }

    /// Inserts a rule, at the end if there is no position. Returns why a part of it is unknown.
    pub fn insert(
        &mut self,
        rules: &mut Vec<Rule>,
        chain: usize,
        at: Option<usize>,
        spec: &Spec,
        place: Place,
    ) -> Option<RuleError> {
        let meaning = Meaning::of(spec, self.context(chain));
        self.possible = self.possible.and(meaning.possible);
        if spec.families != Families::BOTH {
            self.optional = self.optional.or(spec.families);
        }
        let target = match meaning.body.as_ref().map(|body| &body.outcome) {
            Some(Outcome::Jump(name) | Outcome::Goto(name)) => Some(name.clone()),
            _ => None,
        };
        let target = target.map(|name| self.index(&name, place));
        if let Some(target) = target.and_then(|target| self.chains.get_mut(target)) {
            target.references += 1;
            if !target.is_defined {
                target.early_jump = Some(place);
            }
        }
        let index = u32::try_from(rules.len()).unwrap_or(u32::MAX);
        rules.push(Rule {
            place,
            identity: meaning.identity,
            count: meaning.count,
            body: meaning.body,
            chain: target,
        });
        if let Some(changed) = self.chains.get_mut(chain) {
            if changed.rules.is_empty() {
                self.filled.push(chain);
            }
            changed.several += usize::from(meaning.count != Some(1));
            let at = at.unwrap_or(changed.rules.len());
            changed.rules.insert(at.min(changed.rules.len()), index);
        }
        meaning.error
    }

    pub fn remove(&mut self, rules: &mut [Rule], chain: usize, at: usize) {
        let Some(chain) = self.chains.get_mut(chain) else {
            return;
        };
        let index = chain.rules.remove(at);
        let Some(rule) = index.and_then(|index| rules.get_mut(index as usize)) else {
            return;
        };
        chain.several -= usize::from(rule.count != Some(1));
        self.forget_rule(rule);
    }

    /// Leaves a rule that is in no chain without effect.
    fn forget_rule(&mut self, rule: &mut Rule) {
        rule.body = None;
        let target = rule.chain.take();
        if let Some(target) = target.and_then(|target| self.chains.get_mut(target)) {
            target.references = target.references.saturating_sub(1);
        }
    }

    pub fn flush(&mut self, rules: &mut [Rule], chain: usize) {
        let Some(chain) = self.chains.get_mut(chain) else {
            return;
        };
        chain.unknown = None;
        chain.several = 0;
        let indices = std::mem::take(&mut chain.rules);
        for index in indices {
            if let Some(rule) = rules.get_mut(index as usize) {
                self.forget_rule(rule);
            }
        }
    }

    pub fn delete(&mut self, index: usize) -> Result<(), SaveError> {
        let Some(chain) = self.chains.get_mut(index).filter(|chain| chain.is_defined) else {
            return Ok(());
        };
        if chain.is_built_in {
            return Err(SaveError::BuiltIn(chain.name.clone()));
        }
        if chain.is_in_use() {
            return Err(SaveError::InUse(chain.name.clone()));
        }
        chain.is_defined = false;
        Ok(())
    }

    /// Deletes all chains of users. If some can't be deleted, whether the others are is a matter of the version.
    pub fn delete_all(&mut self) -> Result<(), SaveError> {
        let chains = &self.chains;
        let is_defined = |index: &usize| chains.get(*index).is_some_and(|chain| chain.is_defined);
        self.users.retain(is_defined);
        let is_used = |index: &&usize| chains.get(**index).is_some_and(Chain::is_in_use);
        let used = self.users.iter().filter(is_used).count();
        let first = self
            .users
            .iter()
            .find(is_used)
            .and_then(|index| chains.get(*index));
        match first {
            Some(chain) if used == self.users.len() => Err(SaveError::InUse(chain.name.clone())),
            Some(chain) => Err(SaveError::SomeInUse(chain.name.clone())),
            None => {
                for index in std::mem::take(&mut self.users) {
                    self.delete(index)?;
                }
                Ok(())
            }
        }
    }

    /// Returns `true` if a command for a chain changes nothing for certain, since it fails with this error.
    pub fn fails_for_certain(&self, chain: Option<&str>, error: &RuleError) -> bool {
        let RuleError::Save(error) = error else {
            return false;
        };
        let index = chain.and_then(|name| self.names.get(name));
        let chain = index.and_then(|index| self.chains.get(*index));
        let is_known = chain.is_none_or(|chain| chain.unknown.is_none());
        match error {
            SaveError::NoRule | SaveError::InUse(_) | SaveError::NoChain { .. } => is_known,
            // One of several rules that are one here may have the number.
            SaveError::Number(_) => is_known && chain.is_some_and(|chain| chain.several == 0),
            SaveError::ChainTwice(_)
            | SaveError::ChainName(_)
            | SaveError::ChainLetters(_)
            | SaveError::BuiltIn(_)
            | SaveError::Policy(_)
            | SaveError::DropInNat => true,
            _ => false,
        }
    }

    pub fn rename(&mut self, from: &str, to: String, place: Place) -> Result<(), SaveError> {
        let index = self.defined(from)?;
        if self
            .chains
            .get(index)
            .is_some_and(|chain| chain.is_built_in)
        {
            return Err(SaveError::BuiltIn(from.to_owned()));
        }
        self.define(to.clone(), place)?;
        // Rules that named the new chain before it was there would have failed.
        let Some(old) = self.names.insert(to.clone(), index) else {
            return Ok(());
        };
        self.names.remove(from);
        if let Some(other) = self.chains.get_mut(old) {
            other.is_defined = false;
        }
        if let Some(chain) = self.chains.get_mut(index) {
            chain.name = to;
        }
        Ok(())
    }
}
