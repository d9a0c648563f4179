//! The compiled-in registry as a copy like any other, for a side of a `Diff`.

use std::string::ToString;

use crate::csv::{RegistryFile, Row};
use crate::rows::Record;
use crate::words::Column;

impl RegistryFile {
    /// Returns the registry that is compiled into the crate, as if it had been read from a file.
    ///
    /// Its state is [`SNAPSHOT`](crate::SNAPSHOT). It is one side of a [`Diff`](crate::csv::Diff) that
    /// says what a newer copy adds to the lookups. It allocates all rows, in some milliseconds.
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
