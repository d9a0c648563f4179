//! Runs `flows` and `flow-log` and reads their output, for the other test modules.

use std::path::PathBuf;
use std::process::{Command, Output};

use flate2::Compression;

pub use crate::support::fed::text;
pub use crate::support::folder;
use crate::support::{self, fed};

pub fn flows() -> Command {
    Command::new(env!("CARGO_BIN_EXE_flows"))
}

/// Returns the path of a committed log.
pub fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/flows")
        .join(name)
}

/// Returns a log that `flow-log` generates.
pub fn generated(arguments: &[&str]) -> Vec<u8> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_flow-log"));
    let output = program.args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// Runs `flows` with this standard input.
pub fn run(arguments: &[&str], input: &[u8]) -> Output {
    fed::fed(flows().args(arguments), input)
}

/// Returns a gzip file with one member.
pub fn gzip(text: &[u8]) -> Vec<u8> {
    support::gzip(text, Compression::fast())
}

/// Asserts the exit status and all output of a program.
#[track_caller]
pub fn assert_output(output: &Output, status: i32, stdout: &str, stderr: &str) {
    assert_eq!(text(&output.stderr), stderr);
    assert_eq!(text(&output.stdout), stdout);
    assert_eq!(output.status.code(), Some(status));
}
