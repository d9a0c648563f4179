//! Reads the snoop format of Solaris (RFC 1761): a file header, then records.
//!
//! Used by `capture`. All packets have the same link type. All numbers are big-endian.

use std::io::BufRead;

use jiff::Timestamp;
use pcap_parser::Linktype;

use super::source::Source;
use super::{Broken, Fault, LONGEST, Record};

/// The bytes that a file begins with, and the version.
const MAGIC: [u8; 12] = *b"snoop\0\0\0\0\0\0\x02";
/// The length of the file header in bytes, which ends with the type of the link.
const FILE_HEADER: usize = 16;
/// The length of a record header in bytes.
const HEADER_LENGTH: usize = 24;

#[derive(Debug)]
pub struct Snoop<R> {
    source: Source<R>,
    link: Linktype,
    packets: u64,
    /// The bytes that were read to detect the format. They belong to the first record.
    ahead: Vec<u8>,
    record: Vec<u8>,
}

impl<R: BufRead> Snoop<R> {
    /// Returns whether a file with this beginning has this format.
    pub fn is_start(start: &[u8]) -> bool {
        start.starts_with(&MAGIC)
    }

    /// Returns a reader of a file whose first bytes have been read.
    pub fn new(source: Source<R>, mut start: Vec<u8>) -> Self {
        let ahead = start.split_off(FILE_HEADER.min(start.len()));
        Self {
            source,
            link: link_type(word(&start, 12)),
            packets: 0,
            ahead,
            record: Vec::new(),
        }
    }

    pub fn next(&mut self) -> Result<Option<Record<'_>>, Broken> {
        let (packets, at) = (
            self.packets,
            self.source.position() - self.ahead.len() as u64,
        );
        let broken = |fault| Broken { packets, at, fault };
        self.record.clear();
        self.record.append(&mut self.ahead);
        if !self.fill(HEADER_LENGTH).map_err(broken)? {
            let is_end = self.record.is_empty();
            return if is_end {
                Ok(None)
            } else {
                Err(broken(Fault::Cut))
            };
        }
        let [wire_length, kept, length] = [0, 4, 8].map(|at| word(&self.record, at));
        let [seconds, microseconds] = [16, 20].map(|at| word(&self.record, at));
        let (kept, length) = (kept as usize, length as usize);
        let expected = "at least its header and its packet, and at most 16777216";
        if length > LONGEST || kept > length.saturating_sub(HEADER_LENGTH) {
            return Err(broken(Fault::Length { length, expected }));
        }
        if !self.fill(length).map_err(broken)? {
            return Err(broken(Fault::Cut));
        }
        self.packets += 1;
        let time = Timestamp::new(seconds.into(), 0);
        let since = jiff::SignedDuration::from_micros(microseconds.into());
        let data = self.record.get(HEADER_LENGTH..).unwrap_or_default();
        Ok(Some(Record {
            number: self.packets,
            link: self.link,
            time: time.and_then(|time| time.checked_add(since)).ok(),
            wire_length: wire_length.max(u32::try_from(kept).unwrap_or(u32::MAX)),
            data: data.get(..kept).unwrap_or(data),
        }))
    }

    fn fill(&mut self, length: usize) -> Result<bool, Fault> {
        let filled = self.source.fill(&mut self.record, length);
        filled.map_err(Fault::Read)
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    let bytes = bytes.get(at..).and_then(<[u8]>::first_chunk);
    bytes.map_or(0, |bytes| u32::from_be_bytes(*bytes))
}

/// Returns the link type of a number of RFC 1761, section 4. Each bit of a number without one is inverted, so that
/// it is negative, which no link type is.
fn link_type(number: u32) -> Linktype {
    match number {
        0 | 4 => Linktype::ETHERNET,
        2 => Linktype(6), // Token Ring
        8 => Linktype::FDDI,
        18 => Linktype(123), // ATM, as Sun writes it
        other => Linktype(!i32::try_from(other).unwrap_or(i32::MAX)),
    }
}
