//! The services and the status of a port of a transport protocol. `lookup` uses them.
//!
//! A pair is a port with a transport protocol. Its preferred row is in a table of pages, where
//! equal pages are stored once. The few pairs with several rows are in a list of their own.

use super::encoding::{self, standing, status};
use super::generated::{
    SERVICE_PAGE, SERVICE_PAGE_OF, SERVICE_PAGES, SHARED_AT, SHARED_PAIRS, SHARED_ROWS, STANDING,
    STATUS_PAGE_OF, STATUS_PAGES,
};
use super::{RowInt, between};
use crate::words::{Port, PortClass, Protocol, Status};

/// Returns the position of the pair's preferred row in the pages.
#[inline]
const fn place(protocol: Protocol, port: Port) -> usize {
    let number = port.get() as usize;
    let page = SERVICE_PAGE_OF[protocol as usize][number / SERVICE_PAGE] as usize;
    page * SERVICE_PAGE + number % SERVICE_PAGE
}

/// Returns the pair's preferred row, or 0.
#[inline]
pub(crate) const fn preferred(protocol: Protocol, port: Port) -> RowInt {
    SERVICE_PAGES[place(protocol, port)]
}

/// Returns the `Standing` of the row with this number, as a number.
#[inline]
pub(crate) const fn standing(row: RowInt) -> usize {
    let number = row as usize;
    standing::unpack(STANDING[number / standing::PER_BYTE], number)
}

/// Returns all rows of the pair, preferred first.
pub(crate) const fn services(protocol: Protocol, port: Port) -> &'static [RowInt] {
    let place = place(protocol, port);
    if SERVICE_PAGES[place] == 0 {
        return &[];
    }
    let pair = encoding::pair(protocol as usize, port.get());
    match shared(pair) {
        Some(at) => between(
            &SHARED_ROWS,
            SHARED_AT[at] as usize,
            SHARED_AT[at + 1] as usize,
        ),
        // The pair has one row, and the page has a list of it.
        None => between(&SERVICE_PAGES, place, place + 1),
    }
}

/// Returns the position of the pair among the pairs with several services.
const fn shared(pair: usize) -> Option<usize> {
    let (mut at, mut len) = (0, SHARED_PAIRS.len());
    while len > 1 {
        let half = len / 2;
        // Not a branch, which the processor would mispredict half of the times.
        at += (pair > SHARED_PAIRS[at + half - 1] as usize) as usize * half;
        len -= half;
    }
    if len == 1 && SHARED_PAIRS[at] as usize == pair {
        Some(at)
    } else {
        None
    }
}

/// Returns the status of the pair. The table ends below the Dynamic Ports.
pub(crate) const fn status(protocol: Protocol, port: Port) -> Status {
    if matches!(port.class(), PortClass::Dynamic) {
        return Status::Dynamic;
    }
    let number = port.get() as usize;
    let page = STATUS_PAGE_OF[protocol as usize][number / status::PAGE] as usize;
    status::unpack(STATUS_PAGES[page], number % status::PAGE)
}
