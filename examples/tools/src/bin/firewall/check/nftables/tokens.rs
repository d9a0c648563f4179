//! nftables text as words and what stands in braces.

use crate::check::rule::{Reading, Why};

/// Far more than any rule set has; without a limit, braces alone could use up the stack.
const DEEPEST: usize = 16;

/// A piece of text, with the line on which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node<'a> {
    pub line: usize,
    pub what: What<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What<'a> {
    /// A word, a number, an operator.
    Word(&'a str),
    /// Without its quotes.
    Quoted(&'a str),
    Comma,
    /// A semicolon or the end of a line.
    End,
    /// In braces.
    Group(Vec<Node<'a>>),
}

impl<'a> Node<'a> {
    pub fn word(&self) -> Option<&'a str> {
        match self.what {
            What::Word(word) => Some(word),
            _ => None,
        }
    }

    /// A word or what stands in quotes: `nft list` prints names either way.
    pub fn name(&self) -> Option<&'a str> {
        match self.what {
            What::Word(text) | What::Quoted(text) => Some(text),
            _ => None,
        }
    }
}

/// The text as a tree; what does not fit one is told.
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
                    reading.cannot(line, text, Why::Expected("a closing quotation mark"));
                }
                What::Quoted(text)
            }
            Token::Comma => What::Comma,
            Token::End => What::End,
            Token::Open if open.len() > DEEPEST => {
                reading.cannot(line, "{", Why::TooMuch);
                break;
            }
            Token::Open => {
                open.push((line, Vec::new()));
                continue;
            }
            Token::Close if open.len() == 1 => {
                reading.cannot(line, "}", Why::Expected("an opening brace before it"));
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
        reading.cannot(line, "{", Why::Expected("a closing brace after it"));
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
                // The first letter is none of them, so that there is always progress.
                let end = rest.find(is_end).unwrap_or(rest.len());
                return Some((line, Token::Word(self.take(rest, end))));
            }
        };
        self.rest = letters.as_str();
        Some((line, token))
    }

    /// Goes on after the first bytes of this text.
    fn take(&mut self, text: &'a str, end: usize) -> &'a str {
        let (taken, rest) = text.split_at(end);
        self.rest = rest;
        taken
    }
}

/// The pieces between the ends of statements, none of them empty.
pub fn statements<'n, 'a>(nodes: &'n [Node<'a>]) -> impl Iterator<Item = &'n [Node<'a>]> {
    nodes
        .split(|node| node.what == What::End)
        .filter(|nodes| !nodes.is_empty())
}

/// The pieces between commas, none of them empty; lines have no meaning here.
pub fn elements<'a>(nodes: &[Node<'a>]) -> Vec<Vec<Node<'a>>> {
    let is_text = |node: &&Node<'a>| node.what != What::End;
    nodes
        .split(|node| node.what == What::Comma)
        .map(|nodes| nodes.iter().filter(is_text).cloned().collect::<Vec<_>>())
        .filter(|nodes| !nodes.is_empty())
        .collect()
}

/// The text again, on one line.
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
