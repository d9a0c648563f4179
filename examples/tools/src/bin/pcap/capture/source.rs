//! Bytes in order, and how many there were.

use std::io::{self, BufRead, Read};

/// An input that knows how much was read of it.
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

    /// Reads until the buffer has that many bytes; `false` if the input ends before.
    ///
    /// The buffer grows with what is read, not with what is asked for.
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
