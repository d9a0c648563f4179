//! The generated tables, and the functions that read them.
//!
//! A row is known by its position in the registry plus one: 0 is left for "none", in the tables as
//! in the handles. Every static is of one column, so that a program links what it reads.

#![allow(
    clippy::unnecessary_cast,
    reason = "how wide a table's numbers are follows from the data"
)]

pub(crate) mod columns;
#[allow(dead_code, reason = "the build script packs")]
pub(crate) mod encoding;
pub(crate) mod name_key;
pub(crate) mod names;
pub(crate) mod ports;

#[allow(clippy::unreadable_literal, reason = "nobody reads them")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

pub(crate) use generated::{RECORDS, SERVICES};

// `encoding` names the words as the build script does.
use crate::words;

/// The day of the registry's state.
pub(crate) const SNAPSHOT: words::Date = {
    let (year, month, day) = encoding::date::unpack(generated::SNAPSHOT);
    words::Date::from_checked(year, month, day)
};

/// The encodings have room for the transport protocols.
const _: () = assert!(words::Protocol::ALL.len() <= encoding::over::TRANSPORTS);

/// What a row's number is held in. The build script widens it for a registry of 65,535 rows
/// or more.
#[cfg(not(port_registry_wide))]
pub(crate) type RowInt = u16;
#[cfg(port_registry_wide)]
pub(crate) type RowInt = u32;

/// The part of a list of rows between two offsets; `const`, which range indexing is not.
const fn between(rows: &'static [RowInt], start: usize, end: usize) -> &'static [RowInt] {
    rows.split_at(end).0.split_at(start).1
}

/// A part of a pool of texts.
fn text(pool: &'static str, start: usize, end: usize) -> &'static str {
    // Not indexing: that would link the formatting of its panic into every program.
    pool.get(start..end).unwrap_or_default()
}

/// Where a row stands in an ordered list; `const`, which `binary_search` is not.
const fn find(rows: &[RowInt], row: RowInt) -> Option<usize> {
    let (mut at, mut len) = (0, rows.len());
    while len > 1 {
        let half = len / 2;
        // Not a branch, which would be guessed wrong half of the times.
        at += (rows[at + half - 1] < row) as usize * half;
        len -= half;
    }
    if len == 1 && rows[at] == row {
        Some(at)
    } else {
        None
    }
}
