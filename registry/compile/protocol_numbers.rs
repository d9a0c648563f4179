//! Compiles IANA's "Assigned Internet Protocol Numbers": CSV records to checked rows, and these to
//! the tables that `src/tables/protocol_numbers.rs` reads.
//!
//! It shares the CSV reader, the words and the emitter with the other registry.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::Source;
use super::csv::{Error, Record, Sheet};
use super::emit::{RowWidth, Tables};
use super::words::Protocol;

/// The columns, in IANA's order.
const COLUMNS: [&str; 5] = [
    "Decimal",
    "Keyword",
    "Protocol",
    "IPv6 Extension Header",
    "Reference",
];

/// What IANA adds to the keyword of a protocol that is not to be used any more.
const DEPRECATED: &str = " (deprecated)";

/// What the registry says of one number.
#[derive(Clone, Copy, Default)]
struct Entry<'a> {
    keyword: &'a str,
    name: &'a str,
    reference: &'a str,
    is_extension_header: bool,
    is_deprecated: bool,
}

/// Returns the Rust code of the tables, or all problems of the file.
pub fn compile(source: &Source) -> Result<String, Error> {
    let mut problems = Error::none();
    let sheet = Sheet::read(&source.name, &source.bytes, &mut problems);
    let mut entries = [None; 256];
    if let Some(places) = sheet.columns(COLUMNS, str::eq, &mut problems) {
        let mut keywords = HashMap::new();
        for record in sheet.records() {
            let mut row = Row {
                sheet: &sheet,
                record,
                places,
                problems: &mut problems,
            };
            let entry = row.entry();
            row.check_keyword(entry.keyword, &mut keywords);
            for number in row.numbers().into_iter().flatten() {
                row.check_transport(number, entry.keyword);
                if entries[usize::from(number)].replace(entry).is_some() {
                    row.add("Decimal", format!("{number} has two records: expected one"));
                }
            }
        }
        if let (true, Some(missing)) = (
            problems.is_empty(),
            entries.iter().position(Option::is_none),
        ) {
            let message = format!("{missing} has no record: expected all numbers from 0 to 255");
            problems.add(sheet.problem(1, Some("Decimal"), message));
        }
    }
    if problems.is_empty() {
        Ok(tables(&entries.map(Option::unwrap_or_default)))
    } else {
        Err(problems)
    }
}

/// One record of the file.
struct Row<'a, 'p> {
    sheet: &'a Sheet,
    record: &'a Record,
    places: [usize; COLUMNS.len()],
    problems: &'p mut Error,
}

impl<'a> Row<'a, '_> {
    fn cell(&self, column: &str) -> &'a str {
        let at = COLUMNS.iter().position(|one| *one == column);
        at.map_or("", |at| self.record.text(self.places[at]))
    }

    fn add(&mut self, column: &str, message: String) {
        let problem = self.sheet.problem(self.record.line, Some(column), message);
        self.problems.add(problem);
    }

    /// Parses a number, or a range such as `148-252`.
    fn numbers(&mut self) -> Option<RangeInclusive<u8>> {
        let cell = self.cell("Decimal");
        let (first, last) = cell.split_once('-').unwrap_or((cell, cell));
        let number = |text: &str| text.parse::<u8>().ok().filter(|n| n.to_string() == text);
        match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => Some(first..=last),
            _ => {
                let message = format!("{cell:?}: expected a number to 255, or two as in 148-252");
                self.add("Decimal", message);
                None
            }
        }
    }

    fn entry(&mut self) -> Entry<'a> {
        let keyword = self.cell("Keyword");
        let extension = self.cell("IPv6 Extension Header");
        if !["", "Y", "N"].contains(&extension) {
            let message = format!("{extension:?}: expected Y, N or nothing");
            self.add("IPv6 Extension Header", message);
        }
        Entry {
            keyword: keyword.strip_suffix(DEPRECATED).unwrap_or(keyword),
            name: self.cell("Protocol"),
            reference: self.cell("Reference"),
            is_extension_header: extension == "Y",
            is_deprecated: keyword.ends_with(DEPRECATED),
        }
    }

    /// Checks that no other record has the keyword, and that it is not a number: both are parsed.
    fn check_keyword(&mut self, keyword: &str, keywords: &mut HashMap<String, u64>) {
        let keyword = keyword.to_ascii_lowercase();
        if keyword.is_empty() {
            return;
        }
        if keyword.bytes().all(|byte| byte.is_ascii_digit()) {
            self.add("Keyword", format!("{keyword:?}: expected a letter in it"));
        }
        if let Some(line) = keywords.insert(keyword.clone(), self.record.line) {
            let message = format!("{keyword:?} is on line {line} too: expected it once");
            self.add("Keyword", message);
        }
    }

    /// Checks that a transport protocol has its own number.
    fn check_transport(&mut self, number: u8, keyword: &str) {
        for protocol in Protocol::ALL {
            let is_named = keyword.eq_ignore_ascii_case(protocol.as_str());
            if is_named != (number == protocol.number()) {
                let message = format!(
                    "{keyword:?} has the number {number}: expected {protocol} to have {}",
                    protocol.number()
                );
                self.add("Keyword", message);
            }
        }
    }
}

fn tables(entries: &[Entry<'_>; 256]) -> String {
    let mut tables = Tables::new(RowWidth::U16);
    tables.strings("KEYWORDS", entries.iter().map(|entry| entry.keyword));
    tables.strings("NAMES", entries.iter().map(|entry| entry.name));
    tables.strings("REFERENCES", entries.iter().map(|entry| entry.reference));
    let mut flags = |name: &str, has_flag: fn(&Entry<'_>) -> bool| {
        tables.numbers(
            name,
            entries.iter().map(|entry| usize::from(has_flag(entry))),
        );
    };
    flags("EXTENSION_HEADERS", |entry| entry.is_extension_header);
    flags("DEPRECATED", |entry| entry.is_deprecated);
    tables.finish()
}
