//! Tests that the crate works in a program without `std` and without an allocator.
#![cfg(unix)]

mod support;

use std::process::Command;

use support::cargo;

/// The program is a crate of its own. Its manifest is written here, since cargo excludes folders
/// with a manifest from packages.
const PROGRAM: &str = include_str!("no_std/src/main.rs");
const MANIFEST: &str = "[profile.dev]\npanic = \"abort\"\n";

#[test]
fn a_program_without_std_and_allocator_links_and_looks_things_up() {
    let folder = cargo::scratch_crate("no-std", MANIFEST, &[("src/main.rs", PROGRAM)]);
    let built = cargo::cargo(
        &folder,
        &["build", "--message-format=json-render-diagnostics"],
        &[],
    )
    .succeeded();
    let run = cargo::run(&mut Command::new(built.executable("no-std")));
    assert_eq!(run.code, Some(0), "the number of the first wrong lookup");
}
