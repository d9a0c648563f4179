//! Parses rule sets of nftables: the output of `nft list ruleset` and of `nft -j list ruleset`, and
//! the input of `nft -f`.
//!
//! Called by `check`. `tokens`, `variables` and `commands` read the text, and `json` reads JSON. Both
//! fill the same `tables`, and the rules of both are the same statements of `statement`. What these
//! mean is said once, by `chains`, `rules`, `matches` and `maps`.

mod addresses;
mod bits;
mod chains;
mod command_words;
mod commands;
mod comparisons;
mod constants;
mod cursor;
mod error;
mod expressions;
mod family;
mod field_words;
mod fields;
mod json;
mod json_expressions;
mod json_statements;
mod leaf;
mod maps;
mod matches;
mod named;
mod packets;
mod presence;
mod prompts;
mod rules;
mod selectors;
mod sets;
mod shell;
mod statement;
mod statements;
mod tables;
mod tokens;
mod translations;
mod union;
mod variables;

#[cfg(test)]
mod tests;

use serde_json::value::RawValue;

use super::problem::{RuleError, Unread};
use super::rule_set::{Cast, Place, RuleSet};
pub use error::NftError;
use tables::Tables;

/// The error returned when a text is no JSON of nftables.
#[derive(Debug, thiserror::Error)]
#[error("invalid JSON: expected what `nft -j list ruleset` prints")]
pub struct JsonError(#[source] serde_json::Error);

/// Parses text, for packets of one kind. It never fails: what can't be read is in the rule set.
pub fn read(text: &str, cast: Cast) -> RuleSet {
    let text = text.trim_start_matches('\u{feff}');
    let pasted = prompts::pasted(text);
    let tokens = match tokens::read(pasted.rules, pasted.first).and_then(variables::expand) {
        Ok(tokens) => tokens,
        Err((place, error)) => return unknown(place, text, error),
    };
    let mut tables = Tables::default();
    tables.read(&tokens);
    let mut set = tables.rule_set(cast);
    let remark = |place| (place, "a command line of a shell is left out".to_owned());
    set.remarks.extend(pasted.prompts.into_iter().map(remark));
    set
}

/// Parses the JSON that `nft -j list ruleset` prints, for packets of one kind. The places in it are the numbers of the objects
/// in the array `nftables`.
///
/// # Errors
///
/// If the text is no object with such an array.
pub fn read_json(text: &str, cast: Cast) -> Result<RuleSet, JsonError> {
    let document: json::Document<'_> = serde_json::from_str(text).map_err(JsonError)?;
    let mut tables = Tables::default();
    tables.read_json(&document);
    Ok(tables.rule_set(cast))
}

/// Returns the objects of the array `nftables`, as they are written.
pub fn objects(text: &str) -> Vec<&str> {
    let document: Result<json::Document<'_>, _> = serde_json::from_str(text);
    let objects = document.map_or(Vec::new(), |document| document.nftables);
    objects.into_iter().map(RawValue::get).collect()
}

/// Returns a rule set of which nothing is known.
fn unknown(place: Place, text: &str, error: NftError) -> RuleSet {
    let line = (1..).zip(text.lines()).find(|(number, _)| *number == place);
    let line = line.map_or("", |(_, line)| line);
    RuleSet {
        unknown: Some((place, error.to_string().into())),
        unread: vec![Unread {
            place,
            text: line.trim().to_owned(),
            error: RuleError::Nft(error),
        }],
        ..RuleSet::default()
    }
}
