//! Runs the program `listening` as a user does, on the files in `tests/data/listening`, on this machine,
//! and in network namespaces of the tests' own.
#![cfg(target_os = "linux")]

mod list;
mod namespaces;
mod processes;
mod program;
#[path = "../support/mod.rs"]
mod support;
