//! The feature `serde`.
//!
//! Words are what their `Display` writes, ports and codes are numbers, rows are all their columns.

mod rows;
mod service;
mod words;
