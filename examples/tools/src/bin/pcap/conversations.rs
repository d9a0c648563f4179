//! Conversations: all packets between two sockets over one transport, in both directions.
//!
//! `count` adds the packets, `summary` sums the conversations by service, and `output` writes them.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, SocketAddr};

use jiff::Timestamp;
use port_registry::{Flow, Port, Protocol, Service, Side};

use crate::amount::Tally;
use crate::packet::Addresses;
use crate::transport::{Opening, Segment, Transport};

/// A transport and two sockets. The lower socket comes first, so that both directions have the same
/// key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    transport: Transport,
    low: SocketAddr,
    high: SocketAddr,
}

/// The derived implementation passes each field of the addresses by itself, which took a quarter of the instructions to
/// count a million conversations.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let transport = self.transport.number();
        let ports = u32::from(self.low.port()) << 16 | u32::from(self.high.port());
        match (self.low.ip(), self.high.ip()) {
            (IpAddr::V4(low), IpAddr::V4(high)) => {
                let addresses = u128::from(low.to_bits()) << 32 | u128::from(high.to_bits());
                state.write_u128(addresses << 40 | u128::from(ports) << 8 | u128::from(transport));
            }
            (low, high) => {
                low.hash(state);
                high.hash(state);
                state.write_u64(u64::from(ports) << 8 | u64::from(transport));
            }
        }
    }
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

/// A conversation and the end that sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Direction {
    key: Key,
    from: End,
}

impl Direction {
    /// Returns the direction of a segment between these addresses.
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

/// The times of the first and the last packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The earliest time.
    pub first: Timestamp,
    /// The latest time, which need not be the time of the last packet in the file.
    pub last: Timestamp,
}

impl Span {
    fn of(time: Timestamp) -> Self {
        Self {
            first: time,
            last: time,
        }
    }

    /// Returns the shortest time span that contains both.
    pub fn with(self, other: Self) -> Self {
        Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }
}

/// Packets that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packets {
    /// The numbers of packets and bytes.
    pub tally: Tally,
    /// The times of the packets, or `None` if no packet has a time.
    pub span: Option<Span>,
}

impl Packets {
    /// Returns the count of one packet.
    pub fn one(bytes: u32, time: Option<Timestamp>) -> Self {
        Self {
            tally: Tally {
                packets: 1,
                bytes: bytes.into(),
            },
            span: time.map(Span::of),
        }
    }

    /// Adds other packets.
    pub fn add(&mut self, other: Self) {
        self.tally.add(other.tally);
        self.span = match (self.span, other.span) {
            (Some(span), Some(other)) => Some(span.with(other)),
            (span, other) => span.or(other),
        };
    }
}

/// The evidence for which end is the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// A packet that opens the connection.
    Handshake,
    /// The address of the server is one of multicast or broadcast, from which no host sends.
    Address,
    /// The ports, by the rules of [`Flow`].
    Ports,
    /// Nothing. The sender of the first packet is taken to be the client.
    FirstPacket,
}

impl Evidence {
    /// Returns the text for CSV and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Handshake => "handshake",
            Self::Address => "address",
            Self::Ports => "ports",
            Self::FirstPacket => "first packet",
        }
    }
}

#[derive(Debug)]
struct Counts {
    /// The number of conversations that began before this one.
    rank: u64,
    first_from: End,
    /// The server, if a packet that opens the connection has shown it.
    server: Option<End>,
    from_low: Tally,
    from_high: Tally,
    span: Option<Span>,
}

/// A conversation with its client and its server.
#[derive(Debug, Clone, Copy)]
pub struct Conversation {
    /// The transport.
    pub transport: Transport,
    /// The socket of the client.
    pub client: SocketAddr,
    /// The socket of the server.
    pub server: SocketAddr,
    /// The evidence for which end is the server.
    pub evidence: Evidence,
    /// The service that the server's port is registered for.
    pub service: Option<Service>,
    /// The packets from the client to the server.
    pub to_server: Tally,
    /// The packets from the server to the client.
    pub to_client: Tally,
    /// The times of the first and the last packet.
    pub span: Option<Span>,
    rank: u64,
}

impl Conversation {
    /// Returns the packets of both directions.
    pub fn total(&self) -> Tally {
        let mut total = self.to_server;
        total.add(self.to_client);
        total
    }
}

/// All conversations of a capture. Of all that the program holds in memory, only this grows with
/// the capture.
#[derive(Debug, Default)]
pub struct Conversations {
    by_key: HashMap<Key, Counts>,
}

impl Conversations {
    /// Adds packets of a direction.
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
                Opening::Requested => from.other(),
                Opening::Accepted => from,
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

    /// Returns the conversations, most bytes first. Those with the same number of bytes come in the
    /// order in which they began.
    pub fn into_sorted(self) -> Vec<Conversation> {
        let conversations = self.by_key.into_iter();
        let conversations = conversations.map(|(key, counts)| conversation(key, &counts));
        let mut conversations: Vec<Conversation> = conversations.collect();
        conversations.sort_unstable_by_key(|one| (std::cmp::Reverse(one.total().bytes), one.rank));
        conversations
    }
}

fn conversation(key: Key, counts: &Counts) -> Conversation {
    let protocol = key.transport.protocol();
    let socket = |end| match end {
        End::Low => key.low,
        End::High => key.high,
    };
    let port = |end| Port::new(socket(end).port());
    let first = counts.first_from;
    let flow = Flow::new(protocol, port(first), port(first.other()));
    let is_many = |end| protocol != Protocol::Tcp && is_for_many(socket(end).ip());
    let (server, evidence) = if let Some(server) = counts.server {
        (server, Evidence::Handshake)
    } else if is_many(End::Low) != is_many(End::High) {
        let server = if is_many(End::Low) {
            End::Low
        } else {
            End::High
        };
        (server, Evidence::Address)
    } else {
        match flow.server() {
            Some(Side::Source) => (first, Evidence::Ports),
            Some(Side::Destination) => (first.other(), Evidence::Ports),
            None => (first.other(), Evidence::FirstPacket),
        }
    };
    let (to_server, to_client) = match server {
        End::High => (counts.from_low, counts.from_high),
        End::Low => (counts.from_high, counts.from_low),
    };
    Conversation {
        transport: key.transport,
        client: socket(server.other()),
        server: socket(server),
        evidence,
        service: port(server).service(protocol),
        to_server,
        to_client,
        span: counts.span,
        rank: counts.rank,
    }
}

/// Returns whether an address is one of multicast (`224.0.0.0/4`, `ff00::/8`) or of broadcast
/// (`255.255.255.255`). TCP connects two hosts (RFC 9293, section 3.9.2.3), so that its addresses are not tested.
fn is_for_many(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_multicast() || address.is_broadcast(),
        IpAddr::V6(address) => address.is_multicast(),
    }
}
