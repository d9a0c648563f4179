//! A reader that counts the bytes read, so that errors can report the position.
//!
//! Used by `classic` and `ng`.

use std::io::{self, BufRead, Read};

/// An input with the number of bytes that have been read from it.
#[derive(Debug)]
pub struct Source<R> {
    input: R,
    position: u64,
}

impl<R: BufRead> Source<R> {
    pub fn new(input: R) -> Self {
        Self { input, position: 0 }
    }

    pub fn position(&self) -> u64 {
        self.position
    }

    /// Reads until the buffer has `length` bytes. Returns `false` if the input ends before that.
    ///
    /// The buffer grows with the bytes that are actually read, so that a damaged length can't
    /// allocate memory.
    pub fn fill(&mut self, buffer: &mut Vec<u8>, length: usize) -> io::Result<bool> {
        let missing = length.saturating_sub(buffer.len());
        let read = self
            .input
            .by_ref()
            .take(missing as u64)
            .read_to_end(buffer)?;
        self.position += read as u64;
        Ok(read == missing)
    }
}
