//! The time until the first result of a new process.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::rounds::Lane;

/// The time from the start of a process to its end, with a lookup.
pub const WHOLE: &str = "fresh-process";
/// The time of the lookup alone, which the process measures itself.
pub const FIRST: &str = "first-answer";

pub const NOTHING: &str = "nothing";
pub const OURS: &str = "port-registry";
pub const PORT_DESC: &str = "port-desc";

const PROGRAMS: [(&str, &str); 5] = [
    (NOTHING, env!("CARGO_BIN_EXE_first-of-nothing")),
    (OURS, env!("CARGO_BIN_EXE_first-of-port-registry")),
    (PORT_DESC, env!("CARGO_BIN_EXE_first-of-port-desc")),
    (
        "ndb-tcp-service",
        env!("CARGO_BIN_EXE_first-of-ndb-tcp-service"),
    ),
    ("glibc", env!("CARGO_BIN_EXE_first-of-glibc")),
];

pub fn lanes() -> Vec<Lane<'static>> {
    let whole = PROGRAMS.map(|(name, program)| {
        Lane::new(WHOLE, name, 1, move || {
            let start = Instant::now();
            first_answer(program);
            start.elapsed()
        })
    });
    let first =
        PROGRAMS.map(|(name, program)| Lane::new(FIRST, name, 1, move || first_answer(program)));
    whole.into_iter().chain(first).collect()
}

/// Returns how long the first lookup took by the process's own measurement.
fn first_answer(program: &str) -> Duration {
    let output = Command::new(program).output().expect("cargo has built it");
    let nanoseconds = String::from_utf8_lossy(&output.stdout).trim().parse();
    Duration::from_nanos(nanoseconds.expect("it prints a number"))
}
