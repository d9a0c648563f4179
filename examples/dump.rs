//! `dump`: writes the whole registry as IANA's CSV or as JSON lines.
//!
//! For users who need the compiled-in data as a file. The tests compare its output with IANA's
//! file, so that the public API is shown to lose nothing of it.

#[path = "shared/remark.rs"]
mod remark;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use port_registry::record::Column;
use port_registry::{Record, SNAPSHOT};
use remark::remark;

const HELP: &str = "\
Writes all records of IANA's port registry to standard output.

Usage: dump [--json]

The output is IANA's CSV: a heading and one row of 12 columns for each record.

Options:
      --json      print one JSON object per line instead, one for each record
                  (requires the feature `serde`)
  -h, --help      print this help
  -V, --version   print the version and the date of the registry

Exit status: 0 if the registry was written or its reader closed the pipe, 2 on any error.
";

fn main() -> ExitCode {
    let text = match render() {
        Ok(text) => text,
        Err(error) => {
            remark(format_args!("dump: {error}"));
            return ExitCode::from(2);
        }
    };
    match io::stdout().write_all(&text) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader closed the pipe, as `head` does: not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            remark(format_args!("dump: {error}"));
            ExitCode::from(2)
        }
    }
}

/// Returns the output that the arguments request.
fn render() -> Result<Vec<u8>, Box<dyn Error>> {
    use lexopt::prelude::{Long, Short};

    let mut render: fn() -> Result<Vec<u8>, Box<dyn Error>> = csv;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("json") => render = json,
            Short('h') | Long("help") => return Ok(HELP.into()),
            Short('V') | Long("version") => {
                let version = env!("CARGO_PKG_VERSION");
                return Ok(format!("dump {version}, registry of {SNAPSHOT}\n").into());
            }
            _ => return Err(argument.unexpected().into()),
        }
    }
    render()
}

/// Returns the registry in IANA's CSV form: its headings, CRLF line ends, quotes only where needed.
fn csv() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(vec![]);
    csv.write_record(Column::ALL.map(Column::as_str))?;
    for record in Record::all() {
        csv.write_record(Column::ALL.map(|column| record.cell(column).to_string()))?;
    }
    Ok(csv.into_inner()?)
}

#[cfg(feature = "serde")]
fn json() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut lines = Vec::new();
    for record in Record::all() {
        serde_json::to_writer(&mut lines, &record)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

#[cfg(not(feature = "serde"))]
fn json() -> Result<Vec<u8>, Box<dyn Error>> {
    Err(
        "--json needs the feature serde: cargo run --example dump --features serde -- --json"
            .into(),
    )
}
