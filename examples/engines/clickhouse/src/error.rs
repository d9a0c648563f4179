//! The errors of the program: wrong arguments, and input that is not in the format.

use std::{fmt, io};

use crate::input::LONGEST;

/// An argument of the program is wrong.
#[derive(Debug, thiserror::Error)]
pub enum ArgumentError {
    #[error("expected a function and a format; see --help")]
    Count,
    #[error("unknown function {0:?}: expected port_service or flow_service")]
    Function(String),
    #[error("unknown format {0:?}: expected RowBinaryWithNamesAndTypes, RowBinary or TabSeparated")]
    Format(String),
}

/// The program cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Io(io::Error),
    #[error("{place}: {reason}")]
    Input { place: Place, reason: Reason },
}

impl Error {
    /// Returns the error of a failure at a place.
    pub fn at(place: Place, failure: Failure) -> Self {
        match failure {
            Failure::Read(error) => Self::Io(with_context("cannot read the input", &error)),
            Failure::Write(error) => Self::Io(with_context("cannot write the output", &error)),
            Failure::Reason(reason) => Self::Input {
                place,
                reason: *reason,
            },
        }
    }
}

/// Returns the error with what failed. Its kind remains, so that a closed pipe is recognized.
fn with_context(what: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{what}: {error}"))
}

/// A place of the input: a row of a chunk, counted from 1. Row 0 is what is before the rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    pub chunk: u64,
    pub row: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "chunk {}", self.chunk)?;
        match self.row {
            0 => Ok(()),
            row => write!(f, ", row {row}"),
        }
    }
}

/// What fails within a chunk, without its place.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Read(#[from] io::Error),
    #[error(transparent)]
    Write(io::Error),
    #[error(transparent)]
    Reason(Box<Reason>),
}

/// What is wrong with the input.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    #[error(
        "{0}: expected the number of rows on a line, as ClickHouse sends it if send_chunk_header is 1"
    )]
    Rows(Quoted),
    #[error("the input ends within the chunk")]
    End,
    #[error("{found} columns: expected {expected}")]
    Columns { found: u64, expected: String },
    #[error("a name or a type of {0} bytes: expected at most {LONGEST}")]
    Long(u64),
    #[error(
        "{column}: type {found}: expected Int8 to Int64 or UInt8 to UInt64, or one of these in Nullable()"
    )]
    Type { column: &'static str, found: Quoted },
    #[error("{column}: null flag {flag}: expected 0 or 1, as Nullable types have it")]
    NullFlag { column: &'static str, flag: u8 },
    #[error("{line}: expected {expected} with a tab between them")]
    Fields { line: Quoted, expected: String },
    #[error("{column}: {field}: expected an integer or \\N")]
    Field { column: &'static str, field: Quoted },
}

/// Bytes of the input, which are quoted in an error. Of long ones, the first are quoted.
#[derive(Debug)]
pub struct Quoted(Vec<u8>);

impl Quoted {
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_owned())
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 40;
        match self.0.split_at_checked(SHOWN) {
            Some((shown, [_, ..])) => write!(f, "\"{}...\"", shown.escape_ascii()),
            _ => write!(f, "\"{}\"", self.0.escape_ascii()),
        }
    }
}
