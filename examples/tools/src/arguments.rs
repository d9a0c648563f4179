//! The options and the version that all programs have in common.

use std::io::{self, Write};
use std::sync::LazyLock;

use clap::{Args, Command};
use clap_complete::Shell;
use port_registry::SNAPSHOT;

/// The common options besides `--help` and `--version`, which clap adds.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Print a completion script for this shell
    #[arg(long, value_name = "SHELL", exclusive = true)]
    completions: Option<Shell>,
}

/// What a program does after [`Common::carry_out`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Next {
    /// The option was carried out; the program ends.
    Stop,
    /// There was no such option; the program does its own work.
    Work,
}

impl Common {
    /// Carries out these options: prints the completion script, if it was requested.
    ///
    /// # Errors
    ///
    /// Returns an error if standard output cannot be written.
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

/// Returns the version of the programs and the date of the registry, for `--version`.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> =
        LazyLock::new(|| format!("{}, registry of {SNAPSHOT}", env!("CARGO_PKG_VERSION")));
    &VERSION
}
