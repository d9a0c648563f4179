//! Handles of rows: they read the columns, and look nothing up.

mod cell;
mod record;
mod service;

pub use cell::Cell;
#[cfg(feature = "serde")]
pub(crate) use cell::Content;
pub use record::Record;
pub use service::Service;
