//! Copies of IANA's file, read at run time: the feature `csv`, which needs `std`.
//!
//! The lookups of this crate answer from the registry that was compiled in. A program that is to
//! know a newer one, or to compare two, reads the file itself: [`RegistryFile`] has its rows, typed
//! and checked as the build script types and checks them, since that uses this code; and [`Diff`]
//! says what changed from one copy to another.
//!
//! ```
//! use port_registry::csv::{Diff, RegistryFile};
//!
//! let heading = "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,\
//!     Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,\
//!     Assignment Notes";
//! let old = format!("{heading}\nexample,4242,tcp,An example,,,,,,,,\n");
//! let new = format!("{heading}\nexample,4242,tcp,A better example,,,,,,,,\n");
//! let old = RegistryFile::parse("old.csv", old.as_bytes())?;
//! let new = RegistryFile::parse("new.csv", new.as_bytes())?;
//! assert_eq!(old.rows()[0].port().unwrap(), 4242);
//!
//! let diff = Diff::between(&old, &new);
//! assert_eq!(diff.changes().len(), 1);
//! # Ok::<(), port_registry::csv::Error>(())
//! ```
// The build script mounts this module too; its files name the words through `super`.

#[cfg(feature = "csv")]
mod diff;
mod error;
mod file;
mod row;
mod sheet;

#[cfg(feature = "csv")]
pub use diff::{Change, Diff};
pub use error::{Error, Problem};
pub use file::RegistryFile;

pub use row::Row;
pub(crate) use row::read as read_rows;
pub(crate) use sheet::Sheet;
