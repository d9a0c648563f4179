//! Sets of ports: the bitmap, what is done with it, and the texts that people write for it.

mod algebra;
mod iter;
mod parse;
mod registry;
mod set;

pub use iter::{PortSetIter, PortSetRanges};
pub use parse::ParsePortSetError;
pub(crate) use parse::{Fault, Part, Problem, parts, trimmed};
pub use set::PortSet;
