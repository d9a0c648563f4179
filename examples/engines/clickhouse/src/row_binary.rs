//! The formats `RowBinary` and `RowBinaryWithNamesAndTypes`.

use crate::error::{Quoted, Reason};
use crate::function::Value;
use crate::input::{self, Stop};
use crate::integer::Integer;

/// What `RowBinaryWithNamesAndTypes` has before the results: one column, its name and its type. The name is ClickHouse's
/// default of `return_name`.
pub const RESULT: &[u8] = b"\x01\x06result\x10Nullable(String)";

/// Takes the names and the types of the columns. The names are not compared with those of the arguments.
///
/// # Errors
///
/// Returns an error if there is not a column for each argument, or if its type is not an integer type.
pub fn types<const N: usize>(
    arguments: [&'static str; N],
    rest: &mut &[u8],
) -> Result<[Integer; N], Stop> {
    let found = input::length(rest)?;
    if found != N as u64 {
        let expected = format!("{N}: {}", arguments.join(", "));
        return Err(Reason::Columns { found, expected }.into());
    }
    for _ in 0..N {
        input::string(rest)?;
    }
    let mut types = [Integer::NULLABLE_INT64; N];
    for (integer, column) in types.iter_mut().zip(arguments) {
        let name = input::string(rest)?;
        let found = || Quoted::new(name);
        *integer = Integer::parse(name).ok_or_else(|| Reason::Type {
            column,
            found: found(),
        })?;
    }
    Ok(types)
}

/// Takes a row.
///
/// # Errors
///
/// Returns an error if a value is wrong.
#[inline]
pub fn take<const N: usize>(
    arguments: [&'static str; N],
    types: [Integer; N],
    rest: &mut &[u8],
) -> Result<[Value; N], Stop> {
    let mut values = [None; N];
    for at in 0..N {
        values[at] = types[at].take(arguments[at], rest)?;
    }
    Ok(values)
}

/// Appends a result: a flag, which is 1 for a null, and the string after its length.
#[inline]
pub fn push(service: Option<&str>, results: &mut Vec<u8>) {
    let Some(name) = service else {
        results.push(1);
        return;
    };
    results.push(0);
    let mut length = name.len();
    while length >= 0x80 {
        results.push(length.to_le_bytes()[0] | 0x80);
        length >>= 7;
    }
    results.push(length.to_le_bytes()[0]);
    results.extend_from_slice(name.as_bytes());
}
