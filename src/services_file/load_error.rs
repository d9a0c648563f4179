//! The error of reading the system's services(5) file, for `System::load`.

use std::io;
use std::path::{Path, PathBuf};

/// The error of [`System::load`](super::System::load) and
/// [`System::load_from`](super::System::load_from): the file exists but cannot be read.
///
/// A file that does not exist is not an error.
///
/// [`source`](std::error::Error::source) returns the error of the operating system.
///
/// ```
/// use port_registry::services_file::System;
/// use std::error::Error;
///
/// let error = System::load_from("/").unwrap_err();
/// assert!(error.to_string().starts_with(r#"cannot read "/": "#));
/// assert!(error.source().is_some());
/// ```
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path:?}: {source}")]
pub struct LoadError {
    path: PathBuf,
    source: io::Error,
}

impl LoadError {
    pub(super) fn new(path: &Path, source: io::Error) -> Self {
        let path = PathBuf::from(path);
        Self { path, source }
    }

    /// Returns the path of the file.
    ///
    /// ```
    /// use port_registry::services_file::System;
    ///
    /// assert_eq!(System::load_from("/").unwrap_err().path().to_str(), Some("/"));
    /// ```
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the error of the operating system.
    ///
    /// ```
    /// use port_registry::services_file::System;
    ///
    /// let error = System::load_from("/").unwrap_err();
    /// assert_ne!(error.io_error().kind(), std::io::ErrorKind::NotFound);
    /// ```
    #[must_use]
    pub const fn io_error(&self) -> &io::Error {
        &self.source
    }
}
