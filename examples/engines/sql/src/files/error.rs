//! What is wrong with a file, as opposed to one of its lines.

use std::io;

use datafusion::arrow::datatypes::DataType;

/// An error of a file or of the name of files.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// A name is neither a file nor a folder.
    #[error("{0:?}: no such file or folder")]
    Missing(String),

    /// No file matches a pattern.
    #[error("{0:?}: no file matches the pattern")]
    NoMatch(String),

    /// A pattern cannot be parsed.
    #[error("{name:?}: malformed pattern at character {position}: {expected}")]
    Pattern {
        /// The pattern.
        name: String,
        /// Where it is wrong, from 1.
        position: usize,
        /// What the `glob` crate says.
        expected: &'static str,
    },

    /// A folder has no file of a known format.
    #[error("{0:?}: no file of a known format: expected Parquet, Arrow, CSV, JSON or text files")]
    NoData(String),

    /// The files have no content.
    #[error("{0:?}: expected a file with content, found an empty one")]
    Empty(String),

    /// The files have different kinds of formats.
    #[error(
        "{first:?} is {first_format} and {second:?} is {second_format}: expected files of one format"
    )]
    Formats {
        /// A file.
        first: String,
        /// Its format.
        first_format: &'static str,
        /// Another file.
        second: String,
        /// Its format.
        second_format: &'static str,
    },

    /// A column has types that have no common one.
    #[error(
        "{file:?}: the column {column:?} is {found}: expected {expected}, as in the files before"
    )]
    Types {
        /// The file.
        file: String,
        /// The name of the column.
        column: String,
        /// Its type.
        found: DataType,
        /// The type in other files.
        expected: DataType,
    },

    /// A file lacks a column that its layout must have.
    #[error("{file:?}: no column {column:?}: expected {expected}")]
    Column {
        /// The file.
        file: String,
        /// The name of the column.
        column: String,
        /// What the layout is.
        expected: String,
    },

    /// The name of a file is not UTF-8.
    #[error("{0:?}: expected a name in UTF-8")]
    Name(String),

    /// A file cannot be opened.
    #[error("{file:?}: {source}")]
    Open {
        /// The file.
        file: String,
        /// Why.
        source: io::Error,
    },

    /// A file is damaged, cut short or of another format.
    #[error("{file:?}: {message}")]
    Read {
        /// The file.
        file: String,
        /// What the reader says.
        message: String,
    },
}

impl FileError {
    /// Returns whether the content of an existing file is at fault, and not the arguments.
    pub const fn is_of_content(&self) -> bool {
        matches!(
            self,
            Self::Read { .. } | Self::Types { .. } | Self::Open { .. }
        )
    }

    /// Returns the error of opening or reading a file.
    pub fn open(file: &str, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing(file.to_owned()),
            _ => Self::Open {
                file: file.to_owned(),
                source,
            },
        }
    }
}
