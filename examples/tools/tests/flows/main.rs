//! `flows`, run as a user would run it.

mod bad_input;
mod formats;
mod large;
mod program;
mod stops;
