//! Code shared by the programs of this package: `firewall`, `flow-log`, `flows`, `listening` and
//! `pcap`.

pub mod arguments;
pub mod program;
pub mod progress;
#[path = "../../lookup/protocols.rs"]
pub mod protocols;
#[path = "../../shared/remark.rs"]
pub mod remark;
pub mod table;
