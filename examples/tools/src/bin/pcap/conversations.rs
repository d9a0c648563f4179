//! Conversations: what two sockets said to each other.

use std::collections::HashMap;
use std::net::SocketAddr;

use jiff::Timestamp;
use port_registry::{Flow, Port, Service, Side};

use crate::packet::Addresses;
use crate::transport::{Opening, Segment, Transport};

/// A transport and two sockets, the lower one first, so that both directions have the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    transport: Transport,
    low: SocketAddr,
    high: SocketAddr,
}

/// An end of a conversation, by its place in the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    Low,
    High,
}

impl End {
    fn other(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }
}

/// A conversation, and which end speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Direction {
    key: Key,
    from: End,
}

impl Direction {
    /// That of a segment.
    pub fn new(addresses: Addresses, segment: Segment) -> Self {
        let source = SocketAddr::new(addresses.source, segment.source.get());
        let destination = SocketAddr::new(addresses.destination, segment.destination.get());
        let transport = segment.transport;
        if source <= destination {
            let key = Key {
                transport,
                low: source,
                high: destination,
            };
            Self {
                key,
                from: End::Low,
            }
        } else {
            let key = Key {
                transport,
                low: destination,
                high: source,
            };
            Self {
                key,
                from: End::High,
            }
        }
    }
}

/// Packets and their bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many packets.
    pub packets: u64,
    /// How long they were on the wire, with the headers of their links.
    pub bytes: u64,
}

impl Tally {
    /// Counts another.
    pub fn add(&mut self, other: Self) {
        self.packets += other.packets;
        self.bytes += other.bytes;
    }
}

/// When the first and the last packet were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The earliest.
    pub first: Timestamp,
    /// The latest, which need not be the last in the file.
    pub last: Timestamp,
}

impl Span {
    fn of(time: Timestamp) -> Self {
        Self {
            first: time,
            last: time,
        }
    }

    /// One that holds both.
    pub fn with(self, other: Self) -> Self {
        Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }
}

/// Some packets that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packets {
    /// How many.
    pub tally: Tally,
    /// When, if any of them tells.
    pub span: Option<Span>,
}

impl Packets {
    /// One packet.
    pub fn one(bytes: u32, time: Option<Timestamp>) -> Self {
        Self {
            tally: Tally {
                packets: 1,
                bytes: bytes.into(),
            },
            span: time.map(Span::of),
        }
    }

    /// Counts others.
    pub fn add(&mut self, other: Self) {
        self.tally.add(other.tally);
        self.span = match (self.span, other.span) {
            (Some(span), Some(other)) => Some(span.with(other)),
            (span, other) => span.or(other),
        };
    }
}

/// How it is known which end is the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// A packet opened the connection.
    Handshake,
    /// The ports: [`Flow`] has the rules.
    Ports,
    /// Nothing tells; the sender of the first packet is taken for the client.
    FirstPacket,
}

impl Evidence {
    /// As JSON and CSV write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Handshake => "handshake",
            Self::Ports => "ports",
            Self::FirstPacket => "first packet",
        }
    }
}

#[derive(Debug)]
struct Counts {
    /// Its place among the conversations, by their first packets.
    rank: u64,
    first_from: End,
    /// The end that a packet showed to be the server.
    server: Option<End>,
    from_low: Tally,
    from_high: Tally,
    span: Option<Span>,
}

/// A conversation, told from its client to its server.
#[derive(Debug, Clone, Copy)]
pub struct Conversation {
    /// What carries it.
    pub transport: Transport,
    /// Who asked.
    pub client: SocketAddr,
    /// Who was asked.
    pub server: SocketAddr,
    /// How these two are told apart.
    pub evidence: Evidence,
    /// What the server's port is registered for.
    pub service: Option<Service>,
    /// From client to server.
    pub asked: Tally,
    /// From server to client.
    pub answered: Tally,
    /// When.
    pub span: Option<Span>,
    rank: u64,
}

impl Conversation {
    /// Of both directions.
    pub fn total(&self) -> Tally {
        let mut total = self.asked;
        total.add(self.answered);
        total
    }
}

/// All conversations of a capture: the only thing that grows with it.
#[derive(Debug, Default)]
pub struct Conversations {
    by_key: HashMap<Key, Counts>,
}

impl Conversations {
    /// Counts packets of a direction.
    pub fn add(&mut self, direction: Direction, opening: Option<Opening>, packets: Packets) {
        let Direction { key, from } = direction;
        let rank = self.by_key.len() as u64;
        let counts = self.by_key.entry(key).or_insert(Counts {
            rank,
            first_from: from,
            server: None,
            from_low: Tally::default(),
            from_high: Tally::default(),
            span: None,
        });
        if let (None, Some(opening)) = (counts.server, opening) {
            counts.server = Some(match opening {
                Opening::Asked => from.other(),
                Opening::Agreed => from,
            });
        }
        match from {
            End::Low => counts.from_low.add(packets.tally),
            End::High => counts.from_high.add(packets.tally),
        }
        counts.span = match (counts.span, packets.span) {
            (Some(span), Some(other)) => Some(span.with(other)),
            (span, other) => span.or(other),
        };
    }

    /// The conversations with most bytes first; of equal ones, the one that began first.
    pub fn into_sorted(self) -> Vec<Conversation> {
        let told = self
            .by_key
            .into_iter()
            .map(|(key, counts)| tell(key, &counts));
        let mut conversations: Vec<Conversation> = told.collect();
        conversations
            .sort_unstable_by_key(|told| (std::cmp::Reverse(told.total().bytes), told.rank));
        conversations
    }
}

fn tell(key: Key, counts: &Counts) -> Conversation {
    let protocol = key.transport.protocol();
    let socket = |end| match end {
        End::Low => key.low,
        End::High => key.high,
    };
    let port = |end| Port::new(socket(end).port());
    let first = counts.first_from;
    let flow = Flow::new(protocol, port(first), port(first.other()));
    let (server, evidence) = match (counts.server, flow.server()) {
        (Some(server), _) => (server, Evidence::Handshake),
        (None, Some(Side::Source)) => (first, Evidence::Ports),
        (None, Some(Side::Destination)) => (first.other(), Evidence::Ports),
        (None, None) => (first.other(), Evidence::FirstPacket),
    };
    let (asked, answered) = match server {
        End::High => (counts.from_low, counts.from_high),
        End::Low => (counts.from_high, counts.from_low),
    };
    Conversation {
        transport: key.transport,
        client: socket(server.other()),
        server: socket(server),
        evidence,
        service: port(server).service(protocol),
        asked,
        answered,
        span: counts.span,
        rank: counts.rank,
    }
}
