//! The statements and expressions of a rule, as nft(8) names them.
//!
//! `statements` parses them from text and `json` from JSON. `rules` and `matches` say what they mean.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use super::fields::Selector;

/// A statement of a rule, with its text.
#[derive(Debug)]
pub struct Item<'a> {
    pub text: String,
    pub statement: Statement<'a>,
}

#[derive(Debug)]
pub enum Statement<'a> {
    Match(Match<'a>),
    /// `vmap`: the verdict depends on the key.
    VerdictMap {
        key: Expression<'a>,
        data: Expression<'a>,
    },
    Verdict(Verdict<'a>),
    /// `reject`, of the packets that the answer can be sent to.
    Reject(Selector),
    /// Sets a value of the packet, of its connection or of its metadata.
    Assignment {
        field: Expression<'a>,
        value: Expression<'a>,
    },
    /// Ends the rule for some packets, according to what came before: `limit`, `quota`, `ct count`,
    /// `meter` and `add @set`. The key is that of the meter or the set.
    Limiter {
        key: Option<Expression<'a>>,
    },
    /// Has no effect on whether the packet is accepted: `counter`, `log`.
    Effectless,
    /// Has no effect on the packets that have these values: `dup`, and `counter` with a map of names. Other packets leave
    /// the rule.
    Lookup(Vec<Expression<'a>>),
    /// `notrack`
    Untrack,
    /// `ct expectation set` with a name, or with a map of names.
    Expectation(Expression<'a>),
    /// `snat` and `masquerade`, of the packets that they are for.
    SourceNat {
        of: Selector,
        to: Vec<Expression<'a>>,
    },
    /// Another port or another program gets the packet: `dnat`, `redirect`, `tproxy`, `queue`.
    Divert {
        of: Selector,
        to: Vec<Expression<'a>>,
    },
}

/// A match of an expression with a value.
#[derive(Debug)]
pub struct Match<'a> {
    pub left: Expression<'a>,
    pub operator: Operator,
    pub right: Expression<'a>,
}

/// The comparison of the two sides of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// None is written: equality, and for flags whether one of them is set.
    Implicit,
    Equal,
    NotEqual,
    /// `!`: none of the flags is set.
    Not,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone)]
pub enum Verdict<'a> {
    Accept,
    Drop,
    Continue,
    Return,
    Jump(Cow<'a, str>),
    Goto(Cow<'a, str>),
    /// `queue`, in a verdict map
    Queue,
}

#[derive(Debug)]
pub enum Expression<'a> {
    /// A field of the packet, or of what the kernel knows about it.
    Field(Box<Field<'a>>),
    /// A constant.
    Value(Cow<'a, str>),
    /// A constant in quotation marks.
    Quoted(Cow<'a, str>),
    /// Whether there is something: `exists` and `missing`.
    Existence(bool),
    /// `@name`
    NamedSet(Cow<'a, str>),
    Range(Box<[Expression<'a>; 2]>),
    Prefix(Box<Expression<'a>>, u8),
    Set(Vec<Element<'a>>),
    /// Flags with commas between them.
    List(Vec<Expression<'a>>),
    /// Values with dots between them.
    Concatenation(Vec<Expression<'a>>),
    Binary(Binary, Box<[Expression<'a>; 2]>),
    /// The value that the key has in a map.
    Map(Box<[Expression<'a>; 2]>),
}

#[derive(Debug)]
pub struct Field<'a> {
    pub text: Cow<'a, str>,
    pub selector: Selector,
}

/// An operation on bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
}

/// An element of a set or a map.
#[derive(Debug)]
pub struct Element<'a> {
    pub key: Expression<'a>,
    pub kind: ElementKind,
    /// The verdict of an element of a verdict map.
    pub verdict: Option<Box<Verdict<'a>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementKind {
    Plain,
    /// The element has a limit or a quota, which decides whether it matches.
    Limited,
}

impl Operator {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "==" | "eq" => Self::Equal,
            "!=" | "ne" => Self::NotEqual,
            "!" | "not" => Self::Not,
            "<" | "lt" => Self::Less,
            "<=" | "le" => Self::LessOrEqual,
            ">" | "gt" => Self::Greater,
            ">=" | "ge" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    fn text(self) -> &'static str {
        match self {
            Self::Implicit => "",
            Self::Equal => "== ",
            Self::NotEqual => "!= ",
            Self::Not => "! ",
            Self::Less => "< ",
            Self::LessOrEqual => "<= ",
            Self::Greater => "> ",
            Self::GreaterOrEqual => ">= ",
        }
    }
}

impl Binary {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "&" | "and" => Self::And,
            "|" | "or" => Self::Or,
            "^" | "xor" => Self::Xor,
            "<<" | "lshift" => Self::ShiftLeft,
            ">>" | "rshift" => Self::ShiftRight,
            _ => return None,
        })
    }

    /// Returns the precedence: operators with a higher one bind their operands first.
    pub fn precedence(self) -> u8 {
        match self {
            Self::Or => 0,
            Self::Xor => 1,
            Self::And => 2,
            Self::ShiftLeft | Self::ShiftRight => 3,
        }
    }
}

impl Display for Match<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // nft prints `==` only where it differs from no operator.
        let operator = match (&self.left, self.operator) {
            (Expression::Binary(..), Operator::Equal) => "== ",
            (Expression::Field(field), Operator::Equal) if field.selector.has_flags() => "== ",
            (_, Operator::Equal) => "",
            (_, operator) => operator.text(),
        };
        write!(f, "{} {operator}{}", self.left, self.right)
    }
}

impl Display for Expression<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => f.write_str(&field.text),
            Self::Value(text) => f.write_str(text),
            Self::Quoted(text) => write!(f, "\"{text}\""),
            Self::Existence(is_there) => f.write_str(if *is_there { "exists" } else { "missing" }),
            Self::NamedSet(name) => write!(f, "@{name}"),
            Self::Range(ends) => write!(f, "{}-{}", ends[0], ends[1]),
            Self::Prefix(address, length) => write!(f, "{address}/{length}"),
            Self::Set(elements) => {
                f.write_str("{ ")?;
                joined(f, elements, ", ")?;
                f.write_str(" }")
            }
            Self::List(values) => joined(f, values, ","),
            Self::Concatenation(values) => joined(f, values, " . "),
            Self::Binary(operation, sides) => {
                for (side, text) in sides.iter().zip([operation.to_string(), String::new()]) {
                    match side {
                        Self::Binary(inner, _) if inner != operation => write!(f, "({side})")?,
                        Self::List(flags) => {
                            f.write_str("(")?;
                            joined(f, flags, " | ")?;
                            f.write_str(")")?;
                        }
                        side => write!(f, "{side}")?,
                    }
                    f.write_str(&text)?;
                }
                Ok(())
            }
            Self::Map(sides) => write!(f, "{} map {}", sides[0], sides[1]),
        }
    }
}

impl Display for Binary {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::And => " & ",
            Self::Or => " | ",
            Self::Xor => " ^ ",
            Self::ShiftLeft => " << ",
            Self::ShiftRight => " >> ",
        })
    }
}

impl Display for Element<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.key)?;
        match &self.verdict {
            Some(verdict) => write!(f, " : {verdict}"),
            None => Ok(()),
        }
    }
}

impl Display for Verdict<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accept => f.write_str("accept"),
            Self::Drop => f.write_str("drop"),
            Self::Continue => f.write_str("continue"),
            Self::Return => f.write_str("return"),
            Self::Jump(chain) => write!(f, "jump {chain}"),
            Self::Goto(chain) => write!(f, "goto {chain}"),
            Self::Queue => f.write_str("queue"),
        }
    }
}

fn joined<T: Display>(f: &mut Formatter<'_>, parts: &[T], between: &str) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}
