//! Runs a program on what stands in its standard input.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::thread;

/// What a program does with this input, which may be longer than a pipe's buffer.
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
