//! Parses the expressions of libnftables-json(5).
//!
//! Used by `json` and `json_statements`.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::error::{DEEPEST, NftError};
use super::fields::{Selector, What};
use super::selectors::fields;
use super::statement::{Binary, Element, ElementKind, Expression, Field, Verdict};

/// What the items of a set are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    Elements,
    /// Pairs of a key and a value. The set is a map.
    Pairs,
}

pub fn expression<'a>(value: &Value) -> Result<Expression<'a>, NftError> {
    match value {
        Value::String(text) => Ok(match text.strip_prefix('@') {
            Some(name) => Expression::NamedSet(name.to_owned().into()),
            None => Expression::Value(text.clone().into()),
        }),
        Value::Number(number) => Ok(Expression::Value(number.to_string().into())),
        Value::Bool(is_there) => Ok(Expression::Existence(*is_there)),
        Value::Array(values) => Ok(Expression::List(all(values)?)),
        Value::Object(object) => match (object.iter().next(), object.len()) {
            (Some((name, value)), 1) => named(name, value),
            _ => Err(NftError::Expected("an expression with one member")),
        },
        Value::Null => Err(NftError::Expected("an expression")),
    }
}

fn all<'a>(values: &[Value]) -> Result<Vec<Expression<'a>>, NftError> {
    values.iter().map(expression).collect()
}

fn two<'a>(value: &Value) -> Result<Box<[Expression<'a>; 2]>, NftError> {
    match value.as_array().map(Vec::as_slice) {
        Some([left, right]) => Ok(Box::new([expression(left)?, expression(right)?])),
        _ => Err(NftError::Expected("two operands")),
    }
}

fn named<'a>(name: &str, value: &Value) -> Result<Expression<'a>, NftError> {
    const LIST: NftError = NftError::Expected("a list of expressions");
    if let Some(binary) = Binary::parse(name) {
        // Newer versions of nft have more than two operands.
        let operands = all(value.as_array().ok_or(LIST)?)?;
        let is_constant =
            |one: &Expression<'_>| matches!(one, Expression::Value(_) | Expression::List(_));
        if binary == Binary::Or && operands.first().is_none_or(is_constant) {
            return Ok(Expression::List(operands));
        }
        if operands.len() > DEEPEST {
            return Err(NftError::TooDeep);
        }
        let mut operands = operands.into_iter();
        let first = operands.next().ok_or(LIST)?;
        return Ok(operands.fold(first, |left, right| {
            Expression::Binary(binary, Box::new([left, right]))
        }));
    }
    match name {
        "concat" => Ok(Expression::Concatenation(all(value
            .as_array()
            .ok_or(LIST)?)?)),
        "set" => set(value, Items::Elements),
        "range" => Ok(Expression::Range(two(value)?)),
        "prefix" => {
            let length = member(value, "len")?.as_u64();
            let length = length.and_then(|length| u8::try_from(length).ok());
            let length = length.ok_or(NftError::Expected("the length of a prefix"))?;
            let address = expression(member(value, "addr")?)?;
            Ok(Expression::Prefix(Box::new(address), length))
        }
        "elem" => expression(member(value, "val")?),
        "map" => {
            let key = expression(member(value, "key")?)?;
            let data = data(member(value, "data")?)?;
            Ok(Expression::Map(Box::new([key, data])))
        }
        name => {
            let (text, selector) = field(name, value)?;
            let text = text.into();
            Ok(Expression::Field(Box::new(Field { text, selector })))
        }
    }
}

/// Parses the right side of a map: a named map, or one in braces.
pub fn data<'a>(value: &Value) -> Result<Expression<'a>, NftError> {
    match value.get("set") {
        Some(items) => set(items, Items::Pairs),
        None => expression(value),
    }
}

pub fn set<'a>(value: &Value, items: Items) -> Result<Expression<'a>, NftError> {
    let one = [value.clone()];
    let values = match value {
        Value::Array(values) => values.as_slice(),
        _ => &one[..],
    };
    let element = |value: &Value| match (items, value.as_array().map(Vec::as_slice)) {
        (Items::Pairs, Some([key, data])) => {
            let verdict = verdict(data)?.map(Box::new);
            Ok(Element {
                verdict,
                ..element(key)?
            })
        }
        (Items::Pairs, _) => Err(NftError::Expected("pairs of keys and values")),
        (Items::Elements, _) => element(value),
    };
    values
        .iter()
        .map(element)
        .collect::<Result<_, _>>()
        .map(Expression::Set)
}

fn element<'a>(value: &Value) -> Result<Element<'a>, NftError> {
    let options = value.get("elem");
    let is_limited = |options: &Value| {
        ["limit", "quota", "ct count"]
            .iter()
            .any(|name| options.get(name).is_some())
    };
    Ok(Element {
        key: expression(value)?,
        kind: if options.is_some_and(is_limited) {
            ElementKind::Limited
        } else {
            ElementKind::Plain
        },
        verdict: None,
    })
}

/// Parses a verdict, if the value is one.
pub fn verdict<'a>(value: &Value) -> Result<Option<Verdict<'a>>, NftError> {
    let Some((name, value)) = value.as_object().and_then(|object| object.iter().next()) else {
        return Ok(None);
    };
    let target = || -> Result<Cow<'a, str>, NftError> {
        let name = value.get("target").and_then(Value::as_str);
        let name = name.ok_or(NftError::Expected("the name of a chain"))?;
        Ok(name.to_owned().into())
    };
    Ok(Some(match name.as_str() {
        "accept" => Verdict::Accept,
        "drop" => Verdict::Drop,
        "continue" => Verdict::Continue,
        "return" => Verdict::Return,
        "queue" => Verdict::Queue,
        "jump" => Verdict::Jump(target()?),
        "goto" => Verdict::Goto(target()?),
        _ => return Ok(None),
    }))
}

pub fn member<'v>(value: &'v Value, name: &'static str) -> Result<&'v Value, NftError> {
    value.get(name).ok_or(NftError::Expected(name))
}

/// Returns the text and the meaning of a field.
fn field(name: &str, value: &Value) -> Result<(String, Selector), NftError> {
    let unknown = || NftError::Word(format!("{name} {value}"));
    let text = |member: &str| value.get(member).and_then(Value::as_str);
    let number = |member: &str| {
        let number = value.get(member).and_then(Value::as_u64);
        number.and_then(|number| u32::try_from(number).ok())
    };
    let found = match name {
        "payload" => match (text("protocol"), text("field"), text("base")) {
            (Some(protocol), Some(field), _) => (
                format!("{protocol} {field}"),
                Selector::of_header(protocol, field),
            ),
            (_, _, Some(base)) => {
                let (offset, length) = (number("offset"), number("len"));
                let (offset, length) = offset.zip(length).ok_or_else(unknown)?;
                (
                    format!("@{base},{offset},{length}"),
                    Selector::of_bytes(base, offset, length),
                )
            }
            _ => return Err(unknown()),
        },
        "meta" => {
            let key = text("key").ok_or_else(unknown)?;
            let is_bare = key.starts_with("iif") || key.starts_with("oif");
            let meta = if is_bare { "" } else { "meta " };
            (format!("{meta}{key}"), Selector::of_meta(key))
        }
        "ct" => {
            let key = text("key").ok_or_else(unknown)?;
            // Newer versions have the family as a part of the key, as `ip saddr`.
            let (family, bare) = match key.split_once(' ') {
                Some((family, bare)) => (Some(family), bare),
                None => (text("family"), key),
            };
            let words = [Some("ct"), text("dir"), family, Some(bare)];
            let words: Vec<&str> = words.into_iter().flatten().collect();
            (words.join(" "), Selector::of_ct(text("dir"), family, bare))
        }
        "fib" => {
            let one = value.get("flags").and_then(Value::as_str);
            let many = value.get("flags").and_then(Value::as_array);
            let many = many.into_iter().flatten().filter_map(Value::as_str);
            let keys: Vec<&str> = one.into_iter().chain(many).collect();
            let result = text("result").ok_or_else(unknown)?;
            (
                format!("fib {} {result}", keys.join(" . ")),
                Selector::of_route(&keys, result),
            )
        }
        "exthdr" => (words(name, value), Some(Selector::of_extension_header())),
        "ip option" | "tcp option" | "sctp chunk" | "dccp option" => {
            let protocol = name.split(' ').next().unwrap_or_default();
            (words(name, value), Selector::of_option(protocol))
        }
        "jhash" => {
            let hashed = expression(member(value, "expr")?)?;
            (
                words(name, value),
                Some(Selector::of_hash(&fields(&hashed))),
            )
        }
        "rt" | "numgen" | "symhash" | "socket" | "osf" | "ipsec" | "tunnel" => {
            (words(name, value), Some(Selector::other()))
        }
        _ => return Err(unknown()),
    };
    let selector = found.1.ok_or_else(unknown)?;
    Ok((found.0, selector))
}

/// Returns the values of an object after its name, about as nft prints them.
fn words(name: &str, value: &Value) -> String {
    let empty = Map::new();
    let members = value.as_object().unwrap_or(&empty);
    // In this order, as far as they are there.
    let ordered = [
        "dir", "spnum", "mode", "expr", "family", "key", "name", "field", "ttl", "mod",
    ];
    let mut text = name.to_owned();
    for member in ordered {
        let Some(value) = members.get(member) else {
            continue;
        };
        text.push(' ');
        if matches!(member, "spnum" | "ttl" | "mod") {
            text.push_str(member);
            text.push(' ');
        }
        match (value, expression(value)) {
            (Value::String(word), _) => text.push_str(word),
            (_, Ok(expression)) => text.push_str(&expression.to_string()),
            (value, Err(_)) => text.push_str(&value.to_string()),
        }
    }
    text
}

/// Puts the values that are compared with the names of interfaces into quotation marks, as nft
/// prints them.
pub fn quote(left: &Expression<'_>, right: &mut Expression<'_>) {
    let parts = match left {
        Expression::Concatenation(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let is_name: Vec<bool> = parts
        .iter()
        .map(|part| {
            let is_interface = |what| matches!(what, What::InputInterface | What::OutputInterface);
            matches!(part, Expression::Field(field) if is_interface(field.selector.what))
        })
        .collect();
    if is_name.contains(&true) {
        quote_these(&is_name, right);
    }
}

fn quote_these(is_name: &[bool], value: &mut Expression<'_>) {
    match value {
        Expression::Value(text) if is_name[..] == [true] && text != "*" => {
            *value = Expression::Quoted(std::mem::take(text));
        }
        Expression::Set(elements) => {
            for element in elements {
                quote_these(is_name, &mut element.key);
            }
        }
        Expression::Concatenation(values) => {
            for (value, is_name) in values.iter_mut().zip(is_name) {
                quote_these(std::slice::from_ref(is_name), value);
            }
        }
        _ => {}
    }
}
