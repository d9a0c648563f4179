//! Parses the statements of libnftables-json(5), and writes them as nft prints them.
//!
//! Called by `json`.

use serde_json::Value;

use super::error::NftError;
use super::fields::Selector;
use super::json_expressions::{self, data, expression, member, quote, verdict};
use super::statement::{Expression, Item, Match, Operator, Statement};

/// Parses a statement.
pub fn statement<'a>(value: &Value) -> Result<Item<'a>, NftError> {
    let object = value.as_object();
    let Some((name, body)) = object.and_then(|object| object.iter().next()) else {
        // `notrack` has no value, and older versions print it as a string.
        return match value.as_str() {
            Some("notrack") => Ok(item("notrack", Statement::Untrack)),
            // nft 1.0.6 prints the text of a statement that adds an element to a map.
            Some(text) if is_change(text) => Ok(item(text, Statement::Limiter { key: None })),
            _ => Err(NftError::Statement(value.to_string())),
        };
    };
    if let Some(verdict) = verdict(value)?
        && name != "queue"
    {
        let text = verdict.to_string();
        return Ok(item(&text, Statement::Verdict(verdict)));
    }
    Ok(match name.as_str() {
        "match" => {
            let one = matched(body)?;
            item(&one.to_string(), Statement::Match(one))
        }
        "vmap" => {
            let key = expression(member(body, "key")?)?;
            let mut data = data(member(body, "data")?)?;
            quote(&key, &mut data);
            let text = format!("{key} vmap {data}");
            item(&text, Statement::VerdictMap { key, data })
        }
        "mangle" => {
            let field = expression(member(body, "key")?)?;
            let value = expression(member(body, "value")?)?;
            let text = format!("{field} set {value}");
            item(&text, Statement::Assignment { field, value })
        }
        "reset" => {
            let field = expression(body)?;
            let value = Expression::Existence(false);
            let text = format!("reset {field}");
            item(&text, Statement::Assignment { field, value })
        }
        "reject" => {
            let kind = body.get("type").and_then(Value::as_str);
            let selector = kind.map_or(Some(Selector::other()), Selector::of_answer);
            let expected = NftError::Expected("a code of ICMP or tcp reset");
            item("reject", Statement::Reject(selector.ok_or(expected)?))
        }
        "limit" | "quota" | "ct count" => {
            let key = map(body)?;
            let name_of = |map: &Expression<'_>| format!("{name} name {map}");
            let text = key.as_ref().map_or_else(|| limit(name, body), name_of);
            item(&text, Statement::Limiter { key })
        }
        "set" | "map" => {
            let key = expression(member(body, "elem")?)?;
            let text = |name| body.get(name).and_then(Value::as_str).unwrap_or_default();
            let text = format!("{} {} {{ {key} }}", text("op"), text(name));
            item(&text, Statement::Limiter { key: Some(key) })
        }
        "meter" => {
            let key = expression(member(body, "key")?)?;
            let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
            let text = format!("meter {name} {{ {key} }}");
            item(&text, Statement::Limiter { key: Some(key) })
        }
        "counter" | "ct helper" | "ct timeout" | "ct expectation" | "secmark" => {
            reference(name, body)?
        }
        "dup" => {
            let values = members(body, ["addr", "dev"])?;
            let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
            let text = format!("dup to {}", texts.join(" device "));
            item(&text, Statement::Lookup(values))
        }
        "log" | "last" | "flow" => item(name, Statement::Effectless),
        "notrack" => item(name, Statement::Untrack),
        "snat" | "masquerade" => {
            let to = members(body, ["addr", "port"])?;
            let of = translated(body);
            item(&diverted(name, body), Statement::SourceNat { of, to })
        }
        "dnat" | "redirect" => {
            let to = members(body, ["addr", "port"])?;
            let of = translated(body);
            item(&diverted(name, body), Statement::Divert { of, to })
        }
        "tproxy" | "queue" | "synproxy" | "fwd" => {
            let (of, to) = (Selector::other(), Vec::new());
            item(&diverted(name, body), Statement::Divert { of, to })
        }
        "xt" => {
            let name = body.get("name").and_then(Value::as_str).unwrap_or("xt");
            return Err(NftError::Xt(name.to_owned()));
        }
        name => return Err(NftError::Statement(name.to_owned())),
    })
}

/// Returns whether a text changes a set, as `add @name { ip saddr : 0x1 }` does.
fn is_change(text: &str) -> bool {
    let mut words = text.split(' ');
    matches!(words.next(), Some("add" | "update" | "delete"))
        && words.next().is_some_and(|name| name.starts_with('@'))
}

fn item<'a>(text: &str, statement: Statement<'a>) -> Item<'a> {
    let text = text.to_owned();
    Item { text, statement }
}

/// Parses a statement that refers to an object by its name, or by a map of names.
fn reference<'a>(name: &str, body: &Value) -> Result<Item<'a>, NftError> {
    if name == "ct expectation" {
        let object = expression(body)?;
        let text = match &object {
            Expression::Value(object) => format!("{name} set \"{object}\""),
            map => format!("{name} set {map}"),
        };
        return Ok(item(&text, Statement::Expectation(object)));
    }
    let Some(map) = map(body)? else {
        return Ok(item(name, Statement::Effectless));
    };
    let verb = if name == "counter" { "name" } else { "set" };
    let text = format!("{name} {verb} {map}");
    Ok(item(&text, Statement::Lookup(vec![map])))
}

/// Returns the packets that an address is translated of.
fn translated(body: &Value) -> Selector {
    let family = body.get("family").and_then(Value::as_str);
    Selector::of_translation(family)
}

/// Returns the map that a statement has in the place of a name, if it has one.
fn map<'a>(body: &Value) -> Result<Option<Expression<'a>>, NftError> {
    body.get("map").map(|_| expression(body)).transpose()
}

/// Returns the values of these members, as far as they are there.
fn members<'a>(body: &Value, names: [&str; 2]) -> Result<Vec<Expression<'a>>, NftError> {
    let members = names.iter().filter_map(|name| body.get(name));
    members.map(expression).collect()
}

fn matched<'a>(body: &Value) -> Result<Match<'a>, NftError> {
    let left = expression(member(body, "left")?)?;
    let mut right = expression(member(body, "right")?)?;
    quote(&left, &mut right);
    let operator = match body.get("op").and_then(Value::as_str) {
        None | Some("in") => Operator::Implicit,
        Some(word) => {
            Operator::parse(word).ok_or_else(|| NftError::Word(format!("match {word}")))?
        }
    };
    Ok(Match {
        left,
        operator,
        right,
    })
}

/// Returns the text of `limit`, `quota` or `ct count`.
fn limit(name: &str, body: &Value) -> String {
    if let Some(object) = body.as_str() {
        return format!("{name} name \"{object}\"");
    }
    let text = |member: &str| match body.get(member) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    let over = if body.get("inv") == Some(&Value::Bool(true)) {
        "over "
    } else {
        ""
    };
    match name {
        "limit" => {
            let unit = match text("rate_unit").as_str() {
                "" | "packets" => String::new(),
                unit => format!(" {unit}"),
            };
            let burst = match (text("burst").as_str(), text("burst_unit").as_str()) {
                ("" | "0", _) => String::new(),
                (burst, "") => format!(" burst {burst} packets"),
                (burst, unit) => format!(" burst {burst} {unit}"),
            };
            format!(
                "limit rate {over}{}{unit}/{}{burst}",
                text("rate"),
                text("per")
            )
        }
        "quota" => format!("quota {over}{} {}", text("val"), text("val_unit")),
        name => format!("{name} {over}{}", text("val")),
    }
}

/// Returns the text of a statement that hands the packet over.
fn diverted(name: &str, body: &Value) -> String {
    let text = |member: &str| {
        let value = body.get(member).map(json_expressions::expression);
        value.and_then(Result::ok).map(|value| value.to_string())
    };
    match (name, text("addr"), text("port"), text("num"), text("dev")) {
        ("queue", _, _, Some(number), _) => format!("queue to {number}"),
        ("fwd", .., Some(device)) => format!("fwd to {device}"),
        (_, Some(address), Some(port), ..) => format!("{name} to {address}:{port}"),
        (_, None, Some(port), ..) => format!("{name} to :{port}"),
        (_, Some(address), ..) => format!("{name} to {address}"),
        _ => name.to_owned(),
    }
}
