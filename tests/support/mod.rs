//! What the tests share. A test mounts it with `mod support;`, or as `../support/mod.rs` if it is a
//! folder of files.
//!
//! The folder `registries` is left out: the tests of the build mount it by themselves, since with it
//! a test takes twice as long to compile, and runs the unit tests of the files in `src/` that the
//! compile step mounts.
//!
//! Other packages mount a part of the folder, each in one place: the example tools `fed.rs`, the list
//! of exported items `cargo.rs`, the benchmarks `table_bytes.rs`, and the fuzz targets `registries`.
//! These parts use nothing else of it.

#![allow(dead_code, reason = "each test uses a part of it")]

pub mod cargo;
pub mod fed;
pub mod files;
pub mod oracle;
pub mod pinned;
pub mod program;
pub mod scratch;
pub mod table_bytes;
pub mod values;
