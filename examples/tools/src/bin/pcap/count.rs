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
use crate::no_ports::NoPorts;
use crate::packet::{Content, Tunnels, content};

/// The counts of the packets read so far.
#[derive(Debug)]
pub struct Count {
    tunnels: Tunnels,
    conversations: Conversations,
    fragments: Fragments,
    without_ports: BTreeMap<NoPorts, Tally>,
    unread: Reasons,
    notes: Reasons,
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
    /// Returns the counts of no packets.
    pub fn new(tunnels: Tunnels) -> Self {
        Self {
            tunnels,
            conversations: Conversations::default(),
            fragments: Fragments::default(),
            without_ports: BTreeMap::new(),
            unread: Reasons::default(),
            notes: Reasons::default(),
            start: None,
        }
    }

    /// Counts a packet.
    pub fn add(&mut self, record: &Record) {
        if let Some(time) = record.time {
            self.start = Some(self.start.map_or(time, |start| start.min(time)));
        }
        let packets = Packets::one(record.wire_length, record.time);
        let parsed = match content(record, self.tunnels) {
            Ok(parsed) => parsed,
            Err(why) => return self.add_unread(record.number, &why),
        };
        if let Some(note) = parsed.note {
            self.notes.add(record.number, note);
        }
        let owner = match parsed.content {
            Content::Segment(addresses, segment) => {
                let direction = Direction::new(addresses, segment);
                self.conversations.add(direction, segment.opening, packets);
                Some(Owner::Conversation(direction))
            }
            Content::NoPorts(no_ports) => {
                self.add_without_ports(no_ports, packets);
                Some(Owner::NoPorts(no_ports))
            }
            Content::LaterFragment(datagram) => {
                let owner = self.fragments.later(datagram, packets);
                if let Some(owner) = owner {
                    self.add_to(owner, packets);
                }
                owner
            }
        };
        let Some(owner) = owner else { return };
        for datagram in parsed.first_of.into_iter().flatten() {
            if let Some(earlier) = self.fragments.first(datagram, owner) {
                self.add_to(owner, earlier);
            }
        }
    }

    fn add_to(&mut self, owner: Owner, packets: Packets) {
        match owner {
            Owner::Conversation(direction) => self.conversations.add(direction, None, packets),
            Owner::NoPorts(no_ports) => self.add_without_ports(no_ports, packets),
        }
    }

    /// Counts a packet that can't be read.
    pub fn add_unread(&mut self, number: u64, why: &impl fmt::Display) {
        self.unread.add(number, why.to_string());
    }

    /// Returns the packets of the current file that could not be read, and the notes on those that were
    /// counted. Goes on with the next file. The numbers of packets begin again with each file.
    pub fn take_reasons(&mut self) -> (Reasons, Reasons) {
        let Self { unread, notes, .. } = self;
        (std::mem::take(unread), std::mem::take(notes))
    }

    /// Returns the counts after the last packet.
    pub fn finish(self) -> Counted {
        let mut without_ports: Vec<_> = self.without_ports.into_iter().collect();
        without_ports.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.packets));
        Counted {
            conversations: self.conversations.into_sorted(),
            without_ports,
            lost_fragments: self.fragments.into_lost(),
            start: self.start,
        }
    }

    fn add_without_ports(&mut self, no_ports: NoPorts, packets: Packets) {
        let tally = self.without_ports.entry(no_ports).or_default();
        tally.add(packets.tally);
    }
}

/// The packets that could not be read or that have a note, by reason.
#[derive(Debug, Default)]
pub struct Reasons {
    /// The reasons, in the order in which they first occurred.
    reasons: Vec<(String, Records)>,
    others: Records,
}

/// The number of reasons that are listed one by one. The rest is counted together, so that a
/// damaged capture neither fills the memory nor the terminal.
const REASONS: usize = 20;
/// The number of records that are listed by number for each reason.
const NAMED: usize = 5;

impl Reasons {
    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }

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
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Records)> {
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
