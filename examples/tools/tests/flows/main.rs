//! Runs `flows` as a user does.

mod bad_input;
mod cases;
mod formats;
mod large;
mod program;
mod stops;
#[path = "../support/mod.rs"]
mod support;
