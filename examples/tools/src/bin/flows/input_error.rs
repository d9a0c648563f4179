//! The error for an input. `opened.rs`, `source.rs` and `worker.rs` return it.

use std::io;

use port_registry_tools::compression::Compression;
use thiserror::Error;

use crate::columns::LayoutError;
use crate::kind::Kind;

/// The error for an input that cannot be read to its end.
#[derive(Debug, Error)]
pub enum InputError {
    #[error("cannot be opened: {0}")]
    Open(io::Error),
    #[error("cannot be read on: {0}")]
    Read(io::Error),
    #[error("the {0} data is cut short or damaged: {1}")]
    Compressed(Compression, io::Error),
    #[error("{0}")]
    Kind(Kind),
    #[error("{0}")]
    Layout(LayoutError),
}
