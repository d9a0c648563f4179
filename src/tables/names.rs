//! From a name to its rows, and from a row to its name.

use super::generated::{
    ALIASES, LONG_NAMES, NAME_DISPLACEMENTS, NAME_OF, NAME_ROWS, NAME_ROWS_AT, NAME_SEED,
    NAME_SLOTS, NAME_SLOTS_TEXT, UNSLOTTED_NAMES_AT, UNSLOTTED_NAMES_TEXT,
};
use super::name_key::{self, SLOT_LEN};
use super::{RowInt, between, text};

/// The rows of this name, in any case, preferred first.
#[inline]
pub(crate) const fn rows(name: &[u8]) -> &'static [RowInt] {
    match number(name) {
        Some(number) => rows_of_number(number),
        None => &[],
    }
}

const fn rows_of_number(number: usize) -> &'static [RowInt] {
    between(
        &NAME_ROWS,
        NAME_ROWS_AT[number] as usize,
        NAME_ROWS_AT[number + 1] as usize,
    )
}

#[inline]
const fn number(name: &[u8]) -> Option<usize> {
    let Some(packed) = name_key::pack(name) else {
        return long_number(name);
    };
    let key = name_key::fold_case(packed);
    let hashes = name_key::hash(key, NAME_SEED);
    let (d1, d2) = NAME_DISPLACEMENTS[name_key::bucket(hashes, NAME_DISPLACEMENTS.len())];
    let slot = name_key::slot(hashes, (d1 as u32, d2 as u32), NAME_SLOTS);
    if name_key::fold_case(slot_key(slot)) == key {
        Some(slot)
    } else {
        None
    }
}

/// The name in a slot as it is packed, in the registry's case.
#[inline]
const fn slot_key(slot: usize) -> u128 {
    let (_, rest) = NAME_SLOTS_TEXT.as_bytes().split_at(slot * SLOT_LEN);
    match rest.first_chunk::<SLOT_LEN>() {
        Some(bytes) => u128::from_le_bytes(*bytes),
        None => 0,
    }
}

/// Names too long for a slot: none today, two in the registries of 2014 to 2024.
#[cold]
const fn long_number(name: &[u8]) -> Option<usize> {
    let (mut low, mut high) = (0, LONG_NAMES);
    while low < high {
        let middle = low + (high - low) / 2;
        let (start, end) = (UNSLOTTED_NAMES_AT[middle], UNSLOTTED_NAMES_AT[middle + 1]);
        let pool = UNSLOTTED_NAMES_TEXT.as_bytes();
        let candidate = pool.split_at(end as usize).0.split_at(start as usize).1;
        match compare_ignoring_case(candidate, name) {
            -1 => low = middle + 1,
            1 => high = middle,
            _ => return Some(NAME_SLOTS + middle),
        }
    }
    None
}

/// -1, 0 or 1: `Ordering` cannot be matched on in a `const fn` that compares.
const fn compare_ignoring_case(left: &[u8], right: &[u8]) -> i8 {
    let mut at = 0;
    while at < left.len() && at < right.len() {
        let (left, right) = (
            left[at].to_ascii_lowercase(),
            right[at].to_ascii_lowercase(),
        );
        if left != right {
            return if left < right { -1 } else { 1 };
        }
        at += 1;
    }
    if left.len() == right.len() {
        0
    } else if left.len() < right.len() {
        -1
    } else {
        1
    }
}

/// The name of the row at this position.
#[inline]
pub(crate) fn name(row: usize) -> Option<&'static str> {
    let spelling = (NAME_OF[row] as usize).checked_sub(1)?;
    Some(if spelling < NAME_SLOTS {
        let start = spelling * SLOT_LEN;
        let len = NAME_SLOTS_TEXT.as_bytes()[start + name_key::MAX_LEN] as usize;
        NAME_SLOTS_TEXT.get(start..start + len).unwrap_or_default()
    } else {
        text(
            UNSLOTTED_NAMES_TEXT,
            &UNSLOTTED_NAMES_AT,
            spelling - NAME_SLOTS,
        )
    })
}

/// Whether the row at this position has a name.
pub(crate) const fn is_named(row: usize) -> bool {
    NAME_OF[row] != 0
}

/// The rows of the service that people call so, in any case.
pub(crate) fn alias_rows(alias: &str) -> &'static [RowInt] {
    // The build script refuses aliases that are too long to pack.
    let Some(packed) = name_key::pack(alias.as_bytes()) else {
        return &[];
    };
    let lower = name_key::fold_case(packed).to_le_bytes();
    let number = lower
        .get(..alias.len())
        .and_then(|lower| core::str::from_utf8(lower).ok())
        .and_then(|lower| ALIASES.get(lower));
    number.map_or(&[], |&number| rows_of_number(number as usize))
}
