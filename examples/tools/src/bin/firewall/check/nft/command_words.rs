//! Parses the parts of a command: names, families, places of rules, and blocks in braces.
//!
//! Called by `commands`.

use super::error::NftError;
use super::family::Family;
use super::tables::{Mark, Position};
use super::tokens::{Token, block};
use crate::check::rule_set::Place;

/// Parses the place of a rule. Returns it with the tokens after it.
pub fn position<'a>(
    verb: &str,
    tokens: &'a [Token<'a>],
) -> Result<(Position, &'a [Token<'a>]), NftError> {
    let has_mark = tokens
        .first()
        .and_then(Token::word)
        .is_some_and(|word| matches!(word, "handle" | "position" | "index"));
    if !has_mark {
        let position = match verb {
            "insert" => Position::First,
            "replace" => return Err(NftError::Expected("the handle of a rule")),
            _ => Position::Last,
        };
        return Ok((position, tokens));
    }
    let mark = mark(tokens)?;
    let position = match verb {
        "insert" => Position::Before(mark),
        "replace" => Position::InPlaceOf(mark),
        _ => Position::After(mark),
    };
    Ok((position, tokens.get(2..).unwrap_or_default()))
}

pub fn mark(tokens: &[Token<'_>]) -> Result<Mark, NftError> {
    const EXPECTED: NftError = NftError::Expected("the handle or the index of a rule");
    let [kind, number, ..] = tokens else {
        return Err(EXPECTED);
    };
    let number = number.word().unwrap_or_default();
    match kind.word() {
        Some("index") => Ok(Mark::Index(number.parse().map_err(|_| EXPECTED)?)),
        Some("handle" | "position") => Ok(Mark::Handle(number.parse().map_err(|_| EXPECTED)?)),
        _ => Err(EXPECTED),
    }
}

pub fn place(tokens: &[Token<'_>]) -> Place {
    tokens.first().map_or(0, Token::place)
}

pub fn is(token: &Token<'_>, word: &str) -> bool {
    token.word() == Some(word)
}

/// Returns the first word or quoted name, and the tokens after it.
pub fn name<'a>(tokens: &'a [Token<'a>]) -> Result<(&'a str, &'a [Token<'a>]), NftError> {
    match tokens {
        [first, rest @ ..] => match first.name() {
            Some(name) => match name.strip_prefix('$') {
                Some(variable) => Err(NftError::NoVariable(variable.to_owned())),
                None => Ok((name, rest)),
            },
            None => Err(NftError::Expected("a word before the braces")),
        },
        [] => Err(NftError::Expected("a name after it")),
    }
}

/// Returns the address family and the tokens after it. Like in nft, the default is `ip` (IPv4).
pub fn family<'a>(tokens: &'a [Token<'a>]) -> (Family, &'a [Token<'a>]) {
    match tokens {
        [first, rest @ ..] if !rest.is_empty() => match first.word().and_then(Family::parse) {
            Some(family) if rest[0].name().is_some() => (family, rest),
            _ => (Family::Ip, tokens),
        },
        _ => (Family::Ip, tokens),
    }
}

pub fn optional_block<'a>(tokens: &'a [Token<'a>]) -> Result<&'a [Token<'a>], NftError> {
    if tokens.is_empty() {
        return Ok(tokens);
    }
    required_block(tokens)
}

pub fn required_block<'a>(tokens: &'a [Token<'a>]) -> Result<&'a [Token<'a>], NftError> {
    match block(tokens) {
        Some((inner, [])) => Ok(inner),
        Some(_) => Err(NftError::Expected("the end of the line after the braces")),
        None => Err(NftError::Expected("braces")),
    }
}
