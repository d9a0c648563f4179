//! A position in the words of a rule.
//!
//! Used by `statements`, `expressions` and `tables`.

use super::error::NftError;
use super::tokens::{self, Kind, Token};

/// The words of a rule or of the elements of a set, and the position of the next one.
pub struct Cursor<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    /// The number of braces and parentheses that are open.
    pub depth: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(tokens: &'a [Token<'a>]) -> Self {
        let (at, depth) = (0, 0);
        Self { tokens, at, depth }
    }

    pub fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub fn position(&self) -> usize {
        self.at
    }

    /// Returns the text from a position to here.
    pub fn text_from(&self, position: usize) -> String {
        tokens::text(self.tokens.get(position..self.at).unwrap_or_default())
    }

    /// Goes back to a position at the same depth of braces and parentheses.
    pub fn go_back(&mut self, position: usize, depth: usize) {
        self.at = position;
        self.depth = depth;
    }

    /// Returns the token at a position.
    pub fn at(&self, position: usize) -> Option<&'a Token<'a>> {
        self.tokens.get(position)
    }

    pub fn peek(&self, ahead: usize) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at + ahead)
    }

    pub fn kind(&self) -> Option<Kind> {
        self.peek(0).map(|token| token.kind)
    }

    pub fn word(&self) -> Option<&'a str> {
        self.word_ahead(0)
    }

    pub fn word_ahead(&self, ahead: usize) -> Option<&'a str> {
        self.peek(ahead).and_then(Token::word)
    }

    pub fn skip(&mut self, count: usize) {
        self.at = self.tokens.len().min(self.at + count);
    }

    pub fn next(&mut self) -> Option<&'a Token<'a>> {
        let token = self.peek(0);
        self.skip(1);
        token
    }

    /// Skips a word if it is the next one. Returns whether it is.
    pub fn skip_word(&mut self, word: &str) -> bool {
        let is_next = self.word() == Some(word);
        self.skip(usize::from(is_next));
        is_next
    }

    pub fn skip_any(&mut self, words: &[&str]) -> bool {
        let is_next = self.word().is_some_and(|word| words.contains(&word));
        self.skip(usize::from(is_next));
        is_next
    }

    /// Skips words that begin with a digit, and these words.
    pub fn skip_amounts(&mut self, words: &[&str]) {
        let is_amount = |word: &str| {
            let is_unit = |part: &str| part.is_empty() || words.contains(&part);
            word.starts_with(|first: char| first.is_ascii_digit())
                || (word.contains('/') && word.split('/').all(is_unit))
                || words.contains(&word)
        };
        while self.word().is_some_and(is_amount) {
            self.skip(1);
        }
    }

    pub fn skip_ends(&mut self) {
        while self.kind() == Some(Kind::End) {
            self.skip(1);
        }
    }

    pub fn name(&mut self, expected: &'static str) -> Result<&'a str, NftError> {
        let token = self.next().ok_or(NftError::Expected(expected))?;
        let name = token.name().ok_or(NftError::Expected(expected))?;
        match name.strip_prefix('$') {
            Some(variable) if token.kind == Kind::Word => {
                Err(NftError::NoVariable(variable.to_owned()))
            }
            _ => Ok(name),
        }
    }

    /// Skips the statements up to the comment of the rule.
    pub fn skip_to_comment(&mut self) {
        while !self.is_at_end() && self.word() != Some("comment") {
            self.skip(1);
        }
    }

    /// Goes down into braces or parentheses.
    pub fn enter(&mut self) -> Result<(), NftError> {
        self.depth += 1;
        if self.depth > super::error::DEEPEST {
            return Err(NftError::TooDeep);
        }
        Ok(())
    }
}
