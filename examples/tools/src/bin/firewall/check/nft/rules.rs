//! What the rules of a chain mean, in the terms of `rule_set`.
//!
//! Called by `chains`. `matches` says what each match means.

use std::rc::Rc;

use super::error::{DEEPEST, NftError};
use super::fields::What;
use super::leaf::{Leaf, Truth};
use super::matches::Matcher;
use super::packets::common;
use super::presence::is_rare;
use super::selectors::{domain, fields};
use super::statement::{Expression, Item, Statement, Verdict};
use super::tables::RuleSource;
use super::union::Meaning;
use crate::check::rule_set::{Action, ChainId, Condition, Guard, Packets, Place, Rule, States};
use crate::sources::Reach;

/// The rules of the model for a rule, and why a part of it is not understood.
#[derive(Default)]
pub struct Reading {
    pub rules: Vec<Rule>,
    pub error: Option<NftError>,
    /// The statement that hands the packets to something else.
    pub divert: Option<Rc<str>>,
}

/// Reads a rule. `chain` returns the chain of a name.
pub fn read(
    source: &RuleSource<'_>,
    matcher: &mut Matcher<'_, '_>,
    chain: &dyn Fn(&str) -> Option<ChainId>,
) -> Reading {
    let (items, error) = source.read();
    let rest = Rest {
        items: &items,
        error: error.as_ref(),
        depth: 0,
    };
    rest.read(source.place, matcher, chain)
}

/// The statements of a rule, or those after a verdict map that lets packets go on with them.
#[derive(Clone, Copy)]
struct Rest<'r, 'a> {
    items: &'r [Item<'a>],
    /// Why the statements after these are not understood.
    error: Option<&'r NftError>,
    /// The number of verdict maps before.
    depth: usize,
}

impl Rest<'_, '_> {
    fn read(
        self,
        place: Place,
        matcher: &mut Matcher<'_, '_>,
        chain: &dyn Fn(&str) -> Option<ChainId>,
    ) -> Reading {
        if self.depth > DEEPEST {
            let rules = vec![unknown(place, &NftError::TooDeep)];
            return Reading {
                rules,
                error: Some(NftError::TooDeep),
                divert: None,
            };
        }
        let mut reader = Reader {
            place,
            packets: vec![Packets::All],
            states: States::ANY,
            texts: Vec::new(),
            reach: Reach::World,
            is_rare: false,
            unknown: None,
            unknown_action: None,
            rules: Vec::new(),
            end: None,
            divert: None,
        };
        for (item, after) in self.items.iter().zip(1..) {
            if reader.is_never() {
                break;
            }
            let rest = Rest {
                items: self.items.get(after..).unwrap_or_default(),
                depth: self.depth + 1,
                ..self
            };
            reader.item(item, rest, matcher, chain);
            if reader.end.is_some() {
                break;
            }
        }
        if reader.is_never() {
            return Reading {
                rules: reader.rules,
                ..Reading::default()
            };
        }
        // No packet comes to what follows a verdict map, unless the map lets it go on.
        let error = self.error.filter(|_| reader.end != Some(End::Map));
        if let Some(error) = error {
            reader.push(Action::Unknown(error.to_string().into()));
            let reason: Rc<str> = error.to_string().into();
            for rule in &mut reader.rules {
                rule.guard.condition = Condition::Unknown(reason.clone());
            }
        }
        Reading {
            divert: reader.divert,
            rules: reader.rules,
            error: error.cloned().or(reader.unknown).or(reader.unknown_action),
        }
    }
}

/// Returns a rule that may do anything.
fn unknown(place: Place, error: &NftError) -> Rule {
    let reason: Rc<str> = error.to_string().into();
    Rule {
        place,
        guard: Guard {
            condition: Condition::Unknown(reason.clone()),
            ..Guard::default()
        },
        action: Action::Unknown(reason),
    }
}

/// The statement after which no other of the rule has an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// A verdict, or a statement that decides on the packets.
    Verdict,
    /// A verdict map. Packets that it has no verdict for leave the rule, too.
    Map,
}

struct Reader {
    place: Place,
    /// The packets of the rule: those that are in each of these.
    packets: Vec<Packets>,
    states: States,
    /// The matches that some packets fulfil.
    texts: Vec<String>,
    reach: Reach,
    /// Whether only packets with a header, an option or an address match that most don't have.
    is_rare: bool,
    /// Why a match is not understood.
    unknown: Option<NftError>,
    /// Why the verdict is not understood.
    unknown_action: Option<NftError>,
    rules: Vec<Rule>,
    end: Option<End>,
    divert: Option<Rc<str>>,
}

impl Reader {
    fn item(
        &mut self,
        item: &Item<'_>,
        rest: Rest<'_, '_>,
        matcher: &mut Matcher<'_, '_>,
        chain: &dyn Fn(&str) -> Option<ChainId>,
    ) {
        match &item.statement {
            Statement::Match(one) => {
                let meaning = matcher.meaning(one);
                if meaning.is_err() {
                    // The packets without the field don't match in any case.
                    self.add(Ok(Meaning::of(domain(&fields(&one.left)))), &item.text);
                }
                self.add(meaning, &item.text);
                self.is_rare |= is_rare(one);
            }
            Statement::Limiter { key } => {
                if let Some(key) = key {
                    self.add(matcher.mapped(key), &item.text);
                }
                self.add_condition(&item.text);
            }
            Statement::Assignment { field, value } => {
                // For a packet without a connection, nothing is set, and the rule goes on.
                let mut meaning = Meaning {
                    states: States::ANY,
                    ..Meaning::of(domain(&fields(field)))
                };
                if let Expression::Field(field) = field
                    && is_option(&field.text)
                {
                    // The kernel may end the rule for a packet without the option.
                    meaning.truth = Truth::Sometimes(Reach::World);
                }
                self.add(Ok(meaning), &item.text);
                // What is not there, or what no map has a value for, ends the rule.
                self.add(matcher.mapped(value), &item.text);
                if sets_template(field) {
                    self.push(Action::Template);
                }
                if changes_destination(field) {
                    self.divert(&item.text);
                }
            }
            Statement::Untrack => self.push(Action::Untrack),
            Statement::Lookup(values) => self.look_up(values, &item.text, matcher),
            Statement::Expectation(name) => {
                self.add(matcher.mapped(name), &item.text);
                // The kernel ends the rule for a packet without a connection of its own, or if there are as many
                // expectations as may be, and drops a packet whose expectation another one has in use.
                self.add_condition(&item.text);
                self.push(Action::Drop);
            }
            Statement::SourceNat { of, to } => {
                self.add(Ok(Meaning::of(Leaf::all(*of))), &item.text);
                self.look_up(to, &item.text, matcher);
                self.decide(Action::Accept);
            }
            Statement::Divert { of, to } => {
                self.add(Ok(Meaning::of(Leaf::all(*of))), &item.text);
                self.look_up(to, &item.text, matcher);
                self.divert(&item.text);
            }
            Statement::Reject(selector) => {
                self.add(Ok(Meaning::of(Leaf::all(*selector))), &item.text);
                self.drop();
            }
            Statement::Effectless | Statement::Verdict(Verdict::Continue) => {}
            Statement::Verdict(Verdict::Drop) => self.drop(),
            Statement::Verdict(verdict) => {
                let action = self.action(verdict, chain);
                self.decide(action);
            }
            Statement::VerdictMap { key, data } => {
                let place = self.place;
                let action = &mut |verdict: &Verdict<'_>| self.action(verdict, chain);
                let rules = matcher.verdict_map(place, key, data, action);
                match rules {
                    Ok(rules) => {
                        let rules = self.with_rest(rules, rest, matcher, chain);
                        if !rules.is_empty() {
                            self.push(Action::Branch(rules));
                        }
                        self.end = Some(End::Map);
                    }
                    Err(error) => {
                        self.add(Ok(Meaning::of(domain(&fields(key)))), &item.text);
                        self.decide(Action::Unknown(error.to_string().into()));
                        self.unknown_action.get_or_insert(error);
                    }
                }
            }
        }
    }

    fn look_up(&mut self, values: &[Expression<'_>], text: &str, matcher: &mut Matcher<'_, '_>) {
        for value in values {
            self.add(matcher.mapped(value), text);
        }
    }

    /// Returns the rules of a verdict map, with the statements after the map in the place of `continue`.
    fn with_rest(
        &mut self,
        rules: Rc<[Rule]>,
        rest: Rest<'_, '_>,
        matcher: &mut Matcher<'_, '_>,
        chain: &dyn Fn(&str) -> Option<ChainId>,
    ) -> Rc<[Rule]> {
        let goes_on =
            |rule: &Rule| matches!(&rule.action, Action::Branch(rules) if rules.is_empty());
        let is_last = rest.items.is_empty() && rest.error.is_none();
        if is_last || !rules.iter().any(goes_on) {
            return rules;
        }
        let reading = rest.read(self.place, matcher, chain);
        self.unknown_action = self.unknown_action.take().or(reading.error);
        self.divert = self.divert.take().or(reading.divert);
        let after: Rc<[Rule]> = reading.rules.into();
        let with_rest = |rule: &Rule| {
            let mut rule = rule.clone();
            if goes_on(&rule) {
                rule.action = Action::Branch(after.clone());
            }
            rule
        };
        rules.iter().map(with_rest).collect()
    }

    fn action(&mut self, verdict: &Verdict<'_>, chain: &dyn Fn(&str) -> Option<ChainId>) -> Action {
        let mut unknown = |name: &str| {
            let error = NftError::NoChain(name.to_owned());
            let reason = error.to_string().into();
            self.unknown_action.get_or_insert(error);
            Action::Unknown(reason)
        };
        match verdict {
            Verdict::Accept => Action::Accept,
            Verdict::Drop => Action::Drop,
            // Nothing: the next statement of the rule follows, or the next rule of the chain.
            Verdict::Continue => Action::Branch(Rc::new([])),
            Verdict::Return => Action::Return,
            Verdict::Jump(name) => chain(name).map_or_else(|| unknown(name), Action::Jump),
            Verdict::Goto(name) => chain(name).map_or_else(|| unknown(name), Action::Goto),
            Verdict::Queue => Action::Divert("queue".into()),
        }
    }

    /// A packet that a port is open to may lack the header or the address that makes it dropped: that is no condition of the
    /// port. But one that is accepted for it gets through.
    fn drop(&mut self) {
        if !self.is_rare {
            self.push(Action::Drop);
        }
        self.end = Some(End::Verdict);
    }

    fn decide(&mut self, action: Action) {
        self.push(action);
        self.end = Some(End::Verdict);
    }

    /// Adds a statement that ends the rule for some packets.
    fn add_condition(&mut self, text: &str) {
        let truth = Truth::Sometimes(Reach::World);
        self.add(Ok(Meaning::all(truth)), text);
    }

    fn add(&mut self, meaning: Result<Meaning, NftError>, text: &str) {
        let meaning = match meaning {
            Ok(meaning) => meaning,
            Err(error) => {
                self.unknown.get_or_insert(error);
                return;
            }
        };
        self.states = self.states.and(meaning.states);
        if let Truth::Sometimes(reach) = meaning.truth {
            if self.texts.last().is_none_or(|last| last != text) {
                self.texts.push(text.to_owned());
            }
            if reach == Reach::Some {
                self.reach = Reach::Some;
            }
        }
        let last = self.packets.pop().unwrap_or_default();
        match common(&last, &meaning.packets) {
            Some(both) => self.packets.push(both),
            None => self.packets.extend([last, meaning.packets]),
        }
    }

    fn divert(&mut self, text: &str) {
        let text: Rc<str> = text.into();
        self.divert = Some(text.clone());
        self.decide(Action::Divert(text));
    }

    fn is_never(&self) -> bool {
        let is_none =
            |packets: &Packets| matches!(packets, Packets::These(blocks) if blocks.is_empty());
        self.states == States::NONE || self.packets.iter().any(is_none)
    }

    /// Adds a rule that does this with the packets that fulfil the matches up to here.
    fn push(&mut self, action: Action) {
        let condition = match &self.unknown {
            Some(error) => Condition::Unknown(error.to_string().into()),
            None if self.texts.is_empty() => Condition::Always,
            None => Condition::If {
                text: self.texts.join(" ").into(),
                reach: self.reach,
            },
        };
        let place = self.place;
        let nested = |action, packets: &Packets| {
            let guard = Guard {
                packets: packets.clone(),
                ..Guard::default()
            };
            Action::Branch(Rc::new([Rule {
                place,
                guard,
                action,
            }]))
        };
        let (outer, inner) = match &self.packets[..] {
            [outer, inner @ ..] => (outer.clone(), inner),
            [] => (Packets::All, &[][..]),
        };
        self.rules.push(Rule {
            place,
            guard: Guard {
                packets: outer,
                states: self.states,
                condition,
            },
            action: inner.iter().rev().fold(action, nested),
        });
    }
}

fn is_option(text: &str) -> bool {
    text.starts_with("tcp option") || text.starts_with("ip option")
}

/// Returns whether an assignment changes where the packet goes.
fn changes_destination(field: &Expression<'_>) -> bool {
    matches!(field, Expression::Field(field) if matches!(
        field.selector.what,
        What::DestinationPort | What::DestinationAddress | What::Protocol | What::TcpFlags
            | What::PacketType
    ) || field.text.starts_with('@'))
}

/// Returns whether an assignment makes a template for connection tracking: the zone is needed before it.
fn sets_template(field: &Expression<'_>) -> bool {
    matches!(field, Expression::Field(field) if field.text.starts_with("ct ") && field.text.ends_with(" zone"))
}
