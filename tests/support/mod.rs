//! Code that several tests share. A test mounts it with `mod support;`, or as `../support/mod.rs`
//! if the test is a folder of files.
//!
//! The folder `registries` is not included here. The tests of the build mount it themselves: with
//! it a test takes twice as long to compile, and runs the unit tests of the files in `src/` that
//! the compile step mounts.
//!
//! Other packages mount a part of the folder, each in one place: the example tools mount `endings.rs` and `fed.rs`,
//! the list of exported items `cargo.rs`, the benchmarks `table_bytes.rs`, and the fuzz targets
//! `registries`. These parts use no other part.

#![allow(dead_code, reason = "each test uses a part of it")]

pub mod cargo;
#[cfg(target_os = "linux")]
pub mod endings;
pub mod fed;
pub mod files;
pub mod oracle;
pub mod pinned;
pub mod program;
pub mod scratch;
pub mod table_bytes;
pub mod values;
