//! The CSV layer: records of strings under headings, each with its line number.
//!
//! [`row`](super::row) reads IANA's file with it, and the build script its curated lists.
//!
//! The format is RFC 4180, with CRLF, LF or CR between records and an optional byte order mark. The
//! `csv` crate accepts any quotes, so this file checks them first: with a lost quote, hundreds of
//! records would otherwise become one field without an error.

use core::str;
use std::borrow::ToOwned;
use std::format;
use std::string::String;
use std::vec::Vec;

use super::super::words::Quoted;
use super::{Error, Problem};

/// The number of characters of a heading, or of bytes that are not UTF-8, that a message shows.
const SHOWN: usize = 48;

/// The headings and records of a file.
pub(crate) struct Sheet {
    file: String,
    heading_line: u64,
    /// The headings, or `None` if they cannot be read, which has then been reported.
    headings: Option<Vec<String>>,
    records: Vec<Record>,
}

/// One record, with as many fields as there are headings.
pub(crate) struct Record {
    pub(crate) line: u64,
    fields: csv::StringRecord,
    /// The positions of the fields that are not UTF-8, which has been reported.
    not_text: Vec<usize>,
}

impl Record {
    pub(crate) fn field(&self, at: usize) -> &str {
        self.fields.get(at).unwrap_or_default()
    }

    /// Returns a field, or an empty string if the field is not UTF-8: that has been reported, so no
    /// further problem of the field is.
    pub(crate) fn text(&self, at: usize) -> &str {
        if self.not_text.contains(&at) {
            return "";
        }
        self.field(at)
    }
}

impl Sheet {
    /// Reads all records that can be read. Each of the others becomes a problem.
    pub(crate) fn read(file: &str, bytes: &[u8], problems: &mut Error) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let broken = broken_quote(bytes);
        let whole = broken
            .as_ref()
            .map_or(bytes, |broken| &bytes[..broken.record]);
        let mut sheet = Self {
            file: file.to_owned(),
            heading_line: 1,
            headings: Some(Vec::new()),
            records: Vec::new(),
        };
        let mut lines = Lines::new(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(whole);
        for (at, record) in reader.byte_records().enumerate() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let message = format!("cannot be read as CSV: {error}");
                    problems.add(Problem::in_file(file, message));
                    break;
                }
            };
            let offset = record.position().map_or(0, csv::Position::byte);
            let line = lines.of_record(usize::try_from(offset).unwrap_or(usize::MAX));
            if at == 0 {
                sheet.heading_line = line;
                sheet.headings = sheet.headings(&record, problems);
            } else if let Some(record) = sheet.checked(line, record, problems) {
                sheet.records.push(record);
            }
        }
        if let Some(broken) = broken {
            let line = lines.of_record(broken.record);
            let headings = sheet.headings.as_deref().unwrap_or_default();
            let column = headings.get(broken.field).map(String::as_str);
            problems.add(sheet.problem(line, column, broken.what));
            if headings.is_empty() {
                sheet.headings = None;
            }
        }
        sheet
    }

    pub(crate) fn records(&self) -> &[Record] {
        &self.records
    }

    /// Returns the headings as strings, or `None` if one of them is not UTF-8.
    fn headings(&self, record: &csv::ByteRecord, problems: &mut Error) -> Option<Vec<String>> {
        for heading in record
            .iter()
            .filter(|heading| str::from_utf8(heading).is_err())
        {
            let shown = quoted_bytes(heading);
            let message = format!("heading {shown} is not UTF-8: expected text");
            problems.add(self.problem(self.heading_line, None, message));
        }
        let text = |heading: &[u8]| String::from_utf8(heading.to_vec()).ok();
        record.iter().map(text).collect()
    }

    /// Returns the position of each of these columns; `heads` decides whether a heading is that of a
    /// column. Returns `None`, and adds problems, if a column is missing or occurs twice.
    pub(crate) fn columns<const N: usize>(
        &self,
        wanted: [&str; N],
        heads: impl Fn(&str, &str) -> bool,
        problems: &mut Error,
    ) -> Option<[usize; N]> {
        let headings = self.headings.as_ref()?;
        let found = wanted.map(|wanted| {
            let mut places = (0..headings.len()).filter(|&at| heads(&headings[at], wanted));
            let place = places.next();
            if place.is_none() {
                let message = format!("missing column: expected a heading {wanted:?}");
                problems.add(self.problem(self.heading_line, Some(wanted), message));
            } else if places.next().is_some() {
                let message = "the heading is there twice: expected it once".to_owned();
                problems.add(self.problem(self.heading_line, Some(wanted), message));
                return None;
            }
            place
        });
        found
            .iter()
            .all(Option::is_some)
            .then(|| found.map(Option::unwrap_or_default))
    }

    /// Returns a problem of a record, or of a column of a record.
    pub(crate) fn problem(&self, line: u64, column: Option<&str>, message: String) -> Problem {
        // An unknown heading may have any length and contain any character, even line ends.
        let column = column.unwrap_or("record");
        let (shown, rest) = match column.char_indices().nth(SHOWN) {
            Some((end, _)) => (&column[..end], "…"),
            None => (column, ""),
        };
        let column = format!("{}{rest}", shown.escape_debug());
        Problem::in_record(&self.file, line, column, message)
    }

    /// Returns the record with its fields as strings, if there are as many fields as headings.
    fn checked(&self, line: u64, record: csv::ByteRecord, problems: &mut Error) -> Option<Record> {
        let headings = self.headings.as_ref()?;
        let (has, expected) = (record.len(), headings.len());
        if has != expected {
            let first = String::from_utf8_lossy(&record[0]).into_owned();
            let kind = if has < expected {
                "too few"
            } else {
                "too many"
            };
            let first = Quoted::new(&first);
            let message = format!("{kind} fields, {has} from {first} on: expected {expected}");
            problems.add(self.problem(line, None, message));
            return None;
        }
        let mut not_text = Vec::new();
        for (at, (heading, field)) in headings.iter().zip(&record).enumerate() {
            if str::from_utf8(field).is_err() {
                let message = format!("{} is not UTF-8: expected text", quoted_bytes(field));
                problems.add(self.problem(line, Some(heading), message));
                not_text.push(at);
            }
        }
        // The record is kept, since its other cells may have problems of their own.
        Some(Record {
            line,
            fields: csv::StringRecord::from_byte_record_lossy(record),
            not_text,
        })
    }
}

/// Returns bytes as errors quote them: escaped, and cut to `SHOWN`.
fn quoted_bytes(bytes: &[u8]) -> String {
    let (shown, rest) = match bytes.split_at_checked(SHOWN) {
        Some((shown, [_, ..])) => (shown, "…"),
        _ => (bytes, ""),
    };
    format!("\"{}{rest}\"", shown.escape_ascii())
}

/// Finds the line of an offset. Offsets must be passed in ascending order.
struct Lines<'a> {
    bytes: &'a [u8],
    offset: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            offset: 0,
            line: 1,
        }
    }

    /// Returns the line of the record that starts at the offset or after the line ends at the offset:
    /// the `csv` crate counts preceding line ends as part of a record.
    fn of_record(&mut self, offset: usize) -> u64 {
        let line_ends = self.bytes.get(offset..).unwrap_or_default();
        let skipped = line_ends
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        let start = offset.saturating_add(skipped).min(self.bytes.len());
        let passed = &self.bytes[self.offset.min(start)..start];
        // Each call counts a few bytes only, which is not worth a crate that counts them faster.
        let mut after_return = false;
        for &byte in passed {
            self.line += u64::from(byte == b'\r' || (byte == b'\n' && !after_return));
            after_return = byte == b'\r';
        }
        self.offset = start;
        self.line
    }
}

/// A quote where RFC 4180 allows none, or one that is never closed.
struct BrokenQuote {
    /// The offset at which its record starts.
    record: usize,
    /// The position of its field in the record.
    field: usize,
    what: String,
}

fn broken_quote(bytes: &[u8]) -> Option<BrokenQuote> {
    enum State {
        FieldStart,
        Plain,
        Quoted,
        /// After a quote within quotes: the end of the field, or the first half of `""`.
        QuoteSeen,
    }
    let (mut state, mut record, mut field, mut field_start) = (State::FieldStart, 0, 0, 0);
    let broken = |record, field, start: usize, what: &str| {
        let text = String::from_utf8_lossy(&bytes[start..]);
        let shown: String = text.chars().take(40).collect();
        Some(BrokenQuote {
            record,
            field,
            what: format!("broken quote in {shown:?}: {what}"),
        })
    };
    for (at, &byte) in bytes.iter().enumerate() {
        state = match (state, byte) {
            (State::Quoted, b'"') => State::QuoteSeen,
            (State::FieldStart | State::QuoteSeen, b'"') | (State::Quoted, _) => State::Quoted,
            (State::Plain, b'"') => {
                let what = "expected a field that holds a quote to be quoted as a whole";
                return broken(record, field, field_start, what);
            }
            (_, b',') => {
                (field, field_start) = (field + 1, at + 1);
                State::FieldStart
            }
            // The LF of a CRLF ends another record, which is empty: that does no harm here.
            (_, b'\r' | b'\n') => {
                (record, field, field_start) = (at + 1, 0, at + 1);
                State::FieldStart
            }
            (State::QuoteSeen, _) => {
                let what = "expected a comma or the end of the record after the closing quote";
                return broken(record, field, field_start, what);
            }
            (State::FieldStart | State::Plain, _) => State::Plain,
        };
    }
    if matches!(state, State::Quoted) {
        return broken(
            record,
            field,
            field_start,
            "expected a closing quote before the file ends",
        );
    }
    None
}
