//! The error for a bad line, and the quotes in it.

use port_registry_tools::counted::counted;
use port_registry_tools::excerpt::excerpt;
use thiserror::Error;

use crate::role::Role;

/// The error for a bad line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineError {
    #[error("longer than {longest} bytes")]
    TooLong { longest: usize },
    #[error("{}: expected {expected}", counted(*.found, "field"))]
    Fields { found: usize, expected: usize },
    #[error("{role} {value}: expected a number from 0 to 65535")]
    Port { role: Role, value: String },
    #[error("protocol {value}: expected a number from 0 to 255, or a name such as tcp")]
    Protocol { value: String },
    #[error("{role} {value}: expected a number")]
    Amount { role: Role, value: String },
    #[error("log-status {value}: expected OK, NODATA or SKIPDATA")]
    Status { value: String },
    #[error("no {role} in {line}")]
    Missing { role: Role, line: String },
    #[error("{line}: expected {expected}")]
    Malformed {
        line: String,
        expected: &'static str,
    },
    #[error("{line} is not JSON: {problem}")]
    Json { line: String, problem: String },
}

/// The number of characters of a field that an error quotes.
const QUOTED: usize = 40;

/// Returns the beginning of a field or a line in quotes.
#[cold]
pub fn quoted(value: &[u8]) -> String {
    excerpt(&String::from_utf8_lossy(value), QUOTED)
}
