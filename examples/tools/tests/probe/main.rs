//! Runs `probe` as a user does, against servers that the tests start on loopback and in network
//! namespaces of their own.
#![cfg(target_os = "linux")]

mod arguments;
mod loopback;
mod namespaces;
mod program;
mod queries;
mod servers;
mod stops;
#[path = "../support/mod.rs"]
mod support;
