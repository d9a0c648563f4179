//! Runs `pcap` and reads its output, for the other test modules.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

pub use crate::support::fed::json_lines;
use crate::support::fed::{self, text};

/// Runs `pcap` with the capture on standard input.
pub fn pcap(arguments: &[&str], capture: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcap"));
    fed::fed(command.args(arguments), capture)
}

/// Runs `pcap` on a file.
pub fn pcap_file(arguments: &[&str], file: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcap"));
    command.args(arguments).arg(file).output().unwrap()
}

pub fn stdout(output: &Output) -> &str {
    text(&output.stdout)
}

pub fn stderr(output: &Output) -> &str {
    text(&output.stderr)
}

/// Returns the conversations of a capture, and asserts that there are no errors.
pub fn conversations(capture: &[u8]) -> Vec<Value> {
    let output = pcap(&["--json"], capture);
    assert_eq!(stderr(&output), "");
    assert_eq!(output.status.code(), Some(0));
    json_lines(&output)
}

/// Returns a conversation in short, such as `https tcp 10.0.0.1:50000 192.0.2.1:443 3 100 200`. The
/// numbers are the packets, the bytes to the server and the bytes to the client.
pub fn in_short(conversation: &Value) -> String {
    let word = |key: &str| conversation[key].as_str().unwrap_or("-").to_owned();
    let socket = |end: &str| {
        let (ip, port) = (
            word(end).parse().unwrap(),
            &conversation[format!("{end}_port")],
        );
        std::net::SocketAddr::new(ip, port.as_u64().unwrap().try_into().unwrap())
    };
    format!(
        "{} {} {} {} {} {} {}",
        word("service"),
        word("protocol"),
        socket("client"),
        socket("server"),
        conversation["packets"],
        conversation["bytes_to_server"],
        conversation["bytes_to_client"],
    )
}

/// Returns all conversations in short, and the text on standard error.
pub fn conversations_and_errors(capture: &[u8]) -> (Vec<String>, String) {
    let output = pcap(&["--json"], capture);
    let lines = json_lines(&output).iter().map(in_short).collect();
    (lines, stderr(&output).to_owned())
}
