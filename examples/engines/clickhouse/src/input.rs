//! The input: a buffer, from which parsers take what they need.

use std::io::{self, ErrorKind, Read};
use std::ops::Range;

use crate::error::{Failure, Quoted, Reason};

/// The longest line, name or type, in bytes. A longer one is no input of the functions, and would not fit into the buffer.
pub const LONGEST: usize = 1024;

/// How many bytes are read at once: the capacity of a pipe on Linux.
const CAPACITY: usize = 64 * 1024;

/// Why a parser returns no value.
pub enum Stop {
    /// More input is needed.
    Incomplete,
    /// The input is wrong.
    Wrong(Box<Reason>),
}

impl From<Reason> for Stop {
    #[cold]
    fn from(reason: Reason) -> Self {
        Self::Wrong(Box::new(reason))
    }
}

/// Buffered input.
pub struct Input<R> {
    reader: R,
    buffer: Box<[u8]>,
    /// The bytes of the buffer that no parser has taken.
    unread: Range<usize>,
}

impl<R: Read> Input<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: vec![0; CAPACITY].into_boxed_slice(),
            unread: 0..0,
        }
    }

    /// Returns whether the input ends here.
    pub fn is_at_end(&mut self) -> io::Result<bool> {
        Ok(self.unread.is_empty() && !self.fill()?)
    }

    /// Returns what the parser returns. It is called with the bytes that have been read, removes from their front what it
    /// takes, and is called again with more bytes if they are too few. It never waits for bytes that it doesn't need.
    ///
    /// # Errors
    ///
    /// Returns an error if the parser does, if the input ends before, or if it cannot be read.
    #[inline]
    pub fn parse<T>(
        &mut self,
        mut parser: impl FnMut(&mut &[u8]) -> Result<T, Stop>,
    ) -> Result<T, Failure> {
        loop {
            let mut rest = &self.buffer[self.unread.clone()];
            match parser(&mut rest) {
                Ok(value) => {
                    self.unread.start = self.unread.end - rest.len();
                    return Ok(value);
                }
                Err(Stop::Wrong(reason)) => return Err(Failure::Reason(reason)),
                Err(Stop::Incomplete) => {
                    if !self.fill()? {
                        return Err(Failure::Reason(Box::new(Reason::End)));
                    }
                }
            }
        }
    }

    /// Reads more bytes. Returns whether there are any.
    #[cold]
    fn fill(&mut self) -> io::Result<bool> {
        self.buffer.copy_within(self.unread.clone(), 0);
        self.unread = 0..self.unread.len();
        loop {
            match self.reader.read(&mut self.buffer[self.unread.end..]) {
                Ok(read) => {
                    self.unread.end += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Takes the next bytes.
#[inline]
pub fn bytes<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Stop> {
    let (bytes, after) = rest.split_first_chunk().ok_or(Stop::Incomplete)?;
    *rest = after;
    Ok(*bytes)
}

/// Takes a line, and returns it without its end. Of a line that is too long, the first bytes are returned.
#[inline]
pub fn line<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Stop> {
    let within = &rest[..rest.len().min(LONGEST)];
    match within.iter().position(|byte| *byte == b'\n') {
        Some(end) => {
            *rest = &rest[end + 1..];
            Ok(&within[..end])
        }
        None if within.len() < LONGEST => Err(Stop::Incomplete),
        None => Ok(within),
    }
}

/// Takes the number of rows of a chunk, which is on a line of its own.
///
/// # Errors
///
/// Returns an error at the first byte that does not belong to such a line. To read as far as a line end would be to wait
/// for one that may never come.
pub fn rows(rest: &mut &[u8]) -> Result<u64, Stop> {
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rows = str::from_utf8(&rest[..digits]).ok();
    let rows = rows.and_then(|digits| digits.parse().ok());
    match (rows, rest.get(digits)) {
        (Some(rows), Some(b'\n')) => {
            *rest = &rest[digits + 1..];
            Ok(rows)
        }
        (Some(_), None) => Err(Stop::Incomplete),
        _ => {
            let line = &rest[..rest.len().min(digits + 1)];
            Err(Reason::Rows(Quoted::new(line)).into())
        }
    }
}

/// Takes a number in LEB128, as ClickHouse writes lengths. It has at most 10 bytes; bits above the 64th are lost.
pub fn length(rest: &mut &[u8]) -> Result<u64, Stop> {
    let mut length = 0;
    for place in 0..10 {
        let [byte] = bytes(rest)?;
        length |= u64::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            break;
        }
    }
    Ok(length)
}

/// Takes a string after its length.
///
/// # Errors
///
/// Returns an error if the string is too long.
pub fn string<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Stop> {
    let length = length(rest)?;
    let Some(length) = usize::try_from(length).ok().filter(|it| *it <= LONGEST) else {
        return Err(Reason::Long(length).into());
    };
    let (string, after) = rest.split_at_checked(length).ok_or(Stop::Incomplete)?;
    *rest = after;
    Ok(string)
}
