//! Writes remarks to standard error: errors, warnings and notes of all programs.
//!
//! The light examples mount this file, and the tools have it in their library.

use std::fmt;
use std::io::{self, Write};

/// Writes a line to standard error.
///
/// Standard error may be closed or full, or its reader may be gone. Then nobody reads the remark, but the
/// program does its work, and its exit status still says how it ended. The macro of the standard library
/// would panic.
pub fn remark(line: fmt::Arguments<'_>) {
    let _ = io::stderr().lock().write_fmt(format_args!("{line}\n"));
}
