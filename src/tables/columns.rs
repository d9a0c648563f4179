//! The values of a row, by column. `rows` uses them for its getters.
//!
//! A column that few rows have is a list of row numbers (`…_ROWS`) with a list of values. Strings
//! are in pools (`…_TEXT`) with the offsets of each string (`…_AT`), so that equal strings are
//! stored once.

use super::encoding::{self, shape};
use super::generated as tables;
use super::{RowInt, between, find, text};
use crate::words::{Date, Port, PortRange, Protocol, ServiceCode};

/// Returns the number of the row at this position.
const fn number(row: usize) -> RowInt {
    row as RowInt + 1
}

#[inline]
pub(crate) const fn protocol(row: usize) -> Option<Protocol> {
    match shape::transport(tables::SHAPE[row]) {
        Some(transport) => Some(Protocol::ALL[transport]),
        None => None,
    }
}

/// Returns whether the row states this transport protocol, or none.
#[inline]
pub(crate) const fn is_over(row: usize, protocol: Protocol) -> bool {
    match self::protocol(row) {
        Some(stated) => stated as u8 == protocol as u8,
        None => true,
    }
}

/// Returns the ports, and whether IANA writes them as a range.
#[inline]
pub(crate) const fn ports(row: usize) -> Option<(PortRange, bool)> {
    let first = Port::new(tables::FIRST_PORT[row] as u16);
    match shape::ports(tables::SHAPE[row]) {
        shape::Ports::None => None,
        shape::Ports::One => Some((PortRange::single(first), false)),
        shape::Ports::Range => Some(match find(&tables::RANGE_ROWS, number(row)) {
            Some(at) => {
                let last = Port::new(tables::RANGE_LAST[at] as u16);
                (PortRange::ordered(first, last), true)
            }
            None => (PortRange::single(first), true),
        }),
    }
}

#[inline]
pub(crate) const fn first_port(row: usize) -> Option<Port> {
    match shape::ports(tables::SHAPE[row]) {
        shape::Ports::None => None,
        _ => Some(Port::new(tables::FIRST_PORT[row] as u16)),
    }
}

pub(crate) fn description(row: usize) -> &'static str {
    description_text(description_of(row))
}

/// The number of different descriptions.
pub(crate) const DESCRIPTIONS: usize = tables::DESCRIPTION_AT.len() - 1;

/// The length of the longest description in bytes.
pub(crate) const LONGEST_DESCRIPTION: usize = {
    let (mut longest, mut number) = (0, 0);
    while number < DESCRIPTIONS {
        let len = tables::DESCRIPTION_AT[number + 1] - tables::DESCRIPTION_AT[number];
        if len as usize > longest {
            longest = len as usize;
        }
        number += 1;
    }
    longest
};

/// The strings of all descriptions, joined.
pub(crate) const DESCRIPTION_POOL: &str = tables::DESCRIPTION_TEXT;

/// Returns where the description with this number begins in the pool.
pub(crate) fn description_start(number: usize) -> usize {
    tables::DESCRIPTION_AT[number] as usize
}

/// Returns where the description with this number ends in the pool.
pub(crate) fn description_end(number: usize) -> usize {
    tables::DESCRIPTION_AT[number + 1] as usize
}

/// Returns the number of the row's description.
pub(crate) fn description_of(row: usize) -> usize {
    tables::DESCRIPTION_OF[row] as usize
}

/// Returns the description with this number.
pub(crate) fn description_text(number: usize) -> &'static str {
    let (start, end) = (
        tables::DESCRIPTION_AT[number],
        tables::DESCRIPTION_AT[number + 1],
    );
    text(tables::DESCRIPTION_TEXT, start as usize, end as usize)
}

/// Returns the part of the cell after the description, with the white space that separates the two.
pub(crate) fn annotation(row: usize) -> Option<&'static str> {
    let number = tables::ANNOTATION_OF[find(&tables::ANNOTATION_ROWS, number(row))?] as usize;
    let (start, end) = (
        tables::ANNOTATION_AT[number],
        tables::ANNOTATION_AT[number + 1],
    );
    Some(text(tables::ANNOTATION_TEXT, start as usize, end as usize))
}

/// Returns the cell with this number of the columns `Assignee` and `Contact`.
fn person(number: usize) -> &'static str {
    let (start, end) = (tables::PERSON_AT[number], tables::PERSON_AT[number + 1]);
    text(tables::PERSON_TEXT, start as usize, end as usize)
}

/// Returns the cell, which may be empty.
pub(crate) fn assignee(row: usize) -> &'static str {
    person(tables::ASSIGNEE_OF[row] as usize)
}

/// Returns the cell, which may be empty. The table has only the contacts that differ from the
/// assignee.
pub(crate) fn contact(row: usize) -> &'static str {
    match find(&tables::CONTACT_ROWS, number(row)) {
        Some(at) => person(tables::CONTACT_OF[at] as usize),
        None => assignee(row),
    }
}

pub(crate) const fn registration_date(row: usize) -> Option<Date> {
    match find(&tables::REGISTRATION_ROWS, number(row)) {
        Some(at) => Some(date(tables::REGISTRATION_OF[at] as usize)),
        None => None,
    }
}

pub(crate) const fn modification_date(row: usize) -> Option<Date> {
    match find(&tables::MODIFICATION_ROWS, number(row)) {
        Some(at) => Some(date(tables::MODIFICATION_OF[at] as usize)),
        None => None,
    }
}

const fn date(number: usize) -> Date {
    let (year, month, day) = encoding::date::unpack(tables::DATES[number] as u32);
    Date::from_checked(year, month, day)
}

pub(crate) fn reference(row: usize) -> Option<&'static str> {
    let number = tables::REFERENCE_OF[find(&tables::REFERENCE_ROWS, number(row))?] as usize;
    let (start, end) = (
        tables::REFERENCE_AT[number],
        tables::REFERENCE_AT[number + 1],
    );
    Some(text(tables::REFERENCE_TEXT, start as usize, end as usize))
}

pub(crate) const fn service_code(row: usize) -> Option<ServiceCode> {
    match find(&tables::SERVICE_CODE_ROWS, number(row)) {
        Some(at) => Some(ServiceCode::new(tables::SERVICE_CODES[at] as u32)),
        None => None,
    }
}

pub(crate) fn unauthorized_use(row: usize) -> Option<&'static str> {
    let number =
        tables::UNAUTHORIZED_USE_OF[find(&tables::UNAUTHORIZED_USE_ROWS, number(row))?] as usize;
    let (start, end) = (
        tables::UNAUTHORIZED_USE_AT[number],
        tables::UNAUTHORIZED_USE_AT[number + 1],
    );
    Some(text(
        tables::UNAUTHORIZED_USE_TEXT,
        start as usize,
        end as usize,
    ))
}

pub(crate) fn notes(row: usize) -> Option<&'static str> {
    let number = tables::NOTES_OF[find(&tables::NOTES_ROWS, number(row))?] as usize;
    let (start, end) = (tables::NOTES_AT[number], tables::NOTES_AT[number + 1]);
    Some(text(tables::NOTES_TEXT, start as usize, end as usize))
}

/// Returns the number of the row that this row is a historic alias of.
pub(crate) const fn canonical(row: usize) -> Option<RowInt> {
    match find(&tables::CANONICAL_ROWS, number(row)) {
        Some(at) => Some(tables::CANONICAL_OF[at]),
        None => None,
    }
}

/// Returns the numbers of the rows that are historic aliases of this row.
pub(crate) const fn replaced(row: usize) -> &'static [RowInt] {
    let Some(start) = find(&tables::REPLACEMENT_ROWS, number(row)) else {
        return &[];
    };
    let mut end = start;
    while end < tables::REPLACEMENT_ROWS.len() && tables::REPLACEMENT_ROWS[end] == number(row) {
        end += 1;
    }
    between(&tables::REPLACED_ROWS, start, end)
}
