//! What the tests of the programs share. A test mounts it with `mod support;`, or as
//! `../support/mod.rs` if it is a folder of files.

#![allow(dead_code, reason = "each test uses a part of it")]

#[cfg(target_os = "linux")]
#[path = "../../../../tests/support/endings.rs"]
pub mod endings;
#[path = "../../../../tests/support/fed.rs"]
pub mod fed;
pub mod inside;
pub mod own_network;
pub mod rules;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

/// A folder for a test's own files, removed with the value.
pub fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// A gzip file of one member.
pub fn gzip(content: &[u8], level: Compression) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}
