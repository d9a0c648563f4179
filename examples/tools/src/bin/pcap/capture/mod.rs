//! Capture files: their records, whichever of the two formats they have.
//!
//! The parser crate understands headers, records and blocks. Where one ends is found here and not by
//! its streaming readers: they lose the cause of a failed read, and can't tell a file that was cut
//! from a block that says it holds more than it does.

mod classic;
mod ng;
mod source;

use std::io::BufRead;

use jiff::Timestamp;
use pcap_parser::{Linktype, SHB_MAGIC};

use classic::Classic;
use ng::Ng;
use source::Source;

use crate::amount;

/// No record or block is longer: lengths over this are broken ones. tcpdump keeps 256 KiB of a packet
/// by default.
const LONGEST: usize = 16 << 20;

/// A packet as it was captured.
#[derive(Debug)]
pub struct Record<'a> {
    /// Its place among the packets of the file, from 1 up, as Wireshark numbers frames.
    pub number: u64,
    /// What its data begins with.
    pub link: Linktype,
    /// When it was seen, if that is told.
    pub time: Option<Timestamp>,
    /// How long it was before the capture cut it.
    pub wire_length: u32,
    /// As much as was kept.
    pub data: &'a [u8],
}

impl Record<'_> {
    /// Whether the capture kept only its beginning.
    pub fn is_cut(&self) -> bool {
        (self.data.len() as u64) < u64::from(self.wire_length)
    }
}

/// What stands next in a capture.
#[derive(Debug)]
pub enum Next<'a> {
    /// A packet.
    Packet(Record<'a>),
    /// A packet that can't be read.
    Bad {
        /// Its place among the packets.
        number: u64,
        /// What is wrong.
        why: BadRecord,
    },
    /// Something that is not about a packet.
    Other,
}

/// What makes a record unusable.
#[derive(Debug, thiserror::Error)]
pub enum BadRecord {
    /// A pcapng packet of an interface that its section does not describe.
    #[error("it is of interface {id}: expected one of the {described} that its section describes")]
    Interface {
        /// Which one it says.
        id: u32,
        /// How many there are.
        described: usize,
    },
    /// A pcapng block whose parts are longer than itself.
    #[error("its block is too short for what it says it holds")]
    Block,
    /// The packet block of the first drafts of pcapng.
    #[error("it is in an obsolete packet block, which is not read")]
    Obsolete,
}

/// Why the rest of a file can't be read.
#[derive(Debug, thiserror::Error)]
#[error("at byte {at}, after {}: {fault}", amount::packets(*.packets))]
pub struct Broken {
    /// How many packets stand before.
    pub packets: u64,
    /// Where the broken record or block begins.
    pub at: u64,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a record or a block, so that nobody knows where the next one begins.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file is shorter than it says.
    #[error("the file ends in the middle of a record")]
    Cut,
    /// No record has this length.
    #[error("a record has the length {length}: expected {expected}")]
    Length {
        /// What it says.
        length: usize,
        /// What would have been right.
        expected: &'static str,
    },
    /// The two lengths of a block differ.
    #[error("a block begins with the length {first} and ends with {last}: expected the same")]
    Lengths {
        /// The one at its beginning.
        first: usize,
        /// The one at its end.
        last: usize,
    },
    /// What all packets that follow depend on can't be read.
    #[error("{what} is broken: expected {expected}")]
    Block {
        /// Which block.
        what: &'static str,
        /// What would have been right.
        expected: &'static str,
    },
    /// The system or the decompressor failed.
    #[error("reading failed: {0}")]
    Read(std::io::Error),
}

/// A file that is no capture.
#[derive(Debug, thiserror::Error)]
pub enum NotACapture {
    /// It holds nothing.
    #[error("the input is empty: expected a capture, pcap or pcapng")]
    Empty,
    /// It holds less than the header of a capture.
    #[error("the input has {length} bytes: expected a capture, of which the header alone has 24")]
    Short {
        /// How many bytes it has.
        length: usize,
    },
    /// It is something else.
    #[error("no capture: it begins with the bytes {found}: expected pcap or pcapng, gzip or not")]
    Magic {
        /// Its first bytes.
        found: String,
    },
    /// It can't be read.
    #[error("reading failed: {0}")]
    Read(std::io::Error),
}

/// A capture being read.
#[derive(Debug)]
pub struct Capture<R> {
    format: Format<R>,
}

#[derive(Debug)]
enum Format<R> {
    Classic(Classic<R>),
    Ng(Ng<R>),
}

impl<R: BufRead> Capture<R> {
    /// Finds out the format, from the first bytes.
    ///
    /// # Errors
    ///
    /// [`NotACapture`] if it is neither.
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
            Format::Ng(Ng::new(source, start))
        } else if let Some(classic) = Classic::new(source, &start) {
            Format::Classic(classic)
        } else {
            let bytes = start.iter().take(8);
            let bytes: Vec<String> = bytes.map(|byte| format!("{byte:02x}")).collect();
            let found = bytes.join(" ");
            return Err(NotACapture::Magic { found });
        };
        Ok(Self { format })
    }

    /// What stands next, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`Broken`] if there is no telling where the next record is: there is no use in going on.
    pub fn next(&mut self) -> Result<Option<Next<'_>>, Broken> {
        match &mut self.format {
            Format::Classic(classic) => Ok(classic.next()?.map(Next::Packet)),
            Format::Ng(ng) => ng.next(),
        }
    }
}
