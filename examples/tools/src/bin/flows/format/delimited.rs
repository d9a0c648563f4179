//! Lines of fields with a separator between them: AWS, and CSV of any program.

use std::sync::Arc;

use jiff::Timestamp;
use memchr::memchr;

use super::{
    Beginning, FIELD, Next, OTHER_FIELD, Options, Place, Reader, Visit, begin as begin_any, trailer,
};
use crate::columns::{Columns, LayoutError};
use crate::ends::Ends;
use crate::field::Field;
use crate::line_error::LineError;
use crate::quotes::{Quotes, push_field};
use crate::record::{Content, LONGEST};
use crate::role::Role;
use crate::separator::Separator;

/// The fields of VPC flow logs of version 2, in their default order.
const VERSION_2: &str = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets \
                         bytes start end action log-status";

/// The number of characters of a line that an error quotes.
const QUOTED: usize = 60;

/// A reader of lines with separators.
///
/// It is aligned so that it shares no cache line with other data. All threads read it for each
/// line, and data next to it that one thread writes for each line (false sharing) at times made two
/// threads as slow as one.
#[derive(Debug)]
#[repr(align(128))]
pub struct Delimited {
    columns: Columns,
    separator: Separator,
    /// The header line, if there is one.
    header: Option<Vec<u8>>,
    /// The name of the field that the program adds.
    field: &'static str,
}

/// Returns the reader if the line is a header, or if `--fields` replaces it.
pub fn begin(
    beginning: &Beginning,
    options: &Options,
) -> Option<Result<Arc<dyn Reader>, LayoutError>> {
    let text = String::from_utf8_lossy(beginning.line);
    let header = header(&text, options);
    let (separator, names) = match (&options.fields, beginning.place) {
        (None, _) => header?,
        (Some(_), Place::Later) => return None,
        (Some(fields), Place::First) => {
            let separator = match &header {
                Some((separator, _)) => *separator,
                None => separator(&text, fields, options),
            };
            let is_header = header.is_some();
            let reader = Delimited::with_names(fields, separator, options, |reader| {
                reader.header = is_header.then(|| beginning.line.to_vec());
            });
            return Some(reader);
        }
    };
    Some(Delimited::with_names(
        &names,
        separator,
        options,
        |reader| {
            reader.header = Some(beginning.line.to_vec());
        },
    ))
}

/// Returns the reader of a log without a header, which is a VPC flow log of version 2.
pub fn without_header(
    beginning: &Beginning,
    options: &Options,
) -> Option<Result<Arc<dyn Reader>, LayoutError>> {
    if beginning.place == Place::Later || beginning.line.starts_with(b"#") {
        return None;
    }
    let text = String::from_utf8_lossy(beginning.line);
    let found = || text.chars().take(QUOTED).collect();
    let space = Separator::Byte(b' ');
    let names = space.split(VERSION_2);
    let fields: Vec<&str> = text.split(' ').collect();
    let first = fields.first().copied().unwrap_or_default();
    let is_version = first.parse::<u8>().is_ok() || first == "TransitGateway";
    // CloudWatch puts the time before each line that it exports.
    let is_exported = fields.len() == names.len() + 1 && first.parse::<Timestamp>().is_ok();
    if is_exported {
        return Some(Delimited::with_names(&names, space, options, |reader| {
            reader.columns = reader.columns.clone().after_another();
        }));
    }
    if fields.len() > names.len() && is_version {
        return Some(Err(LayoutError::OtherVersion {
            fields: fields.len(),
            found: found(),
        }));
    }
    if text.contains([',', ';', '|', '\t']) {
        return Some(Err(LayoutError::NoHeader { found: found() }));
    }
    Some(Delimited::with_names(&names, space, options, |_| {}))
}

/// Splits a header line. Returns `None` if the line is none: no line of data has two fields that are equal
/// to known names, and nearly all have a number.
fn header(text: &str, options: &Options) -> Option<(Separator, Vec<String>)> {
    // A byte order mark, which spreadsheets write.
    let text = text.trim_start_matches('\u{feff}');
    if has_number(text) {
        return None;
    }
    let known = |name: &String| options.names.meaning(name).is_some();
    let all = match options.delimiter {
        Some(delimiter) => vec![delimiter],
        None => Separator::ALL.to_vec(),
    };
    let mut best: Option<(usize, Separator, Vec<String>)> = None;
    for separator in all {
        let names = separator.split(text);
        let count = names.iter().filter(|name| known(name)).count();
        if best.as_ref().is_none_or(|(most, ..)| count > *most) {
            best = Some((count, separator, names));
        }
    }
    let (count, separator, names) = best?;
    // A name that an option gives may be the only one.
    let fewest = if options.names.required().is_empty() {
        2
    } else {
        1
    };
    (count >= fewest).then_some((separator, names))
}

/// Returns whether a field of a line is a number. A bad line of data has one nearly always, so that looking
/// for known names in each bad line is not needed.
fn has_number(text: &str) -> bool {
    let separators: &[char] = if text.contains([',', '\t', ';', '|']) {
        &[',', '\t', ';', '|']
    } else {
        &[' ']
    };
    text.split(separators).any(|field| {
        let field = field.trim_matches([' ', '"']);
        !field.is_empty()
            && field
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}

/// Returns the separator of a line without a header, which has these fields.
fn separator(text: &str, fields: &[String], options: &Options) -> Separator {
    let fits = |separator: &Separator| separator.split(text).len() == fields.len();
    let found = || Separator::ALL.into_iter().find(fits);
    let delimiter = options.delimiter.or_else(found);
    delimiter.unwrap_or(Separator::Byte(if text.contains(',') {
        b','
    } else {
        b' '
    }))
}

/// Returns whether a line may be a header of which no name is known: a few different words and no number.
fn looks_like_a_header(text: &str, separator: Separator) -> bool {
    const FEWEST: usize = 5;
    let is_name = |name: &String| {
        let mut letters = name.trim().chars();
        letters
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|one| one.is_alphanumeric() || "_-.:/ ()".contains(one))
    };
    let mut names = separator.split(text);
    let all = names.len() >= FEWEST && names.iter().all(is_name);
    names.sort_unstable();
    let before = names.len();
    names.dedup();
    all && names.len() == before
}

impl Delimited {
    pub fn with_names(
        names: &[String],
        separator: Separator,
        options: &Options,
        adjust: impl FnOnce(&mut Self),
    ) -> Result<Arc<dyn Reader>, LayoutError> {
        let has_field = names.iter().any(|name| name.trim() == FIELD);
        let mut reader = Self {
            columns: Columns::new(names, &options.names)?,
            separator,
            header: None,
            field: if has_field { OTHER_FIELD } else { FIELD },
        };
        adjust(&mut reader);
        Ok(Arc::new(reader))
    }

    /// Makes this line the header, which a record cannot be.
    pub fn set_header(&mut self, line: &[u8]) {
        self.header = Some(line.to_vec());
    }

    /// Reads lines whose separator is one byte.
    fn read_bytes(&self, text: &[u8], options: &Options, visit: &mut Visit<'_>) -> Next {
        // The position of each field of the line, then the position where another field would begin.
        let mut starts = vec![0; self.columns.fields + 1];
        let starts = starts.as_mut_slice();
        // Making one costs as much as reading many lines.
        let mut quotes = None;
        let (mut start, mut fields) = (0, 0);
        for end in Ends::new(text, self.separator.byte()) {
            fields += 1;
            // If a line has too many fields, the additional fields are only counted.
            if let Some(next) = starts.get_mut(fields) {
                *next = end + 1;
            }
            if text.get(end) == Some(&b'\n') {
                let line = text.get(start..end).unwrap_or_default();
                let read = self.line(starts, &mut quotes, text, line, fields, options);
                if let Some(next) = self.visit(start, line, read, options, visit) {
                    return next;
                }
                start = end + 1;
                fields = 0;
                if let Some(first) = starts.first_mut() {
                    *first = start;
                }
            }
        }
        let last = text.get(start..).unwrap_or_default();
        if !last.is_empty() {
            fields += 1;
            if let Some(next) = starts.get_mut(fields) {
                *next = text.len() + 1;
            }
            let read = self.line(starts, &mut quotes, text, last, fields, options);
            if let Some(next) = self.visit(start, last, read, options, visit) {
                return next;
            }
        }
        Next::End
    }

    /// Parses a line of the text. The positions of its fields are in `starts`.
    #[inline]
    fn line(
        &self,
        starts: &mut [usize],
        quotes: &mut Option<Quotes>,
        text: &[u8],
        line: &[u8],
        fields: usize,
        options: &Options,
    ) -> Result<Content<'static>, Box<LineError>> {
        if line.len() > LONGEST {
            return Err(Box::new(LineError::TooLong { longest: LONGEST }));
        }
        let line = match line.strip_suffix(b"\r") {
            None => line,
            Some(line) => {
                if let Some(end) = starts.get_mut(fields) {
                    *end -= 1;
                }
                line
            }
        };
        if self.separator.has_quotes() && memchr(b'"', line).is_some() {
            let quotes = quotes.get_or_insert_with(|| Quotes::new(self.separator.byte()));
            let unquoted = quotes.split(line);
            return self.record(unquoted.len(), options, |at| unquoted.get(at));
        }
        let starts = &*starts;
        self.record(fields, options, |at| {
            let (start, next) = (starts.get(at)?, starts.get(at + 1)?);
            Some(Field::new(text, *start, *next - 1))
        })
    }

    #[inline]
    fn record<'a>(
        &self,
        fields: usize,
        options: &Options,
        field: impl Fn(usize) -> Option<Field<'a>> + Copy,
    ) -> Result<Content<'static>, Box<LineError>> {
        let columns = &self.columns;
        if fields != columns.fields {
            return Err(Box::new(LineError::Fields {
                found: fields,
                expected: columns.fields,
            }));
        }
        let get = |role: Role| field(columns.position(role)?);
        options.reading.record(columns.shape, get)
    }

    /// Reads lines whose fields have any number of blanks between them.
    fn read_blanks(&self, text: &[u8], options: &Options, visit: &mut Visit<'_>) -> Next {
        let mut start = 0;
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            let whole = line.strip_suffix(b"\n").unwrap_or(line);
            let fields: Vec<&[u8]> = whole
                .split(u8::is_ascii_whitespace)
                .filter(|field| !field.is_empty())
                .collect();
            let read = if whole.len() > LONGEST {
                Err(Box::new(LineError::TooLong { longest: LONGEST }))
            } else {
                self.record(fields.len(), options, |at| {
                    let field = fields.get(at)?;
                    Some(Field::new(field, 0, field.len()))
                })
            };
            if let Some(next) = self.visit(start, whole, read, options, visit) {
                return next;
            }
            start += line.len();
        }
        Next::End
    }

    #[inline]
    fn visit(
        &self,
        start: usize,
        line: &[u8],
        read: Result<Content<'static>, Box<LineError>>,
        options: &Options,
        visit: &mut Visit<'_>,
    ) -> Option<Next> {
        match read {
            Ok(_) => visit(line, read),
            Err(error) => match self.otherwise(line, error, options) {
                Otherwise::Line(read) => visit(line, read),
                Otherwise::Reader(reader) => return Some(Next::Reader(start, reader)),
                Otherwise::Error(error) => return Some(Next::Error(error)),
            },
        }
        None
    }

    /// Returns what a line is that is no record.
    #[cold]
    fn otherwise(&self, line: &[u8], error: Box<LineError>, options: &Options) -> Otherwise {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let content = |content| Otherwise::Line(Ok(content));
        if line.trim_ascii().is_empty() {
            return content(Content::Blank);
        }
        if self.header.as_deref() == Some(line) {
            return content(Content::Header);
        }
        if line.len() > LONGEST {
            return Otherwise::Line(Err(error));
        }
        let text = String::from_utf8_lossy(line);
        if options.fields.is_some() && header(&text, options).is_some() {
            return content(Content::Header);
        }
        if trailer::is_begun_by(line) {
            return Otherwise::Reader(Arc::new(trailer::Trailer));
        }
        let place = Place::Later;
        match begin_any(&Beginning { line, place }, options) {
            Some(Ok(reader)) => Otherwise::Reader(reader),
            Some(Err(error)) => Otherwise::Error(error),
            None if line.starts_with(b"#") => content(Content::Comment),
            None if looks_like_a_header(&text, self.separator) => {
                Otherwise::Error(LayoutError::NoHeader {
                    found: text.chars().take(QUOTED).collect(),
                })
            }
            None => Otherwise::Line(Err(error)),
        }
    }
}

/// What a line is that is no record.
enum Otherwise {
    Line(Result<Content<'static>, Box<LineError>>),
    Reader(Arc<dyn Reader>),
    Error(LayoutError),
}

impl Reader for Delimited {
    fn read(&self, text: &[u8], options: &Options, visit: &mut Visit<'_>) -> Next {
        match self.separator {
            Separator::Blanks => self.read_blanks(text, options, visit),
            Separator::Byte(_) | Separator::Unquoted(_) => self.read_bytes(text, options, visit),
        }
    }

    fn write(&self, line: &[u8], name: &str, out: &mut Vec<u8>) {
        let separator = self.separator.byte();
        out.extend_from_slice(line);
        out.push(separator);
        match self.separator {
            Separator::Unquoted(_) => out.extend_from_slice(name.as_bytes()),
            Separator::Byte(_) | Separator::Blanks => push_field(name, separator, out),
        }
    }

    fn write_comment(&self, line: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(line);
        if line.starts_with(b"#types") {
            out.push(self.separator.byte());
            out.extend_from_slice(b"string");
        }
    }

    fn field(&self) -> &str {
        self.field
    }
}
