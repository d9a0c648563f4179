//! The error of parsing a line, which the iterator `Entries` returns.

use core::fmt;

use crate::words::{self, Quoted};

/// The error of a malformed line in a services(5) file, returned by [`Entries`](super::Entries).
///
/// A line is malformed if it is neither an entry, nor a comment, nor blank. If its port is invalid,
/// [`source`](core::error::Error::source) returns the error of the port.
///
/// ```
/// use port_registry::services_file::Entries;
///
/// let message = |text| Entries::new(text).next().unwrap().unwrap_err().to_string();
/// assert_eq!(
///     message("https"),
///     r#"line 1: invalid entry "https": expected a port and a protocol after the name, as in https 443/tcp"#,
/// );
/// assert_eq!(
///     message("# the next is wrong\nhttps 443"),
///     r#"line 2: invalid port and protocol "443": expected a slash between them, as in 443/tcp"#,
/// );
/// assert_eq!(
///     message("https 70000/tcp"),
///     r#"line 1: invalid port "70000": expected a number from 0 to 65535"#,
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    line: usize,
    reason: Reason,
}

impl Error {
    pub(super) const fn new(line: usize, reason: Reason) -> Self {
        Self { line, reason }
    }

    /// Returns the line number of the malformed line, counted from 1.
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// let mut entries = Entries::new("http 80/tcp\nhttps 443/\n");
    /// assert!(entries.next().unwrap().is_ok());
    /// assert_eq!(entries.next().unwrap().unwrap_err().line(), 2);
    /// ```
    #[must_use]
    pub const fn line(self) -> usize {
        self.line
    }

    /// Returns the wrong part of the line, cut to 48 bytes, or `None` if it is not UTF-8.
    ///
    /// ```
    /// use port_registry::services_file::Entries;
    ///
    /// let error = Entries::new("https 70000/tcp").next().unwrap().unwrap_err();
    /// assert_eq!(error.input(), Some("70000"));
    /// ```
    #[must_use]
    pub fn input(&self) -> Option<&str> {
        match &self.reason {
            Reason::NotUtf8 { .. } => None,
            Reason::Port(error) => error.input(),
            Reason::Control { input }
            | Reason::NoPort { input }
            | Reason::NoSlash { input }
            | Reason::Protocol { input } => Some(input.as_str()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.reason {
            Reason::Port(error) => Some(error),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Reason {
    #[error("byte {byte:#04x} in column {column}: expected UTF-8 before the comment")]
    NotUtf8 { byte: u8, column: usize },
    #[error("invalid word {input}: expected no control characters")]
    Control { input: Quoted },
    #[error(
        "invalid entry {input}: expected a port and a protocol after the name, as in https 443/tcp"
    )]
    NoPort { input: Quoted },
    #[error("invalid port and protocol {input}: expected a slash between them, as in 443/tcp")]
    NoSlash { input: Quoted },
    #[error(transparent)]
    Port(words::Error),
    #[error(
        "invalid port and protocol {input}: expected one protocol after the slash, as in 443/tcp"
    )]
    Protocol { input: Quoted },
}
