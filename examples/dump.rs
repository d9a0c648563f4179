//! `dump`: writes the whole registry as IANA's CSV, as TSV or as JSON lines, or the preferred service of each port.
//!
//! For users who need the compiled-in data as a file. The tests compare its output with IANA's
//! file, so that the public API is shown to lose nothing of it.

#[path = "shared/mod.rs"]
mod shared;

use std::process::ExitCode;

use port_registry::record::Column;
use port_registry::{Port, Protocol, Record};
use shared::cell::Cell;
use shared::format::{Format, Records};
use shared::help;
use shared::program::{self, AnyError, Ending};

const HELP: &str = "\
Writes all records of IANA's port registry to standard output.

Usage: dump [--pairs] [--csv | --tsv | --json]

The output is IANA's CSV: a heading and one row of 12 columns for each record.

With --pairs, it is a table to join flow records with: one row for each port and transport protocol
that has a service, with the preferred one, sorted by transport protocol and port. The columns are
port, protocol (the number of the IP protocol), transport_protocol, service_name and description.

Options:
      --pairs     write the preferred service of each port over each transport protocol
      --csv       print IANA's CSV, or with --pairs, CSV with LF line ends; the default
      --tsv       print tab-separated fields without a heading, with spaces in place of line ends
      --json      print one JSON object per line instead, one for each row
                  (without --pairs, requires the feature `serde`)
  -h, --help      print this help
  -V, --version   print the version and the date of the registry
      --man       print the manual page, for man(1)
      --completions SHELL
                  print a completion script for bash, fish or zsh

Exit status: 0 if the registry was written or its reader closed the pipe, 2 on any error.
";

const NAME: &str = "dump";

fn main() -> ExitCode {
    program::run(NAME, || {
        program::print(output()?)?;
        Ok(Ending::Complete)
    })
}

/// Which rows are written.
#[derive(Clone, Copy)]
enum Table {
    /// All records.
    Records,
    /// The preferred service of each port over each transport protocol.
    Pairs,
}

/// Returns the output that the arguments request.
fn output() -> Result<Vec<u8>, AnyError> {
    use lexopt::prelude::{Long, Short};

    let mut table = Table::Records;
    let mut format: Option<(&str, Format)> = None;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        let asked = match argument {
            Long("pairs") => {
                table = Table::Pairs;
                continue;
            }
            Long("csv") => ("--csv", Format::Csv),
            Long("tsv") => ("--tsv", Format::Tsv),
            Long("json") => ("--json", Format::Json),
            Short('h') | Long("help") => return Ok(HELP.into()),
            Short('V') | Long("version") => {
                return Ok(format!("{NAME} {}\n", program::version()).into());
            }
            Long("man") => return Ok(help::manual(NAME, HELP).into()),
            Long("completions") => {
                let shell = parser.value()?;
                return Ok(help::completions(NAME, HELP, &shell.to_string_lossy())?.into());
            }
            _ => return Err(argument.unexpected().into()),
        };
        match format {
            Some((earlier, _)) if earlier != asked.0 => {
                return Err(format!("{earlier} and {} exclude each other", asked.0).into());
            }
            _ => format = Some(asked),
        }
    }
    match (table, format.map_or(Format::Csv, |(_, format)| format)) {
        (Table::Pairs, format) => pairs(format),
        (Table::Records, Format::Csv | Format::Text) => csv(),
        (Table::Records, Format::Tsv) => tsv(),
        (Table::Records, Format::Json) => json(),
    }
}

/// Returns a row for each port over each transport protocol that has a service.
fn pairs(format: Format) -> Result<Vec<u8>, AnyError> {
    let columns = [
        "port",
        "protocol",
        Column::TransportProtocol.key(),
        Column::ServiceName.key(),
        Column::Description.key(),
    ];
    let mut rows = Vec::new();
    let mut records = Records::new(&mut rows, format, &columns)?;
    for protocol in Protocol::ALL {
        for port in 0..=u16::MAX {
            let Some(service) = Port::new(port).service(protocol) else {
                continue;
            };
            records.write(&[
                port.into(),
                u16::from(protocol.number()).into(),
                protocol.as_str().into(),
                service.name().into(),
                Cell::prose(service.description()),
            ])?;
        }
    }
    Ok(rows)
}

/// Returns the registry in IANA's CSV form: its headings, CRLF line ends, quotes only where needed.
fn csv() -> Result<Vec<u8>, AnyError> {
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(vec![]);
    csv.write_record(Column::ALL.map(Column::as_str))?;
    for record in Record::all() {
        csv.write_record(Column::ALL.map(|column| record.cell(column).to_string()))?;
    }
    Ok(csv.into_inner()?)
}

/// Returns a line of tab-separated fields for each record.
fn tsv() -> Result<Vec<u8>, AnyError> {
    let mut lines = Vec::new();
    let columns = Column::ALL.map(Column::key);
    let mut records = Records::new(&mut lines, Format::Tsv, &columns)?;
    for record in Record::all() {
        records.write(&Column::ALL.map(|column| Cell::prose(&record.cell(column).to_string())))?;
    }
    Ok(lines)
}

#[cfg(feature = "serde")]
fn json() -> Result<Vec<u8>, AnyError> {
    let mut lines = Vec::new();
    for record in Record::all() {
        serde_json::to_writer(&mut lines, &record)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

#[cfg(not(feature = "serde"))]
fn json() -> Result<Vec<u8>, AnyError> {
    Err(
        "--json needs the feature serde: cargo run --example dump --features serde -- --json"
            .into(),
    )
}
