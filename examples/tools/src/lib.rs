//! What the programs of this package share.

pub mod arguments;
pub mod program;
pub mod progress;
pub mod table;
