//! Runs the example programs.

#[path = "fed.rs"]
mod fed;

use std::path::PathBuf;
use std::process::{Command, Output};

/// `cargo test` builds the examples beside the tests.
pub fn program(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(|deps| deps.parent()).unwrap();
    let path: PathBuf = profile
        .join("examples")
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION);
    assert!(
        path.exists(),
        "{} is missing: run `cargo test`, or build the examples",
        path.display()
    );
    let mut command = Command::new(path);
    // Whoever runs the tests may want colours, which the tests do not expect.
    command.env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
    command
}

pub fn run(name: &str, arguments: &[&str], input: &str) -> Output {
    fed::fed(program(name).args(arguments), input.as_bytes())
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
