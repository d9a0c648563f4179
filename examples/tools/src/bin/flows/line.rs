//! Parses the lines of a log. `worker.rs` reads chunks with it.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use memchr::memchr;
use port_registry::{IpProtocol, Port, Protocol};
use thiserror::Error;

use crate::ends::Ends;
use crate::field::Field;
use crate::flow_key::FlowKey;
use crate::ip_protocol;
use crate::layout::{Column, Columns, Layout, Separator};

/// The length of the longest line that is read, without its line end. Real lines have a few hundred
/// bytes.
pub const LONGEST: usize = 64 * 1024;

/// The flow of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    pub key: FlowKey,
    pub packets: u64,
    pub bytes: u64,
}

/// The content of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLine {
    /// There was traffic.
    Flow(Flow),
    /// There was no traffic.
    NoData,
    /// There was traffic, but it was not recorded.
    SkipData,
    /// A header line.
    Header,
    /// A blank line.
    Blank,
}

/// The error for a bad line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineError {
    #[error("longer than {LONGEST} bytes")]
    TooLong,
    #[error("{found} {}: expected {expected}", if *.found == 1 { "field" } else { "fields" })]
    Fields { found: usize, expected: usize },
    #[error("{column} {value}: expected a number from 0 to 65535")]
    Port { column: Column, value: String },
    #[error("protocol {value}: expected a number from 0 to 255, or a name such as tcp")]
    Protocol { value: String },
    #[error("{column} {value}: expected a number")]
    Amount { column: Column, value: String },
    #[error("log-status {value}: expected OK, NODATA or SKIPDATA")]
    Status { value: String },
}

/// The number of characters of a field that an error quotes.
const QUOTED: usize = 40;

#[cold]
fn quoted(value: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(value)
        .chars()
        .take(QUOTED)
        .collect();
    format!("{text:?}")
}

/// A parser of lines. It reuses its buffers.
pub struct LineReader {
    /// The position of each field of the line, then the position where another field would begin.
    starts: Vec<usize>,
    quotes: Quotes,
}

impl LineReader {
    pub fn new() -> Self {
        Self {
            starts: Vec::new(),
            quotes: Quotes::new(),
        }
    }

    /// Parses the lines of a text, and calls `visit` for each line, without its line feed.
    pub fn read(
        &mut self,
        text: &[u8],
        layout: &Layout,
        mut visit: impl FnMut(&[u8], Result<LogLine, LineError>),
    ) {
        let columns = layout.columns();
        // If a line has too many fields, the additional fields are only counted.
        self.starts.clear();
        self.starts.resize(columns.fields + 1, 0);
        let (mut start, mut fields) = (0, 0);
        for end in Ends::new(text, columns.separator.byte()) {
            fields += 1;
            if let Some(next) = self.starts.get_mut(fields) {
                *next = end + 1;
            }
            if text.get(end) == Some(&b'\n') {
                let line = text.get(start..end).unwrap_or_default();
                visit(line, self.line(text, line, fields, layout));
                start = end + 1;
                fields = 0;
                if let Some(first) = self.starts.first_mut() {
                    *first = start;
                }
            }
        }
        let last = text.get(start..).unwrap_or_default();
        if !last.is_empty() {
            fields += 1;
            if let Some(next) = self.starts.get_mut(fields) {
                *next = text.len() + 1;
            }
            visit(last, self.line(text, last, fields, layout));
        }
    }

    /// Parses a line of the text. The positions of its fields are in `starts`.
    #[inline]
    fn line(
        &mut self,
        text: &[u8],
        line: &[u8],
        fields: usize,
        layout: &Layout,
    ) -> Result<LogLine, LineError> {
        if line.len() > LONGEST {
            return Err(LineError::TooLong);
        }
        let line = match line.strip_suffix(b"\r") {
            None => line,
            Some(line) => {
                if let Some(end) = self.starts.get_mut(fields) {
                    *end -= 1;
                }
                line
            }
        };
        match self.record(text, line, fields, layout.columns()) {
            Err(_) if line.trim_ascii().is_empty() => Ok(LogLine::Blank),
            Err(_) if layout.is_header(line) => Ok(LogLine::Header),
            other => other,
        }
    }

    #[inline]
    fn record(
        &mut self,
        text: &[u8],
        line: &[u8],
        fields: usize,
        columns: &Columns,
    ) -> Result<LogLine, LineError> {
        if columns.separator == Separator::Comma && memchr(b'"', line).is_some() {
            let unquoted = self.quotes.split(line);
            return record(columns, unquoted.len(), |at| unquoted.get(at));
        }
        let starts = self.starts.as_slice();
        record(columns, fields, |at| {
            let (start, next) = (starts.get(at)?, starts.get(at + 1)?);
            Some(Field::new(text, *start, *next - 1))
        })
    }
}

#[inline]
fn record<'a>(
    columns: &Columns,
    fields: usize,
    field: impl Fn(usize) -> Option<Field<'a>>,
) -> Result<LogLine, LineError> {
    if fields != columns.fields {
        return Err(LineError::Fields {
            found: fields,
            expected: columns.fields,
        });
    }
    let field = |at| field(at).unwrap_or(Field::new(&[], 0, 0));
    if let Some(column) = columns.log_status {
        match field(column).bytes() {
            b"OK" => {}
            b"NODATA" => return Ok(LogLine::NoData),
            b"SKIPDATA" => return Ok(LogLine::SkipData),
            other => {
                return Err(LineError::Status {
                    value: quoted(other),
                });
            }
        }
    }
    let protocol = protocol(field(columns.protocol))?;
    let packets = match columns.packets {
        Some(at) => amount(Column::Packets, field(at))?,
        None => 0,
    };
    let bytes = match columns.bytes {
        Some(at) => amount(Column::Bytes, field(at))?,
        None => 0,
    };
    let key = match ip_protocol::transport(protocol) {
        None => FlowKey::without_port(protocol),
        Some(transport) => flow(columns, transport, field)?,
    };
    Ok(LogLine::Flow(Flow {
        key,
        packets,
        bytes,
    }))
}

#[inline]
fn flow<'a>(
    columns: &Columns,
    transport: Protocol,
    field: impl Fn(usize) -> Field<'a>,
) -> Result<FlowKey, LineError> {
    let source = port(Column::SourcePort, field(columns.source_port))?;
    let destination = port(Column::DestinationPort, field(columns.destination_port))?;
    Ok(FlowKey::of_ports(transport, source, destination))
}

#[inline]
fn protocol(field: Field) -> Result<IpProtocol, LineError> {
    let of_number = field.number().and_then(|number| u8::try_from(number).ok());
    if let Some(number) = of_number {
        return Ok(IpProtocol::new(number));
    }
    named_protocol(field)
}

#[cold]
fn named_protocol(field: Field) -> Result<IpProtocol, LineError> {
    let name = std::str::from_utf8(field.bytes().trim_ascii()).unwrap_or_default();
    ip_protocol::named(name).ok_or_else(|| LineError::Protocol {
        value: quoted(field.bytes()),
    })
}

#[inline]
fn port(column: Column, field: Field) -> Result<Port, LineError> {
    let port = field.number().and_then(|number| u16::try_from(number).ok());
    port.map(Port::new).ok_or_else(|| bad_port(column, field))
}

#[cold]
fn bad_port(column: Column, field: Field) -> LineError {
    let value = quoted(field.bytes());
    LineError::Port { column, value }
}

#[inline]
fn amount(column: Column, field: Field) -> Result<u64, LineError> {
    field.number().ok_or_else(|| bad_amount(column, field))
}

#[cold]
fn bad_amount(column: Column, field: Field) -> LineError {
    let value = quoted(field.bytes());
    LineError::Amount { column, value }
}

/// A parser of comma-separated fields of which some are quoted.
struct Quotes {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Quotes {
    fn new() -> Self {
        let reader = ReaderBuilder::new()
            .terminator(Terminator::Any(b'\n'))
            .build();
        Self {
            reader,
            text: Vec::new(),
            ends: Vec::new(),
        }
    }

    fn split(&mut self, line: &[u8]) -> Unquoted<'_> {
        // Neither buffer can become too small, so the first call reads the whole line. The second
        // call, with empty input, ends the last field.
        self.text.resize(line.len(), 0);
        self.ends.resize(line.len() + 1, 0);
        self.reader.reset();
        let (result, _, written, mut fields) =
            self.reader
                .read_record(line, &mut self.text, &mut self.ends);
        if result == ReadRecordResult::InputEmpty {
            let text = self.text.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(fields..).unwrap_or_default();
            fields += self.reader.read_record(&[], text, ends).3;
        }
        Unquoted {
            text: &self.text,
            ends: self.ends.get(..fields).unwrap_or_default(),
        }
    }
}

/// The fields of a line, without quotes and separators.
struct Unquoted<'a> {
    text: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Unquoted<'a> {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, at: usize) -> Option<Field<'a>> {
        let before = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = before.copied().unwrap_or(0);
        Some(Field::new(self.text, start, *self.ends.get(at)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_taken_off() {
        let mut quotes = Quotes::new();
        let mut fields = |line: &str| -> Vec<String> {
            let fields = quotes.split(line.as_bytes());
            let field = |at| String::from_utf8(fields.get(at).unwrap().bytes().to_owned()).unwrap();
            (0..fields.len()).map(field).collect()
        };
        assert_eq!(fields(r#""443",6"#), ["443", "6"]);
        assert_eq!(fields(r#"a,"b, ""c""",,"""#), ["a", r#"b, "c""#, "", ""]);
        assert_eq!(fields(r#""""#), [""]);
        assert_eq!(fields(r#""not closed,6"#), ["not closed,6"]);
    }
}
