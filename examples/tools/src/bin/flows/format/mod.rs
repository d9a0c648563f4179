//! The formats of logs. Each file but this one is a format, and each format is a line of [`ALL`].
//!
//! `source.rs` finds the format of an input by its first line, `worker.rs` reads the lines.

mod azure;
mod delimited;
mod directives;
mod json;
mod key_value;
mod start;
mod trailer;

pub use json::Json;
pub use start::Start;

use std::fmt;
use std::sync::Arc;

use crate::columns::LayoutError;
use crate::line_error::LineError;
use crate::names::Names;
use crate::record::{Content, Reading};
use crate::separator::Separator;

/// The formats, in the order in which they are tried.
const ALL: [Format; 5] = [
    directives::begin,
    json::begin,
    key_value::begin,
    delimited::begin,
    delimited::without_header,
];

/// Returns the reader of the lines from this one on, if the line begins a log of the format.
type Format = fn(&Beginning, &Options) -> Option<Result<Arc<dyn Reader>, LayoutError>>;

/// A line that may begin a log.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// The line, without its line end.
    pub line: &'a [u8],
    pub place: Place,
}

/// Where a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It is the first line of an input that is not blank.
    First,
    /// It is a line that does not fit the layout of the lines before it.
    Later,
}

/// The options for reading logs.
#[derive(Debug)]
pub struct Options {
    pub names: Names,
    /// The names of `--fields`.
    pub fields: Option<Vec<String>>,
    /// The separator of `--delimiter`.
    pub delimiter: Option<Separator>,
    pub reading: Reading,
}

/// Reads lines of one layout. All threads share it.
pub trait Reader: fmt::Debug + Send + Sync {
    /// Reads the lines of a text, and calls `visit` for each of them, without its line feed.
    ///
    /// Reading ends before a line with which another layout begins.
    fn read(&self, text: &[u8], options: &Options, visit: &mut Visit<'_>) -> Next;

    /// Writes a line with a name after it: the line's service, or the name of this field if the line is a
    /// header.
    fn write(&self, line: &[u8], name: &str, out: &mut Vec<u8>);

    /// Writes a line about the log. In Zeek's, a line has the type of each field.
    fn write_comment(&self, line: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(line);
    }

    /// Returns the name of the field that the program adds.
    fn field(&self) -> &str {
        FIELD
    }
}

/// The name of the field that the program adds.
pub const FIELD: &str = "service";

/// The name of the field that the program adds to a log that has one of the name [`FIELD`].
pub const OTHER_FIELD: &str = "port_service";

/// What is done with a line.
pub type Visit<'v> = dyn FnMut(&[u8], Result<Content<'_>, Box<LineError>>) + 'v;

/// Why reading ended.
#[derive(Debug)]
pub enum Next {
    /// The text was read to its end.
    End,
    /// Another layout begins at this position.
    Reader(usize, Arc<dyn Reader>),
    /// The next line looks like a header, but cannot be understood.
    Error(LayoutError),
}

/// Returns the reader of a log that begins with this line.
pub fn begin(
    beginning: &Beginning,
    options: &Options,
) -> Option<Result<Arc<dyn Reader>, LayoutError>> {
    ALL.iter().find_map(|format| format(beginning, options))
}
