//! Reads the packets and bytes of a record, of one direction or of two. `record.rs` uses it.

use crate::field::Field;
use crate::line_error::{LineError, quoted};
use crate::remarks::Remarks;
use crate::role::Role;
use crate::value::{self, is_absent};

/// The roles of an amount.
pub struct Amount {
    total: Role,
    forward: Role,
    backward: Role,
    none: Remarks,
}

pub const PACKETS: Amount = Amount {
    total: Role::Packets,
    forward: Role::PacketsForward,
    backward: Role::PacketsBackward,
    none: Remarks::NO_PACKETS,
};

pub const BYTES: Amount = Amount {
    total: Role::Bytes,
    forward: Role::BytesForward,
    backward: Role::BytesBackward,
    none: Remarks::NO_BYTES,
};

/// Returns the total, or else the sum of both directions.
#[expect(
    clippy::inline_always,
    reason = "each call costs a hundredth of the time"
)]
#[inline(always)]
pub fn amount<'a>(
    roles: &Amount,
    get: impl Fn(Role) -> Option<Field<'a>>,
    remarks: &mut Remarks,
) -> Result<u64, Box<LineError>> {
    match get(roles.total) {
        Some(field) => match field.number() {
            Some(number) => Ok(number),
            None => number(field).ok_or_else(|| Box::new(bad_amount(roles.total, field))),
        },
        None => sum_of_directions(roles, get, remarks),
    }
}

/// Returns the sum of both directions. Zeek and Azure leave out the amount of a direction in which there
/// was nothing.
#[cold]
fn sum_of_directions<'a>(
    roles: &Amount,
    get: impl Fn(Role) -> Option<Field<'a>>,
    remarks: &mut Remarks,
) -> Result<u64, Box<LineError>> {
    let directed = |role| match get(role) {
        None => Ok(None),
        Some(field) => match number(field) {
            Some(number) => Ok(Some(number)),
            None if is_absent(field.bytes()) => Ok(Some(0)),
            None => Err(Box::new(bad_amount(role, field))),
        },
    };
    match (directed(roles.forward)?, directed(roles.backward)?) {
        (Some(forward), Some(backward)) => {
            let sum = forward.checked_add(backward);
            sum.ok_or_else(|| Box::new(too_much(roles.forward, &[forward, backward])))
        }
        (Some(one), None) | (None, Some(one)) => {
            remarks.add(Remarks::ONE_DIRECTION);
            Ok(one)
        }
        (None, None) => {
            remarks.add(roles.none);
            Ok(0)
        }
    }
}

#[inline]
pub fn number(field: Field) -> Option<u64> {
    field.number().or_else(|| value::number(field.bytes()))
}

#[cold]
pub fn bad_amount(role: Role, field: Field) -> LineError {
    LineError::Amount {
        role,
        value: quoted(field.bytes()),
    }
}

#[cold]
fn too_much(role: Role, summands: &[u64; 2]) -> LineError {
    let [forward, backward] = summands;
    LineError::Amount {
        role,
        value: format!("{forward} + {backward}"),
    }
}
