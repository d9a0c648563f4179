//! What is wrong with a call, as opposed to the value of a row.

use arrow_schema::{ArrowError, DataType};

use crate::Snapshot;

/// An error of a function of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The type of an argument has no numbers.
    #[error(
        "unsupported type {found} of the argument {argument}: expected integers, floating-point numbers, strings or a dictionary of them"
    )]
    Type {
        /// The name of the argument.
        argument: &'static str,
        /// Its type.
        found: DataType,
    },

    /// Two arrays have different numbers of rows.
    #[error(
        "the argument {argument} has {found} rows: expected {expected}, as in the arguments before"
    )]
    Length {
        /// The name of the argument.
        argument: &'static str,
        /// Its number of rows.
        found: usize,
        /// The number of rows of the arguments before.
        expected: usize,
    },

    /// The field of the record numbers has no snapshot, so that the numbers may be of another one.
    #[error("the field {field:?} does not say of which registry its record numbers are: expected the metadata {key:?} with {expected}", key = crate::SNAPSHOT_KEY)]
    NoSnapshot {
        /// The name of the field.
        field: String,
        /// The snapshot of this program.
        expected: Snapshot,
    },

    /// The record numbers are of another snapshot.
    #[error(
        "the record numbers of the field {field:?} are of another registry, {found}: expected {expected}"
    )]
    Snapshot {
        /// The name of the field.
        field: String,
        /// The snapshot in the metadata of the field.
        found: String,
        /// The snapshot of this program.
        expected: Snapshot,
    },

    /// An error of Arrow, such as an array of strings beyond 2 GiB.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
}
