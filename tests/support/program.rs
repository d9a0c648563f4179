//! Runs the example programs for their tests.

use std::path::PathBuf;
use std::process::{Command, Output};

use super::fed::fed;

/// Returns a command for the program with this name. `cargo test` builds the examples next to the
/// tests.
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
    // The environment may request colours, which the tests do not expect.
    command.env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
    command
}

/// Runs the program with this name on an input.
pub fn run(name: &str, arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    fed(program(name).args(arguments), input.as_ref())
}
