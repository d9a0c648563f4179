//! Splits lines in which some fields are quoted, and quotes fields. `format/delimited.rs` uses it.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use crate::field::Field;

/// A parser of lines with quoted fields. It reuses its buffers.
pub struct Quotes {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Quotes {
    pub fn new(separator: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(separator)
            .terminator(Terminator::Any(b'\n'))
            .build();
        Self {
            reader,
            text: Vec::new(),
            ends: Vec::new(),
        }
    }

    pub fn split(&mut self, line: &[u8]) -> Unquoted<'_> {
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
pub struct Unquoted<'a> {
    text: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Unquoted<'a> {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, at: usize) -> Option<Field<'a>> {
        let before = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = before.copied().unwrap_or(0);
        Some(Field::new(self.text, start, *self.ends.get(at)?))
    }
}

/// Appends a field, in quotes if it needs them (RFC 4180).
pub fn push_field(field: &str, separator: u8, out: &mut Vec<u8>) {
    let needs_quotes = |byte: u8| byte == separator || matches!(byte, b'"' | b'\n' | b'\r');
    if field.bytes().any(needs_quotes) {
        out.push(b'"');
        out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(field.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_taken_off() {
        let mut quotes = Quotes::new(b',');
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

    #[test]
    fn what_is_written_is_read() {
        for field in ["https", "a,b", "a;b", "\"a\"", "\"", "a b", ""] {
            for separator in [b',', b';', b'\t'] {
                let mut line = b"1".to_vec();
                line.push(separator);
                push_field(field, separator, &mut line);
                let mut quotes = Quotes::new(separator);
                let fields = quotes.split(&line);
                assert_eq!(fields.len(), 2, "{line:?}");
                assert_eq!(fields.get(1).unwrap().bytes(), field.as_bytes());
            }
        }
    }
}
