//! Records, services and cells: handles of rows, with a getter for each column.
//!
//! They read the columns from `tables`. The lookups, which find a row, are in `lookup`.

mod cell;
mod ip_protocol;
mod known_use;
mod record;
mod service;

pub use cell::Cell;
#[cfg(feature = "serde")]
pub(crate) use cell::Content;
pub use ip_protocol::{IpProtocol, IpProtocols};
pub use known_use::KnownUse;
pub use record::Record;
pub use service::Service;
