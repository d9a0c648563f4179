//! Sets of ports: the bitmap, what is done with it, and the texts that people write for it.

// First, so that rustdoc begins with it.
mod set;

mod algebra;
mod iter;
mod parse;
mod registry;

pub use iter::{PortSetIter, PortSetRanges};
pub use parse::ParsePortSetError;
pub(crate) use parse::{Fault, Part, Problem, parts, trimmed};
pub use set::PortSet;
