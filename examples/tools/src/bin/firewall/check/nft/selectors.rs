//! The fields of an expression, and the packets that have them.
//!
//! Used by `matches`, `maps` and `rules`.

use super::fields::{Selector, What};
use super::leaf::Leaf;
use super::statement::Expression;

/// Returns the fields of the left side of a match. None if it is something else.
pub fn fields(left: &Expression<'_>) -> Vec<Selector> {
    match left {
        Expression::Field(field) => vec![field.selector],
        Expression::Binary(_, sides) => match sides[1] {
            Expression::Value(_)
            | Expression::Quoted(_)
            | Expression::List(_)
            | Expression::Binary(..) => fields(&sides[0]),
            _ => Vec::new(),
        },
        Expression::Concatenation(parts) => {
            let part = |part: &Expression<'_>| match part {
                Expression::Field(field) => Some(field.selector),
                _ => None,
            };
            parts
                .iter()
                .map(part)
                .collect::<Option<_>>()
                .unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Returns all packets that have the fields.
pub fn domain(fields: &[Selector]) -> Leaf {
    let all = Leaf::all(Selector::other());
    fields
        .iter()
        .map(|field| Leaf::all(*field))
        .fold(all, Leaf::and)
}

/// Returns whether there are values that all standard packets have, or none has.
pub fn is_decidable(what: What) -> bool {
    !matches!(
        what,
        What::Other
            | What::OptionalHeader
            | What::SourcePort
            | What::SourceAddress
            | What::DestinationAddress
    )
}

/// Returns whether the left side of a match is a part of the bits of a field that the standard packet determines.
pub fn are_masked_bits(left: &Expression<'_>, fields: &[Selector]) -> bool {
    matches!((left, fields), (Expression::Binary(..), [field]) if field.is_of_bits())
}
