//! The errors of packets that can't be read.
//!
//! `link` and `packet` return them, and `count` lists them. This module uses no other one of the program.

/// The error returned when a packet can't be read up to its ports.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// The link type is not supported.
    #[error("link type {number} ({}) is not read", .name.unwrap_or("unknown"))]
    Link {
        /// The number of the link type.
        number: i32,
        /// The name of the link type, if it has one.
        name: Option<&'static str>,
    },
    /// The link type is one of snoop that is not supported.
    #[error("link type {0} of snoop is not read")]
    SnoopLink(i32),
    /// The header of the link has an address family other than IP.
    #[error("address family {0} is not IP: expected 2 (IPv4), or 10, 24, 26, 28 or 30 (IPv6)")]
    Family(u32),
    /// The capture truncated the packet before its ports.
    #[error("the capture kept too little of it to read its ports")]
    Cut,
    /// The packet is malformed.
    #[error("{0}")]
    Malformed(String),
}
