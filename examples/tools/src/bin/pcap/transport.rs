//! Parses the beginning of a segment: the ports and the flags that open a connection.
//!
//! Called by `packet`, for the transports whose segments begin with two ports.

use std::fmt;

use port_registry::{Error, Port, Protocol};

/// A transport protocol with ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// A transport protocol of the registry.
    Registered(Protocol),
    /// UDP-Lite, which uses the ports of UDP (RFC 3828).
    UdpLite,
}

/// The IP protocol number of UDP-Lite.
const UDP_LITE: u8 = 136;

impl Transport {
    /// Returns the transport with this IP protocol number.
    ///
    /// # Errors
    ///
    /// Returns the error of [`Protocol::from_number`] if the protocol has no ports.
    pub fn from_number(number: u8) -> Result<Self, Error> {
        match number {
            UDP_LITE => Ok(Self::UdpLite),
            number => Protocol::from_number(number).map(Self::Registered),
        }
    }

    /// Returns the IP protocol number.
    pub fn number(self) -> u8 {
        match self {
            Self::Registered(protocol) => protocol.number(),
            Self::UdpLite => UDP_LITE,
        }
    }

    /// Returns the transport protocol whose ports this transport uses.
    pub fn protocol(self) -> Protocol {
        match self {
            Self::Registered(protocol) => protocol,
            Self::UdpLite => Protocol::Udp,
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registered(protocol) => protocol.fmt(f),
            Self::UdpLite => f.pad("udplite"),
        }
    }
}

/// The part of a packet in the opening of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The sender requests a connection: it is the client.
    Requested,
    /// The sender accepts a connection: it is the server.
    Accepted,
}

/// The fields at the beginning of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The transport.
    pub transport: Transport,
    /// The port of the sender.
    pub source: Port,
    /// The port of the receiver.
    pub destination: Port,
    /// The part in the opening of a connection, if the segment has any.
    pub opening: Option<Opening>,
}

impl Segment {
    /// Parses a segment. Returns `None` if it has fewer than four bytes.
    pub fn new(transport: Transport, bytes: &[u8]) -> Option<Self> {
        let [a, b, c, d, ..] = *bytes else {
            return None;
        };
        Some(Self {
            transport,
            source: Port::new(u16::from_be_bytes([a, b])),
            destination: Port::new(u16::from_be_bytes([c, d])),
            opening: opening(transport, bytes),
        })
    }
}

fn opening(transport: Transport, bytes: &[u8]) -> Option<Opening> {
    let (requested, accepted) = match transport.protocol() {
        // SYN alone, SYN and ACK (RFC 9293 section 3.1).
        Protocol::Tcp => {
            let flags = bytes.get(13)? & 0x12;
            (flags == 0x02, flags == 0x12)
        }
        // The first chunk is an INIT or an INIT ACK (RFC 9260 section 3.2).
        Protocol::Sctp => {
            let chunk = *bytes.get(12)?;
            (chunk == 1, chunk == 2)
        }
        // DCCP-Request and DCCP-Response (RFC 4340 section 5.1).
        Protocol::Dccp => {
            let packet = bytes.get(8)? >> 1 & 0x0F;
            (packet == 0, packet == 1)
        }
        _ => return None,
    };
    match (requested, accepted) {
        (true, _) => Some(Opening::Requested),
        (_, true) => Some(Opening::Accepted),
        _ => None,
    }
}
