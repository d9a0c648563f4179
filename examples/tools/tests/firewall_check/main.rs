//! Compares `firewall --check` with packets: rule sets are loaded in a network namespace of the test, and packets are
//! sent to the ports from another one.
//!
//! Where such a network can't be made, the tests print so and pass.
#![cfg(target_os = "linux")]

mod answers;
mod cases;
mod comparison;
mod edges;
mod generated;
mod inside;
mod languages;
mod network;
mod obvious;
mod packets;
mod program;
mod random;
mod real;
mod recorder;
mod reduction;
mod samples;
#[path = "../support/mod.rs"]
mod support;
mod tools;
mod trial;
