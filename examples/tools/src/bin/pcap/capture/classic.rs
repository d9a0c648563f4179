//! Reads the pcap format of tcpdump and libpcap: a file header, then records.
//!
//! Used by `capture`. All packets have the same link type.

use std::io::BufRead;

use jiff::Timestamp;
use pcap_parser::nom::{Err, IResult, Needed};
use pcap_parser::{
    LegacyPcapBlock, Linktype, PcapError, PcapHeader, parse_pcap_frame, parse_pcap_frame_be,
    parse_pcap_frame_modified, parse_pcap_header,
};

use super::source::Source;
use super::{Broken, Fault, LONGEST, Record};

/// The length of the file header in bytes.
pub const HEADER_LENGTH: usize = 24;

type ParseFrame = fn(&[u8]) -> IResult<&[u8], LegacyPcapBlock<'_>, PcapError<&[u8]>>;

#[derive(Debug)]
pub struct Classic<R> {
    source: Source<R>,
    link: Linktype,
    parse: ParseFrame,
    /// The length of a record header in bytes. The modified format has eight more.
    header_length: usize,
    nanoseconds_in_a_tick: u32,
    packets: u64,
    record: Vec<u8>,
}

impl<R: BufRead> Classic<R> {
    /// Returns a reader, or `None` if the file does not begin with a header of this format.
    pub fn new(source: Source<R>, start: &[u8]) -> Option<Self> {
        let (_, header) = parse_pcap_header(start).ok()?;
        let (parse, header_length): (ParseFrame, _) = if header.is_modified_format() {
            (parse_pcap_frame_modified, 24)
        } else if header.is_bigendian() {
            (parse_pcap_frame_be, 16)
        } else {
            (parse_pcap_frame, 16)
        };
        Some(Self {
            source,
            link: link_type(&header),
            parse,
            header_length,
            nanoseconds_in_a_tick: if header.is_nanosecond_precision() {
                1
            } else {
                1000
            },
            packets: 0,
            record: Vec::new(),
        })
    }

    pub fn next(&mut self) -> Result<Option<Record<'_>>, Broken> {
        let (packets, at) = (self.packets, self.source.position());
        let broken = |fault| Broken { packets, at, fault };
        self.record.clear();
        if !self.fill(self.header_length).map_err(broken)? {
            let is_end = self.record.is_empty();
            return if is_end {
                Ok(None)
            } else {
                Err(broken(Fault::Cut))
            };
        }
        // Given only the record header, the parser returns the number of missing bytes.
        if let Err(Err::Incomplete(Needed::Size(missing))) = (self.parse)(&self.record) {
            let length = missing.get();
            if length > LONGEST {
                let expected = "at most 16777216";
                return Err(broken(Fault::Length { length, expected }));
            }
            if !self.fill(self.header_length + length).map_err(broken)? {
                return Err(broken(Fault::Cut));
            }
        }
        let Ok((_, block)) = (self.parse)(&self.record) else {
            return Err(broken(Fault::Cut));
        };
        self.packets += 1;
        let ticks = i128::from(block.ts_usec) * i128::from(self.nanoseconds_in_a_tick);
        let nanoseconds = i128::from(block.ts_sec) * 1_000_000_000 + ticks;
        Ok(Some(Record {
            number: self.packets,
            link: self.link,
            time: Timestamp::from_nanosecond(nanoseconds).ok(),
            wire_length: block.origlen.max(block.caplen),
            data: block.data,
        }))
    }

    fn fill(&mut self, length: usize) -> Result<bool, Fault> {
        let filled = self.source.fill(&mut self.record, length);
        filled.map_err(Fault::Read)
    }
}

/// Returns the link type. The upper half of the field is masked out: it may hold the length of the
/// checksums at the ends of frames.
fn link_type(header: &PcapHeader) -> Linktype {
    Linktype(header.network.0 & 0xFFFF)
}
