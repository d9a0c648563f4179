//! What the rules of a chain mean, in the terms of `rule_set`.
//!
//! Called by `chains`. `matches` says what each match means.

use std::rc::Rc;

use super::error::NftError;
use super::fields::What;
use super::leaf::{Leaf, Truth};
use super::matches::{Matcher, domain, fields, requires_optional_header};
use super::statement::{Expression, Item, Statement, Verdict};
use super::tables::RuleSource;
use super::union::Meaning;
use crate::check::rule_set::{
    Action, Block, ChainId, Condition, Guard, Packets, Place, Ports, Rule, States,
};
use crate::check::values;
use crate::sources::Reach;

/// The maximum number of ranges of two matches of ports whose common ports are computed. With more, one rule is
/// put inside another, so that sets are not copied.
const MOST_RANGES: usize = 64;

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
    let mut reader = Reader {
        place: source.place,
        packets: vec![Packets::All],
        states: States::ANY,
        texts: Vec::new(),
        reach: Reach::World,
        requires_optional_header: false,
        unknown: None,
        unknown_action: None,
        actions: Vec::new(),
        divert: None,
    };
    for item in &items {
        if reader.is_never() {
            return Reading::default();
        }
        reader.item(item, matcher, chain);
        if reader.is_decided() {
            break;
        }
    }
    if reader.is_never() {
        return Reading::default();
    }
    if let Some(error) = &error {
        let reason: Rc<str> = error.to_string().into();
        reader.actions.push(Action::Unknown(reason));
    }
    let condition = error.clone().or(reader.unknown.take());
    let error = error.or(condition.clone()).or(reader.unknown_action.take());
    Reading {
        divert: reader.divert.take(),
        rules: reader.rules(condition.as_ref()),
        error,
    }
}

struct Reader {
    place: Place,
    /// The packets of the rule: those that are in each of these.
    packets: Vec<Packets>,
    states: States,
    /// The matches that some packets fulfil.
    texts: Vec<String>,
    reach: Reach,
    /// Whether only packets with a header or an option match that most don't have.
    requires_optional_header: bool,
    /// Why a match is not understood.
    unknown: Option<NftError>,
    /// Why the verdict is not understood.
    unknown_action: Option<NftError>,
    actions: Vec<Action>,
    divert: Option<Rc<str>>,
}

impl Reader {
    fn item(
        &mut self,
        item: &Item<'_>,
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
                self.requires_optional_header |= requires_optional_header(one);
            }
            Statement::Limiter { key } => {
                if let Some(key) = key {
                    self.add(matcher.mapped(key), &item.text);
                }
                self.add_condition(&item.text);
            }
            Statement::Assignment { field, value } => {
                // For a packet without a connection, nothing is set, and the rule goes on.
                let states = States::ANY;
                let target = matcher.mapped(field);
                self.add(
                    target.map(|target| Meaning { states, ..target }),
                    &item.text,
                );
                if let Expression::Field(field) = field
                    && is_option(&field.text)
                {
                    // The kernel may end the rule for a packet without the option.
                    self.add_condition(&item.text);
                }
                match value {
                    // What no map has a value for ends the rule.
                    Expression::Map(_) | Expression::Binary(..) | Expression::Field(_) => {
                        self.add(matcher.mapped(value), &item.text);
                    }
                    _ => {}
                }
                if sets_template(field) {
                    self.actions.push(Action::Template);
                }
                if changes_destination(field) {
                    self.divert(&item.text);
                }
            }
            Statement::Untrack => self.actions.push(Action::Untrack),
            Statement::SourceNat => self.actions.push(Action::Accept),
            Statement::Divert { to } => {
                if let Some(to @ Expression::Map(_)) = to {
                    self.add(matcher.mapped(to), &item.text);
                }
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
                self.actions.push(action);
            }
            Statement::VerdictMap { key, data } => {
                let place = self.place;
                let action = &mut |verdict: &Verdict<'_>| self.action(verdict, chain);
                let rules = matcher.verdict_map(place, key, data, action);
                match rules {
                    Ok(rules) if rules.is_empty() => {}
                    Ok(rules) => self.actions.push(Action::Branch(rules)),
                    Err(error) => {
                        self.add(Ok(Meaning::of(domain(&fields(key)))), &item.text);
                        let reason = error.to_string().into();
                        self.actions.push(Action::Unknown(reason));
                        self.unknown_action.get_or_insert(error);
                    }
                }
            }
        }
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
            // A rule that does nothing: the next rule of the chain follows.
            Verdict::Continue => Action::Branch(Rc::new([])),
            Verdict::Return => Action::Return,
            Verdict::Jump(name) => chain(name).map_or_else(|| unknown(name), Action::Jump),
            Verdict::Goto(name) => chain(name).map_or_else(|| unknown(name), Action::Goto),
            Verdict::Queue => Action::Divert("queue".into()),
        }
    }

    /// A packet that a port is open to may lack the header that makes it dropped: that is no condition of the port. But one
    /// that is accepted for its header gets through.
    fn drop(&mut self) {
        if !self.requires_optional_header {
            self.actions.push(Action::Drop);
        }
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
        self.actions.push(Action::Divert(text));
    }

    fn is_never(&self) -> bool {
        let is_none =
            |packets: &Packets| matches!(packets, Packets::These(blocks) if blocks.is_empty());
        self.states == States::NONE || self.packets.iter().any(is_none)
    }

    /// Returns whether no other statement of the rule has an effect.
    fn is_decided(&self) -> bool {
        self.actions
            .last()
            .is_some_and(|action| !matches!(action, Action::Untrack | Action::Template))
    }

    fn rules(mut self, error: Option<&NftError>) -> Vec<Rule> {
        let condition = match error {
            Some(error) => Condition::Unknown(error.to_string().into()),
            None if self.texts.is_empty() => Condition::Always,
            None => Condition::If {
                text: self.texts.join(" ").into(),
                reach: self.reach,
            },
        };
        let outer = Guard {
            packets: self.packets.remove(0),
            states: self.states,
            condition,
        };
        let inner = self.packets;
        let place = self.place;
        let rule = |action: Action| {
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
            let action = inner.iter().rev().fold(action, nested);
            Rule {
                place,
                guard: outer.clone(),
                action,
            }
        };
        self.actions.into_iter().map(rule).collect()
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

/// Returns the packets that are in both. Returns `None` if that takes a copy of a large set.
fn common(one: &Packets, other: &Packets) -> Option<Packets> {
    let (one, other) = match (one, other) {
        (Packets::All, packets) | (packets, Packets::All) => return Some(packets.clone()),
        (Packets::These(one), Packets::These(other)) => (one, other),
    };
    if one.len() * other.len() > MOST_RANGES {
        return None;
    }
    let mut blocks = Vec::new();
    for one in one.iter() {
        for other in other.iter() {
            let families = one.families.and(other.families);
            let transports = one.transports.and(other.transports);
            let ports = common_ports(&one.ports, &other.ports)?;
            let is_empty = matches!(&ports, Ports::These(ranges) if ranges.is_empty());
            if !families.is_empty() && !transports.is_empty() && !is_empty {
                blocks.push(Block {
                    families,
                    transports,
                    ports,
                });
            }
        }
    }
    Some(Packets::These(blocks.into()))
}

fn common_ports(one: &Ports, other: &Ports) -> Option<Ports> {
    let (one, other) = match (one, other) {
        (Ports::All, ports) | (ports, Ports::All) => return Some(ports.clone()),
        (Ports::These(one), Ports::These(other)) => (one, other),
    };
    if Rc::ptr_eq(one, other) {
        return Some(Ports::These(one.clone()));
    }
    if one.len() + other.len() > MOST_RANGES {
        return None;
    }
    Some(Ports::These(values::common(one, other).into()))
}

/// Returns whether an assignment makes a template for connection tracking: the zone is needed before it.
fn sets_template(field: &Expression<'_>) -> bool {
    matches!(field, Expression::Field(field) if field.text.starts_with("ct ") && field.text.ends_with(" zone"))
}
