//! The file of services(5), `/etc/services`: read line by line, and written from the registry.

mod entry;
mod error;
mod reader;
mod writer;

pub use entry::{EntryAliases, EntryProtocol, ServicesEntry};
pub use error::ServicesLineError;
pub use reader::ServicesEntries;
pub use writer::ServicesFile;

/// White space to C's `isspace`, at which glibc and musl split a line.
const fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t'..='\r')
}
