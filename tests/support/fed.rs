//! Runs a program on an input and parses its output. It is used by the tests of the example
//! programs and of the example tools.

use std::fs::File;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::thread;

use serde_json::Value;

/// Runs a program with this standard input, which may be longer than the buffer of a pipe.
pub fn fed(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // The write fails if the program ends without reading its input.
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

/// Returns the fields that `lookup --tsv` prints for an object of `lookup --json`.
pub fn tsv_fields(object: &Value) -> [String; 8] {
    let text = |key: &str| match &object[key] {
        Value::Null => String::new(),
        value => value.as_str().unwrap().replace(['\n', '\t'], " "),
    };
    let services = object["services"].as_array().unwrap();
    let services: Vec<&str> = services.iter().map(|name| name.as_str().unwrap()).collect();
    [
        text("query"),
        text("ports"),
        text("protocol"),
        text("class"),
        text("status"),
        text("service"),
        services.join(","),
        text("description"),
    ]
}

/// Opens `/dev/full` of Linux, to which each write fails as on a full disk.
pub fn full_disk() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}
