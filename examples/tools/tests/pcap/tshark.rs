//! The conversations of a capture by tshark, which shares no code with the program.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use crate::support::folder;

/// The packet of tunnels that is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Packets {
    Outer,
    Inner,
}

/// A conversation whose first packet the client sent.
pub struct Conversation {
    pub protocol: String,
    pub client: SocketAddr,
    pub server: SocketAddr,
    packets: u64,
    bytes: [u64; 2],
}

impl fmt::Display for Conversation {
    /// Writes the conversation like [`in_short`](crate::program::in_short), but without the service.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            protocol,
            client,
            server,
            packets,
            bytes: [to, back],
        } = self;
        write!(f, "{protocol} {client} {server} {packets} {to} {back}")
    }
}

const FIELDS: [&str; 12] = [
    "frame.len",
    "frame.protocols",
    "ip.src",
    "ip.dst",
    "ipv6.src",
    "ipv6.dst",
    "tcp.srcport",
    "tcp.dstport",
    "udp.srcport",
    "udp.dstport",
    "sctp.srcport",
    "sctp.dstport",
];

/// Returns the conversations, or `None` if tshark is not installed.
pub fn conversations(capture: &[u8], packets: Packets) -> Option<Vec<Conversation>> {
    let folder = folder();
    let file = folder.path().join("capture");
    fs::write(&file, capture).unwrap();
    let occurrence = match packets {
        Packets::Outer => "occurrence=f",
        Packets::Inner => "occurrence=l",
    };
    let mut command = Command::new("tshark");
    command.args(["-n", "-T", "fields", "-E", "separator=|", "-E", occurrence]);
    command.args(FIELDS.iter().flat_map(|field| ["-e", field]));
    let output = command
        .arg("-r")
        .arg(&file)
        .env("HOME", folder.path())
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut all: Vec<Conversation> = Vec::new();
    let mut places = BTreeMap::new();
    for line in text.lines() {
        let Some((protocol, from, to, bytes)) = packet(line, packets) else {
            continue;
        };
        let key = (protocol.clone(), from.min(to), from.max(to));
        let place = *places.entry(key).or_insert(all.len());
        if place == all.len() {
            all.push(Conversation {
                protocol,
                client: from,
                server: to,
                packets: 0,
                bytes: [0, 0],
            });
        }
        let conversation = &mut all[place];
        conversation.packets += 1;
        conversation.bytes[usize::from(conversation.client != from)] += bytes;
    }
    Some(all)
}

/// Returns the protocol, the ends and the length of a packet.
fn packet(line: &str, packets: Packets) -> Option<(String, SocketAddr, SocketAddr, u64)> {
    let fields: Vec<&str> = line.split('|').collect();
    let [length, protocols, rest @ ..] = &fields[..] else {
        return None;
    };
    let protocols: Vec<&str> = protocols.split(':').collect();
    let first_or_last = |names: &[&str]| -> Option<&str> {
        let mut found = protocols.iter().filter(|name| names.contains(name));
        match packets {
            Packets::Outer => found.next().copied(),
            Packets::Inner => found.next_back().copied(),
        }
    };
    let protocol = first_or_last(&["tcp", "udp", "sctp"])?;
    let addresses = match first_or_last(&["ip", "ipv6"])? {
        "ip" => &rest[0..2],
        _ => &rest[2..4],
    };
    let ports = match protocol {
        "tcp" => &rest[4..6],
        "udp" => &rest[6..8],
        _ => &rest[8..10],
    };
    let end = |at: usize| {
        let (address, port) = (addresses[at].parse().ok()?, ports[at].parse().ok()?);
        Some(SocketAddr::new(address, port))
    };
    Some((protocol.to_owned(), end(0)?, end(1)?, length.parse().ok()?))
}
