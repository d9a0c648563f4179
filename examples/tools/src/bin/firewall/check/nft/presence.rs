//! Fields that some packets don't have, and values that few packets have.
//!
//! Used by `rules` and `matches`.

use super::addresses::is_loopback_of_ipv4;
use super::fields::{Selector, What};
use super::selectors::fields;
use super::statement::{Expression, Field, Match, Operator};

/// The first words of fields of more than one word that all packets have.
const WITH_SEVERAL_WORDS: [&str; 12] = [
    "ip", "ip6", "tcp", "udp", "sctp", "dccp", "ether", "ct", "fib", "numgen", "jhash", "symhash",
];
/// The keys of `meta` that all packets have.
const KEYS_OF_META: [&str; 12] = [
    "mark", "priority", "length", "cpu", "random", "time", "day", "hour", "nftrace", "secmark",
    "iifgroup", "ipsec",
];

/// Returns whether a match selects none of the packets without a header or an option that only some have. The kernel
/// ends a rule that looks for a field of a header that is not there.
fn requires_optional_header(one: &Match<'_>) -> bool {
    let has_field = fields(&one.left)
        .iter()
        .any(|field| field.what == What::OptionalHeader);
    has_field
        && match (&one.right, one.operator) {
            (Expression::Existence(is_there), Operator::Implicit | Operator::Equal) => *is_there,
            (Expression::Existence(_), _) => false,
            // So `nft -n` prints `missing`.
            (Expression::Value(text), _) if text == "0" => !is_existence(&one.left),
            _ => true,
        }
}

/// Returns whether a match selects none of the packets that other hosts send, but for those with a header that most don't have,
/// or with an address that few hosts accept.
pub fn is_rare(one: &Match<'_>) -> bool {
    let is_address =
        |field: &Selector| matches!(field.what, What::SourceAddress | What::DestinationAddress);
    let is_equal = matches!(one.operator, Operator::Implicit | Operator::Equal);
    requires_optional_header(one)
        || is_equal
            && matches!(&fields(&one.left)[..], [field] if is_address(field))
            && matches!(one.left, Expression::Field(_))
            && is_loopback_of_ipv4(&one.right)
}

/// Returns whether some packets don't have a value of an expression.
pub fn has_missing_parts(expression: &Expression<'_>) -> bool {
    match expression {
        Expression::Field(field) => may_be_missing(field),
        Expression::Concatenation(parts) => parts.iter().any(has_missing_parts),
        Expression::Binary(_, sides) => sides.iter().any(has_missing_parts),
        _ => false,
    }
}

/// Returns whether some packets don't have the value of a field, apart from those of other protocols. The kernel ends a
/// rule that looks for it.
fn may_be_missing(field: &Field<'_>) -> bool {
    match field.selector.what {
        What::OptionalHeader | What::OutputInterface => true,
        What::Other => {
            let text = field.text.strip_prefix("meta ").unwrap_or(&field.text);
            let mut words = text.split(' ');
            let (first, second) = (words.next().unwrap_or_default(), words.next());
            match second {
                Some("option" | "chunk" | "helper") => true,
                Some(_) => !WITH_SEVERAL_WORDS.contains(&first),
                None => !KEYS_OF_META.contains(&first),
            }
        }
        _ => false,
    }
}

/// Returns whether a field is a header or an option itself, such as `exthdr frag` and `ip option rr`.
fn is_existence(left: &Expression<'_>) -> bool {
    let Expression::Field(field) = left else {
        return false;
    };
    let words: Vec<&str> = field.text.split(' ').collect();
    matches!(words[..], ["exthdr", _] | ["ip", "option", _])
}
