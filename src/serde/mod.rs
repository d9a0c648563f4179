//! The implementations of `Serialize` and `Deserialize`, for the feature `serde`.
//!
//! - `words`: ports and service codes are numbers; all other words are the string that their `Display`
//!   writes.
//! - `rows`: a record is a struct of all its columns.
//! - `service`: a service is written as its record, and read from that or from a short form.

mod ip_protocol;
mod rows;
mod service;
pub(crate) mod words;
