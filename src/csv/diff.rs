//! The comparison of two copies.

use std::collections::HashMap;
use std::string::String;
use std::vec::Vec;

use super::super::words::{Column, Protocol};
use super::{RegistryFile, Row};

/// What changed from one copy of the registry to another.
///
/// A row is the same row in both copies if it has the same name, port number and transport; of
/// several such, the first is the first, and so on. Of what is left, a row that was named otherwise
/// but has the same port number and transport, and is the only such one on both sides, was renamed.
/// The rest was added or removed. A port that was `Unassigned` and now has a service is one row less
/// and one more. Names are compared without regard to case.
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
/// assert_eq!((three.name(), two.name()), ("c", "b"));
/// # Ok::<(), port_registry::csv::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff<'a> {
    changes: Vec<Change<'a>>,
}

/// One row's change.
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
    /// The new copy has it, the old one has not.
    Added(&'a Row),
    /// The old copy has it, the new one has not.
    Removed(&'a Row),
    /// The same port number and transport have another name.
    Renamed {
        /// The row in the old copy.
        old: &'a Row,
        /// The row in the new copy.
        new: &'a Row,
        /// The columns that differ, the name first.
        columns: Vec<Column>,
    },
    /// The same row has other columns.
    Changed {
        /// The row in the old copy.
        old: &'a Row,
        /// The row in the new copy.
        new: &'a Row,
        /// The columns that differ, one at least.
        columns: Vec<Column>,
    },
}

/// The columns that make a row the same row in another copy.
type Key<'a> = (String, &'a str, Option<Protocol>);

/// The case of names makes no difference.
fn key(row: &Row) -> Key<'_> {
    let name = row.name().to_ascii_lowercase();
    (name, row.cell(Column::PortNumber), row.protocol())
}

fn differing(old: &Row, new: &Row) -> Vec<Column> {
    let differs = |column: &Column| old.cell(*column) != new.cell(*column);
    Column::ALL.into_iter().filter(differs).collect()
}

impl<'a> Diff<'a> {
    /// Compares two copies.
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

    /// What changed: first what the new copy has, in its order, then what was removed, in the order
    /// of the old one.
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

/// Rows of a port number and transport that are in one copy only.
#[derive(Default)]
struct Unpaired {
    old: Vec<usize>,
    new: Vec<usize>,
}

/// Which row of the old copy is which row of the new one.
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

    /// Pairs what is left over of a port number and transport, if it is one named row on each side.
    fn and_of_renamed_rows(mut self) -> Self {
        let mut left: HashMap<_, Unpaired> = HashMap::new();
        let is_candidate = |row: &Row| !row.name().is_empty() && row.ports().is_some();
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
