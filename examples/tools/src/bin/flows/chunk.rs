//! Cuts the input into chunks of whole lines.
//!
//! `source.rs` fills the chunks, `worker.rs` reads the lines of each.

use std::io::{self, Read};

use memchr::memrchr;

use crate::record::LONGEST;

/// The number of bytes that are read at once. A block stays in the cache of a core until it is
/// parsed.
const BLOCK: usize = 256 * 1024;

/// The space in front of a block, for the beginning of a line from the block before. It is one byte
/// more than the longest valid line, so that a longer line is recognised.
const LEFT: usize = LONGEST + 1;

/// A buffer with whole lines. It is reused for one chunk after the other. It grows if lines may be longer
/// than [`LONGEST`] and are.
pub struct Chunk {
    buffer: Vec<u8>,
    filled: usize,
}

impl Chunk {
    pub fn new() -> Self {
        Self {
            buffer: vec![0; LEFT + BLOCK],
            filled: 0,
        }
    }

    /// Returns the lines. Each ends with a line feed, except perhaps the last line of the input.
    pub fn text(&self) -> &[u8] {
        self.buffer.get(..self.filled).unwrap_or_default()
    }
}

/// Cuts an input into chunks.
///
/// A line that is longer than the longest valid one may be cut to one byte more than that, which bounds the
/// memory that a line takes. The cut line is still too long, and is reported as such.
pub struct Chunks {
    reader: Box<dyn Read + Send>,
    /// One byte more than the longest valid line.
    most: usize,
    /// The beginning of the next line, which was read with the last chunk.
    left: Vec<u8>,
}

impl Chunks {
    pub fn new(reader: Box<dyn Read + Send>, longest: usize) -> Self {
        Self {
            reader,
            most: longest + 1,
            left: Vec::new(),
        }
    }

    /// Fills a chunk with the next lines. The chunk is empty at the end of the input.
    ///
    /// # Errors
    ///
    /// Returns an error if reading fails. The beginning of a line that was read before is dropped.
    pub fn fill(&mut self, chunk: &mut Chunk) -> io::Result<()> {
        let Chunk { buffer, filled } = chunk;
        *filled = self.left.len();
        if buffer.len() < *filled {
            buffer.resize(*filled, 0);
        }
        if let Some(start) = buffer.get_mut(..*filled) {
            start.copy_from_slice(&self.left);
        }
        self.left.clear();
        loop {
            if buffer.len() < *filled + BLOCK {
                buffer.resize(*filled + BLOCK, 0);
            }
            let room = buffer.get_mut(*filled..).unwrap_or_default();
            let read = match self.reader.read(room) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    *filled = 0;
                    return Err(error);
                }
            };
            let new = room.get(..read).unwrap_or_default();
            if let Some(last) = memrchr(b'\n', new) {
                let beyond = new.get(last + 1..).unwrap_or_default();
                let kept = beyond.get(..self.most).unwrap_or(beyond);
                self.left.extend_from_slice(kept);
                *filled += last + 1;
                return Ok(());
            }
            *filled = (*filled + read).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that returns at most this many bytes at once.
    struct Slow(Vec<u8>, usize);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let some = self.0.len().min(self.1).min(buffer.len());
            buffer[..some].copy_from_slice(&self.0[..some]);
            self.0.drain(..some);
            Ok(some)
        }
    }

    fn chunks(text: &[u8], at_once: usize) -> Vec<Vec<u8>> {
        let mut chunks = Chunks::new(Box::new(Slow(text.to_owned(), at_once)), LONGEST);
        let mut chunk = Chunk::new();
        let mut all = Vec::new();
        loop {
            chunks.fill(&mut chunk).unwrap();
            if chunk.text().is_empty() {
                return all;
            }
            all.push(chunk.text().to_owned());
        }
    }

    #[test]
    fn lines_stay_whole() {
        let text = b"one\n\ntwo\r\nthree";
        for at_once in 1..=text.len() {
            let chunks = chunks(text, at_once);
            assert_eq!(chunks.concat(), text);
            let (_, whole) = chunks.split_last().unwrap();
            assert!(whole.iter().all(|chunk| chunk.ends_with(b"\n")));
        }
    }

    #[test]
    fn a_line_of_any_length_takes_no_more_than_its_place() {
        for length in [LONGEST, LONGEST + 1, LONGEST + 2, BLOCK + LEFT, 5 * BLOCK] {
            for at_once in [1000, usize::MAX] {
                let long = vec![b'x'; length];
                let text = [b"before\n", &long[..], b"\nafter\n"].concat();
                let read = chunks(&text, at_once).concat();
                let lines: Vec<&[u8]> = read.split(|&letter| letter == b'\n').collect();
                assert_eq!(lines.len(), 4);
                assert_eq!(
                    (lines[0], lines[2], lines[3]),
                    (&b"before"[..], &b"after"[..], &b""[..])
                );
                assert_eq!(lines[1].len() > LONGEST, length > LONGEST);
                assert!(lines[1].len() <= length);
                if length <= LONGEST {
                    assert_eq!(lines[1], long);
                }
            }
        }
    }
}
