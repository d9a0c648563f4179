//! Code shared by the programs of this package: `firewall`, `flow-log`, `flows`, `listening`,
//! `pcap` and `probe`.
//!
//! What they have in common with the light examples is in `examples/shared`.

pub mod arguments;
pub mod compression;
pub mod excerpt;
pub mod input;
pub mod port_list;
pub mod progress;
#[path = "../../shared/mod.rs"]
mod shared;
pub mod signals;
pub mod table;
pub mod transports;

pub use shared::{cell, counted, escape, format, help, names, program, protocols, remark, unread};
