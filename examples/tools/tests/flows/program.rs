//! Runs programs and takes what they say.

#[path = "../../../../tests/support/fed.rs"]
mod fed;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;

pub fn flows() -> Command {
    Command::new(env!("CARGO_BIN_EXE_flows"))
}

/// A committed log.
pub fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/flows")
        .join(name)
}

/// A folder for a test's own files, gone with the value.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// A made-up log.
pub fn generated(arguments: &[&str]) -> Vec<u8> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_flow-log"));
    let output = program.args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// Runs `flows` on what stands in standard input.
pub fn run(arguments: &[&str], input: &[u8]) -> Output {
    fed::fed(flows().args(arguments), input)
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A gzip file of one member.
pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// What a program wrote, with its status.
#[track_caller]
pub fn assert_output(output: &Output, status: i32, stdout: &str, stderr: &str) {
    assert_eq!(text(&output.stderr), stderr);
    assert_eq!(text(&output.stdout), stdout);
    assert_eq!(output.status.code(), Some(status));
}
