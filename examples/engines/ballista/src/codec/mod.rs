//! The codecs of plans, which add the snapshot of the registry to the name of each function and table.
//!
//! | what | is sent as | by |
//! | --- | --- | --- |
//! | a function in an expression | its name and the snapshot | [`LogicalCodec`], [`PhysicalCodec`] |
//! | a function in an operator of Ballista, which encodes its expressions itself | its name, and the snapshot with the operator | [`PhysicalCodec`] |
//! | a table, from the client to the scheduler | its name and the snapshot | [`LogicalCodec`] |
//! | a table, from the scheduler to the executors | its rows | the plan itself |
//!
//! A program that decodes a name with another snapshot, or one that it does not have, returns an [`Error`] that says so. Everything
//! else is left to Ballista's own codecs.

mod functions;
mod logical;
mod physical;
mod stamp;

pub use logical::LogicalCodec;
pub use physical::PhysicalCodec;
pub use stamp::{Error, Item, Program};
