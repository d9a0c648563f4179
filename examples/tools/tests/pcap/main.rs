//! Runs the program `pcap` as a user does, on captures that the modules `files` and `frames` build.
#![allow(
    clippy::cast_possible_truncation,
    reason = "the lengths of what is made here fit"
)]

mod cases;
mod encapsulations;
mod faults;
mod files;
mod formats;
mod fragments;
mod frames;
mod large;
mod links;
mod loopback;
mod output;
mod packets;
mod program;
mod samples;
mod servers;
mod signals;
#[path = "../support/mod.rs"]
mod support;
mod tshark;
mod tunnels;
