//! Parses the output of `nft -j list ruleset`, and the input of `nft -j -f`.
//!
//! `read_json` calls it for the objects, and `tables` for the statements of each rule and the
//! elements of each set: one that is not understood has no effect on the others. The format is that
//! of libnftables-json(5). `json_statements` and `json_expressions` parse the parts of rules.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::error::NftError;
use super::family::{Family, chain_type, hook};
use super::json_expressions::{self, Items};
use super::json_statements;
use super::sets::{Dynamics, Elements, SetKind};
use super::statement::{Element, Expression, Item};
use super::tables::{BaseChain, Force, Mark, Position, RuleSource, Source, Tables};
use crate::check::rule_set::{Hook, Place, Policy};

/// The document.
#[derive(Debug, Deserialize)]
pub struct Document<'a> {
    #[serde(borrow)]
    pub nftables: Vec<&'a RawValue>,
}

/// The properties of all objects that have an effect.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Object<'a> {
    #[serde(borrow)]
    family: Cow<'a, str>,
    #[serde(borrow)]
    table: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    newname: Cow<'a, str>,
    #[serde(borrow)]
    chain: Cow<'a, str>,
    #[serde(borrow)]
    hook: Option<Cow<'a, str>>,
    #[serde(borrow)]
    policy: Option<Cow<'a, str>>,
    /// The type of a chain, or those of the keys of a set.
    #[serde(rename = "type")]
    kind: Option<Value>,
    prio: Option<Value>,
    dev: Option<Value>,
    flags: Option<Value>,
    handle: Option<u64>,
    index: Option<usize>,
    #[serde(borrow)]
    expr: Option<&'a RawValue>,
    #[serde(borrow)]
    elem: Option<&'a RawValue>,
    /// Statements for each element of a set.
    #[serde(borrow)]
    stmt: Option<&'a RawValue>,
}

/// The objects that have no effect without a rule that refers to them.
const WITHOUT_RULES: [&str; 13] = [
    "metainfo",
    "counter",
    "quota",
    "limit",
    "ct helper",
    "ct timeout",
    "ct expectation",
    "flowtable",
    "secmark",
    "synproxy",
    "tunnel",
    "meter",
    "counters",
];

/// Returns the only member of an object, with its name.
fn member(value: &RawValue) -> Result<(String, &RawValue), NftError> {
    let members: BTreeMap<String, &RawValue> = parsed(value.get())?;
    let mut members = members.into_iter();
    match (members.next(), members.next()) {
        (Some(member), None) => Ok(member),
        _ => Err(NftError::Expected("an object with one member")),
    }
}

fn parsed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, NftError> {
    serde_json::from_str(text).map_err(|error| NftError::Json(error.to_string()))
}

impl<'a> Tables<'a> {
    /// Reads the objects of a document. The place of an object is its number, from 1.
    pub fn read_json(&mut self, document: &Document<'a>) {
        for (value, place) in document.nftables.iter().zip(1..) {
            if let Err(error) = self.object(value, place) {
                self.unread
                    .push((place, value.get().to_owned(), error.clone()));
                self.set_unknown(place, error);
            }
        }
    }

    fn object(&mut self, value: &'a RawValue, place: Place) -> Result<(), NftError> {
        let (name, value) = member(value)?;
        match name.as_str() {
            verb @ ("add" | "create" | "insert" | "replace") => {
                let (noun, value) = member(value)?;
                self.add_object(place, verb, &noun, value)
            }
            "delete" | "destroy" => {
                let (noun, value) = member(value)?;
                self.delete_object(place, &noun, value)
            }
            "flush" => {
                let (noun, value) = member(value)?;
                self.flush_object(&noun, value)
            }
            "rename" => {
                let (_, value) = member(value)?;
                let object = read(value)?;
                let table = self.table(family(&object)?, object.table.clone())?;
                let no_chain = || NftError::NoChain(object.name.to_string());
                let chain = table.chains.remove(&object.name).ok_or_else(no_chain)?;
                table.chains.entry(object.newname, || chain);
                Ok(())
            }
            "list" | "reset" => Ok(()),
            noun => self.add_object(place, "add", noun, value),
        }
    }

    fn add_object(
        &mut self,
        place: Place,
        verb: &str,
        noun: &str,
        value: &'a RawValue,
    ) -> Result<(), NftError> {
        if WITHOUT_RULES.contains(&noun) {
            return Ok(());
        }
        if !matches!(noun, "table" | "chain" | "rule" | "set" | "map" | "element") {
            return Err(NftError::Object(noun.to_owned()));
        }
        let object = read(value)?;
        let family = family(&object)?;
        if noun == "table" {
            // nft 1.0.6 prints the first letter of another word for `dormant`.
            if let Some(Value::String(flag)) = &object.flags
                && !matches!(flag.as_str(), "dormant" | "owner" | "persist")
            {
                return Err(NftError::Value(flag.clone(), "a flag of a table"));
            }
            let force = if has_flag(object.flags.as_ref(), "dormant") {
                Force::Dormant
            } else {
                Force::Active
            };
            self.add_table(place, family, object.name, force);
            return Ok(());
        }
        let table = self.table(family, object.table.clone())?;
        match noun {
            "chain" => {
                let base = base(family, &object, place)?;
                // nft reads the policy of a chain that has a hook here, and of no other.
                let policy = object.policy.as_deref().filter(|_| base.is_some());
                let policy = policy.map(super::family::policy).transpose()?;
                let chain = table.chains.entry(object.name, Default::default);
                chain.declare(base, policy.map(|policy| (policy, place)))?;
            }
            "rule" => {
                const EXPECTED: NftError = NftError::Expected("the statements of the rule");
                let statements = object.expr.ok_or(EXPECTED)?;
                table.changed.extend(changed_sets(statements));
                let chain = table.chain(&object.chain)?;
                let rule = RuleSource {
                    place,
                    handle: object.handle,
                    statements: Source::Json(statements),
                };
                let handle = object.handle.map(Mark::Handle);
                let mark = object.index.map(Mark::Index);
                let position = match (verb, mark.or(handle)) {
                    ("insert", Some(mark)) => Position::Before(mark),
                    ("insert", None) => Position::First,
                    ("replace", Some(mark)) => Position::InPlaceOf(mark),
                    ("replace", None) => return Err(NftError::Expected("the handle of a rule")),
                    // The handle of a rule in a listing is its own.
                    _ => mark.map_or(Position::Last, Position::After),
                };
                chain.add(rule, position);
            }
            "element" => {
                let elements = object.elem.ok_or(NftError::Expected("elements of a set"))?;
                let set = table.set(&object.name)?;
                let is_map = set.is_map();
                set.elements.push(if is_map {
                    Elements::JsonPairs(elements)
                } else {
                    Elements::Json(elements)
                });
            }
            noun => {
                let is_map = noun == "map";
                let set = table.sets.entry(object.name, Default::default);
                if has_flag(object.flags.as_ref(), "dynamic") || limits_elements(object.stmt) {
                    set.dynamics = Dynamics::Dynamic;
                }
                if is_map {
                    set.kind = SetKind::Map;
                }
                set.elements.extend(object.elem.map(|elements| {
                    if is_map {
                        Elements::JsonPairs(elements)
                    } else {
                        Elements::Json(elements)
                    }
                }));
            }
        }
        Ok(())
    }

    fn delete_object(
        &mut self,
        place: Place,
        noun: &str,
        value: &'a RawValue,
    ) -> Result<(), NftError> {
        if WITHOUT_RULES.contains(&noun) {
            return Ok(());
        }
        let object = read(value)?;
        let family = family(&object)?;
        if noun == "table" {
            self.list.remove(&(family, object.name));
            return Ok(());
        }
        let table = self.table(family, object.table.clone())?;
        match noun {
            "chain" => {
                table.chains.remove(&object.name);
            }
            "set" | "map" => {
                table.sets.remove(&object.name);
            }
            "element" => {
                table.set(&object.name)?.unknown =
                    Some(NftError::Command("delete element".to_owned()));
            }
            "rule" => {
                let handle = object
                    .handle
                    .ok_or(NftError::Expected("the handle of a rule"))?;
                table
                    .chain(&object.chain)?
                    .delete(place, Mark::Handle(handle));
            }
            noun => return Err(NftError::Object(noun.to_owned())),
        }
        Ok(())
    }

    fn flush_object(&mut self, noun: &str, value: &'a RawValue) -> Result<(), NftError> {
        if noun == "ruleset" {
            let object: Option<Object<'_>> = parsed(value.get())?;
            let name = object.map(|object| object.family).unwrap_or_default();
            let expected = NftError::Expected("the family of the rule set");
            let family = match name.as_ref() {
                "" => None,
                name => Some(Family::parse(name).ok_or(expected)?),
            };
            self.flush_ruleset(family);
            return Ok(());
        }
        let object = read(value)?;
        let name = match noun {
            "table" => &object.name,
            _ => &object.table,
        };
        let Ok(table) = self.table(family(&object)?, name.clone()) else {
            return Ok(());
        };
        match noun {
            "table" => table.flush(),
            "chain" => {
                if let Ok(chain) = table.chain(&object.name) {
                    chain.rules.clear();
                    chain.unknown = None;
                }
            }
            "set" | "map" | "meter" => {
                if let Ok(set) = table.set(&object.name) {
                    set.elements.clear();
                    set.unknown = None;
                }
            }
            noun => return Err(NftError::Object(noun.to_owned())),
        }
        Ok(())
    }
}

fn read(value: &RawValue) -> Result<Object<'_>, NftError> {
    parsed(value.get())
}

fn family(object: &Object<'_>) -> Result<Family, NftError> {
    let expected = NftError::Expected("a family of nftables");
    Family::parse(&object.family).ok_or(expected)
}

fn base<'a>(
    family: Family,
    object: &Object<'a>,
    place: Place,
) -> Result<Option<BaseChain<'a>>, NftError> {
    let Some(name) = &object.hook else {
        return Ok(None);
    };
    let priority = match &object.prio {
        Some(Value::Number(number)) => family.priority(&number.to_string()),
        Some(Value::String(text)) => family.priority(&text.replace(' ', "")),
        _ => None,
    };
    let devices = match &object.dev {
        Some(Value::String(name)) => vec![Cow::Owned(name.clone())],
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str);
            names.map(|name| Cow::Owned(name.to_owned())).collect()
        }
        _ => Vec::new(),
    };
    let hook = hook(name)?;
    if hook == Some(Hook::Ingress) && devices.is_empty() {
        // nft 1.0.6 does not print them, and without them it is not known which packets pass the chain.
        return Err(NftError::Expected(
            "the devices of a chain at the hook ingress",
        ));
    }
    Ok(Some(BaseChain {
        hook,
        chain_type: chain_type(
            object
                .kind
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default(),
        )?,
        priority: priority.ok_or(NftError::Expected("the priority of a chain"))?,
        policy: Policy::Accept,
        place,
        devices,
    }))
}

/// Returns whether one or several flags contain a flag.
fn has_flag(flags: Option<&Value>, flag: &str) -> bool {
    match flags {
        Some(Value::String(one)) => one == flag,
        Some(Value::Array(flags)) => flags.iter().any(|one| one == flag),
        _ => false,
    }
}

/// Returns the names of the sets that the statements of a rule add elements to. nft doesn't print
/// the flag `dynamic` of such a set as JSON.
fn changed_sets(statements: &RawValue) -> impl Iterator<Item = String> {
    let text = statements.get();
    let after = move |member: &'static str| {
        text.match_indices(member)
            .filter_map(move |(at, _)| text.get(at + member.len()..))
    };
    let members = after("\"set\"").chain(after("\"map\""));
    let names = members.filter_map(|rest| {
        let value = rest.trim_start().strip_prefix(':')?.trim_start();
        value.strip_prefix("\"@")
    });
    // nft 1.0.6 prints the text of a statement that adds an element to a map.
    let texts = ["\"add @", "\"update @", "\"delete @"].into_iter();
    let names = names.chain(texts.flat_map(after));
    names.filter_map(|rest| rest.split(['"', ' ']).next().map(str::to_owned))
}

fn limits_elements(statements: Option<&RawValue>) -> bool {
    let is_limit = |name: &str| statements.is_some_and(|text| text.get().contains(name));
    is_limit("\"limit\"") || is_limit("\"quota\"") || is_limit("\"ct count\"")
}

/// Returns the statements of a rule. With an error, those before it are returned too.
pub fn statements(value: &RawValue) -> (Vec<Item<'static>>, Option<NftError>) {
    let values: Vec<&RawValue> = match parsed(value.get()) {
        Ok(values) => values,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut items = Vec::new();
    for value in values {
        let item = parsed(value.get()).and_then(|value: Value| json_statements::statement(&value));
        match item {
            Ok(item) => items.push(item),
            Err(error) => return (items, Some(error)),
        }
    }
    (items, None)
}

/// Returns the elements of a set.
pub fn elements(value: &RawValue) -> Result<Vec<Element<'static>>, NftError> {
    in_set(value, Items::Elements)
}

/// Returns the elements of a map.
pub fn pairs(value: &RawValue) -> Result<Vec<Element<'static>>, NftError> {
    in_set(value, Items::Pairs)
}

fn in_set(value: &RawValue, items: Items) -> Result<Vec<Element<'static>>, NftError> {
    let value: Value = parsed(value.get())?;
    match json_expressions::set(&value, items)? {
        Expression::Set(elements) => Ok(elements),
        _ => Ok(Vec::new()),
    }
}
