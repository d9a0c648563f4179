//! Counts the packets of a capture. Each packet is counted in exactly one place.
//!
//! `main` passes every record to [`Count`] and prints the [`Counted`] that results.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use crate::amount::Tally;
use crate::capture::Record;
use crate::conversations::{Conversation, Conversations, Direction, Packets};
use crate::fragments::{Fragments, Owner};
use crate::packet::{Content, NoPorts, content};

/// The counts of the packets read so far.
#[derive(Debug, Default)]
pub struct Count {
    conversations: Conversations,
    fragments: Fragments,
    without_ports: BTreeMap<u32, (NoPorts, Tally)>,
    unread: Unread,
    start: Option<Timestamp>,
}

/// The counts of all packets of a capture.
#[derive(Debug)]
pub struct Counted {
    /// The packets with ports, by conversation. The conversation with the most bytes is first.
    pub conversations: Vec<Conversation>,
    /// The packets without ports, by what they hold instead. The kind with the most packets is
    /// first.
    pub without_ports: Vec<(NoPorts, Tally)>,
    /// The fragments of datagrams whose first fragment was not in the capture.
    pub lost_fragments: Tally,
    /// The time of the earliest packet.
    pub start: Option<Timestamp>,
}

impl Count {
    /// Counts a packet.
    pub fn add(&mut self, record: &Record) {
        if let Some(time) = record.time {
            self.start = Some(self.start.map_or(time, |start| start.min(time)));
        }
        let packets = Packets::one(record.wire_length, record.time);
        match content(record) {
            Ok(Content::Segment(addresses, segment, datagram)) => {
                let direction = Direction::new(addresses, segment);
                self.conversations.add(direction, segment.opening, packets);
                let owner = Owner::Conversation(direction);
                let earlier = datagram.and_then(|datagram| self.fragments.first(datagram, owner));
                if let Some(earlier) = earlier {
                    self.conversations.add(direction, None, earlier);
                }
            }
            Ok(Content::NoPorts(no_ports, datagram)) => {
                self.add_without_ports(no_ports, packets);
                let owner = Owner::NoPorts(no_ports);
                let earlier = datagram.and_then(|datagram| self.fragments.first(datagram, owner));
                if let Some(earlier) = earlier {
                    self.add_without_ports(no_ports, earlier);
                }
            }
            Ok(Content::LaterFragment(datagram)) => match self.fragments.later(datagram, packets) {
                Some(Owner::Conversation(direction)) => {
                    self.conversations.add(direction, None, packets);
                }
                Some(Owner::NoPorts(no_ports)) => self.add_without_ports(no_ports, packets),
                None => {}
            },
            Err(why) => self.add_unread(record.number, &why),
        }
    }

    /// Counts a packet that can't be read.
    pub fn add_unread(&mut self, number: u64, why: &impl fmt::Display) {
        self.unread.add(number, why.to_string());
    }

    /// Returns the packets of the current file that could not be read, and goes on with the next file. The
    /// numbers of packets begin again with each file.
    pub fn take_unread(&mut self) -> Unread {
        std::mem::take(&mut self.unread)
    }

    /// Returns the counts after the last packet.
    pub fn finish(self) -> Counted {
        let mut without_ports: Vec<_> = self.without_ports.into_values().collect();
        without_ports.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.packets));
        Counted {
            conversations: self.conversations.into_sorted(),
            without_ports,
            lost_fragments: self.fragments.into_lost(),
            start: self.start,
        }
    }

    fn add_without_ports(&mut self, no_ports: NoPorts, packets: Packets) {
        let entry = self.without_ports.entry(no_ports.kind());
        let (_, tally) = entry.or_insert((no_ports, Tally::default()));
        tally.add(packets.tally);
    }
}

/// The packets that could not be read, by reason.
#[derive(Debug, Default)]
pub struct Unread {
    /// The reasons, in the order in which they first occurred.
    reasons: Vec<(String, Records)>,
    others: Records,
}

/// The number of reasons that are listed one by one. The rest is counted together, so that a
/// damaged capture neither fills the memory nor the terminal.
const REASONS: usize = 20;
/// The number of records that are listed by number for each reason.
const NAMED: usize = 5;

impl Unread {
    fn add(&mut self, number: u64, why: String) {
        if let Some((_, records)) = self.reasons.iter_mut().find(|(reason, _)| *reason == why) {
            records.add(number);
        } else if self.reasons.len() < REASONS {
            let mut records = Records::default();
            records.add(number);
            self.reasons.push((why, records));
        } else {
            self.others.add(number);
        }
    }

    /// Iterates over the reasons and the records that they apply to.
    pub fn reasons(&self) -> impl Iterator<Item = (&str, &Records)> {
        let others = (self.others.count > 0).then_some(("for other reasons", &self.others));
        let reasons = self
            .reasons
            .iter()
            .map(|(why, records)| (why.as_str(), records));
        reasons.chain(others)
    }
}

/// A count of records, and the numbers of the first few.
#[derive(Debug, Default)]
pub struct Records {
    /// The number of records.
    pub count: u64,
    first: Vec<u64>,
}

impl Records {
    fn add(&mut self, number: u64) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(number);
        }
    }
}

impl fmt::Display for Records {
    /// Writes, for example, `record 7` or `records 7, 9 and 3 more`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.count == 1 { "record" } else { "records" })?;
        for (at, number) in self.first.iter().enumerate() {
            write!(f, "{}{number}", if at == 0 { " " } else { ", " })?;
        }
        match self.count - self.first.len() as u64 {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
