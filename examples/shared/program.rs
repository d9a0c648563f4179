//! Runs a program, reports its error and returns its exit status.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use port_registry::SNAPSHOT;

use super::remark::remark;

/// Any error that ends a program. It may come from another thread.
pub type AnyError = Box<dyn Error + Send + Sync>;

/// How a program ended, as its exit status says. All programs have the same statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[must_use]
pub enum Ending {
    /// Status 0: the program did its work, on all of its input.
    Complete,
    /// Status 1: a name was not found, a part of the input could not be read, or there is what the program
    /// looks for: changes for `diff`, warnings for `firewall --strict`.
    Incomplete,
    /// Status 2: an argument is wrong. An error that ends the program has this status too.
    WrongArguments,
}

impl Ending {
    /// Returns the worse of two endings.
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }

    /// Returns [`Complete`](Self::Complete) or [`Incomplete`](Self::Incomplete).
    pub const fn complete_if(is_complete: bool) -> Self {
        if is_complete {
            Self::Complete
        } else {
            Self::Incomplete
        }
    }
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Complete => Self::SUCCESS,
            Ending::Incomplete => Self::from(1),
            Ending::WrongArguments => Self::from(2),
        }
    }
}

/// Runs a program and returns its exit status.
///
/// An error is printed to standard error with its causes, and the exit status is 2. A closed
/// standard output is not an error: its reader, such as `head`, needed no more.
pub fn run<E: Into<ExitCode>>(name: &str, work: impl FnOnce() -> Result<E, AnyError>) -> ExitCode {
    match work() {
        Ok(ending) => ending.into(),
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            report(name, &*error);
            ExitCode::from(2)
        }
    }
}

/// Writes an error to standard error, with its causes.
pub fn report(name: &str, error: &(dyn Error + 'static)) {
    let mut text = format!("{name}: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    remark(format_args!("{text}"));
}

/// Writes the whole output of a program that has no more to write.
///
/// # Errors
///
/// Returns an error if standard output cannot be written.
pub fn print(text: impl AsRef<[u8]>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_ref()).and_then(|()| out.flush());
    written.map_err(|error| cannot_write(&error))
}

/// Returns the error of standard output with what it is about. A closed pipe stays one.
#[must_use]
pub fn cannot_write(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write the output: {error}"))
}

/// Returns what `--version` prints after the name of the program.
#[must_use]
pub fn version() -> String {
    format!("{}, registry of {SNAPSHOT}", env!("CARGO_PKG_VERSION"))
}

fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
