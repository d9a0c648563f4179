//! Code shared by the programs of this package: `firewall`, `flow-log`, `flows`, `listening` and
//! `pcap`.

pub mod arguments;
pub mod program;
pub mod progress;
#[path = "../../shared/mod.rs"]
mod shared;
pub mod table;

pub use shared::{protocols, remark};
