//! Code that the tests share: what the program must return, chunks of rows, and runs of the program.

#![allow(dead_code, reason = "each test uses a part of it")]

#[path = "../../../../../tests/support/files.rs"]
mod iana;
#[path = "../../../../../tests/support/oracle.rs"]
mod oracle;

use std::collections::HashMap;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::thread;

use oracle::SHIPPED;
use port_registry::{Flow, IpProtocol, Port};

/// What the oracle of the crate's own tests needs.
mod files {
    pub use super::iana::{FORMER_HEADING, HEADINGS, REGISTRY};

    /// Reads a file of the crate's folder `registry`.
    pub fn shipped(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../registry");
        std::fs::read(format!("{folder}/{name}")).unwrap()
    }
}

/// The IP protocols with ports, by number. UDP-Lite has the ports of UDP (RFC 3828 section 3).
pub const WITH_PORTS: [(i64, &str); 5] = [
    (6, "tcp"),
    (17, "udp"),
    (132, "sctp"),
    (33, "dccp"),
    (136, "udp"),
];

/// The preferred service of each port and protocol number, by the oracle.
static SERVICES: LazyLock<HashMap<(i64, i64), &'static str>> = LazyLock::new(|| {
    let mut services = HashMap::new();
    for (number, protocol) in WITH_PORTS {
        for port in 0..=u16::MAX {
            if let Some(row) = SHIPPED.services(port, protocol).first() {
                services.insert((port.into(), number), SHIPPED.rows[*row].name());
            }
        }
    }
    services
});

/// Returns the name that the program must return for a port.
pub fn port_service(port: i64, protocol: i64) -> Option<&'static str> {
    SERVICES.get(&(port, protocol)).copied()
}

/// Returns the name that the program must return for a flow. The rules of `Flow` have an oracle in the crate's own tests.
pub fn flow_service(source: i64, destination: i64, protocol: i64) -> Option<&'static str> {
    let protocol = IpProtocol::new(protocol.try_into().ok()?).transport()?;
    let [source, destination] = [source, destination].map(|port| u16::try_from(port).ok());
    let flow = Flow::new(protocol, Port::new(source?), Port::new(destination?));
    Some(flow.service()?.name())
}

/// Returns a chunk of `RowBinary` whose values are all `Nullable(Int64)`.
pub fn row_binary<const N: usize>(rows: &[[Option<i64>; N]]) -> Vec<u8> {
    let mut chunk = format!("{}\n", rows.len()).into_bytes();
    for value in rows.as_flattened() {
        match value {
            None => chunk.push(1),
            Some(number) => {
                chunk.push(0);
                chunk.extend(number.to_le_bytes());
            }
        }
    }
    chunk
}

/// Returns the number of rows and what `RowBinaryWithNamesAndTypes` has before the rows, for columns of these types.
pub fn names_and_types(rows: usize, types: &[&str]) -> Vec<u8> {
    let mut chunk = format!("{rows}\n").into_bytes();
    chunk.push(types.len().try_into().unwrap());
    let names = (1..=types.len()).map(|number| format!("c{number}"));
    for text in names.chain(types.iter().map(ToString::to_string)) {
        chunk.push(text.len().try_into().unwrap());
        chunk.extend(text.as_bytes());
    }
    chunk
}

/// Returns a chunk of `TabSeparated`.
pub fn tab_separated<const N: usize>(rows: &[[Option<i64>; N]]) -> Vec<u8> {
    let mut chunk = format!("{}\n", rows.len());
    for row in rows {
        let fields = row.map(|value| value.map_or("\\N".to_owned(), |number| number.to_string()));
        chunk += &(fields.join("\t") + "\n");
    }
    chunk.into_bytes()
}

/// Returns results in `RowBinary`. All names are shorter than 128 bytes, so that their lengths are a byte each.
pub fn binary_results<'a>(names: impl IntoIterator<Item = Option<&'a str>>) -> Vec<u8> {
    let mut results = Vec::new();
    for name in names {
        match name {
            None => results.push(1),
            Some(name) => {
                let length = u8::try_from(name.len()).unwrap();
                assert!(length < 128);
                results.extend([0, length]);
                results.extend(name.as_bytes());
            }
        }
    }
    results
}

/// What `RowBinaryWithNamesAndTypes` has before the results.
pub const RESULT: &[u8] = b"\x01\x06result\x10Nullable(String)";

/// Returns results in `TabSeparated`.
pub fn text_results<'a>(names: impl IntoIterator<Item = Option<&'a str>>) -> Vec<u8> {
    let lines = names
        .into_iter()
        .flat_map(|name| [name.unwrap_or("\\N"), "\n"]);
    lines.collect::<String>().into_bytes()
}

/// Returns a command for the program.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_port-clickhouse"));
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs the program on an input.
pub fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = program(arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // The write fails if the program ends without reading its input.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().unwrap()
    })
}

/// Runs the program on an input that it must answer with these results.
#[track_caller]
pub fn assert_answers(arguments: &[&str], input: &[u8], results: &[u8]) {
    let output = run(arguments, input);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
    // Not `assert_eq`, which would print millions of bytes.
    let same = output
        .stdout
        .iter()
        .zip(results)
        .take_while(|(a, b)| a == b);
    let same = same.count();
    assert!(
        output.stdout == results,
        "{arguments:?}: {} bytes, expected {}, of which the first {same} agree",
        output.stdout.len(),
        results.len(),
    );
}
