//! Writes remarks to standard error: errors, warnings and notes of all programs.

use std::fmt;
use std::io::{self, Write};

use super::escape::escaped;

/// Writes a line to standard error. Line ends and other controls within it are escaped.
///
/// Standard error may be closed or full, or its reader may be gone. Then nobody reads the remark, but the
/// program does its work, and its exit status still says how it ended. The macro of the standard library
/// would panic.
pub fn remark(line: fmt::Arguments<'_>) {
    let line = line.to_string();
    let _ = io::stderr()
        .lock()
        .write_fmt(format_args!("{}\n", escaped(&line)));
}
