//! The tables of known uses, indexed by the number of an entry.
//!
//! Entries of one port come first, sorted by port; then those of a range of ports.

use core::ops::Range;

use super::text;
use crate::words::{Port, PortRange, Protocol};

#[allow(clippy::unreadable_literal, reason = "the code is generated")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/known_uses.rs"));
}

/// The number of entries.
pub(crate) const COUNT: u16 = generated::KNOWN_USES;

/// The numbers of the entries of a range of ports.
pub(crate) const RANGES: Range<u16> = generated::KNOWN_SINGLES..COUNT;

/// Returns the numbers of the entries of this one port.
pub(crate) fn of_port(port: Port) -> Range<u16> {
    let singles = &generated::KNOWN_FIRST[..usize::from(generated::KNOWN_SINGLES)];
    let start = singles.partition_point(|first| *first < port.get());
    let end = singles.partition_point(|first| *first <= port.get());
    start as u16..end as u16
}

pub(crate) fn ports(entry: u16) -> PortRange {
    let first = Port::new(generated::KNOWN_FIRST[usize::from(entry)]);
    let range = entry.checked_sub(generated::KNOWN_SINGLES);
    let last = range.and_then(|range| generated::KNOWN_LAST.get(usize::from(range)));
    match last.map(|last| PortRange::new(first, Port::new(*last))) {
        Some(Ok(range)) => range,
        _ => PortRange::single(first),
    }
}

/// Returns whether the entry is the main one of its name over its transport protocol.
pub(crate) fn is_main(entry: u16) -> bool {
    generated::KNOWN_MAIN[usize::from(entry)] != 0
}

pub(crate) fn protocol(entry: u16) -> Protocol {
    Protocol::ALL[usize::from(generated::KNOWN_OVER[usize::from(entry)])]
}

pub(crate) fn name(entry: u16) -> &'static str {
    let at = usize::from(generated::KNOWN_NAME_OF[usize::from(entry)]);
    let (start, end) = (
        generated::KNOWN_NAME_AT[at],
        generated::KNOWN_NAME_AT[at + 1],
    );
    text(generated::KNOWN_NAME_TEXT, start as usize, end as usize)
}

pub(crate) fn title(entry: u16) -> &'static str {
    let at = usize::from(generated::KNOWN_TITLE_OF[usize::from(entry)]);
    let (start, end) = (
        generated::KNOWN_TITLE_AT[at],
        generated::KNOWN_TITLE_AT[at + 1],
    );
    text(generated::KNOWN_TITLE_TEXT, start as usize, end as usize)
}

pub(crate) fn source(entry: u16) -> &'static str {
    let at = usize::from(generated::KNOWN_SOURCE_OF[usize::from(entry)]);
    let (start, end) = (
        generated::KNOWN_SOURCE_AT[at],
        generated::KNOWN_SOURCE_AT[at + 1],
    );
    text(generated::KNOWN_SOURCE_TEXT, start as usize, end as usize)
}

/// Returns the note, which may be empty.
pub(crate) fn note(entry: u16) -> &'static str {
    let at = usize::from(generated::KNOWN_NOTE_OF[usize::from(entry)]);
    let (start, end) = (
        generated::KNOWN_NOTE_AT[at],
        generated::KNOWN_NOTE_AT[at + 1],
    );
    text(generated::KNOWN_NOTE_TEXT, start as usize, end as usize)
}
