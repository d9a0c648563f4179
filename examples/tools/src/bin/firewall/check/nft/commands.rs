//! Parses the commands of a file for `nft -f`, such as the output of `nft list ruleset`.
//!
//! Called by `nft`. `command_words` parses the parts of a command.

use std::borrow::Cow;

use super::command_words::{
    family, is, mark, name, optional_block, place, position, required_block,
};
use super::error::NftError;
use super::family::{Family, chain_type, hook};
use super::sets::{Dynamics, Elements, Set};
use super::shell;
use super::tables::{BaseChain, Force, RuleSource, Source, Table, Tables};
use super::tokens::{self, Kind, Token, statements};
use crate::check::rule_set::Policy;

/// The objects that have no effect without a rule that refers to them.
const WITHOUT_RULES: [&str; 12] = [
    "counter",
    "counters",
    "quota",
    "quotas",
    "limit",
    "limits",
    "flowtable",
    "ct",
    "secmark",
    "synproxy",
    "tunnel",
    "meter",
];

impl<'a> Tables<'a> {
    pub fn read(&mut self, tokens: &'a [Token<'a>]) {
        for statement in statements(tokens) {
            let commands = shell::commands(statement);
            let carried_out = commands
                .and_then(|commands| commands.into_iter().try_for_each(|one| self.command(one)));
            if let Err(error) = carried_out {
                let place = place(statement);
                let text = tokens::text(statement);
                self.unread.push((place, text, error.clone()));
                self.set_unknown(place, error);
            }
        }
    }

    fn command(&mut self, tokens: &'a [Token<'a>]) -> Result<(), NftError> {
        let (verb, rest) = name(tokens)?;
        let (noun, after) = match rest {
            [] => ("", rest),
            _ => (rest[0].word().unwrap_or_default(), &rest[1..]),
        };
        match verb {
            "table" | "chain" | "rule" | "set" | "map" | "element" => self.add(verb, verb, rest),
            "add" | "create" | "insert" | "replace" => self.add(verb, noun, after),
            "delete" | "destroy" => self.delete(noun, after),
            "flush" => self.flush(noun, after),
            "rename" if noun == "chain" => self.rename(after),
            "include" => Err(NftError::Include),
            "list" | "reset" | "get" | "describe" | "monitor" => shell::check_words(rest),
            noun if WITHOUT_RULES.contains(&noun) => shell::check_words(rest),
            verb => Err(NftError::Command(verb.to_owned())),
        }
    }

    fn add(&mut self, verb: &str, noun: &str, rest: &'a [Token<'a>]) -> Result<(), NftError> {
        if WITHOUT_RULES.contains(&noun) {
            return shell::check_words(rest);
        }
        let place = place(rest);
        let (family, rest) = family(rest);
        let (table_name, rest) = name(rest)?;
        match noun {
            "table" => {
                let block = optional_block(rest)?;
                let force = force(block);
                self.add_table(place, family, table_name.into(), force);
                self.table_block(family, table_name, block)
            }
            "chain" => {
                let (name, rest) = name(rest)?;
                let block = optional_block(rest)?;
                self.table(family, table_name.into())?
                    .chain_block(family, name, block)
            }
            "set" | "map" => {
                let (name, rest) = name(rest)?;
                let block = optional_block(rest)?;
                self.table(family, table_name.into())?
                    .set_block(name, block)
            }
            "element" => {
                let (name, rest) = name(rest)?;
                let elements = Elements::Text(required_block(rest)?);
                let set = self.table(family, table_name.into())?.set(name)?;
                set.elements.push(elements);
                Ok(())
            }
            "rule" => {
                let (name, rest) = name(rest)?;
                let table = self.table(family, table_name.into())?;
                table.changed.extend(changed_sets(rest));
                let chain = table.chain(name)?;
                let (position, rest) = position(verb, rest)?;
                let handle = None;
                let statements = Source::Text(rest);
                chain.add(
                    RuleSource {
                        place,
                        handle,
                        statements,
                    },
                    position,
                );
                Ok(())
            }
            noun => Err(NftError::Command(format!("{verb} {noun}"))),
        }
    }

    fn delete(&mut self, noun: &str, rest: &'a [Token<'a>]) -> Result<(), NftError> {
        shell::check_words(rest)?;
        if WITHOUT_RULES.contains(&noun) {
            return Ok(());
        }
        let (family, rest) = family(rest);
        let (table_name, rest) = name(rest)?;
        if table_name == "handle" {
            return Err(NftError::NoHandle(tokens::text(rest)));
        }
        if noun == "table" {
            self.list.remove(&(family, table_name.into()));
            return Ok(());
        }
        let (of_table, rest) = name(rest)?;
        if of_table == "handle" {
            return Err(NftError::NoHandle(tokens::text(rest)));
        }
        let table = match self.table(family, table_name.into()) {
            Ok(table) => table,
            // A rule, or an element, of a table that isn't here.
            Err(error) if matches!(noun, "rule") => return Err(error),
            Err(_) => return Ok(()),
        };
        match noun {
            "chain" => {
                table.chains.remove(of_table);
            }
            "set" | "map" => {
                table.sets.remove(of_table);
            }
            "element" => {
                // Which elements are left is known only if none is.
                let set = table.set(of_table)?;
                set.unknown = Some(NftError::Command("delete element".to_owned()));
            }
            "rule" => {
                let place = place(rest);
                let chain = table.chain(of_table)?;
                chain.delete(place, mark(rest)?);
            }
            noun => return Err(NftError::Command(format!("delete {noun}"))),
        }
        Ok(())
    }

    fn flush(&mut self, noun: &str, rest: &'a [Token<'a>]) -> Result<(), NftError> {
        shell::check_words(rest)?;
        if noun == "ruleset" {
            let family = match rest {
                [] => None,
                [one, ..] => {
                    let word = one.word().unwrap_or_default();
                    let expected = NftError::Expected("the family of the rule set");
                    Some(Family::parse(word).ok_or(expected)?)
                }
            };
            self.flush_ruleset(family);
            return Ok(());
        }
        let (family, rest) = family(rest);
        let (table_name, rest) = name(rest)?;
        // A table that isn't here has nothing to flush.
        let Ok(table) = self.table(family, table_name.into()) else {
            return Ok(());
        };
        match noun {
            "table" => table.flush(),
            "chain" => {
                let (name, _) = name(rest)?;
                if let Ok(chain) = table.chain(name) {
                    chain.rules.clear();
                    chain.unknown = None;
                }
            }
            "set" | "map" | "meter" => {
                let (name, _) = name(rest)?;
                if let Ok(set) = table.set(name) {
                    set.elements.clear();
                    set.unknown = None;
                }
            }
            noun => return Err(NftError::Command(format!("flush {noun}"))),
        }
        Ok(())
    }

    fn rename(&mut self, rest: &'a [Token<'a>]) -> Result<(), NftError> {
        shell::check_words(rest)?;
        let (family, rest) = family(rest);
        let (table_name, rest) = name(rest)?;
        let (old, rest) = name(rest)?;
        let (new, _) = name(rest)?;
        let table = self.table(family, table_name.into())?;
        let no_chain = || NftError::NoChain(old.to_owned());
        let chain = table.chains.remove(old).ok_or_else(no_chain)?;
        table.chains.entry(new.into(), || chain);
        Ok(())
    }

    fn table_block(
        &mut self,
        family: Family,
        table_name: &'a str,
        tokens: &'a [Token<'a>],
    ) -> Result<(), NftError> {
        for statement in statements(tokens) {
            let table = self.table(family, table_name.into())?;
            if let Err(error) = table.in_table(family, statement) {
                let place = place(statement);
                let text = tokens::text(statement);
                self.unread.push((place, text, error.clone()));
                self.set_unknown(place, error);
            }
        }
        Ok(())
    }
}

impl<'a> Table<'a> {
    fn in_table(&mut self, family: Family, tokens: &'a [Token<'a>]) -> Result<(), NftError> {
        let (noun, rest) = name(tokens)?;
        match noun {
            "chain" => {
                let (name, rest) = name(rest)?;
                self.chain_block(family, name, optional_block(rest)?)
            }
            "set" | "map" => {
                let (name, rest) = name(rest)?;
                self.set_block(name, optional_block(rest)?)
            }
            "flags" | "comment" => Ok(()),
            "include" => Err(NftError::Include),
            noun if WITHOUT_RULES.contains(&noun) => Ok(()),
            noun => Err(NftError::Command(noun.to_owned())),
        }
    }

    fn chain_block(
        &mut self,
        family: Family,
        name: &'a str,
        tokens: &'a [Token<'a>],
    ) -> Result<(), NftError> {
        let chain = self.chains.entry(name.into(), Default::default);
        let mut declared = None;
        let mut policy = None;
        for statement in statements(tokens) {
            let place = place(statement);
            match statement {
                [one, _, hook, ..] if is(one, "type") && is(hook, "hook") => {
                    declared = Some(base(family, statement)?);
                }
                [one, of_base] if is(one, "policy") => {
                    let word = of_base.word().unwrap_or_default();
                    policy = Some((super::family::policy(word)?, place));
                }
                [one, text] if is(one, "comment") && text.kind == Kind::Quoted => {}
                [one, _] if is(one, "flags") => {}
                rule => {
                    self.changed.extend(changed_sets(rule));
                    chain.rules.push_back(RuleSource {
                        place,
                        handle: None,
                        statements: Source::Text(rule),
                    });
                }
            }
        }
        chain.declare(declared, policy)
    }

    fn set_block(&mut self, name: &'a str, tokens: &'a [Token<'a>]) -> Result<(), NftError> {
        let set: &mut Set<'a> = self.sets.entry(name.into(), Default::default);
        for statement in statements(tokens) {
            let Some((first, rest)) = statement.split_first() else {
                continue;
            };
            match first.word() {
                Some("elements") => {
                    let rest = rest.get(1..).unwrap_or_default();
                    set.elements.push(Elements::Text(required_block(rest)?));
                }
                Some("flags") if rest.iter().any(|flag| is(flag, "dynamic")) => {
                    set.dynamics = Dynamics::Dynamic;
                }
                // A limit of each element.
                Some("limit" | "quota" | "ct") => set.dynamics = Dynamics::Dynamic,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Parses the type, the hook and the priority of a base chain.
fn base<'a>(family: Family, tokens: &'a [Token<'a>]) -> Result<BaseChain<'a>, NftError> {
    let hook_name = tokens.get(3).and_then(Token::word).unwrap_or_default();
    let hook = hook(hook_name)?;
    let is_priority = |token: &Token<'_>| is(token, "priority");
    let expected = NftError::Expected("the priority of a chain");
    let at = tokens
        .iter()
        .position(is_priority)
        .ok_or(expected.clone())?;
    let (before, after) = tokens.split_at(at);
    let words = after.get(1..).unwrap_or_default();
    let text: String = words.iter().map(|token| token.text).collect();
    let devices = before.get(4..).unwrap_or_default();
    let is_device =
        |token: &&Token<'_>| !is(token, "device") && !is(token, "devices") && !is(token, "=");
    Ok(BaseChain {
        hook,
        chain_type: chain_type(tokens.get(1).and_then(Token::word).unwrap_or_default())?,
        priority: family.priority(&text).ok_or(expected)?,
        policy: Policy::Accept,
        place: place(tokens),
        devices: devices
            .iter()
            .filter(is_device)
            .filter_map(Token::name)
            .map(Cow::Borrowed)
            .collect(),
    })
}

/// Returns whether the block of a table has the flag `dormant`.
fn force<'a>(block: &'a [Token<'a>]) -> Force {
    let is_dormant = |statement: &[Token<'_>]| {
        statement.first().is_some_and(|first| is(first, "flags"))
            && statement.iter().any(|flag| is(flag, "dormant"))
    };
    if statements(block).any(is_dormant) {
        Force::Dormant
    } else {
        Force::Active
    }
}

/// Returns the names of the sets that the statements of a rule add elements to, or delete elements of. The
/// flag `dynamic` of such a set may be left out.
fn changed_sets(tokens: &[Token<'_>]) -> impl Iterator<Item = String> {
    let is_change = |token: &Token<'_>| {
        let verbs = ["add", "update", "delete"];
        token.word().is_some_and(|word| verbs.contains(&word))
    };
    let name = |token: &Token<'_>| {
        let name = token.word().and_then(|word| word.strip_prefix('@'));
        name.map(str::to_owned)
    };
    // Older versions have the name of the set at the end, after its key.
    let is_older = tokens
        .windows(2)
        .any(|pair| matches!(pair[0].word(), Some("set" | "map")) && is_change(&pair[1]));
    let pairs = tokens.windows(2);
    let changed = pairs.filter(move |pair| is_older || is_change(&pair[0]));
    changed.filter_map(move |pair| name(&pair[1]))
}
