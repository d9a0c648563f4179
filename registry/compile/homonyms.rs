//! Compiles `homonyms.csv`: CSV records to checked entries, and these to the tables that
//! `src/tables/homonyms.rs` reads.
//!
//! The tables have names, which a lookup resolves, and no row numbers: the file is for any copy of the
//! registry. `tests/homonyms.rs` compares it with the registry that is in the package.

use std::collections::HashMap;

use super::Source;
use super::csv::{Error, Sheet};
use super::emit::{RowWidth, Tables};
use super::encoding::homonym;
use super::words::ServiceName;

/// The columns of the file.
const COLUMNS: [&str; 4] = ["name", "services", "first", "reason"];

/// A line of the file.
struct Entry<'a> {
    name: &'a str,
    services: &'a str,
    meaning: homonym::First,
    reason: &'a str,
}

/// Returns the Rust code of the tables, or all problems of the file.
pub fn compile(source: &Source) -> Result<String, Error> {
    let mut problems = Error::none();
    let sheet = Sheet::read(&source.name, &source.bytes, &mut problems);
    let mut entries = Vec::new();
    if let Some(places) = sheet.columns(COLUMNS, str::eq, &mut problems) {
        let mut lines = HashMap::new();
        for record in sheet.records() {
            let [name, services, first, reason] = places.map(|place| record.field(place));
            let mut add = |column: &str, message: String| {
                problems.add(sheet.problem(record.line, Some(column), message));
            };
            if let Err(error) = ServiceName::new_lower_case(name) {
                add("name", error.to_string());
            }
            if let Some(line) = lines.insert(name, record.line) {
                let message = format!("{name:?} is on line {line} too: expected it once");
                add("name", message);
            }
            let others: Vec<&str> = services.split(homonym::SEPARATOR).collect();
            let is_valid = |name: &&str| ServiceName::new(name).is_ok();
            let is_known_use = first == homonym::KNOWN_USE && services.is_empty();
            let are_valid = others.len() <= homonym::SERVICES && others.iter().all(is_valid);
            if !is_known_use && !are_valid {
                let message =
                    format!("{services:?}: expected one service name, or two with a space between");
                add("services", message);
            }
            let meaning = match first {
                _ if is_known_use => homonym::First::KnownUse,
                first if first == name => homonym::First::Name,
                _ => homonym::First::Services,
            };
            if !is_known_use && first != name && Some(&first) != others.first() {
                let message = format!("{first:?}: expected {name:?} or the first of {services:?}");
                add("first", message);
            }
            if reason.is_empty() {
                add("reason", "empty: expected why that is first".to_owned());
            }
            entries.push(Entry {
                name,
                services,
                meaning,
                reason,
            });
        }
    }
    if problems.is_empty() {
        Ok(tables(&entries))
    } else {
        Err(problems)
    }
}

fn tables(entries: &[Entry<'_>]) -> String {
    let mut tables = Tables::new(RowWidth::U16);
    tables.strings("HOMONYM_NAMES", entries.iter().map(|entry| entry.name));
    tables.strings(
        "HOMONYM_SERVICES",
        entries.iter().map(|entry| entry.services),
    );
    tables.numbers(
        "HOMONYM_FIRST",
        entries.iter().map(|entry| entry.meaning as usize),
    );
    tables.strings("HOMONYM_REASONS", entries.iter().map(|entry| entry.reason));
    tables.finish()
}
