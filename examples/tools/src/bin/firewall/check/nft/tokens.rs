//! Splits an nftables file into words.
//!
//! Called by `nft`. `commands` and `statements` parse the words.

use super::error::{DEEPEST, NftError};
use crate::check::rule_set::Place;

/// A word of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    line: Place,
    pub kind: Kind,
    pub text: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word, a number or an operator.
    Word,
    /// A quoted string. The text is without the quotation marks.
    Quoted,
    Comma,
    /// A semicolon or the end of a line.
    End,
    Open,
    Close,
}

impl<'a> Token<'a> {
    pub fn place(&self) -> Place {
        self.line
    }

    /// Returns the same word on another line.
    pub fn on_line_of(self, other: &Self) -> Self {
        Self {
            line: other.line,
            ..self
        }
    }

    pub fn word(&self) -> Option<&'a str> {
        (self.kind == Kind::Word).then_some(self.text)
    }

    /// Returns a word or the content of a quoted string: `nft list` prints names in either way.
    pub fn name(&self) -> Option<&'a str> {
        matches!(self.kind, Kind::Word | Kind::Quoted).then_some(self.text)
    }
}

/// Splits a file into words. The braces of the words match. The number of the first line is `first`.
pub fn read(text: &str, first: Place) -> Result<Vec<Token<'_>>, (Place, NftError)> {
    let mut lexer = Lexer {
        rest: text,
        line: first,
        tokens: Vec::new(),
    };
    let mut open: Vec<Place> = Vec::new();
    loop {
        let before = lexer.tokens.len();
        let is_last = !lexer.step()?;
        let found = lexer.tokens.get(before..).unwrap_or_default();
        for token in found {
            match token.kind {
                Kind::Open if open.len() == DEEPEST => {
                    return Err((token.place(), NftError::TooDeep));
                }
                Kind::Open => open.push(token.line),
                Kind::Close if open.pop().is_none() => {
                    let expected = NftError::Expected("an opening brace before the closing one");
                    return Err((token.place(), expected));
                }
                _ => {}
            }
        }
        if is_last {
            break;
        }
    }
    match open.pop() {
        Some(line) => {
            let expected = NftError::Expected("a closing brace after the opening one");
            Err((line, expected))
        }
        None => Ok(lexer.tokens),
    }
}

struct Lexer<'a> {
    rest: &'a str,
    line: Place,
    tokens: Vec<Token<'a>>,
}

impl<'a> Lexer<'a> {
    /// Adds the next words. Returns whether there may be more.
    fn step(&mut self) -> Result<bool, (Place, NftError)> {
        self.skip();
        let rest = self.rest;
        let Some(first) = rest.chars().next() else {
            return Ok(false);
        };
        match first {
            '\n' => {
                self.take(1, Kind::End);
                self.line = self.line.saturating_add(1);
            }
            ';' => self.take(1, Kind::End),
            ',' => self.take(1, Kind::Comma),
            '{' => self.take(1, Kind::Open),
            '}' => self.take(1, Kind::Close),
            '"' => {
                let inner = rest.get(1..).unwrap_or_default();
                let end = inner.find(['"', '\n']).unwrap_or(inner.len());
                let (text, after) = inner.split_at(end);
                let Some(after) = after.strip_prefix('"') else {
                    let expected = NftError::Expected("a closing quotation mark");
                    return Err((self.line, expected));
                };
                self.push(Kind::Quoted, text);
                self.rest = after;
            }
            '(' | ')' | '|' | '&' | '^' => self.take(1, Kind::Word),
            '!' | '<' | '>' | '=' => {
                let is_double = ["!=", "<=", ">=", "==", "<<", ">>"]
                    .iter()
                    .any(|operator| rest.starts_with(operator));
                self.take(1 + usize::from(is_double), Kind::Word);
            }
            '#' => {
                // nft prints matches and targets of iptables in this way, as if they were comments.
                if rest.starts_with("# xt_") {
                    self.push(Kind::Word, "xt");
                }
                let end = rest.find('\n').unwrap_or(rest.len());
                self.rest = rest.get(end..).unwrap_or_default();
            }
            _ => self.word(first.len_utf8()),
        }
        Ok(true)
    }

    /// Skips blanks, and backslashes before the end of a line. A backslash before a brace or a
    /// semicolon is that of a shell.
    fn skip(&mut self) {
        loop {
            let is_blank = |letter: char| letter.is_ascii_whitespace() && letter != '\n';
            self.rest = self.rest.trim_start_matches(is_blank);
            if let Some(after) = ["\\\n", "\\\r\n"]
                .iter()
                .find_map(|end| self.rest.strip_prefix(end))
            {
                self.line = self.line.saturating_add(1);
                self.rest = after;
            } else if is_escape(self.rest) {
                self.rest = self.rest.get(1..).unwrap_or_default();
            } else {
                return;
            }
        }
    }

    /// Adds a word that is at least `least` bytes long. The colons of a verdict map are words of
    /// their own.
    fn word(&mut self, least: usize) {
        let is_end =
            |letter: char| letter.is_ascii_whitespace() || "{};,\"#!<>=()|&^\\".contains(letter);
        let after = self.rest.get(least..).unwrap_or_default();
        let end = least + after.find(is_end).unwrap_or(after.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if word.len() == 1 || has_colons(word) {
            return self.push(Kind::Word, word);
        }
        let Some((before, after)) = word.rsplit_once(':') else {
            return self.push(Kind::Word, word);
        };
        for piece in [before, ":", after] {
            if !piece.is_empty() {
                self.push(Kind::Word, piece);
            }
        }
    }

    fn take(&mut self, length: usize, kind: Kind) {
        let (text, rest) = self.rest.split_at(length);
        self.push(kind, text);
        self.rest = rest;
    }

    fn push(&mut self, kind: Kind, text: &'a str) {
        let line = self.line;
        self.tokens.push(Token { line, kind, text });
    }
}

fn is_escape(text: &str) -> bool {
    let after = text.strip_prefix('\\');
    after.is_some_and(|after| after.starts_with(['{', '}', ';', '(', ')', '"', '*', '!']))
}

/// Returns whether a word is an address that has colons itself, of IPv6 or of a link.
fn has_colons(word: &str) -> bool {
    let is_of_address =
        |letter: char| letter.is_ascii_hexdigit() || matches!(letter, ':' | '.' | '/' | '-' | '%');
    word.matches(':').count() > 1 && word.chars().all(is_of_address)
}

/// Returns the statements between line ends and semicolons, without empty ones.
pub fn statements<'a>(tokens: &'a [Token<'a>]) -> impl Iterator<Item = &'a [Token<'a>]> {
    let mut depth = 0_usize;
    tokens
        .split(move |token| {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            token.kind == Kind::End && depth == 0
        })
        .filter(|tokens| !tokens.is_empty())
}

/// Returns the tokens inside the braces at the beginning, and those after the braces.
pub fn block<'a>(tokens: &'a [Token<'a>]) -> Option<(&'a [Token<'a>], &'a [Token<'a>])> {
    if tokens.first()?.kind != Kind::Open {
        return None;
    }
    let mut depth = 0_usize;
    let end = tokens.iter().position(|token| {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })?;
    Some((tokens.get(1..end)?, tokens.get(end + 1..)?))
}

/// Returns the tokens as text on one line, as nft prints them.
pub fn text(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    let mut is_after_bracket = true;
    for token in tokens {
        let is_close = token.kind == Kind::Comma || token.text == ")";
        if token.kind == Kind::End {
            continue;
        }
        if !is_after_bracket && !is_close {
            text.push(' ');
        }
        is_after_bracket = token.text == "(" && token.kind == Kind::Word;
        match token.kind {
            Kind::Quoted => {
                text.push('"');
                text.push_str(token.text);
                text.push('"');
            }
            _ => text.push_str(token.text),
        }
    }
    text
}
