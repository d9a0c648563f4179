//! Runs the program `listening` as a user does, on the files in `tests/data/listening`, and on this
//! machine.
#![cfg(target_os = "linux")]

mod list;
mod processes;
mod program;
#[path = "../support/mod.rs"]
mod support;
