//! Files as tables: finds the files that a name refers to, and reads those of one format as one table.
//!
//! DataFusion has a listing table, but it reads the columns of CSV by position, so that files with another order of columns are
//! mixed up; it ignores the columns of a folder's name within a glob; and its errors name neither file nor line.

mod catalog;
mod damage;
mod declared;
mod error;
mod find;
mod format;
mod partitions;
mod table;

pub use catalog::FileTables;
pub use damage::find_damage;
pub use declared::{Declared, position};
pub use error::FileError;
pub use find::{DataFile, find};
pub use format::{Compression, may_have_spaces};
pub use table::{FilesTable, ReadOptions};
