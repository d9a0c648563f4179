//! Numbers with a noun.

use std::fmt::Display;

/// Returns a number with a noun, which has an `s` unless the number is 1: `1 line`, `2 lines`.
#[must_use]
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(number: N, noun: &str) -> String {
    let s = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{s}")
}
