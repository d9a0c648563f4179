//! Comparisons of a field by its bits, under a mask or by size.
//!
//! Called by `matches`.

use port_registry::{Port, PortRange};

use super::bits;
use super::constants;
use super::error::NftError;
use super::fields::{Selector, What};
use super::leaf::{Leaf, Truth};
use super::selectors::{fields, is_decidable};
use super::statement::{Binary, Expression, Match, Operator};
use super::union::{Meaning, Union};
use crate::sources::Reach;

/// Compares a field of flags, which the standard packet determines. Returns `None` for another
/// field, or for a set.
pub fn of_bits(selector: Selector, one: &Match<'_>) -> Result<Option<Leaf>, NftError> {
    let are_bits = selector.is_of_bits();
    let is_set = matches!(
        one.right,
        Expression::Set(_) | Expression::NamedSet(_) | Expression::Range(_)
    );
    if !are_bits || is_set {
        return Ok(None);
    }
    let number = bits::number(&one.right, selector.what)?;
    // With a mask, no operator means equality.
    let are_flags = selector.has_flags() && matches!(one.left, Expression::Field(_));
    let all = Leaf::all(selector);
    let compared = all.compared(selector.what, |bits| {
        let bits = bits.of(&one.left, selector.what)?;
        Ok(bits.compare(one.operator, number, are_flags))
    });
    compared.map(Some)
}

/// Returns what a match of some bits of a field says, apart from flags.
pub fn masked(one: &Match<'_>) -> Result<Meaning, NftError> {
    let [selector] = fields(&one.left)[..] else {
        return Err(NftError::Comparison("this expression"));
    };
    let is_equal = matches!(one.operator, Operator::Implicit | Operator::Equal);
    if selector.what == What::DestinationPort
        && let Some(range) = masked_ports(one)
    {
        let mut union = Union::new(Leaf::all(selector));
        union.add(Leaf {
            ports: Some(range),
            ..Leaf::all(selector)
        });
        return match one.operator {
            Operator::Implicit | Operator::Equal => union.selected(),
            Operator::NotEqual => union.others(),
            _ => Err(NftError::Comparison("a part of this field")),
        };
    }
    let reach = match selector.what {
        What::SourceAddress if is_equal => Reach::Some,
        What::SourceAddress
        | What::DestinationAddress
        | What::SourcePort
        | What::OptionalHeader
        | What::Other => Reach::World,
        _ => return Err(NftError::Comparison("a part of this field")),
    };
    let truth = Truth::Sometimes(reach);
    Ok(Meaning::of(Leaf {
        truth,
        ..Leaf::all(selector)
    }))
}

/// Returns the ports whose first bits are compared with a number.
fn masked_ports(one: &Match<'_>) -> Option<PortRange> {
    let Expression::Binary(Binary::And, sides) = &one.left else {
        return None;
    };
    let [Expression::Field(_), mask] = &sides[..] else {
        return None;
    };
    let number = |value| u16::try_from(bits::number(value, What::DestinationPort).ok()?).ok();
    constants::ports_of_mask(number(&one.right)?, number(mask)?)
}

/// Returns what a comparison by size says.
pub fn ordered(
    fields: &[Selector],
    operator: Operator,
    right: &Expression<'_>,
) -> Result<Meaning, NftError> {
    let [selector] = fields else {
        return Err(NftError::Comparison("the size of a concatenation"));
    };
    let all = Leaf::all(*selector);
    match selector.what {
        What::DestinationPort => {
            let range = constants::ports(right)?;
            if range.len() != 1 {
                return Err(NftError::Comparison("a range of ports"));
            }
            let port = range.first();
            let Some(range) = beside(operator, port) else {
                return Ok(Meaning::never());
            };
            let ports = Some(range);
            Ok(Meaning::of(Leaf { ports, ..all }))
        }
        What::Protocol => {
            let transports = all
                .transports
                .and(constants::protocols_beside(operator, right)?);
            Ok(Meaning::of(Leaf { transports, ..all }))
        }
        // `lo` has an index, too, so the answer may be the same for all others.
        What::InputInterface => {
            let truth = Truth::Sometimes(Reach::World);
            Ok(Meaning::of(Leaf { truth, ..all }))
        }
        what if is_decidable(what) => Err(NftError::Comparison("the size of this field")),
        _ => {
            let truth = Truth::Sometimes(Reach::World);
            Ok(Meaning::of(Leaf { truth, ..all }))
        }
    }
}

/// Returns the ports that the comparison with one port selects. Returns `None` if there are none.
fn beside(operator: Operator, port: Port) -> Option<PortRange> {
    let (first, last) = match operator {
        Operator::Less => (Port::MIN, Port::new(port.get().checked_sub(1)?)),
        Operator::LessOrEqual => (Port::MIN, port),
        Operator::Greater => (Port::new(port.get().checked_add(1)?), Port::MAX),
        Operator::GreaterOrEqual => (port, Port::MAX),
        Operator::Implicit | Operator::Equal | Operator::NotEqual | Operator::Not => (port, port),
    };
    PortRange::new(first, last).ok()
}
