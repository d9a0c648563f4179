//! The rows of a name, which `lookup` and `dns_sd` use, and the name of a row, which `rows` uses.
//!
//! The number of a name is its slot in the perfect hash. Names without a slot have the numbers
//! after the slots. If rows spell a name differently, each further spelling is in the pool after those
//! of the names. A row has its spelling's place in the pool, so that its name takes two reads.

use core::ops::Range;

use super::encoding::{self, over, run, shape};
use super::generated::{
    ALIAS_AT, ALIAS_NAMES, ALIAS_ROWS, ALIASES, LONG_NAME_LEN, LONG_NAME_ROWS, NAME_AT, NAME_FIRST,
    NAME_OVER, NAME_PILOTS, NAME_RUN, NAME_SEED, NAME_SLOTS, NAME_START, NAME_TEXT, OTHERS,
    OTHERS_AT, OTHERS_OF, SHAPE, UNSLOTTED_NAMES,
};
use super::{RowInt, between, columns, find, name_key, text};
use crate::words::Protocol;

/// The rows of a name, preferred first.
#[derive(Clone, Copy)]
pub(crate) struct NameRows {
    /// The row numbers from the first, up to but not including the second.
    pub(crate) run: (RowInt, RowInt),
    /// The rows after the run.
    pub(crate) others: Others,
}

#[derive(Clone, Copy)]
pub(crate) enum Others {
    /// The other rows of the name whose first row this is. They are not looked up until they are
    /// needed, since most callers need the first row only.
    Of(RowInt),
    Rows(&'static [RowInt]),
}

impl NameRows {
    pub(crate) const EMPTY: Self = Self::list(&[]);

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

/// Returns the rows of this name, in any case.
#[inline]
pub(crate) const fn rows(name: &[u8]) -> NameRows {
    match number(name) {
        Some(number) => rows_of(number),
        None => NameRows::EMPTY,
    }
}

/// Returns whether the rows of the name with this number are all that people mean by it, apart from
/// homonyms: it is not an alias too, and its rows with a port come first.
#[inline]
pub(crate) const fn are_all_meant(number: usize) -> bool {
    !run::means_more(NAME_RUN[number])
}

/// Returns the first row of this name over the transport protocol, or 0.
///
/// The result is that of a search through [`rows`], but takes one read of a table.
#[inline]
pub(crate) const fn row_over(name: &[u8], protocol: Protocol) -> RowInt {
    match number(name) {
        Some(number) => first_over(number, protocol),
        None => 0,
    }
}

/// Returns the first row of the name with this number over the transport protocol, or 0.
#[inline]
pub(crate) const fn first_over(number: usize, protocol: Protocol) -> RowInt {
    match over::unpack(NAME_OVER[number] as over::Bits, protocol as usize) {
        None => find_over(rows_of(number), protocol),
        Some(distance) => NAME_FIRST[number] as RowInt + distance as RowInt,
    }
}

/// Returns the first of the rows over the transport protocol, or 0.
#[cold]
pub(crate) const fn find_over(rows: NameRows, protocol: Protocol) -> RowInt {
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

/// Returns the rows of the name with this number.
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

/// Returns the number of the name, in any case.
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

/// Returns the number of a name that has no slot. The registry of 2026 has no such name; those of
/// 2014 to 2024 have two, which are too long for a slot.
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

/// Returns -1, 0 or 1.
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

/// Returns where the name of the row at this position begins in the pool, and its length, which is 0 if
/// the row has no name.
#[inline]
const fn place(row: usize) -> (usize, usize) {
    let mut len = shape::name_len(SHAPE[row]);
    // The registry of 2026 has no such name. Without the first condition, each lookup would have a call.
    if !LONG_NAME_ROWS.is_empty() && len == 0 {
        len = long_len(row);
    }
    (NAME_START[row] as usize, len)
}

/// Returns the length of a row's name that is too long for `SHAPE`, or 0 if the row has no name.
#[cold]
const fn long_len(row: usize) -> usize {
    match find(&LONG_NAME_ROWS, row as RowInt + 1) {
        Some(at) => LONG_NAME_LEN[at] as usize,
        None => 0,
    }
}

/// The strings of all names, joined.
pub(crate) const POOL: &str = NAME_TEXT;

/// Returns the place of the row's name in the pool, which is empty if the row has no name.
#[inline]
pub(crate) fn range(row: usize) -> Range<usize> {
    let (start, len) = place(row);
    start..start + len
}

/// Returns the name of the row at this position, or an empty string.
#[inline]
pub(crate) fn name(row: usize) -> &'static str {
    let (start, len) = place(row);
    text(NAME_TEXT, start, start + len)
}

/// Returns the bytes of the row's name. In a constant, a string cannot be sliced.
const fn name_bytes(row: usize) -> &'static [u8] {
    let (start, len) = place(row);
    NAME_TEXT
        .as_bytes()
        .split_at(start + len)
        .0
        .split_at(start)
        .1
}

/// Returns the same as [`name`], in a constant, or `None` if the row has no name.
pub(crate) const fn name_in_const(row: usize) -> Option<&'static str> {
    match core::str::from_utf8(name_bytes(row)) {
        Ok(name) if !name.is_empty() => Some(name),
        _ => None,
    }
}

/// The bytes of the spelling with this number.
#[inline]
pub(crate) const fn bytes(number: usize) -> &'static [u8] {
    let (start, end) = (NAME_AT[number] as usize, NAME_AT[number + 1] as usize);
    NAME_TEXT.as_bytes().split_at(end).0.split_at(start).1
}

/// The number of names, without their other spellings.
pub(crate) const NAMES: usize = NAME_SLOTS + UNSLOTTED_NAMES;

/// Returns whether the row at this position has a name.
pub(crate) const fn is_named(row: usize) -> bool {
    place(row).1 > 0
}

/// Returns the rows of the services that the curated list has this alias for, in any case.
pub(crate) fn alias_rows(alias: &str) -> NameRows {
    // No alias is longer: it would be an error of the build script.
    let mut lower = [0; encoding::alias::MAX_LEN];
    let Some(lower) = lower.get_mut(..alias.len()) else {
        return NameRows::EMPTY;
    };
    lower.copy_from_slice(alias.as_bytes());
    lower.make_ascii_lowercase();
    let at = core::str::from_utf8(lower)
        .ok()
        .and_then(|lower| ALIASES.get(lower));
    NameRows::list(at.map_or(&[], |at| self::alias(usize::from(*at)).1))
}

/// The number of curated aliases.
pub(crate) const ALIAS_COUNT: usize = ALIAS_NAMES.len();

/// Returns the alias at this position of the alphabetical list, and the rows of the services that it is
/// an alias of, preferred first.
pub(crate) const fn alias(at: usize) -> (&'static str, &'static [RowInt]) {
    let (start, end) = (ALIAS_AT[at] as usize, ALIAS_AT[at + 1] as usize);
    (ALIAS_NAMES[at], between(&ALIAS_ROWS, start, end))
}
