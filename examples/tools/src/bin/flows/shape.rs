//! What is true of all records of a layout. `columns.rs` finds it out, `record.rs` uses it.

use crate::role::Source;

/// What is true of all records of a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    pub source: Source,
    /// Whether a record may have fields that few logs have (see [`Role::is_rare`]). Most logs have none, and
    /// looking for them would cost a tenth of the time.
    ///
    /// [`Role::is_rare`]: crate::role::Role::is_rare
    pub has_rare_fields: bool,
}
