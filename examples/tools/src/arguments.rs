//! The options that every program has.

use std::io::{self, Write};
use std::sync::LazyLock;

use clap::{Args, Command};
use clap_complete::Shell;
use port_registry::SNAPSHOT;

/// Options besides `--help` and `--version`.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Print a completion script for this shell
    #[arg(long, value_name = "SHELL", exclusive = true)]
    completions: Option<Shell>,
}

/// Whether a program still has its own work to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Next {
    /// What was asked for is done.
    Stop,
    /// The program is to do its work.
    Work,
}

impl Common {
    /// Does what these options ask for.
    ///
    /// # Errors
    ///
    /// If standard output takes no more.
    pub fn carry_out(&self, mut command: Command) -> io::Result<Next> {
        let Some(shell) = self.completions else {
            return Ok(Next::Work);
        };
        let name = command.get_name().to_owned();
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command, name, &mut script);
        io::stdout().write_all(&script)?;
        Ok(Next::Stop)
    }
}

/// The version of the programs, and the state of the registry that they answer by.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> =
        LazyLock::new(|| format!("{}, registry of {SNAPSHOT}", env!("CARGO_PKG_VERSION")));
    &VERSION
}
