//! Runs `flows` as a user does.

mod bad_input;
mod cases;
mod formats;
mod large;
mod objects;
mod program;
mod reading;
mod stops;
#[path = "../support/mod.rs"]
mod support;
