//! From a name to its rows, and from a row to its name.

use super::encoding::{over, run};
use super::generated::{
    ALIASES, NAME_AT, NAME_FIRST, NAME_OF, NAME_OVER, NAME_PILOTS, NAME_RUN, NAME_SEED, NAME_SLOTS,
    NAME_TEXT, OTHERS, OTHERS_AT, OTHERS_OF, UNSLOTTED_NAMES,
};
use super::{RowInt, between, columns, find, name_key, text};
use crate::words::Protocol;

/// The rows of a name, preferred first.
#[derive(Clone, Copy)]
pub(crate) struct NameRows {
    /// The numbers from the first to before the second.
    pub(crate) run: (RowInt, RowInt),
    /// What comes after them.
    pub(crate) others: Others,
}

#[derive(Clone, Copy)]
pub(crate) enum Others {
    /// Those of the name whose first row this is, not yet looked up: most callers want the first.
    Of(RowInt),
    Rows(&'static [RowInt]),
}

impl NameRows {
    pub(crate) const fn list(rows: &'static [RowInt]) -> Self {
        Self {
            run: (0, 0),
            others: Others::Rows(rows),
        }
    }
}

impl Others {
    #[inline]
    pub(crate) const fn rows(self) -> &'static [RowInt] {
        match self {
            Self::Rows(rows) => rows,
            Self::Of(first) => others_of(first),
        }
    }
}

#[cold]
const fn others_of(first: RowInt) -> &'static [RowInt] {
    match find(&OTHERS_OF, first) {
        Some(at) => between(&OTHERS, OTHERS_AT[at] as usize, OTHERS_AT[at + 1] as usize),
        None => &[],
    }
}

/// The rows of this name, in any case.
#[inline]
pub(crate) const fn rows(name: &[u8]) -> NameRows {
    match number(name) {
        Some(number) => rows_of(number),
        None => NameRows::list(&[]),
    }
}

/// The first of these rows over the transport, or 0: what `rows` and a look at each row would
/// give, with one table read instead.
#[inline]
pub(crate) const fn row_over(name: &[u8], protocol: Protocol) -> RowInt {
    match number(name) {
        Some(number) => first_over(number, protocol),
        None => 0,
    }
}

/// The first row of the name with this number over the transport protocol, or 0.
#[inline]
pub(crate) const fn first_over(number: usize, protocol: Protocol) -> RowInt {
    match over::unpack(NAME_OVER[number] as over::Bits, protocol as usize) {
        None => find_over(rows_of(number), protocol),
        Some(distance) => NAME_FIRST[number] as RowInt + distance as RowInt,
    }
}

/// The first of the rows over the transport, or 0.
#[cold]
const fn find_over(rows: NameRows, protocol: Protocol) -> RowInt {
    let (mut number, end) = rows.run;
    while number < end {
        if columns::is_over(number as usize - 1, protocol) {
            return number;
        }
        number += 1;
    }
    let others = rows.others.rows();
    let mut at = 0;
    while at < others.len() {
        if columns::is_over(others[at] as usize - 1, protocol) {
            return others[at];
        }
        at += 1;
    }
    0
}

/// The rows of the name with this number.
#[inline]
pub(crate) const fn rows_of(number: usize) -> NameRows {
    let (first, run) = (NAME_FIRST[number] as RowInt, NAME_RUN[number]);
    NameRows {
        run: (first, first + run::len(run) as RowInt),
        others: if run::has_others(run) {
            Others::Of(first)
        } else {
            Others::Rows(&[])
        },
    }
}

/// The number of the name, in any case.
#[inline]
pub(crate) const fn number(name: &[u8]) -> Option<usize> {
    let Some(packed) = name_key::pack(name) else {
        return unslotted_number(name);
    };
    let hash = name_key::hash(name_key::without_case(packed), NAME_SEED);
    let pilot = NAME_PILOTS[name_key::bucket(hash, NAME_PILOTS.len())];
    let slot = name_key::slot(hash, pilot as u32, NAME_SLOTS);
    let (start, end) = (NAME_AT[slot] as usize, NAME_AT[slot + 1] as usize);
    if let Some(bytes) = NAME_TEXT.as_bytes().split_at(start).1.first_chunk() {
        if end - start == name.len() && name_key::is_start(packed, name.len(), bytes) {
            return Some(slot);
        }
    }
    if UNSLOTTED_NAMES == 0 {
        None
    } else {
        unslotted_number(name)
    }
}

/// Names that have no slot: none today, and two in the registries of 2014 to 2024, which are too
/// long for one.
#[cold]
const fn unslotted_number(name: &[u8]) -> Option<usize> {
    let (mut low, mut high) = (NAME_SLOTS, NAME_SLOTS + UNSLOTTED_NAMES);
    while low < high {
        let middle = low + (high - low) / 2;
        match compare_ignoring_case(bytes(middle), name) {
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

/// The name of the row at this position, for constants, where a part of a string cannot be taken.
pub(crate) const fn name_in_const(row: usize) -> Option<&'static str> {
    let number = NAME_OF[row] as usize;
    if number == 0 {
        return None;
    }
    match core::str::from_utf8(bytes(number - 1)) {
        Ok(name) => Some(name),
        Err(_) => None,
    }
}

/// The bytes of the spelling with this number.
#[inline]
pub(crate) const fn bytes(number: usize) -> &'static [u8] {
    let (start, end) = (NAME_AT[number] as usize, NAME_AT[number + 1] as usize);
    NAME_TEXT.as_bytes().split_at(end).0.split_at(start).1
}

/// How many names there are, not counting other spellings.
pub(crate) const NAMES: usize = NAME_SLOTS + UNSLOTTED_NAMES;

/// Whether the row at this position has a name.
pub(crate) const fn is_named(row: usize) -> bool {
    NAME_OF[row] != 0
}

/// The rows of the service that people call so, in any case.
pub(crate) fn alias_rows(alias: &str) -> NameRows {
    // The build script refuses aliases that are longer.
    let mut lower = [0; name_key::MAX_LEN];
    let Some(lower) = lower.get_mut(..alias.len()) else {
        return NameRows::list(&[]);
    };
    lower.copy_from_slice(alias.as_bytes());
    lower.make_ascii_lowercase();
    let number = core::str::from_utf8(lower)
        .ok()
        .and_then(|lower| ALIASES.get(lower));
    number.map_or(NameRows::list(&[]), |&number| rows_of(number as usize))
}

/// The names that people use, each with the number of the name that it stands for.
pub(crate) fn aliases() -> impl Iterator<Item = (&'static str, usize)> {
    let aliases = ALIASES.entries();
    aliases.map(|(alias, number)| (*alias, *number as usize))
}
