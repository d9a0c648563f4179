//! Text files with one row a line: CSV with any delimiter, Zeek's log format, and JSON.
//!
//! DataFusion reads CSV and JSON as well, but without the line in its errors, and it reads a hyphen as a number nowhere.

mod batches;
mod content;
mod infer;
mod locate;
mod reader;
mod source;

use content::Content;
pub use infer::infer;
pub use locate::LineError;
pub use source::LinesSource;

use crate::files::DataFile;

/// A file of lines, whose first lines were read.
#[derive(Clone, Debug)]
pub struct LinesFile {
    file: DataFile,
    content: Content,
}

impl LinesFile {
    /// Returns the file.
    pub const fn file(&self) -> &DataFile {
        &self.file
    }
}
