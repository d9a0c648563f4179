//! Writes the whole registry, through the crate's public API, as IANA's CSV or as JSON lines.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use port_registry::{Column, Record, SNAPSHOT};

const HELP: &str = "\
Writes the whole registry to standard output.

Usage: dump [--json]

Options:
      --json      print each record as a JSON object on a line, instead of IANA's 12-column CSV
                  (needs the feature `serde`)
  -h, --help      show this text
  -V, --version   show the version and the state of the registry
";

fn main() -> ExitCode {
    let text = match render() {
        Ok(text) => text,
        Err(error) => {
            eprintln!("dump: {error}");
            return ExitCode::from(2);
        }
    };
    match io::stdout().write_all(&text) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever closes the pipe has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dump: {error}");
            ExitCode::from(2)
        }
    }
}

/// What the arguments ask for.
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

/// IANA's form: its headings, CRLF between records, quotes where they are needed.
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
