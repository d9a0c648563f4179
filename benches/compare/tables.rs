//! The registry in the form that the peers need, written by the build script: the assigned pairs
//! and the names, each with the number of its preferred row.

#![allow(clippy::unreadable_literal, reason = "nobody reads them")]

include!(concat!(env!("OUT_DIR"), "/tables.rs"));
