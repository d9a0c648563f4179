//! Reads the records of a capture file, in the pcap, the pcapng or the snoop format.
//!
//! Used by `main`. The crate `pcap-parser` parses headers, records and blocks. The boundaries
//! between them are found here, not by the streaming readers of that crate: those readers lose the
//! cause of a failed read, and can't distinguish a truncated file from a block whose lengths
//! contradict each other.

mod classic;
mod ng;
mod snoop;
mod source;

use std::io::BufRead;

use jiff::Timestamp;
use pcap_parser::{Linktype, SHB_MAGIC};

use classic::Classic;
use ng::Ng;
use snoop::Snoop;
use source::Source;

use crate::amount;

/// The maximum length of a record or block in bytes. A greater length is treated as damaged. By
/// default, tcpdump keeps 256 KiB of a packet.
const LONGEST: usize = 16 << 20;

/// A packet as it was captured.
#[derive(Debug)]
pub struct Record<'a> {
    /// The number of the packet in the file, counted from 1 like the frames in Wireshark.
    pub number: u64,
    /// The link type, which determines the header that the data begins with.
    pub link: Linktype,
    /// The time of the packet, if the file contains it.
    pub time: Option<Timestamp>,
    /// The length on the wire, before the capture truncated the packet.
    pub wire_length: u32,
    /// The bytes of the packet that the capture kept.
    pub data: &'a [u8],
}

impl Record<'_> {
    /// Returns whether the capture truncated the packet.
    pub fn is_cut(&self) -> bool {
        (self.data.len() as u64) < u64::from(self.wire_length)
    }
}

/// The next item in a capture.
#[derive(Debug)]
pub enum Next<'a> {
    /// A packet.
    Packet(Record<'a>),
    /// A packet that can't be read.
    Bad {
        /// The number of the packet in the file.
        number: u64,
        /// The reason.
        why: BadRecord,
    },
    /// A block that holds no packet.
    Other,
}

/// The error of a record that can't be used. The records that follow can be read.
#[derive(Debug, thiserror::Error)]
pub enum BadRecord {
    /// A pcapng packet refers to an interface that its section does not describe.
    #[error("its interface is {id}: expected one of the {described} that its section describes")]
    Interface {
        /// The number of the interface.
        id: u32,
        /// The number of interfaces that the section describes.
        described: usize,
    },
    /// The parts of a pcapng block are longer than the block.
    #[error("its block is shorter than the lengths in it say")]
    Block,
}

/// The error returned when the rest of a file can't be read.
#[derive(Debug, thiserror::Error)]
#[error("at byte {at}, after {}: {fault}", amount::packets(*.packets))]
pub struct Broken {
    /// The number of packets before the error.
    pub packets: u64,
    /// The offset in bytes of the record or block with the error.
    pub at: u64,
    /// The reason.
    pub fault: Fault,
}

/// The reason why the rest of a file can't be read. After each of these errors, the beginning of
/// the next record or block is unknown.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file ends before the end of a record or block.
    #[error("the file ends in the middle of a record")]
    Cut,
    /// The length of a record or block is out of range.
    #[error("a record has the length {length}: expected {expected}")]
    Length {
        /// The length in the file.
        length: usize,
        /// The valid values.
        expected: &'static str,
    },
    /// The two lengths of a block differ.
    #[error("a block begins with the length {first} and ends with {last}: expected the same")]
    Lengths {
        /// The length at the beginning of the block.
        first: usize,
        /// The length at the end of the block.
        last: usize,
    },
    /// A block that all following packets depend on is malformed.
    #[error("{what} is broken: expected {expected}")]
    Block {
        /// The kind of block.
        what: &'static str,
        /// The valid values.
        expected: &'static str,
    },
    /// The system or the decompressor returned an error.
    #[error("reading failed: {0}")]
    Read(std::io::Error),
}

/// The error returned when the input is not a capture.
#[derive(Debug, thiserror::Error)]
pub enum NotACapture {
    /// The input is empty.
    #[error("the input is empty: expected a capture: pcap, pcapng or snoop")]
    Empty,
    /// The input is shorter than the header of a capture.
    #[error("the input has {length} bytes: expected a capture, whose header alone has 24")]
    Short {
        /// The length of the input in bytes.
        length: usize,
    },
    /// The input does not begin like a capture.
    #[error("no capture: it begins with the bytes {found}: expected pcap, pcapng or snoop")]
    Magic {
        /// The first bytes, in hexadecimal.
        found: String,
    },
    /// The system or the decompressor returned an error.
    #[error("reading failed: {0}")]
    Read(std::io::Error),
}

/// A reader of a capture.
#[derive(Debug)]
pub struct Capture<R> {
    format: FileFormat<R>,
}

#[derive(Debug)]
enum FileFormat<R> {
    Classic(Classic<R>),
    Ng(Ng<R>),
    Snoop(Snoop<R>),
}

impl<R: BufRead> Capture<R> {
    /// Detects the format from the first bytes, and returns a reader.
    ///
    /// # Errors
    ///
    /// Returns [`NotACapture`] if the input has none of the formats.
    pub fn new(input: R) -> Result<Self, NotACapture> {
        let mut source = Source::new(input);
        let mut start = Vec::new();
        source
            .fill(&mut start, classic::HEADER_LENGTH)
            .map_err(NotACapture::Read)?;
        if start.is_empty() {
            return Err(NotACapture::Empty);
        }
        if start.len() < classic::HEADER_LENGTH {
            let length = start.len();
            return Err(NotACapture::Short { length });
        }
        let format = if start.starts_with(&SHB_MAGIC.to_le_bytes()) {
            FileFormat::Ng(Ng::new(source, start))
        } else if Snoop::<R>::is_start(&start) {
            FileFormat::Snoop(Snoop::new(source, start))
        } else if let Some(classic) = Classic::new(source, &start) {
            FileFormat::Classic(classic)
        } else {
            let bytes = start.iter().take(8);
            let bytes: Vec<String> = bytes.map(|byte| format!("{byte:02x}")).collect();
            let found = bytes.join(" ");
            return Err(NotACapture::Magic { found });
        };
        Ok(Self { format })
    }

    /// Returns the next item, or `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns [`Broken`] if the beginning of the next record is unknown. Reading can't continue
    /// after this error.
    pub fn next(&mut self) -> Result<Option<Next<'_>>, Broken> {
        match &mut self.format {
            FileFormat::Classic(classic) => Ok(classic.next()?.map(Next::Packet)),
            FileFormat::Ng(ng) => ng.next(),
            FileFormat::Snoop(snoop) => Ok(snoop.next()?.map(Next::Packet)),
        }
    }
}
