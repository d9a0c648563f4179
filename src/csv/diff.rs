//! The comparison of two copies of the registry.

use std::collections::HashMap;
use std::string::String;
use std::vec::Vec;

use super::super::words::{Column, Protocol};
use super::{RegistryFile, Row};

/// The list of changes from one copy of the registry to another.
///
/// Rows of the two copies are matched in three steps:
///
/// 1. Rows with the same name, port number and transport protocol are the same row. Names are
///    compared without regard to ASCII case. If several rows of a copy have all three in common, the
///    first row matches the first of the other copy, the second row the second, and so on.
/// 2. Of the rows that are left over, some have a name and a port number. If each copy has exactly one
///    of them with some port number and transport protocol, the row was renamed.
/// 3. All other rows were added or removed.
///
/// Cells that differ only in white space, such as the kind of their line ends, count as equal.
///
/// If a port that was `Unassigned` is now assigned, the row of the unassigned port is removed and the
/// row of the service is added.
///
/// ```
/// use port_registry::csv::{Change, Diff, RegistryFile};
/// use port_registry::record::Column;
///
/// let file = |rows: &str| {
///     let text = Column::ALL.map(Column::as_str).join(",") + "\n" + rows;
///     RegistryFile::parse("registry.csv", text.as_bytes())
/// };
/// let old = file("a,1,tcp,One,,,,,,,,\nb,2,tcp,Two,,,,,,,,\n")?;
/// let new = file("a,1,tcp,Won,,,,,,,,\nc,3,tcp,Three,,,,,,,,\n")?;
/// let diff = Diff::between(&old, &new);
///
/// let [Change::Changed { columns, .. }, Change::Added(three), Change::Removed(two)] =
///     diff.changes()
/// else {
///     unreachable!();
/// };
/// assert_eq!(columns[..], [Column::Description]);
/// assert_eq!((three.name(), two.name()), (Some("c"), Some("b")));
/// # Ok::<(), port_registry::csv::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(alias = "changelog")]
pub struct Diff<'a> {
    changes: Vec<Change<'a>>,
}

/// The change of one row, an item of [`Diff::changes`].
///
/// ```
/// use port_registry::csv::{Change, Diff, RegistryFile};
///
/// let empty = port_registry::record::Column::ALL.map(|column| column.as_str()).join(",");
/// let file = RegistryFile::parse("empty.csv", empty.as_bytes())?;
/// let diff = Diff::between(&file, &file);
/// assert!(!diff.changes().iter().any(|change| matches!(change, Change::Added(_))));
/// # Ok::<(), port_registry::csv::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change<'a> {
    /// A row that only the new copy has.
    Added(&'a Row),
    /// A row that only the old copy has.
    Removed(&'a Row),
    /// A row that has another name in the new copy, with the same port number and transport protocol.
    Renamed {
        /// The row in the old copy.
        old: &'a Row,
        /// The row in the new copy.
        new: &'a Row,
        /// The columns that differ, in the order of the file.
        columns: Vec<Column>,
    },
    /// A row that has the same name, port number and transport protocol, and other columns that differ.
    Changed {
        /// The row in the old copy.
        old: &'a Row,
        /// The row in the new copy.
        new: &'a Row,
        /// The columns that differ, at least one, in the order of the file. The service name is among
        /// them if its case differs.
        columns: Vec<Column>,
    },
}

/// The columns that make a row the same row in another copy.
type Key<'a> = (String, &'a str, Option<Protocol>);

/// Returns the key of a row, with the name in lower case: IANA has changed the case of names.
fn key(row: &Row) -> Key<'_> {
    let name = row.cell(Column::ServiceName).to_ascii_lowercase();
    (name, row.cell(Column::PortNumber), row.protocol())
}

fn differing(old: &Row, new: &Row) -> Vec<Column> {
    // IANA's file has had line ends of several kinds in its cells.
    let differs = |column: &Column| {
        let old = old.cell(*column).split_whitespace();
        !old.eq(new.cell(*column).split_whitespace())
    };
    Column::ALL.into_iter().filter(differs).collect()
}

impl<'a> Diff<'a> {
    /// Compares two copies and returns the changes from `old` to `new`.
    ///
    /// ```
    /// use port_registry::csv::{Diff, RegistryFile};
    ///
    /// let empty = port_registry::record::Column::ALL.map(|column| column.as_str()).join(",");
    /// let file = RegistryFile::parse("empty.csv", empty.as_bytes())?;
    /// assert!(Diff::between(&file, &file).changes().is_empty());
    /// # Ok::<(), port_registry::csv::Error>(())
    /// ```
    #[must_use]
    pub fn between(old: &'a RegistryFile, new: &'a RegistryFile) -> Self {
        let pairs = Pairs::of_same_rows(old.rows(), new.rows()).and_of_renamed_rows();
        let mut changes = Vec::new();
        for (new, old) in new.rows().iter().zip(&pairs.old_of_new) {
            let Some(old) = old.map(|at| &pairs.old[at]) else {
                changes.push(Change::Added(new));
                continue;
            };
            let columns = differing(old, new);
            if columns.is_empty() {
                continue;
            }
            changes.push(if key(old) == key(new) {
                Change::Changed { old, new, columns }
            } else {
                Change::Renamed { old, new, columns }
            });
        }
        let unpaired = old
            .rows()
            .iter()
            .zip(&pairs.is_paired)
            .filter(|(_, paired)| !**paired);
        changes.extend(unpaired.map(|(row, _)| Change::Removed(row)));
        Self { changes }
    }

    /// Returns the list of changes.
    ///
    /// Rows that were added, renamed or changed come first, in the order of the new copy. Rows that
    /// were removed follow, in the order of the old copy.
    ///
    /// ```
    /// use port_registry::csv::{Diff, RegistryFile};
    ///
    /// let empty = port_registry::record::Column::ALL.map(|column| column.as_str()).join(",");
    /// let file = RegistryFile::parse("empty.csv", empty.as_bytes())?;
    /// assert_eq!(Diff::between(&file, &file).changes().len(), 0);
    /// # Ok::<(), port_registry::csv::Error>(())
    /// ```
    #[must_use]
    pub fn changes(&self) -> &[Change<'a>] {
        &self.changes
    }
}

/// The rows of one port number and transport protocol that have no partner in the other copy.
#[derive(Default)]
struct Unpaired {
    old: Vec<usize>,
    new: Vec<usize>,
}

/// The pairs of a row in the old copy and the same row in the new copy, by their indices.
struct Pairs<'a> {
    old: &'a [Row],
    new: &'a [Row],
    old_of_new: Vec<Option<usize>>,
    is_paired: Vec<bool>,
}

impl<'a> Pairs<'a> {
    fn of_same_rows(old: &'a [Row], new: &'a [Row]) -> Self {
        let mut places: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
        for (at, row) in old.iter().enumerate().rev() {
            places.entry(key(row)).or_default().push(at);
        }
        let mut is_paired = std::vec![false; old.len()];
        let old_of_new = new
            .iter()
            .map(|row| {
                let at = places.get_mut(&key(row))?.pop()?;
                is_paired[at] = true;
                Some(at)
            })
            .collect();
        Self {
            old,
            new,
            old_of_new,
            is_paired,
        }
    }

    /// Pairs the rows that are left over for a port number and transport protocol, if each copy has
    /// exactly one that has a name.
    fn and_of_renamed_rows(mut self) -> Self {
        let mut left: HashMap<_, Unpaired> = HashMap::new();
        let is_candidate = |row: &Row| row.name().is_some() && row.ports().is_some();
        for (at, (row, is_paired)) in self.old.iter().zip(&self.is_paired).enumerate() {
            if is_candidate(row) && !is_paired {
                left.entry((row.cell(Column::PortNumber), row.protocol()))
                    .or_default()
                    .old
                    .push(at);
            }
        }
        for (at, (row, old)) in self.new.iter().zip(&self.old_of_new).enumerate() {
            if is_candidate(row) && old.is_none() {
                left.entry((row.cell(Column::PortNumber), row.protocol()))
                    .or_default()
                    .new
                    .push(at);
            }
        }
        for Unpaired { old, new } in left.into_values() {
            if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
                self.is_paired[*old] = true;
                self.old_of_new[*new] = Some(*old);
            }
        }
        self
    }
}
