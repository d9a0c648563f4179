//! Runs programs whose standard error is closed, full, or a pipe without a reader.

use std::fs::File;
use std::process::{Command, Output, Stdio};

/// The ways in which remarks cannot be written.
#[derive(Debug, Clone, Copy)]
pub enum Stderr {
    Closed,
    Full,
    WithoutReader,
}

pub const ALL: [Stderr; 3] = [Stderr::Closed, Stderr::Full, Stderr::WithoutReader];

/// Runs a command with such a standard error. A shell closes it.
pub fn run(command: &Command, stderr: Stderr) -> Output {
    let mut shell = Command::new("sh");
    let redirection = match stderr {
        Stderr::Closed => "exec \"$@\" 2>&-",
        Stderr::Full | Stderr::WithoutReader => "exec \"$@\"",
    };
    shell.args(["-c", redirection, "sh"]);
    shell.arg(command.get_program()).args(command.get_args());
    match stderr {
        Stderr::Closed => {}
        Stderr::Full => {
            let full = File::options().write(true).open("/dev/full");
            shell.stderr(full.expect("Linux has /dev/full"));
        }
        Stderr::WithoutReader => {
            let mut reader = Command::new("true").stdin(Stdio::piped()).spawn();
            let reader = reader.as_mut().expect("`true` runs");
            let writer = reader.stdin.take().expect("it has a pipe");
            reader.wait().expect("it ends");
            shell.stderr(writer);
        }
    }
    shell.stdin(Stdio::null()).output().expect("sh runs")
}
