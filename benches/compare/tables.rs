//! The registry as the peers hold it, written by the build script: the assigned pairs and the
//! names, with the number of the preferred row of each.

#![allow(clippy::unreadable_literal, reason = "nobody reads them")]

include!(concat!(env!("OUT_DIR"), "/tables.rs"));
