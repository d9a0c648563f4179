//! Code shared by the programs of this package: `firewall`, `flow-log`, `flows`, `listening` and
//! `pcap`.

pub mod arguments;
pub mod program;
pub mod progress;
pub mod table;
