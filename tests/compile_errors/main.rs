//! The exact errors that the build reports for broken registries, and odd registries that it
//! accepts.
//!
//! The compile step runs in this process. `refused_registries.rs` has cargo build the whole crate
//! instead.

#[path = "../support/registries/mod.rs"]
mod registries;

mod cells;
mod curated;
mod headings;
mod homonyms;
mod known_uses;
mod lines;
mod odd;
mod protocol_numbers;
mod quotes;

use registries::files::{HEADINGS, place, row};
use registries::{Compiled, Inputs, Missing, compile, inputs, shipped_inputs, source};

const HTTP: [&str; 12] = [
    "http",
    "80",
    "tcp",
    "World Wide Web",
    "[Tim]",
    "[IETF]",
    "1992-01",
    "2021-10-01",
    "[RFC9110]",
    "",
    "",
    "",
];

const UNQUOTED: &str = "expected a field that holds a quote to be quoted as a whole";
const AFTER_CLOSING: &str = "expected a comma or the end of the record after the closing quote";
const UNCLOSED: &str = "expected a closing quote before the file ends";

/// Returns the record of `http` with another cell in one column.
fn http_but(column: &str, cell: &str) -> String {
    let mut cells = HTTP;
    cells[place(column)] = cell;
    cells.join(",")
}

/// Returns a file of IANA's headings and these records, with IANA's line ends.
fn file<T: AsRef<str>>(records: &[T]) -> String {
    let mut text = HEADINGS.join(",") + "\r\n";
    for record in records {
        text += record.as_ref();
        text += "\r\n";
    }
    text
}

fn with_preferred(registry: &str, preferred: impl Into<Vec<u8>>) -> Inputs {
    Inputs {
        preferred: source("preferred.csv", preferred),
        ..inputs(registry)
    }
}

fn with_aliases(registry: &str, aliases: impl Into<Vec<u8>>) -> Inputs {
    Inputs {
        aliases: source("aliases.csv", aliases),
        ..inputs(registry)
    }
}

fn real_registry() -> String {
    String::from_utf8(shipped_inputs().registry.bytes).unwrap()
}

#[track_caller]
fn build(inputs: &Inputs) -> Compiled {
    match compile(inputs) {
        Ok(compiled) => compiled,
        Err(problems) => panic!("does not build: {problems}"),
    }
}

/// Returns the problems that the compile step reports. Each must be one line, since cargo shows it
/// as one.
#[track_caller]
fn refused(inputs: &Inputs) -> Vec<String> {
    let Err(problems) = compile(inputs) else {
        panic!("builds");
    };
    for problem in problems.problems() {
        let line = problem.to_string();
        assert!(!line.contains(['\n', '\r']), "{line:?} is several lines");
    }
    let lines: Vec<String> = problems.to_string().lines().map(str::to_owned).collect();
    lines
}

/// Returns the value of a constant in the generated tables.
#[track_caller]
fn constant<'a>(compiled: &'a Compiled, name: &str) -> &'a str {
    let (_, declared) = compiled
        .tables
        .split_once(&format!("pub const {name}: "))
        .unwrap();
    let (_, value) = declared.split_once(" = ").unwrap();
    value.split_once(';').unwrap().0
}

/// Returns the number of the line on which a string starts that occurs only once.
#[track_caller]
fn line_of(file: &str, text: &str) -> usize {
    assert_eq!(file.matches(text).count(), 1, "{text:?} stands there once");
    1 + file.split_once(text).unwrap().0.matches('\n').count()
}

// Cells that cannot be read.
