//! The options that all programs have in common.

use std::io;
use std::process::ExitCode;

use clap::{ArgGroup, Args, Command, Parser};
use clap_complete::Shell;

use crate::escape::{escaped, is_unsafe};
use crate::format::Format;
use crate::help::as_it_is;
use crate::program::{self, AnyError};
use crate::remark::remark;

/// The common options besides `--help` and `--version`, which clap adds.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Print a completion script for this shell
    #[arg(long, value_name = "SHELL", exclusive = true)]
    completions: Option<Shell>,

    /// Print the manual page, for man(1)
    #[arg(long, exclusive = true)]
    man: bool,
}

/// The name of the group of [`Formats`].
const FORMAT: &str = "format";

/// The formats for other programs.
#[derive(Debug, Clone, Copy, Args)]
#[group(id = FORMAT, multiple = false)]
pub struct Formats {
    /// Print comma-separated fields, after a line of headings
    #[arg(long)]
    csv: bool,

    /// Print tab-separated fields, without a line of headings
    #[arg(long)]
    tsv: bool,

    /// Print one JSON object per line
    #[arg(long)]
    json: bool,
}

impl Formats {
    /// Returns the format of the output.
    #[must_use]
    pub const fn format(self) -> Format {
        match (self.csv, self.tsv, self.json) {
            (true, ..) => Format::Csv,
            (_, true, _) => Format::Tsv,
            (_, _, true) => Format::Json,
            _ => Format::Text,
        }
    }
}

/// Arguments with the common options.
pub trait Program: Parser {
    /// Returns the group of the format options with what they require.
    #[must_use]
    fn formats(group: ArgGroup) -> ArgGroup {
        group
    }

    /// Returns the common options.
    fn common(&self) -> &Common;
}

/// Parses the arguments, carries out the common options or does the work, and returns the exit status.
///
/// A wrong argument ends the process with status 2.
pub fn run<A: Program, E: Into<ExitCode>>(
    work: impl FnOnce(&A) -> Result<E, AnyError>,
) -> ExitCode {
    let mut command = A::command();
    if command.get_groups().any(|group| group.get_id() == FORMAT) {
        command = command.mut_group(FORMAT, A::formats);
    }
    let name = command.get_name().to_owned();
    let matches = command.clone().try_get_matches();
    let arguments = matches.and_then(|matches| A::from_arg_matches(&matches));
    let arguments = arguments.unwrap_or_else(|error| refuse(&error));
    program::run(&name, || match arguments.common().output(command)? {
        Some(output) => {
            program::print(output)?;
            Ok(ExitCode::SUCCESS)
        }
        None => work(&arguments).map(Into::into),
    })
}

impl Common {
    /// Returns the output of these options, or `None` if none of them was given.
    fn output(&self, mut command: Command) -> Result<Option<Vec<u8>>, AnyError> {
        let mut output = Vec::new();
        if let Some(shell) = self.completions {
            let name = command.get_name().to_owned();
            clap_complete::generate(shell, &mut command, name, &mut output);
        } else if self.man {
            manual(command, &mut output)?;
        } else {
            return Ok(None);
        }
        Ok(Some(output))
    }
}

/// Writes the manual page. The text after the options has tables, and so is written as it is, where `clap_mangen`
/// would fill its lines.
fn manual(mut command: Command, output: &mut Vec<u8>) -> io::Result<()> {
    command.build();
    let after = command.get_after_help().map(ToString::to_string);
    let version = command.get_version().unwrap_or_default().to_owned();
    let page = clap_mangen::Man::new(command.clone().after_help(""));
    let page = page
        .title(command.get_name().to_uppercase())
        .source(version);
    page.render_title(output)?;
    page.render_name_section(output)?;
    page.render_synopsis_section(output)?;
    page.render_description_section(output)?;
    page.render_options_section(output)?;
    if let Some(after) = after {
        output.extend_from_slice(b".SH DETAILS\n");
        output.extend_from_slice(as_it_is(&after).as_bytes());
    }
    Ok(())
}

/// Prints the help, the version or an error, and ends the process. clap prints an argument as it is, so
/// that an error of one with control characters is printed here.
fn refuse(error: &clap::Error) -> ! {
    let message = error.render().to_string();
    if error.use_stderr() && message.contains(|one| one != '\n' && is_unsafe(one)) {
        for line in message.lines() {
            remark(format_args!("{}", escaped(line)));
        }
        std::process::exit(error.exit_code());
    }
    if error.use_stderr() {
        error.exit();
    }
    // The help or the version. clap itself would not say that it cannot be written.
    match error.print() {
        Err(failed) if failed.kind() != io::ErrorKind::BrokenPipe => {
            remark(format_args!("cannot write the output: {failed}"));
            std::process::exit(2)
        }
        _ => std::process::exit(0),
    }
}
