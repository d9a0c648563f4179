//! The oracle of the crate's tests, with the path of the registry from here.

#![allow(dead_code, reason = "each test uses a part")]

#[path = "../../../../../tests/support/oracle.rs"]
pub mod oracle;

#[path = "../../../../../tests/support/files.rs"]
mod in_package;

pub mod files {
    pub use super::in_package::{FORMER_HEADING, HEADINGS, REGISTRY};

    /// Reads a file of the folder `registry` of the repository.
    pub fn shipped(name: &str) -> Vec<u8> {
        let registry = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../registry/");
        std::fs::read(registry.to_owned() + name).unwrap()
    }
}

/// Returns the transport protocol of an IP protocol, as the oracle names it. The numbers are IANA's; UDP-Lite has the ports of UDP
/// (RFC 3828 section 3).
pub fn transport(number: u8) -> Option<&'static str> {
    match number {
        6 => Some("tcp"),
        17 | 136 => Some("udp"),
        33 => Some("dccp"),
        132 => Some("sctp"),
        _ => None,
    }
}
