//! Reads the pcapng format: sections of blocks. Each section has its own byte order and describes
//! its own interfaces.
//!
//! Used by `capture`.

use std::io::BufRead;

use jiff::Timestamp;
use pcap_parser::{
    BOM_MAGIC, Block, EPB_MAGIC, IDB_MAGIC, InterfaceDescriptionBlock, Linktype, SHB_MAGIC,
    SPB_MAGIC, parse_block_be, parse_block_le,
};

use super::source::Source;
use super::{BadRecord, Broken, Fault, LONGEST, Next, Record};

/// The length in bytes of a block's type and its first length field.
const HEAD_LENGTH: usize = 8;
/// The length in bytes of the shortest block: a type, a length, an empty body, and the length
/// again.
const SHORTEST: usize = 12;
/// The length in bytes of the shortest section header.
const SHORTEST_SECTION: usize = 28;
/// The type of the packet block in the first drafts of pcapng.
const OBSOLETE_PACKET: u32 = 2;

#[derive(Debug, Clone, Copy)]
enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    fn number(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }

    fn short(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }
}

#[derive(Debug)]
pub struct Ng<R> {
    source: Source<R>,
    order: ByteOrder,
    interfaces: Vec<Interface>,
    packets: u64,
    /// The bytes that were read to detect the format. They belong to the first block.
    ahead: Vec<u8>,
    block: Vec<u8>,
}

#[derive(Debug)]
struct Interface {
    link: Linktype,
    /// The maximum number of bytes that are kept of a packet.
    snap_length: u32,
    /// The resolution of the interface's clock, or `None` if the resolution is out of range.
    ticks_in_a_second: Option<i128>,
    offset_in_seconds: i64,
}

impl<R: BufRead> Ng<R> {
    pub fn new(source: Source<R>, ahead: Vec<u8>) -> Self {
        Self {
            source,
            order: ByteOrder::Little,
            interfaces: Vec::new(),
            packets: 0,
            ahead,
            block: Vec::new(),
        }
    }

    fn position(&self) -> u64 {
        self.source.position() - self.ahead.len() as u64
    }

    pub fn next(&mut self) -> Result<Option<Next<'_>>, Broken> {
        let (packets, at) = (self.packets, self.position());
        let broken = |fault| Broken { packets, at, fault };
        if !self.read_block().map_err(broken)? {
            return Ok(None);
        }
        let kind = self.word(0);
        let parse = match self.order {
            ByteOrder::Little => parse_block_le,
            ByteOrder::Big => parse_block_be,
        };
        let number = packets + 1;
        if kind == OBSOLETE_PACKET {
            self.packets = number;
            return Ok(Some(self.obsolete_packet(number)));
        }
        let next = match parse(&self.block) {
            Ok((_, Block::EnhancedPacket(block))) => {
                match self.interfaces.get(block.if_id as usize) {
                    Some(interface) => {
                        let ticks = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
                        Next::Packet(Record {
                            number,
                            link: interface.link,
                            time: interface.time(ticks),
                            wire_length: block.origlen.max(block.caplen),
                            data: without_padding(block.data, block.caplen),
                        })
                    }
                    None => self.no_interface(number, block.if_id),
                }
            }
            // A simple packet block has no time, and belongs to the first interface.
            Ok((_, Block::SimplePacket(block))) => match self.interfaces.first() {
                Some(interface) => Next::Packet(Record {
                    number,
                    link: interface.link,
                    time: None,
                    wire_length: block.origlen,
                    data: without_padding(block.data, block.origlen.min(interface.snap_length)),
                }),
                None => self.no_interface(number, 0),
            },
            Ok((_, Block::SectionHeader(header))) => {
                if header.major_version != 1 {
                    let (what, expected) = ("a section header", "version 1");
                    return Err(broken(Fault::Block { what, expected }));
                }
                self.interfaces.clear();
                Next::Other
            }
            Ok((_, Block::InterfaceDescription(description))) => {
                let interface = Interface::new(&description, self.order);
                self.interfaces.push(interface);
                Next::Other
            }
            Err(_) if matches!(kind, EPB_MAGIC | SPB_MAGIC) => {
                let why = BadRecord::Block;
                Next::Bad { number, why }
            }
            Err(_) if kind == IDB_MAGIC => {
                let (what, expected) = ("an interface description", "20 bytes or more");
                return Err(broken(Fault::Block { what, expected }));
            }
            Ok(_) | Err(_) => Next::Other,
        };
        if !matches!(next, Next::Other) {
            self.packets = number;
        }
        Ok(Some(next))
    }

    /// Reads the packet block of the first drafts, which pcap-parser does not parse: a type, a length, an
    /// interface and a count of lost packets in two bytes each, a time, two lengths, and the data.
    fn obsolete_packet(&self, number: u64) -> Next<'_> {
        const DATA: usize = 28;

        let id = match self.block.get(8..).and_then(<[u8]>::first_chunk) {
            Some(bytes) => self.order.short(*bytes),
            None => 0,
        };
        let (kept, wire_length) = (self.word(20), self.word(24));
        let end = self.block.len() - 4; // where the length is repeated
        let data = self.block.get(DATA..end).unwrap_or_default();
        let Some(data) = data.get(..kept as usize) else {
            let why = BadRecord::Block;
            return Next::Bad { number, why };
        };
        let Some(interface) = self.interfaces.get(usize::from(id)) else {
            return self.no_interface(number, id.into());
        };
        let ticks = u64::from(self.word(12)) << 32 | u64::from(self.word(16));
        Next::Packet(Record {
            number,
            link: interface.link,
            time: interface.time(ticks),
            wire_length: wire_length.max(kept),
            data,
        })
    }

    fn no_interface<'a>(&self, number: u64, id: u32) -> Next<'a> {
        let described = self.interfaces.len();
        let why = BadRecord::Interface { id, described };
        Next::Bad { number, why }
    }

    /// Reads a whole block. Returns `false` at the end of the file.
    fn read_block(&mut self) -> Result<bool, Fault> {
        self.block.clear();
        self.block.append(&mut self.ahead);
        if !self.fill(HEAD_LENGTH)? {
            return if self.block.is_empty() {
                Ok(false)
            } else {
                Err(Fault::Cut)
            };
        }
        let is_section = self.word(0) == SHB_MAGIC; // this number is the same in both byte orders
        if is_section {
            if !self.fill(SHORTEST)? {
                return Err(Fault::Cut);
            }
            self.order = match self.block.get(8..12) {
                Some(mark) if mark == BOM_MAGIC.to_le_bytes() => ByteOrder::Little,
                Some(mark) if mark == BOM_MAGIC.to_be_bytes() => ByteOrder::Big,
                _ => {
                    let (what, expected) = ("a section header", "the byte-order mark 1a2b3c4d");
                    return Err(Fault::Block { what, expected });
                }
            };
        }
        let length = self.word(4) as usize;
        let (shortest, expected) = if is_section {
            (SHORTEST_SECTION, "a multiple of 4 from 28 to 16777216")
        } else {
            (SHORTEST, "a multiple of 4 from 12 to 16777216")
        };
        if !(shortest..=LONGEST).contains(&length) || !length.is_multiple_of(4) {
            return Err(Fault::Length { length, expected });
        }
        if !self.fill(length)? {
            return Err(Fault::Cut);
        }
        let last = self.word(length - 4) as usize;
        if last != length {
            let first = length;
            return Err(Fault::Lengths { first, last });
        }
        Ok(true)
    }

    /// Reads until the block has `length` bytes. Returns `false` if the file ends before that.
    fn fill(&mut self, length: usize) -> Result<bool, Fault> {
        let filled = self.source.fill(&mut self.block, length);
        filled.map_err(Fault::Read)
    }

    /// Returns the number at this offset of the block. The block must have been read that far.
    fn word(&self, at: usize) -> u32 {
        let bytes = self.block.get(at..).and_then(<[u8]>::first_chunk);
        bytes.map_or(0, |bytes| self.order.number(*bytes))
    }
}

/// Removes the padding, which extends the data to a multiple of four bytes.
fn without_padding(data: &[u8], length: u32) -> &[u8] {
    data.get(..length as usize).unwrap_or(data)
}

impl Interface {
    fn new(description: &InterfaceDescriptionBlock, order: ByteOrder) -> Self {
        // Computed here because the parser only supports powers of ten, and reads the offset as
        // little-endian in either byte order.
        let base = if description.if_tsresol & 0x80 == 0 {
            10_i128
        } else {
            2
        };
        let offset = description.if_tsoffset;
        Self {
            link: description.linktype,
            snap_length: match description.snaplen {
                0 => u32::MAX,
                length => length,
            },
            ticks_in_a_second: base.checked_pow(u32::from(description.if_tsresol & 0x7F)),
            offset_in_seconds: match order {
                ByteOrder::Little => offset,
                ByteOrder::Big => offset.swap_bytes(),
            },
        }
    }

    fn time(&self, ticks: u64) -> Option<Timestamp> {
        let seconds = i128::from(self.offset_in_seconds) * 1_000_000_000;
        let nanoseconds = i128::from(ticks) * 1_000_000_000 / self.ticks_in_a_second?;
        Timestamp::from_nanosecond(seconds + nanoseconds).ok()
    }
}
