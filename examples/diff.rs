//! `diff`: lists the changes between two copies of IANA's CSV file.
//!
//! Maintainers use it to write the changelog entry for an update of the registry.

#[path = "shared/mod.rs"]
mod shared;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use port_registry::Protocol;
use port_registry::csv::{Change, Diff, RegistryFile, Row};
use port_registry::record::Column;
use serde_json::{Map, Value, json};
use shared::cell::Cell;
use shared::escape::{escaped, escaped_json};
use shared::format::{Format, Records};
use shared::help;
use shared::program::{self, AnyError, Ending};
use shared::remark::remark;

const HELP: &str = "\
Lists the changes between two copies of IANA's port registry.

Usage: diff [OPTIONS] OLD NEW

OLD and NEW are CSV files as IANA publishes them, of any year since 2014. Records are listed as
added, removed, renamed or changed.

Options:
      --markdown  print a changelog entry in Markdown
      --csv       print one line of CSV for each record that was added or removed, and for each cell
                  that differs, with the columns change, name, port, protocol, column, old and new
      --tsv       print the same as tab-separated fields, without a line of headings
      --json      print one JSON object per line, one for each change
      --lost      print only what a program that names services at compile time loses, one per
                  line, as \"name x/tcp\" if NEW has no name x over TCP, and as \"port x/tcp\" if it has
                  the name, but without a port
  -h, --help      print this help
  -V, --version   print the version and the date of the registry
      --man       print the manual page, for man(1)
      --completions SHELL
                  print a completion script for bash, fish or zsh

Exit status: 0 if there are no changes (with --lost: if nothing is lost), 1 if there are, 2 if the
files cannot be compared.
";

const NAME: &str = "diff";

type Render = fn(&[Change]) -> Result<String, AnyError>;

fn main() -> ExitCode {
    program::run(NAME, run)
}

fn run() -> Result<Ending, AnyError> {
    use lexopt::prelude::{Long, Short, Value};

    let mut format: Option<(&str, Render)> = None;
    let mut only_lost = false;
    let mut files: Vec<PathBuf> = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("markdown") => format = Some(one("--markdown", markdown, format)?),
            Long("csv") => {
                format = Some(one(
                    "--csv",
                    |changes| fields(changes, Format::Csv),
                    format,
                )?);
            }
            Long("tsv") => {
                format = Some(one(
                    "--tsv",
                    |changes| fields(changes, Format::Tsv),
                    format,
                )?);
            }
            Long("json") => format = Some(one("--json", json_lines, format)?),
            Long("lost") => only_lost = true,
            Short('h') | Long("help") => {
                program::print(HELP)?;
                return Ok(Ending::Complete);
            }
            Short('V') | Long("version") => {
                program::print(format!("{NAME} {}\n", program::version()))?;
                return Ok(Ending::Complete);
            }
            Long("man") => {
                program::print(help::manual(NAME, HELP))?;
                return Ok(Ending::Complete);
            }
            Long("completions") => {
                let shell = parser.value()?;
                program::print(help::completions(NAME, HELP, &shell.to_string_lossy())?)?;
                return Ok(Ending::Complete);
            }
            Value(file) => files.push(file.into()),
            _ => return Err(argument.unexpected().into()),
        }
    }
    let [old, new] = files.as_slice() else {
        return Err("expected two files, OLD and NEW; see --help".into());
    };
    let (old, new) = match (RegistryFile::open(old), RegistryFile::open(new)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            // The message has a line for each problem of the file.
            for error in [old.err(), new.err()].into_iter().flatten() {
                for line in error.to_string().lines() {
                    remark(format_args!("{NAME}: {line}"));
                }
            }
            return Ok(Ending::WrongArguments);
        }
    };
    if only_lost {
        let lost = lost(&old, &new);
        program::print(lost.concat())?;
        return Ok(Ending::complete_if(lost.is_empty()));
    }
    let diff = Diff::between(&old, &new);
    let (_, render) = format.unwrap_or(("", plain_text));
    program::print(render(diff.changes())?)?;
    Ok(Ending::complete_if(diff.changes().is_empty()))
}

/// Returns a format, unless another was given before.
fn one<'a>(
    option: &'a str,
    render: Render,
    earlier: Option<(&'a str, Render)>,
) -> Result<(&'a str, Render), AnyError> {
    match earlier {
        Some((earlier, _)) if earlier != option => {
            Err(format!("{earlier} and {option} exclude each other").into())
        }
        _ => Ok((option, render)),
    }
}

/// Returns a line for each name that is lost over a transport protocol, and for each that has lost its
/// port, sorted by name. `service!` and `port!` of these fail to compile with the new file.
fn lost(old: &RegistryFile, new: &RegistryFile) -> Vec<String> {
    let (old, new) = (names(old), names(new));
    let line = |((name, protocol), had_port): (&(String, Protocol), &bool)| {
        let lost = match new.get(&(name.clone(), *protocol)) {
            None => "name",
            Some(has_port) if *had_port && !has_port => "port",
            Some(_) => return None,
        };
        Some(format!("{lost} {name}/{protocol}\n"))
    };
    old.iter().filter_map(line).collect()
}

/// Returns the names over each transport protocol, and whether they have a port.
fn names(file: &RegistryFile) -> BTreeMap<(String, Protocol), bool> {
    let mut names = BTreeMap::new();
    for row in file.rows() {
        let Some(name) = row.name() else { continue };
        for protocol in Protocol::ALL.into_iter().filter(|one| row.is_over(*one)) {
            let key = (name.to_ascii_lowercase(), protocol);
            *names.entry(key).or_default() |= row.port().is_some();
        }
    }
    names
}

/// Returns `https 443/tcp`; a port or transport protocol that the row does not have is left out.
fn title(row: &Row) -> String {
    let parts = [
        row.cell(Column::PortNumber),
        row.cell(Column::TransportProtocol),
    ];
    let place: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let name = row.name().unwrap_or("(no name)");
    let title = if place.is_empty() {
        name.to_owned()
    } else {
        format!("{name} {}", place.join("/"))
    };
    escaped(&title).into_owned()
}

/// Returns the text with one space for each run of white space, as cells are compared.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    escaped(&words.join(" ")).into_owned()
}

/// Groups the changes by kind, each group with its heading in plain text and Markdown.
fn sections<'a, 'b>(changes: &'b [Change<'a>]) -> [(&'static str, Vec<&'b Change<'a>>); 4] {
    let of = |kind: fn(&Change) -> bool| changes.iter().filter(|change| kind(change)).collect();
    [
        ("Added", of(|change| matches!(change, Change::Added(_)))),
        ("Removed", of(|change| matches!(change, Change::Removed(_)))),
        (
            "Renamed",
            of(|change| matches!(change, Change::Renamed { .. })),
        ),
        (
            "Changed",
            of(|change| matches!(change, Change::Changed { .. })),
        ),
    ]
}

fn plain_text(changes: &[Change]) -> Result<String, AnyError> {
    let mut text = String::new();
    for (heading, changes) in sections(changes) {
        writeln!(text, "{heading}: {}", changes.len())?;
        for change in changes {
            match change {
                Change::Added(row) | Change::Removed(row) => {
                    writeln!(text, "  {}  {}", title(row), one_line(row.description()))?;
                }
                Change::Renamed { old, new, columns } => {
                    writeln!(text, "  {} is now {}", title(old), title(new))?;
                    cells(&mut text, old, new, columns)?;
                }
                Change::Changed { old, new, columns } => {
                    writeln!(text, "  {}", title(new))?;
                    cells(&mut text, old, new, columns)?;
                }
                _ => {}
            }
        }
    }
    Ok(text)
}

fn cells(text: &mut String, old: &Row, new: &Row, columns: &[Column]) -> fmt::Result {
    for column in columns
        .iter()
        .filter(|column| **column != Column::ServiceName)
    {
        let (old, new) = (old.cell(*column), new.cell(*column));
        writeln!(
            text,
            "    {column}: \"{}\" -> \"{}\"",
            one_line(old),
            one_line(new)
        )?;
    }
    Ok(())
}

/// Returns a changelog entry. Its readers look for services, so records without a service name
/// (reserved and unassigned ranges) are only counted.
fn markdown(changes: &[Change]) -> Result<String, AnyError> {
    let mut text = String::new();
    for (heading, changes) in sections(changes)
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
    {
        writeln!(text, "### {heading} ({})\n", changes.len())?;
        let mut nameless = 0;
        for change in changes {
            match change {
                Change::Added(row) | Change::Removed(row) if row.name().is_some() => {
                    let description = one_line(row.description());
                    let dash = if description.is_empty() { "" } else { " – " };
                    writeln!(text, "- `{}`{dash}{description}", title(row))?;
                }
                Change::Renamed { old, new, columns } => {
                    writeln!(
                        text,
                        "- `{}` is now `{}`{}",
                        title(old),
                        title(new),
                        list(columns)
                    )?;
                }
                Change::Changed { new, columns, .. } if new.name().is_some() => {
                    writeln!(text, "- `{}`{}", title(new), list(columns))?;
                }
                _ => nameless += 1,
            }
        }
        if nameless > 0 {
            writeln!(
                text,
                "- records without a name, of reserved or unassigned ports: {nameless}"
            )?;
        }
        writeln!(text)?;
    }
    Ok(text)
}

/// Returns the names of the columns in lower case, without the service name, which is in the
/// entry's title.
fn list(columns: &[Column]) -> String {
    let named = columns
        .iter()
        .filter(|column| **column != Column::ServiceName);
    let words: Vec<String> = named.map(|column| column.as_str().to_lowercase()).collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(": {}", words.join(", "))
    }
}

fn json_lines(changes: &[Change]) -> Result<String, AnyError> {
    let mut text = String::new();
    for change in changes {
        let object = match change {
            Change::Added(row) => json!({ "change": "added", "record": record(row) }),
            Change::Removed(row) => json!({ "change": "removed", "record": record(row) }),
            Change::Renamed { old, new, columns } => json!({
                "change": "renamed", "record": record(new), "columns": differing(old, new, columns)
            }),
            Change::Changed { old, new, columns } => json!({
                "change": "changed", "record": record(new), "columns": differing(old, new, columns)
            }),
            _ => continue,
        };
        writeln!(text, "{}", escaped_json(&object.to_string()))?;
    }
    Ok(text)
}

const COLUMNS: [&str; 7] = ["change", "name", "port", "protocol", "column", "old", "new"];

/// Returns a line of CSV or TSV for each record that was added or removed, and for each cell that differs.
fn fields(changes: &[Change], format: Format) -> Result<String, AnyError> {
    let mut lines = Vec::new();
    let mut records = Records::new(&mut lines, format, &COLUMNS)?;
    let record = |change: &str, row: &Row, cells: [&str; 3]| {
        let place = [Column::PortNumber, Column::TransportProtocol].map(|column| row.cell(column));
        let [port, protocol] = place;
        let [column, old, new] = cells;
        let name = row.name().unwrap_or_default();
        [change, name, port, protocol, column, old, new].map(Cell::prose)
    };
    for change in changes {
        let (word, old, new, columns) = match change {
            Change::Added(row) => {
                records.write(&record("added", row, ["", "", row.description()]))?;
                continue;
            }
            Change::Removed(row) => {
                records.write(&record("removed", row, ["", row.description(), ""]))?;
                continue;
            }
            Change::Renamed { old, new, columns } => ("renamed", old, new, columns),
            Change::Changed { old, new, columns } => ("changed", old, new, columns),
            _ => continue,
        };
        for column in columns {
            let cells = [column.key(), old.cell(*column), new.cell(*column)];
            records.write(&record(word, new, cells))?;
        }
    }
    Ok(String::from_utf8(lines)?)
}

fn record(row: &Row) -> Map<String, Value> {
    let cell = |column: Column| (column.key().to_owned(), value(row, column));
    Column::ALL.into_iter().map(cell).collect()
}

/// Returns the value of a cell, in the form of `dump --json`: a number for a port, and null if it is empty.
fn value(row: &Row, column: Column) -> Value {
    let cell = row.cell(column);
    let is_number = matches!(column, Column::PortNumber | Column::ServiceCode);
    match cell.parse::<u32>() {
        _ if cell.is_empty() => Value::Null,
        Ok(number) if is_number => number.into(),
        _ => cell.into(),
    }
}

fn differing(old: &Row, new: &Row, columns: &[Column]) -> Map<String, Value> {
    let pair = |column: &Column| {
        let cells = json!({ "old": value(old, *column), "new": value(new, *column) });
        (column.key().to_owned(), cells)
    };
    columns.iter().map(pair).collect()
}
