//! How a program ends.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// Whatever may end a program, from any of its threads.
pub type AnyError = Box<dyn Error + Send + Sync>;

/// Does a program's work; an error is told on standard error with its causes, and the exit status is 2.
///
/// Whoever closes standard output has seen enough: that is no error.
pub fn run(name: &str, work: impl FnOnce() -> Result<ExitCode, AnyError>) -> ExitCode {
    match work() {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = format!("{name}: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                text.push_str(": ");
                text.push_str(&cause.to_string());
                source = cause.source();
            }
            // Standard error may be closed.
            let _ = writeln!(io::stderr(), "{text}");
            ExitCode::from(2)
        }
    }
}

fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
