//! Reads the text of a file, or the lines of a range of its bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::str;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::error::Result;
use datafusion_datasource_json::utils::JsonArrayToNdjsonReader;

use super::content::Content;
use crate::files::DataFile;

/// The text of a file, or of the lines that begin in a range of its bytes.
pub type Text = Utf8<BufReader<Box<dyn Read + Send>>>;

/// The size of buffers in bytes.
const BUFFER: usize = 1 << 16;

/// Opens the text of a file, or of the lines that begin in a range of its bytes. Only a file that isn't compressed is read by range.
/// Characters that are replaced are counted in `replaced`.
///
/// # Errors
///
/// Returns an error if the file cannot be opened.
pub fn open(file: &DataFile, range: Option<Range<u64>>, replaced: &Arc<AtomicU64>) -> Result<Text> {
    let mut opened = File::open(&file.path)?;
    let plain: Box<dyn Read + Send> = match range {
        None => file
            .compression
            .reader(BufReader::with_capacity(BUFFER, opened))?,
        Some(range) => {
            // The line that began before is another range's, unless the range begins with a line.
            let mut position = range.start.saturating_sub(1);
            opened.seek(SeekFrom::Start(position))?;
            let mut inner = BufReader::with_capacity(BUFFER, opened);
            if range.start > 0 {
                position += inner.skip_until(b'\n')? as u64;
            }
            Box::new(Lines {
                inner,
                left: range.end.saturating_sub(position),
                is_done: position >= range.end,
                ends_line: true,
            })
        }
    };
    Ok(Utf8::new(BufReader::with_capacity(BUFFER, plain), replaced))
}

/// Opens the records of a file: as [`open`], with the array of JSON as lines.
///
/// # Errors
///
/// Returns an error if the file cannot be opened.
pub fn open_records(
    file: &DataFile,
    content: &Content,
    range: Option<Range<u64>>,
    replaced: &Arc<AtomicU64>,
) -> Result<Box<dyn BufRead + Send>> {
    let text = open(file, range, replaced)?;
    Ok(match content {
        Content::Json | Content::Fields(_) => Box::new(text),
        Content::JsonArray => Box::new(BufReader::new(JsonArrayToNdjsonReader::new(text))),
    })
}

/// Returns the number of lines before the lines of a range.
///
/// # Errors
///
/// Returns an error if the file cannot be read.
pub fn lines_before(file: &DataFile, range: Option<&Range<u64>>) -> io::Result<u64> {
    let Some(range) = range.filter(|range| range.start > 0) else {
        return Ok(0);
    };
    let mut reader = BufReader::with_capacity(BUFFER, File::open(&file.path)?);
    let (mut lines, mut position) = (0, 0);
    // A line is before the range if it begins before it.
    while position < range.start {
        match reader.skip_until(b'\n')? as u64 {
            0 => break,
            length => position += length,
        }
        lines += 1;
    }
    Ok(lines)
}

/// A reader of some bytes and of the rest of the line in which they end.
struct Lines {
    inner: BufReader<File>,
    left: u64,
    is_done: bool,
    ends_line: bool,
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_done || buffer.is_empty() {
            return Ok(0);
        }
        let available = self.inner.fill_buf()?;
        let mut length = available.len().min(buffer.len());
        if self.left > 0 {
            length = usize::try_from(self.left).map_or(length, |left| length.min(left));
        } else if self.ends_line {
            length = 0;
        } else if let Some(end) = available[..length].iter().position(|byte| *byte == b'\n') {
            length = end + 1;
        }
        let bytes = &available[..length];
        buffer[..length].copy_from_slice(bytes);
        if let Some(last) = bytes.last() {
            self.ends_line = *last == b'\n';
        }
        self.inner.consume(length);
        self.left = self.left.saturating_sub(length as u64);
        self.is_done = length == 0;
        Ok(length)
    }
}

/// A reader of UTF-8, in which U+FFFD replaces what is not UTF-8, as the Latin-1 dash in labels of CICIDS2017. The byte order mark at
/// the start is dropped.
pub struct Utf8<R> {
    inner: R,
    text: Vec<u8>,
    position: usize,
    /// The start of a character whose rest is not read yet.
    partial: Vec<u8>,
    is_start: bool,
    replaced: Arc<AtomicU64>,
}

impl<R: BufRead> Utf8<R> {
    fn new(inner: R, replaced: &Arc<AtomicU64>) -> Self {
        Self {
            inner,
            text: Vec::new(),
            position: 0,
            partial: Vec::new(),
            is_start: true,
            replaced: Arc::clone(replaced),
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.position = 0;
        while self.text.is_empty() {
            let mut bytes = std::mem::take(&mut self.partial);
            let available = self.inner.fill_buf()?;
            let length = available.len();
            bytes.extend_from_slice(available);
            self.inner.consume(length);
            if self.is_start && length > 0 && bytes.len() < 3 {
                self.partial = bytes;
                continue;
            }
            if bytes.is_empty() {
                return Ok(());
            }
            if std::mem::take(&mut self.is_start) && bytes.starts_with("\u{feff}".as_bytes()) {
                bytes.drain(..3);
            }
            self.decode(bytes, length == 0);
        }
        Ok(())
    }

    fn decode(&mut self, bytes: Vec<u8>, is_end: bool) {
        if str::from_utf8(&bytes).is_ok() {
            self.text = bytes;
            return;
        }
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.text.extend_from_slice(chunk.valid().as_bytes());
            let invalid = chunk.invalid();
            let may_go_on = chunks.peek().is_none() && !is_end;
            let is_partial = |error: str::Utf8Error| error.error_len().is_none();
            if may_go_on && str::from_utf8(invalid).is_err_and(is_partial) {
                self.partial = invalid.to_vec();
            } else if !invalid.is_empty() {
                self.text.extend_from_slice("\u{fffd}".as_bytes());
                self.replaced.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

impl<R: BufRead> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position == self.text.len() {
            self.fill()?;
        }
        Ok(&self.text[self.position..])
    }

    fn consume(&mut self, amount: usize) {
        self.position += amount;
    }
}

impl<R: BufRead> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::files::Compression;

    fn file(path: &Path, content: &[u8]) -> DataFile {
        fs::write(path, content).expect("a file");
        let found = crate::files::find(&path.display().to_string()).expect("the file");
        let file = found.files[0].clone();
        assert_eq!(file.compression, Compression::None);
        file
    }

    fn text(file: &DataFile, range: Option<Range<u64>>) -> String {
        let mut text = String::new();
        let mut reader = open(file, range, &Arc::default()).expect("a reader");
        reader.read_to_string(&mut text).expect("text");
        text
    }

    #[test]
    fn each_line_is_in_one_range() {
        let folder = tempfile::tempdir().expect("a folder");
        for content in ["a\nbb\n\nccc\r\nd", "\n\n", "a", "a\n", "aaaa\nb\n"] {
            let file = file(&folder.path().join("a.csv"), content.as_bytes());
            let size = content.len() as u64;
            assert_eq!(text(&file, None), content);
            for first in 0..=size {
                for second in first..=size {
                    let ranges = [0..first, first..second, second..size];
                    let parts = ranges.clone().map(|range| text(&file, Some(range)));
                    assert_eq!(parts.concat(), content, "{ranges:?}");
                    let mut before = 0;
                    for (range, part) in ranges.iter().zip(&parts) {
                        if !part.is_empty() {
                            let lines = lines_before(&file, Some(range)).expect("lines");
                            assert_eq!(lines, before, "{range:?}");
                        }
                        before += part.lines().count() as u64;
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_not_utf_8_is_replaced_at_every_size_of_buffers() {
        let bytes = b"\xef\xbb\xbfa\xe2\x82\xac\x96\xe2\x82b\xf0\x9f\x98\x80\xe2\x82";
        for size in 1..=bytes.len() {
            let replaced = Arc::default();
            let mut reader = Utf8::new(BufReader::with_capacity(size, bytes.as_slice()), &replaced);
            let mut text = String::new();
            reader.read_to_string(&mut text).expect("text");
            assert_eq!(text, "a€\u{fffd}\u{fffd}b😀\u{fffd}", "{size}");
            assert_eq!(replaced.load(Ordering::Relaxed), 3);
        }
    }
}
