//! From a name to its rows, and from a row to its name.

use super::generated::{
    ALIASES, LONG_NAMES, NAME_AT, NAME_DISPLACEMENTS, NAME_FIRST, NAME_LISTS, NAME_LISTS_AT,
    NAME_OF, NAME_SEED, NAME_SLOTS, NAME_TEXT, RECORDS,
};
use super::{RowInt, between, name_key, text};

/// The rows of a name, preferred first.
#[derive(Clone, Copy)]
pub(crate) enum NameRows {
    /// The numbers from the first to before the second.
    Run(RowInt, RowInt),
    List(&'static [RowInt]),
}

/// The rows of this name, in any case.
#[inline]
pub(crate) const fn rows(name: &[u8]) -> NameRows {
    match number(name) {
        Some(number) => rows_of(number),
        None => NameRows::List(&[]),
    }
}

#[inline]
const fn rows_of(number: usize) -> NameRows {
    let first = NAME_FIRST[number] as usize;
    if first > RECORDS {
        let list = first - RECORDS - 1;
        let (start, end) = (
            NAME_LISTS_AT[list] as usize,
            NAME_LISTS_AT[list + 1] as usize,
        );
        return NameRows::List(between(&NAME_LISTS, start, end));
    }
    let mut end = first;
    while end < RECORDS && NAME_OF[end] as usize == number + 1 {
        end += 1;
    }
    NameRows::Run(first as RowInt, end as RowInt + 1)
}

#[inline]
pub(crate) const fn number(name: &[u8]) -> Option<usize> {
    let Some(packed) = name_key::pack(name) else {
        return long_number(name);
    };
    let key = name_key::fold_case(packed);
    let hashes = name_key::hash(key, NAME_SEED);
    let (d1, d2) = NAME_DISPLACEMENTS[name_key::bucket(hashes, NAME_DISPLACEMENTS.len())];
    let slot = name_key::slot(hashes, (d1 as u32, d2 as u32), NAME_SLOTS);
    if name_key::fold_case(packed_at(slot)) == key {
        Some(slot)
    } else {
        None
    }
}

/// The name in a slot, packed, in the registry's case.
#[inline]
const fn packed_at(slot: usize) -> u128 {
    let (start, end) = (NAME_AT[slot] as usize, NAME_AT[slot + 1] as usize);
    match NAME_TEXT.as_bytes().split_at(start).1.first_chunk() {
        Some(bytes) => name_key::pack_start(bytes, end - start),
        None => 0,
    }
}

/// Names too long for the hash: none today, two in the registries of 2014 to 2024.
#[cold]
const fn long_number(name: &[u8]) -> Option<usize> {
    let (mut low, mut high) = (NAME_SLOTS, NAME_SLOTS + LONG_NAMES);
    while low < high {
        let middle = low + (high - low) / 2;
        let (start, end) = (NAME_AT[middle] as usize, NAME_AT[middle + 1] as usize);
        let candidate = NAME_TEXT.as_bytes().split_at(end).0.split_at(start).1;
        match compare_ignoring_case(candidate, name) {
            -1 => low = middle + 1,
            1 => high = middle,
            _ => return Some(middle),
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
    spelling_of(row).map(spelling)
}

/// How many spellings of names there are; the last text of the pool is padding.
pub(crate) const SPELLINGS: usize = NAME_AT.len() - 2;

/// The number of the row's spelling.
#[inline]
pub(crate) fn spelling_of(row: usize) -> Option<usize> {
    (NAME_OF[row] as usize).checked_sub(1)
}

/// The spelling with this number.
#[inline]
pub(crate) fn spelling(number: usize) -> &'static str {
    let (start, end) = (NAME_AT[number] as usize, NAME_AT[number + 1] as usize);
    text(NAME_TEXT, start, end)
}

/// Whether the row at this position has a name.
pub(crate) const fn is_named(row: usize) -> bool {
    NAME_OF[row] != 0
}

/// The rows of the service that people call so, in any case.
pub(crate) fn alias_rows(alias: &str) -> NameRows {
    // The build script refuses aliases that are too long to pack.
    let Some(packed) = name_key::pack(alias.as_bytes()) else {
        return NameRows::List(&[]);
    };
    let lower = name_key::fold_case(packed).to_le_bytes();
    let number = lower
        .get(..alias.len())
        .and_then(|lower| core::str::from_utf8(lower).ok())
        .and_then(|lower| ALIASES.get(lower));
    number.map_or(NameRows::List(&[]), |&number| rows_of(number as usize))
}

/// The names that people use, each with the number of the name that it stands for.
pub(crate) fn aliases() -> impl Iterator<Item = (&'static str, usize)> {
    let aliases = ALIASES.entries();
    aliases.map(|(alias, number)| (*alias, *number as usize))
}
