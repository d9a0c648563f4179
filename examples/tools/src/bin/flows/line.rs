//! What a line of a log says.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use memchr::memchr;
use port_registry::{Port, Protocol};
use thiserror::Error;

use crate::ends::Ends;
use crate::field::Field;
use crate::ip_protocol::IpProtocol;
use crate::layout::{Column, Columns, Layout, Separator};
use crate::row::Row;

/// The longest line that is read, without its end. Real ones have a few hundred bytes.
pub const LONGEST: usize = 64 * 1024;

/// One line's packets and bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    pub row: Row,
    pub packets: u64,
    pub bytes: u64,
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// There was traffic.
    Flow(Flow),
    /// There was no traffic.
    NoData,
    /// There was some, but it was not recorded.
    SkipData,
    /// The names of the fields.
    Header,
    /// Nothing.
    Blank,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
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

/// The most that a fault quotes of a field.
const QUOTED: usize = 40;

#[cold]
fn quoted(value: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(value)
        .chars()
        .take(QUOTED)
        .collect();
    format!("{text:?}")
}

/// Reads lines; what it allocates is kept for the next.
pub struct LineReader {
    /// Where each field of the line begins; then, where one more would begin.
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

    /// Reads a text's lines, which are given without their line feeds.
    pub fn read(
        &mut self,
        text: &[u8],
        layout: &Layout,
        mut visit: impl FnMut(&[u8], Result<Line, Fault>),
    ) {
        let columns = layout.columns();
        // Of a line that has too many, the others are only counted.
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

    /// Reads a line of the text, whose fields' starts are known.
    #[inline]
    fn line(
        &mut self,
        text: &[u8],
        line: &[u8],
        fields: usize,
        layout: &Layout,
    ) -> Result<Line, Fault> {
        if line.len() > LONGEST {
            return Err(Fault::TooLong);
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
            Err(_) if line.trim_ascii().is_empty() => Ok(Line::Blank),
            Err(_) if layout.is_header(line) => Ok(Line::Header),
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
    ) -> Result<Line, Fault> {
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
) -> Result<Line, Fault> {
    if fields != columns.fields {
        return Err(Fault::Fields {
            found: fields,
            expected: columns.fields,
        });
    }
    let field = |at| field(at).unwrap_or(Field::new(&[], 0, 0));
    if let Some(column) = columns.log_status {
        match field(column).bytes() {
            b"OK" => {}
            b"NODATA" => return Ok(Line::NoData),
            b"SKIPDATA" => return Ok(Line::SkipData),
            other => {
                return Err(Fault::Status {
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
    let row = match protocol.transport() {
        None => Row::without_port(protocol),
        Some(transport) => flow(columns, transport, field)?,
    };
    Ok(Line::Flow(Flow {
        row,
        packets,
        bytes,
    }))
}

#[inline]
fn flow<'a>(
    columns: &Columns,
    transport: Protocol,
    field: impl Fn(usize) -> Field<'a>,
) -> Result<Row, Fault> {
    let source = port(Column::SourcePort, field(columns.source_port))?;
    let destination = port(Column::DestinationPort, field(columns.destination_port))?;
    Ok(Row::of_ports(transport, source, destination))
}

#[inline]
fn protocol(field: Field) -> Result<IpProtocol, Fault> {
    let of_number = field.number().and_then(|number| u8::try_from(number).ok());
    if let Some(number) = of_number {
        return Ok(IpProtocol::new(number));
    }
    named_protocol(field)
}

#[cold]
fn named_protocol(field: Field) -> Result<IpProtocol, Fault> {
    let name = std::str::from_utf8(field.bytes().trim_ascii()).unwrap_or_default();
    IpProtocol::named(name).ok_or_else(|| Fault::Protocol {
        value: quoted(field.bytes()),
    })
}

#[inline]
fn port(column: Column, field: Field) -> Result<Port, Fault> {
    let port = field.number().and_then(|number| u16::try_from(number).ok());
    port.map(Port::new).ok_or_else(|| bad_port(column, field))
}

#[cold]
fn bad_port(column: Column, field: Field) -> Fault {
    let value = quoted(field.bytes());
    Fault::Port { column, value }
}

#[inline]
fn amount(column: Column, field: Field) -> Result<u64, Fault> {
    field.number().ok_or_else(|| bad_amount(column, field))
}

#[cold]
fn bad_amount(column: Column, field: Field) -> Fault {
    let value = quoted(field.bytes());
    Fault::Amount { column, value }
}

/// Splits lines of comma-separated fields of which some are in quotes.
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
        // Neither can be longer than this, so one call reads the line and the second ends it.
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

/// Fields one after the other, without quotes and separators.
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
