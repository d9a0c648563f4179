//! The compiled-in registry as a `RegistryFile`, so that it can be compared with a newer copy.
//!
//! It is not in `csv`, which the build script compiles too, before there are any records.

use std::string::ToString;

use crate::csv::{RegistryFile, Row};
use crate::rows::Record;
use crate::words::Column;

impl RegistryFile {
    /// Returns the registry that is compiled into the crate, as if it had been read from a file.
    ///
    /// Its day is [`SNAPSHOT`](crate::SNAPSHOT). Use it with
    /// [`Diff::between`](crate::csv::Diff::between) to find out how a newer copy differs from the
    /// data of the lookups. It allocates all rows, which takes some milliseconds.
    ///
    /// ```
    /// use port_registry::csv::{Diff, RegistryFile};
    ///
    /// let compiled = RegistryFile::compiled();
    /// let copy = RegistryFile::open("registry/service-names-port-numbers.csv")?;
    /// assert!(Diff::between(&compiled, &copy).changes().is_empty());
    /// # Ok::<(), port_registry::csv::Error>(())
    /// ```
    #[must_use]
    pub fn compiled() -> Self {
        let row = |record: Record| {
            Row::of_cells(Column::ALL.map(|column| record.cell(column).to_string()))
        };
        Self::of_rows(Record::all().map(row).collect())
    }
}
