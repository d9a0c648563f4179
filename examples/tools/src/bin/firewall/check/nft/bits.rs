//! The flags of TCP, of connection tracking and of IPv4 fragments.
//!
//! Used by `leaf` and `comparisons`.

use super::error::NftError;
use super::fields::What;
use super::statement::{Binary, Expression, Operator};

/// A number of which some bits are known.
#[derive(Debug, Clone, Copy)]
pub struct Bits {
    pub value: u32,
    pub known: u32,
}

/// The answer to a comparison: `None` if it depends on bits that are not known.
pub type Answer = Option<bool>;

impl Bits {
    pub const fn known(value: u32) -> Self {
        let known = u32::MAX;
        Self { value, known }
    }

    /// Returns whether a comparison with a number is true. Without an operator, flags are compared
    /// by whether one of them is set.
    pub fn compare(self, operator: Operator, number: u32, are_flags: bool) -> Answer {
        let equal = || {
            if (self.value ^ number) & self.known != 0 {
                Some(false)
            } else if self.known == u32::MAX {
                Some(true)
            } else {
                None
            }
        };
        let among = || {
            if self.value & number & self.known != 0 {
                Some(true)
            } else if number & !self.known == 0 {
                Some(false)
            } else {
                None
            }
        };
        // The least and the greatest number that the bits may make.
        let (least, greatest) = (self.value & self.known, self.value | !self.known);
        let is_less = |number: u32| match (greatest < number, least < number) {
            (true, _) => Some(true),
            (_, false) => Some(false),
            _ => None,
        };
        match operator {
            Operator::Implicit if are_flags => among(),
            Operator::Implicit | Operator::Equal => equal(),
            Operator::NotEqual => not(equal()),
            Operator::Not => not(among()),
            Operator::Less => is_less(number),
            Operator::LessOrEqual => number.checked_add(1).map_or(Some(true), is_less),
            Operator::Greater => not(number.checked_add(1).map_or(Some(true), is_less)),
            Operator::GreaterOrEqual => not(is_less(number)),
        }
    }

    /// Returns whether the number is that of a value, or in that range of values.
    pub fn has_value(self, value: &Expression<'_>, what: What) -> Result<Answer, NftError> {
        let Expression::Range(ends) = value else {
            return Ok(self.compare(Operator::Equal, number(value, what)?, false));
        };
        let [first, last] = [number(&ends[0], what)?, number(&ends[1], what)?];
        let after = self.compare(Operator::GreaterOrEqual, first, false);
        let before = self.compare(Operator::LessOrEqual, last, false);
        Ok(match (after, before) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        })
    }

    /// Returns the result of the operations on a field.
    pub fn of(self, left: &Expression<'_>, what: What) -> Result<Self, NftError> {
        let Expression::Binary(binary, sides) = left else {
            return match left {
                Expression::Field(_) => Ok(self),
                _ => Err(NftError::Comparison("this expression")),
            };
        };
        let bits = self.of(&sides[0], what)?;
        let number = number(&sides[1], what)?;
        Ok(match binary {
            Binary::And => Self {
                value: bits.value & number,
                known: bits.known | !number,
            },
            Binary::Or => Self {
                value: bits.value | number,
                known: bits.known | number,
            },
            Binary::Xor => Self {
                value: bits.value ^ number,
                ..bits
            },
            Binary::ShiftLeft | Binary::ShiftRight => {
                return Err(NftError::Comparison("a shifted value"));
            }
        })
    }
}

fn not(answer: Answer) -> Answer {
    answer.map(|is_true| !is_true)
}

/// Returns a constant as a number.
pub fn number(value: &Expression<'_>, what: What) -> Result<u32, NftError> {
    match value {
        Expression::Value(text) | Expression::Quoted(text) => flag(text, what)
            .or_else(|| integer(text))
            .ok_or_else(|| NftError::Value(text.to_string(), "a flag or a number")),
        Expression::List(flags) => flags
            .iter()
            .try_fold(0, |sum, flag| Ok(sum | number(flag, what)?)),
        Expression::Binary(binary, sides) => {
            let (left, right) = (number(&sides[0], what)?, number(&sides[1], what)?);
            Ok(match binary {
                Binary::And => left & right,
                Binary::Or => left | right,
                Binary::Xor => left ^ right,
                Binary::ShiftLeft => left.checked_shl(right).unwrap_or(0),
                Binary::ShiftRight => left.checked_shr(right).unwrap_or(0),
            })
        }
        _ => Err(NftError::Expected("flags")),
    }
}

/// Parses a number as nft does: with a leading zero, it is octal. If it has other digits than octal ones, it is decimal.
pub fn integer(text: &str) -> Option<u32> {
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return u32::from_str_radix(digits, 16).ok();
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let octal = match text.strip_prefix('0') {
        Some("") | None => None,
        Some(digits) => u32::from_str_radix(digits, 8).ok(),
    };
    octal.or_else(|| text.parse().ok())
}

/// The flags of TCP, RFC 9293 section 3.1 and RFC 3168 section 6.1.
const TCP: [(&str, u32); 8] = [
    ("fin", 0x01),
    ("syn", 0x02),
    ("rst", 0x04),
    ("psh", 0x08),
    ("ack", 0x10),
    ("urg", 0x20),
    ("ecn", 0x40),
    ("cwr", 0x80),
];
/// The states of connections, as nft numbers them.
const STATES: [(&str, u32); 5] = [
    ("invalid", 0x01),
    ("established", 0x02),
    ("related", 0x04),
    ("new", 0x08),
    ("untracked", 0x40),
];
/// The status of connections, `ip_conntrack_status` of the kernel.
const STATUS: [(&str, u32); 7] = [
    ("expected", 0x01),
    ("seen-reply", 0x02),
    ("assured", 0x04),
    ("confirmed", 0x08),
    ("snat", 0x10),
    ("dnat", 0x20),
    ("dying", 0x200),
];

fn flag(name: &str, what: What) -> Option<u32> {
    let flags = match what {
        What::TcpFlags => &TCP[..],
        What::State => &STATES,
        What::Status => &STATUS,
        _ => return None,
    };
    let found = flags.iter().find(|(of_flag, _)| *of_flag == name);
    found.map(|(_, value)| *value)
}
