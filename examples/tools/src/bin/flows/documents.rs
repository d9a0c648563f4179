//! Brings documents of JSON into the form of one record on each line, while they are read.
//!
//! `opened.rs` uses it for inputs that begin with an array, or with an object that is longer than its line.

use std::io::{self, Read};

use serde::de::IgnoredAny;

/// The bytes of an input by which it is decided whether it has documents.
pub const START: usize = 64 * 1024;

/// Returns whether an input that begins with these bytes has documents, and not one object on each line.
pub fn is_begun_by(start: &[u8]) -> bool {
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
    let start = start.trim_ascii_start();
    match start.first() {
        Some(b'[') => true,
        Some(b'{') => {
            let end = memchr::memchr(b'\n', start);
            let line = start.get(..end.unwrap_or(start.len())).unwrap_or_default();
            let mut values = serde_json::Deserializer::from_slice(line).into_iter::<IgnoredAny>();
            let is_value = values.next().is_some_and(|first| first.is_ok());
            let is_one = is_value
                && line
                    .get(values.byte_offset()..)
                    .is_none_or(|rest| rest.trim_ascii().is_empty());
            // Without a line end, the object may go on beyond the bytes that are known.
            let may_go_on = end.is_none() && start.len() + 1 >= START && !is_value;
            !is_one && (list_within(start).is_some() || !may_go_on)
        }
        _ => false,
    }
}

/// Returns the length of the text up to and with the bracket of an array that is the first member of an
/// object, as in Azure's `{"records":[`.
fn list_within(start: &[u8]) -> Option<usize> {
    let lists = ["records", "Records", "events", "logEvents", "flow_logs"];
    let rest = start.strip_prefix(b"{")?.trim_ascii_start();
    let mut found = lists.iter().filter_map(|key| {
        let rest = rest
            .strip_prefix(format!("\"{key}\"").as_bytes())?
            .trim_ascii_start();
        let rest = rest.strip_prefix(b":")?.trim_ascii_start();
        Some(rest.strip_prefix(b"[")?.len())
    });
    Some(start.len() - found.next()?)
}

/// A reader of documents, whose records it writes on a line each. A record is an element of the array, or
/// an object that is in none.
pub struct Documents<R> {
    source: R,
    input: Vec<u8>,
    output: Vec<u8>,
    /// The number of bytes of the output that were taken.
    taken: usize,
    state: State,
    /// Whether the next byte is the first of a document.
    is_begun: bool,
}

/// Where in a document the next byte is.
#[expect(clippy::struct_excessive_bools, reason = "they are independent")]
#[derive(Default)]
struct State {
    depth: usize,
    /// The depth of the records.
    base: usize,
    is_in_string: bool,
    is_escaped: bool,
    /// Whether what follows the array up to the end of the document is left out.
    is_after: bool,
    /// Whether the line has a byte.
    is_within: bool,
}

impl<R: Read> Documents<R> {
    pub fn new(source: R) -> Self {
        Self {
            source,
            input: vec![0; START],
            output: Vec::new(),
            taken: 0,
            state: State::default(),
            is_begun: false,
        }
    }
}

/// Reads until the bytes are enough, or to the end. Returns their number.
pub fn fill(
    source: &mut impl Read,
    buffer: &mut [u8],
    is_enough: impl Fn(&[u8]) -> bool,
) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match source.read(room) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if is_enough(buffer.get(..filled).unwrap_or_default()) {
            break;
        }
    }
    Ok(filled)
}

impl<R: Read> Read for Documents<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.output.len() {
            self.output.clear();
            self.taken = 0;
            // The first read must reach the bracket of an array, if there is one.
            let is_enough = |start: &[u8]| self.is_begun || start.contains(&b'[');
            let read = fill(&mut self.source, &mut self.input, is_enough)?;
            let mut input = self.input.get(..read).unwrap_or_default();
            if input.is_empty() {
                return self.state.at_end();
            }
            if !self.is_begun {
                self.is_begun = true;
                input = input
                    .strip_prefix("\u{feff}".as_bytes())
                    .unwrap_or(input)
                    .trim_ascii_start();
                if let Some(length) = list_within(input) {
                    self.state.depth = 2;
                    self.state.base = 2;
                    input = input.get(length..).unwrap_or_default();
                }
            }
            for &byte in input {
                self.state.step(byte, &mut self.output);
            }
        }
        let rest = self.output.get(self.taken..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.taken += length;
        Ok(length)
    }
}

impl State {
    fn step(&mut self, byte: u8, out: &mut Vec<u8>) {
        if self.is_in_string {
            self.is_in_string = self.is_escaped || byte != b'"';
            self.is_escaped = !self.is_escaped && byte == b'\\';
            self.push(byte, out);
            return;
        }
        match byte {
            b'"' => self.is_in_string = true,
            b'[' if self.depth == 0 => {
                self.depth = 1;
                self.base = 1;
                return;
            }
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth < self.base {
                    // The end of the array, or of the object around it.
                    self.end(out);
                    self.is_after = self.depth > 0;
                    if self.depth == 0 {
                        self.base = 0;
                    }
                    return;
                }
                self.push(byte, out);
                if self.depth == 0 {
                    self.end(out);
                }
                return;
            }
            b',' if self.depth == self.base && self.base > 0 => {
                if !self.is_within {
                    // An element is missing, which is a bad line.
                    self.push(byte, out);
                }
                self.end(out);

                return;
            }
            b'\n' | b'\r' | b'\t' | b' ' => {
                // White space between records would be blank lines.
                if self.depth > self.base {
                    self.push(b' ', out);
                }
                return;
            }
            _ => {}
        }
        self.push(byte, out);
    }

    fn at_end(&self) -> io::Result<usize> {
        if self.depth > 0 || self.is_in_string {
            let message = "the JSON ends within an array or an object";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
        }
        Ok(0)
    }

    fn push(&mut self, byte: u8, out: &mut Vec<u8>) {
        if !self.is_after {
            out.push(byte);
            self.is_within = true;
        }
    }

    /// Ends the line, unless it is blank.
    fn end(&mut self, out: &mut Vec<u8>) {
        if self.is_within {
            out.push(b'\n');
            self.is_within = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let mut read = String::new();
        Documents::new(text.as_bytes())
            .read_to_string(&mut read)
            .unwrap();
        read.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_record_is_a_line() {
        let one = r#"{"a": "]}, \" [{"}"#;
        for text in [
            format!("[{one},{{}}]"),
            format!("\u{feff}[\n  {one},\n  {{\n  }}\n]\n"),
            format!("{{\"records\" : [{one}, {{}} ], \"next\": [{{\"b\": 1}}] }}\n"),
            format!("{one}{{}}"),
            format!("{one}\n{{\n}}\n"),
            format!("[{one}]\n[{{}}]\n"),
            format!("[{one}][{{}}]"),
        ] {
            let found: Vec<String> = lines(&text)
                .iter()
                .map(|line| {
                    if line.len() < 6 {
                        line.replace(' ', "")
                    } else {
                        line.clone()
                    }
                })
                .collect();
            assert_eq!(found, [one, "{}"], "{text}");
        }
    }

    #[test]
    fn objects_on_lines_of_their_own_are_no_documents() {
        for (text, expected) in [
            ("{\"a\": 1}\n{\"a\": 2}\n", false),
            ("{\"a\": 1}", false),
            ("{\"records\": [{}]}\n", false),
            ("{\"records\": [\n{}]}\n", true),
            ("{\n\"a\": 1}\n", true),
            ("{\"a\": 1}{\"a\": 2}\n", true),
            (" [", true),
            ("srcport", false),
            ("", false),
        ] {
            assert_eq!(is_begun_by(text.as_bytes()), expected, "{text:?}");
        }
    }
}
