//! Runs the program, and makes folders that replace `/proc`.

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::folder;

pub const PROC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/listening/proc");
pub const TCP_HEADING: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

pub fn listening(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_listening");
    Command::new(program).args(arguments).output().unwrap()
}

/// Creates a folder that replaces `/proc`, with this content of `net/tcp`.
pub fn proc_with(tcp: &str) -> TempDir {
    let root = folder();
    fs::create_dir(root.path().join("net")).unwrap();
    fs::write(root.path().join("net/tcp"), tcp).unwrap();
    root
}

pub fn tcp_line(place: usize, address: Ipv4Addr, port: u16, state: &str, inode: usize) -> String {
    let address = u32::from_ne_bytes(address.octets());
    format!(
        "{place:4}: {address:08X}:{port:04X} 00000000:0000 {state} 00000000:00000000 00:00000000 \
         00000000     0        0 {inode} 1 0000000000000000 100 0 0 10 0\n"
    )
}

/// Runs the program on a folder that replaces `/proc`.
pub fn listening_in(root: &Path, arguments: &[&str]) -> Output {
    let root = root.to_str().unwrap();
    listening(&[&["--proc", root], arguments].concat())
}
