//! The format `TabSeparated`.

use std::num::IntErrorKind;

use crate::error::{Quoted, Reason};
use crate::function::Value;
use crate::input::{self, Stop};

/// A null.
const NULL: &[u8] = b"\\N";

/// Takes a row.
///
/// # Errors
///
/// Returns an error if the line does not have a field for each argument, or if a field is not an integer.
pub fn take<const N: usize>(
    arguments: [&'static str; N],
    rest: &mut &[u8],
) -> Result<[Value; N], Stop> {
    let line = input::line(rest)?;
    let mut fields = line.split(|byte| *byte == b'\t');
    let mut values = [None; N];
    for (value, column) in values.iter_mut().zip(arguments) {
        let field = fields.next().ok_or_else(|| wrong(arguments, line))?;
        *value = parse(field).map_err(|field| Reason::Field { column, field })?;
    }
    match fields.next() {
        Some(_) => Err(wrong(arguments, line).into()),
        None => Ok(values),
    }
}

fn wrong<const N: usize>(arguments: [&str; N], line: &[u8]) -> Reason {
    Reason::Fields {
        line: Quoted::new(line),
        expected: arguments.join(", "),
    }
}

/// Parses an integer of any size.
fn parse(field: &[u8]) -> Result<Value, Quoted> {
    if field == NULL {
        return Ok(None);
    }
    let quoted = || Quoted::new(field);
    let text = str::from_utf8(field).map_err(|_| quoted())?;
    match text.parse::<i64>() {
        Ok(number) => Ok(number.try_into().ok()),
        Err(error) => match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => Ok(None),
            _ => Err(quoted()),
        },
    }
}

/// Appends a result. No service name has a character that the format escapes.
#[inline]
pub fn push(service: Option<&str>, results: &mut Vec<u8>) {
    results.extend_from_slice(service.map_or(NULL, str::as_bytes));
    results.push(b'\n');
}
