//! From ports and names to rows, and the iterators over them.

mod by_name;
mod by_port;
mod list;
mod parse;
mod registry;

pub use by_port::PortServices;
pub use list::ServiceList;
pub use parse::ParseServiceError;
pub use parse::Unresolved;
pub(crate) use parse::resolve;
pub use registry::{Records, Services};
