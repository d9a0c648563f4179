//! A reader of other copies of IANA's CSV file, and a comparison of two copies, at run time.
//!
//! The lookups of this crate use the registry that was compiled in. Use this module for data that is
//! newer or older than that, or to list the changes between two copies. It needs the feature `csv`,
//! which turns `std` on.
//!
//! - [`RegistryFile`] reads and checks a copy of the file, as the build script does.
//! - [`Row`] is a row of such a copy, with the getters of a [`Record`](crate::Record).
//! - [`Diff`] lists the rows that were added, removed, renamed or changed.
//!
//! The module does not download the file, and the lookups of the crate do not use the rows that it
//! reads.
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
#![cfg_attr(feature = "csv", doc(alias = "update", alias = "newer registry"))]
// The build script mounts this module too, where `crate` is another one. The files of this module
// therefore import the words through `super`.

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
#[allow(unused_imports, reason = "the build script names it")]
pub(crate) use sheet::Record;
pub(crate) use sheet::Sheet;
