//! The variables of nftables: `define name = value`, and `$name` where the value is used.
//!
//! Called by `nft`.

use std::collections::HashMap;
use std::rc::Rc;

use super::error::{MOST_WORDS, NftError};
use super::tokens::{Kind, Token};
use crate::check::rule_set::Place;

/// Removes the definitions, and replaces each variable by its value. A variable that is not defined
/// is left as it is: what uses it is not understood.
pub fn expand(tokens: Vec<Token<'_>>) -> Result<Vec<Token<'_>>, (Place, NftError)> {
    if !tokens.iter().any(|token| is_definition(token)) {
        return Ok(tokens);
    }
    let mut expander = Expander {
        scopes: vec![HashMap::new()],
        left: MOST_WORDS,
    };
    let mut all = Vec::with_capacity(tokens.len());
    let mut rest = &tokens[..];
    let mut is_start = true;
    while let [token, after @ ..] = rest {
        rest = after;
        if is_start && is_definition(token) {
            rest = expander.define(token, after)?;
            continue;
        }
        match token.kind {
            Kind::Open => expander.scopes.push(HashMap::new()),
            Kind::Close if expander.scopes.len() > 1 => {
                expander.scopes.pop();
            }
            _ => {}
        }
        is_start = matches!(token.kind, Kind::End | Kind::Open | Kind::Close);
        expander.push(*token, &mut all)?;
    }
    Ok(all)
}

fn is_definition(token: &Token<'_>) -> bool {
    matches!(token.word(), Some("define" | "redefine" | "undefine"))
}

struct Expander<'a> {
    /// The variables of the file, and those of each block that is open.
    scopes: Vec<HashMap<&'a str, Rc<[Token<'a>]>>>,
    /// The number of words that may still be added.
    left: usize,
}

impl<'a> Expander<'a> {
    fn push(
        &mut self,
        token: Token<'a>,
        expanded: &mut Vec<Token<'a>>,
    ) -> Result<(), (Place, NftError)> {
        let name = token.word().and_then(|word| word.strip_prefix('$'));
        let value =
            name.and_then(|name| self.scopes.iter().rev().find_map(|scope| scope.get(name)));
        let Some(value) = value else {
            expanded.push(token);
            return Ok(());
        };
        let too_many = (token.place(), NftError::TooManyWords);
        self.left = self.left.checked_sub(value.len()).ok_or(too_many)?;
        expanded.extend(value.iter().map(|word| word.on_line_of(&token)));
        Ok(())
    }

    /// Parses a definition after its first word. Returns the tokens after it.
    fn define<'t>(
        &mut self,
        verb: &Token<'a>,
        tokens: &'t [Token<'a>],
    ) -> Result<&'t [Token<'a>], (Place, NftError)> {
        let mut depth = 0_usize;
        let is_end = |token: &Token<'_>| {
            match token.kind {
                Kind::Open => depth += 1,
                // The brace that closes the block ends the definition too.
                Kind::Close if depth == 0 => return true,
                Kind::Close => depth -= 1,
                _ => {}
            }
            token.kind == Kind::End && depth == 0
        };
        let end = tokens.iter().position(is_end).unwrap_or(tokens.len());
        let (definition, rest) = tokens.split_at(end);
        let expected = |what| Err((verb.place(), NftError::Expected(what)));
        let Some((name, value)) = definition.split_first() else {
            return expected("the name of a variable");
        };
        let Some(name) = name.word() else {
            return expected("the name of a variable");
        };
        if verb.word() == Some("undefine") {
            for scope in &mut self.scopes {
                scope.remove(name);
            }
            return Ok(rest);
        }
        let [equals, value @ ..] = value else {
            return expected("an equals sign after the name of a variable");
        };
        if equals.word() != Some("=") {
            return expected("an equals sign after the name of a variable");
        }
        let mut expanded = Vec::with_capacity(value.len());
        for token in value {
            self.push(*token, &mut expanded)?;
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, expanded.into());
        }
        Ok(rest)
    }
}
