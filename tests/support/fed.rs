//! Runs a program on an input, and reads what the program writes. The tests of the example programs
//! use it, as do those of the example tools.

use std::fs::File;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::thread;

use serde_json::Value;

/// Runs a program on this standard input, which may be longer than a pipe's buffer.
pub fn fed(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // A program that does not read its input may be gone before it is fed.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().unwrap()
    })
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Parses each line of standard output as JSON.
pub fn json_lines(output: &Output) -> Vec<Value> {
    let lines = text(&output.stdout).lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Linux's file for which each write fails, as on a full disk.
pub fn full_disk() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}
