//! Splits an nftables file into a tree of words and groups in braces.
//!
//! `nftables` builds the tree, and the other modules parse it.

use crate::check::rule::{Reading, RuleError};

/// The maximum depth of braces, far more than any rule set has. Without a limit, braces alone could
/// use up the stack.
const DEEPEST: usize = 16;

/// A node of the tree, with the line on which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node<'a> {
    pub line: usize,
    pub what: What<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What<'a> {
    /// A word, a number or an operator.
    Word(&'a str),
    /// A quoted string, without the quotation marks.
    Quoted(&'a str),
    Comma,
    /// A semicolon or the end of a line.
    End,
    /// The nodes inside braces.
    Group(Vec<Node<'a>>),
}

impl<'a> Node<'a> {
    pub fn word(&self) -> Option<&'a str> {
        match self.what {
            What::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Returns a word or the content of a quoted string: `nft list` prints names in either way.
    pub fn name(&self) -> Option<&'a str> {
        match self.what {
            What::Word(text) | What::Quoted(text) => Some(text),
            _ => None,
        }
    }
}

/// Parses a file into a tree. Unmatched braces and quotation marks are reported as unread.
pub fn read<'a>(text: &'a str, reading: &mut Reading) -> Vec<Node<'a>> {
    let mut open: Vec<(usize, Vec<Node<'a>>)> = vec![(0, Vec::new())];
    let mut tokens = Tokens {
        rest: text,
        line: 1,
    };
    while let Some((line, token)) = tokens.next() {
        let what = match token {
            Token::Word(word) => What::Word(word),
            Token::Quoted { text, is_closed } => {
                if !is_closed {
                    reading.add_unread(line, text, RuleError::Expected("a closing quotation mark"));
                }
                What::Quoted(text)
            }
            Token::Comma => What::Comma,
            Token::End => What::End,
            Token::Open if open.len() > DEEPEST => {
                reading.add_unread(line, "{", RuleError::TooMuch);
                break;
            }
            Token::Open => {
                open.push((line, Vec::new()));
                continue;
            }
            Token::Close if open.len() == 1 => {
                reading.add_unread(line, "}", RuleError::Expected("an opening brace before it"));
                continue;
            }
            Token::Close => {
                let (line, nodes) = open.pop().unwrap_or_default();
                add(&mut open, line, What::Group(nodes));
                continue;
            }
        };
        add(&mut open, line, what);
    }
    while open.len() > 1 {
        let (line, nodes) = open.pop().unwrap_or_default();
        reading.add_unread(line, "{", RuleError::Expected("a closing brace after it"));
        add(&mut open, line, What::Group(nodes));
    }
    open.pop().unwrap_or_default().1
}

fn add<'a>(open: &mut [(usize, Vec<Node<'a>>)], line: usize, what: What<'a>) {
    if let Some((_, nodes)) = open.last_mut() {
        nodes.push(Node { line, what });
    }
}

enum Token<'a> {
    Word(&'a str),
    Quoted { text: &'a str, is_closed: bool },
    Comma,
    End,
    Open,
    Close,
}

struct Tokens<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<(usize, Token<'a>)> {
        loop {
            let is_blank = |letter: char| letter.is_ascii_whitespace() && letter != '\n';
            let trimmed = self.rest.trim_start_matches(is_blank);
            if let Some(after) = trimmed.strip_prefix('#') {
                let end = after.find('\n').unwrap_or(after.len());
                self.take(after, end);
            } else if let Some(after) = trimmed
                .strip_prefix("\\\n")
                .or_else(|| trimmed.strip_prefix("\\\r\n"))
            {
                self.line += 1;
                self.rest = after;
            } else {
                self.rest = trimmed;
                break;
            }
        }
        let line = self.line;
        let rest = self.rest;
        let mut letters = rest.chars();
        let token = match letters.next()? {
            '\n' => {
                self.line += 1;
                Token::End
            }
            ';' => Token::End,
            ',' => Token::Comma,
            '{' => Token::Open,
            '}' => Token::Close,
            '"' => {
                let inner = letters.as_str();
                let end = inner.find(['"', '\n']).unwrap_or(inner.len());
                let text = self.take(inner, end);
                let after = self.rest.strip_prefix('"');
                self.rest = after.unwrap_or(self.rest);
                let is_closed = after.is_some();
                return Some((line, Token::Quoted { text, is_closed }));
            }
            '!' | '<' | '>' | '=' => {
                let end = if letters.as_str().starts_with('=') {
                    2
                } else {
                    1
                };
                return Some((line, Token::Word(self.take(rest, end))));
            }
            _ => {
                let is_end =
                    |letter: char| letter.is_ascii_whitespace() || "{};,\"#!<>=".contains(letter);
                // The first character is none of these, so each call consumes at least one
                // character.
                let end = rest.find(is_end).unwrap_or(rest.len());
                return Some((line, Token::Word(self.take(rest, end))));
            }
        };
        self.rest = letters.as_str();
        Some((line, token))
    }

    /// Returns the first bytes of `text`, and continues after them.
    fn take(&mut self, text: &'a str, end: usize) -> &'a str {
        let (taken, rest) = text.split_at(end);
        self.rest = rest;
        taken
    }
}

/// Returns the statements between line ends and semicolons, without empty ones.
pub fn statements<'n, 'a>(nodes: &'n [Node<'a>]) -> impl Iterator<Item = &'n [Node<'a>]> {
    nodes
        .split(|node| node.what == What::End)
        .filter(|nodes| !nodes.is_empty())
}

/// Returns the elements between commas, without empty ones. Line ends have no meaning inside a
/// list.
pub fn elements<'a>(nodes: &[Node<'a>]) -> Vec<Vec<Node<'a>>> {
    let is_text = |node: &&Node<'a>| node.what != What::End;
    nodes
        .split(|node| node.what == What::Comma)
        .map(|nodes| nodes.iter().filter(is_text).cloned().collect::<Vec<_>>())
        .filter(|nodes| !nodes.is_empty())
        .collect()
}

/// Returns the nodes as text on one line.
pub fn text(nodes: &[Node<'_>]) -> String {
    let mut text = String::new();
    for node in nodes {
        if !text.is_empty() && !matches!(node.what, What::Comma | What::End) {
            text.push(' ');
        }
        match &node.what {
            What::Word(word) => text.push_str(word),
            What::Quoted(quoted) => {
                text.push('"');
                text.push_str(quoted);
                text.push('"');
            }
            What::Comma => text.push(','),
            What::End => {}
            What::Group(nodes) => {
                text.push_str("{ ");
                text.push_str(&self::text(nodes));
                text.push_str(" }");
            }
        }
    }
    text
}
