//! Runs a program, reports its error and returns its exit status. All programs use it.

use std::error::Error;
use std::io;
use std::process::ExitCode;

use crate::remark::remark;

/// Any error that ends a program. It may come from another thread.
pub type AnyError = Box<dyn Error + Send + Sync>;

/// Runs a program and returns its exit status.
///
/// An error is printed to standard error with its causes, and the exit status is 2. A closed
/// standard output is not an error: its reader, such as `head`, needed no more.
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
            remark(format_args!("{text}"));
            ExitCode::from(2)
        }
    }
}

fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
