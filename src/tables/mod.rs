//! The generated tables, and the functions that read them.
//!
//! `registry/compile` writes the tables; `rows` and `lookup` call the functions. A function takes
//! the position of a row, called `row`, or the row's number, which is its position plus one. The
//! tables and the handles have numbers, so that 0 can mean "none". Each static has one column, so
//! that a program links only the columns that it reads.

#![allow(
    clippy::unnecessary_cast,
    reason = "how wide a table's numbers are follows from the data"
)]

pub(crate) mod columns;
#[allow(dead_code, reason = "the build script packs")]
pub(crate) mod encoding;
pub(crate) mod homonyms;
pub(crate) mod known_uses;
pub(crate) mod name_key;
pub(crate) mod names;
pub(crate) mod ports;
pub(crate) mod protocol_numbers;

#[allow(clippy::unreadable_literal, reason = "generated code")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

pub(crate) use generated::{RECORDS, SERVICES};

// `encoding` names the words as the build script does.
use crate::words;

/// The day of the registry's data.
pub(crate) const SNAPSHOT: words::Date = {
    let (year, month, day) = encoding::date::unpack(generated::SNAPSHOT);
    words::Date::from_checked(year, month, day)
};

// The encoding has bits for each transport protocol.
const _: () = assert!(words::Protocol::ALL.len() <= encoding::over::TRANSPORTS);

/// The integer type of a row's number. The build script widens it for a registry of 65,535 rows or
/// more.
#[cfg(not(port_registry_wide))]
pub(crate) type RowInt = u16;
#[cfg(port_registry_wide)]
pub(crate) type RowInt = u32;

/// Returns the part of a list of rows between two offsets. It is `const`, unlike indexing by a
/// range.
const fn between(rows: &'static [RowInt], start: usize, end: usize) -> &'static [RowInt] {
    rows.split_at(end).0.split_at(start).1
}

/// Returns the part of a pool of strings between two offsets.
#[inline]
fn text(pool: &'static str, start: usize, end: usize) -> &'static str {
    // Indexing would link the formatting of its panic into every program.
    pool.get(start..end).unwrap_or_default()
}

/// Returns the position of a row in an ordered list. It is `const`, unlike `binary_search`.
const fn find(rows: &[RowInt], row: RowInt) -> Option<usize> {
    let (mut at, mut len) = (0, rows.len());
    while len > 1 {
        let half = len / 2;
        // Not a branch, which the processor would mispredict half of the times.
        at += (rows[at + half - 1] < row) as usize * half;
        len -= half;
    }
    if len == 1 && rows[at] == row {
        Some(at)
    } else {
        None
    }
}
