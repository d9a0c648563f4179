//! Handles of rows: they read the columns, and look nothing up.

mod cell;
mod record;
mod reference;
mod service;

pub use cell::Cell;
pub use record::Record;
pub use reference::{Citation, CitationAddress, Reference, References};
pub use service::{NamelessRecordError, Service};
