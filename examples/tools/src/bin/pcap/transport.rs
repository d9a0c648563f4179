//! The transports whose packets begin with two ports.

use std::fmt;

use port_registry::{Port, Protocol, ProtocolNumberError};

/// A transport that has ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// One that the registry assigns ports for.
    Registered(Protocol),
    /// UDP-Lite, whose ports are those of UDP (RFC 3828).
    UdpLite,
}

/// IP's number for UDP-Lite.
const UDP_LITE: u8 = 136;

impl Transport {
    /// The one with this IP protocol number.
    ///
    /// # Errors
    ///
    /// What the registry says of a number without ports.
    pub fn from_number(number: u8) -> Result<Self, ProtocolNumberError> {
        match number {
            UDP_LITE => Ok(Self::UdpLite),
            number => Protocol::from_number(number).map(Self::Registered),
        }
    }

    /// Whose ports it uses.
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

/// Who opens a connection, as far as a packet tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The sender asks for it: it is the client.
    Asked,
    /// The sender agrees to it: it is the server.
    Agreed,
}

/// What stands at the beginning of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// What it is a segment of.
    pub transport: Transport,
    /// The sender's port.
    pub source: Port,
    /// The receiver's.
    pub destination: Port,
    /// Whether it opens a connection.
    pub opening: Option<Opening>,
}

impl Segment {
    /// Reads a segment, of which the first four bytes must be there.
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
    let (asked, agreed) = match transport.protocol() {
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
    match (asked, agreed) {
        (true, _) => Some(Opening::Asked),
        (_, true) => Some(Opening::Agreed),
        _ => None,
    }
}
