//! Numbers of packets and bytes, and their text in messages.
//!
//! This module uses no other one of the program.

use std::fmt;

/// A number of packets and of their bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of packets.
    pub packets: u64,
    /// The length of the packets on the wire, including the headers of their links.
    pub bytes: u64,
}

impl Tally {
    /// Adds another tally.
    pub fn add(&mut self, other: Self) {
        self.packets += other.packets;
        self.bytes += other.bytes;
    }
}

impl fmt::Display for Tally {
    /// Writes, for example, `3 packets with 200 bytes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {} bytes", packets(self.packets), self.bytes)
    }
}

/// Returns `1 packet` or, for example, `3 packets`.
pub fn packets(count: u64) -> String {
    match count {
        1 => "1 packet".to_owned(),
        count => format!("{count} packets"),
    }
}
