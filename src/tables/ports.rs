//! From a port of a transport to its services and its status.

use super::encoding::{self, status};
use super::generated::{
    SERVICE_PAGE, SERVICE_PAGE_OF, SERVICE_PAGES, SHARED_AT, SHARED_PAIRS, SHARED_ROWS,
    STATUS_PAGE_OF, STATUS_PAGES,
};
use super::{RowInt, between};
use crate::words::{Port, PortClass, Protocol, Status};

/// Where the pair's preferred row stands in the pages.
#[inline]
const fn place(protocol: Protocol, port: Port) -> usize {
    let number = port.get() as usize;
    let page = SERVICE_PAGE_OF[protocol as usize][number / SERVICE_PAGE] as usize;
    page * SERVICE_PAGE + number % SERVICE_PAGE
}

/// The pair's preferred row, or 0.
#[inline]
pub(crate) const fn preferred(protocol: Protocol, port: Port) -> RowInt {
    SERVICE_PAGES[place(protocol, port)]
}

/// All of the pair's rows, preferred first.
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
        // Of the only row, the page itself is the list.
        None => between(&SERVICE_PAGES, place, place + 1),
    }
}

/// Where the pair stands among those with several services.
const fn shared(pair: usize) -> Option<usize> {
    let (mut at, mut len) = (0, SHARED_PAIRS.len());
    while len > 1 {
        let half = len / 2;
        // Not a branch, which would be guessed wrong half of the times.
        at += (pair > SHARED_PAIRS[at + half - 1] as usize) as usize * half;
        len -= half;
    }
    if len == 1 && SHARED_PAIRS[at] as usize == pair {
        Some(at)
    } else {
        None
    }
}

pub(crate) const fn status(protocol: Protocol, port: Port) -> Status {
    if matches!(port.class(), PortClass::Dynamic) {
        return Status::Dynamic;
    }
    let number = port.get() as usize;
    let page = STATUS_PAGE_OF[protocol as usize][number / status::PAGE] as usize;
    status::unpack(STATUS_PAGES[page], number % status::PAGE)
}
