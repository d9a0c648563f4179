//! `diff`: lists the changes between two copies of IANA's CSV file.
//!
//! Maintainers use it to write the changelog entry for an update of the registry.

#[path = "shared/remark.rs"]
mod remark;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{self, Write as _};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use port_registry::Protocol;
use port_registry::csv::{Change, Diff, RegistryFile, Row};
use port_registry::record::Column;
use remark::remark;
use serde_json::{Map, Value, json};

const HELP: &str = "\
Lists the changes between two copies of IANA's port registry.

Usage: diff [OPTIONS] OLD NEW

OLD and NEW are CSV files as IANA publishes them, of any year since 2014. Records are listed as
added, removed, renamed or changed.

Options:
      --markdown  print a changelog entry in Markdown
      --json      print one JSON object per line, one for each change
      --lost      print only what a program that names services at compile time loses, one per
                  line, as \"name x/tcp\" if NEW has no name x over TCP, and as \"port x/tcp\" if it has
                  the name, but without a port
  -h, --help      print this help

Exit status: 0 if there are no changes (with --lost: if nothing is lost), 1 if there are, 2 if the
files cannot be compared.
";

type Render = fn(&[Change]) -> Result<String, fmt::Error>;

fn main() -> ExitCode {
    let (text, code) = match run() {
        Ok(done) => done,
        Err(error) => {
            for line in error.to_string().lines() {
                remark(format_args!("diff: {line}"));
            }
            return ExitCode::from(2);
        }
    };
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => code,
        // The reader closed the pipe, as `head` does: not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => code,
        Err(error) => {
            remark(format_args!("diff: {error}"));
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(String, ExitCode), Box<dyn Error>> {
    use lexopt::prelude::{Long, Short, Value};

    let mut render: Render = plain_text;
    let mut only_lost = false;
    let mut files: Vec<PathBuf> = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("markdown") => render = markdown,
            Long("json") => render = json_lines,
            Long("lost") => only_lost = true,
            Short('h') | Long("help") => return Ok((HELP.to_owned(), ExitCode::SUCCESS)),
            Value(file) => files.push(file.into()),
            _ => return Err(argument.unexpected().into()),
        }
    }
    let [old, new] = files.as_slice() else {
        return Err("expected two files, OLD and NEW; see --help".into());
    };
    let (old, new) = (RegistryFile::open(old)?, RegistryFile::open(new)?);
    let exit_code = |is_empty: bool| ExitCode::from(u8::from(!is_empty));
    if only_lost {
        let lost = lost(&old, &new);
        return Ok((lost.concat(), exit_code(lost.is_empty())));
    }
    let diff = Diff::between(&old, &new);
    let code = exit_code(diff.changes().is_empty());
    Ok((render(diff.changes())?, code))
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
    if place.is_empty() {
        name.to_owned()
    } else {
        format!("{name} {}", place.join("/"))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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

fn plain_text(changes: &[Change]) -> Result<String, fmt::Error> {
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
            "    {column}: {:?} -> {:?}",
            one_line(old),
            one_line(new)
        )?;
    }
    Ok(())
}

/// Returns a changelog entry. Its readers look for services, so records without a service name
/// (reserved and unassigned ranges) are only counted.
fn markdown(changes: &[Change]) -> Result<String, fmt::Error> {
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

fn json_lines(changes: &[Change]) -> Result<String, fmt::Error> {
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
        writeln!(text, "{object}")?;
    }
    Ok(text)
}

fn record(row: &Row) -> Map<String, Value> {
    let cell = |column: Column| (column.key().to_owned(), row.cell(column).into());
    Column::ALL.into_iter().map(cell).collect()
}

fn differing(old: &Row, new: &Row, columns: &[Column]) -> Map<String, Value> {
    let pair = |column: &Column| {
        let cells = json!({ "old": old.cell(*column), "new": new.cell(*column) });
        (column.key().to_owned(), cells)
    };
    columns.iter().map(pair).collect()
}
