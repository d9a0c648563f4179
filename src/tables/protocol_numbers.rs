//! The tables of IANA's protocol numbers, indexed by the number.

#[allow(clippy::unreadable_literal, reason = "the code is generated")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/protocol_numbers.rs"));
}

/// Returns the keyword, or `None` if the number has none.
#[inline]
pub(crate) const fn keyword(number: u8) -> Option<&'static str> {
    filled(generated::KEYWORDS[number as usize])
}

/// Returns the name, or `None` if the number has none.
pub(crate) const fn name(number: u8) -> Option<&'static str> {
    filled(generated::NAMES[number as usize])
}

/// Returns the cell of the column `Reference`.
pub(crate) const fn reference(number: u8) -> &'static str {
    generated::REFERENCES[number as usize]
}

pub(crate) const fn is_extension_header(number: u8) -> bool {
    generated::EXTENSION_HEADERS[number as usize] != 0
}

pub(crate) const fn is_deprecated(number: u8) -> bool {
    generated::DEPRECATED[number as usize] != 0
}

#[inline]
const fn filled(text: &'static str) -> Option<&'static str> {
    if text.is_empty() { None } else { Some(text) }
}
