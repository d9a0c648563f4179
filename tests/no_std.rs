//! Tests that the crate works in a program without `std` and without an allocator.
#![cfg(unix)]

mod support;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::cargo;

/// The programs are crates of their own. Their manifest is written here, since cargo excludes folders
/// with a manifest from packages.
const PROGRAM: &str = include_str!("no_std/src/main.rs");
const BARE: &str = include_str!("no_std/src/bare.rs");
const LOOKUPS: &str = include_str!("no_std/src/lookups.rs");
const MANIFEST: &str = "[profile.dev]\npanic = \"abort\"\n";

/// A microcontroller, and WebAssembly without an interface to a system. Neither has `std` in full: the
/// first has none, and in the second all of it that needs a system fails.
const BARE_TARGETS: [&str; 2] = ["thumbv7em-none-eabi", "wasm32-unknown-unknown"];

#[test]
fn a_program_without_std_and_allocator_links_and_looks_things_up() {
    let files = [("src/main.rs", PROGRAM), ("src/lookups.rs", LOOKUPS)];
    let folder = cargo::scratch_crate("no-std", MANIFEST, &files);
    let built = cargo::cargo(
        &folder,
        &["build", "--message-format=json-render-diagnostics"],
        &[],
    )
    .succeeded();
    let run = cargo::run(&mut Command::new(built.executable("no-std")));
    assert_eq!(run.code, Some(0), "the number of the first wrong lookup");
}

/// Returns whether the compiler has the compiled `core` of a target.
fn is_installed(target: &str) -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let arguments = ["--print", "target-libdir", "--target", target];
    let run = cargo::run(Command::new(rustc).args(arguments)).succeeded();
    Path::new(run.stdout.trim()).is_dir()
}

/// Returns the program for this target.
fn build_for(target: &str) -> PathBuf {
    let files = [("src/main.rs", BARE), ("src/lookups.rs", LOOKUPS)];
    let folder = cargo::scratch_crate("no-std-bare", MANIFEST, &files);
    let arguments = [
        "build",
        "--target",
        target,
        "--message-format=json-render-diagnostics",
    ];
    let built = cargo::cargo(&folder, &arguments, &[]).succeeded();
    built.executable("no-std-bare")
}

#[test]
fn programs_for_machines_without_a_system_link() {
    for target in BARE_TARGETS {
        if !is_installed(target) {
            println!("skipped: the target {target} is not installed");
            continue;
        }
        let program = build_for(target);
        let bytes = fs::read(&program).unwrap();
        // A linker drops what it takes for unused. This description is of a lookup's result.
        let description = b"http protocol over TLS/SSL";
        let mut windows = bytes.windows(description.len());
        assert!(windows.any(|window| window == description), "{target}");
        if target.starts_with("wasm32") {
            run_in_node(&program);
        }
    }
}

/// Runs a WebAssembly program, if node is there.
fn run_in_node(program: &Path) {
    const SCRIPT: &str = "\
        const bytes = require('fs').readFileSync(process.argv[1]);\
        const {exports} = new WebAssembly.Instance(new WebAssembly.Module(bytes));\
        process.exit(exports._start());";
    let output = Command::new("node")
        .args(["-e", SCRIPT])
        .arg(program)
        .output();
    match output {
        Ok(output) => {
            let run = cargo::Run::from(output);
            let message = "the number of the first wrong lookup";
            assert_eq!(run.code, Some(0), "{message}: {}", run.stderr);
        }
        Err(error) => println!("skipped: cannot run node: {error}"),
    }
}
