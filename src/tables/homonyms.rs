//! The table of homonyms: names under which IANA has registered one service, and by which people also
//! mean another one.

use super::encoding::homonym::{First, SEPARATOR};

#[allow(clippy::unreadable_literal, reason = "the code is generated")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/homonyms.rs"));
}

/// Returns the number of the homonym, in any case.
pub(crate) fn find(name: &str) -> Option<usize> {
    // There are about a dozen. Nearly all have another length.
    let mut names = generated::HOMONYM_NAMES.iter();
    names.position(|homonym| homonym.eq_ignore_ascii_case(name))
}

/// Returns the names of the other services that the homonym means. One name is empty if there are none.
pub(crate) fn services(homonym: usize) -> impl Iterator<Item = &'static str> {
    generated::HOMONYM_SERVICES[homonym].split(SEPARATOR)
}

/// Returns which of the meanings comes first.
pub(crate) fn first(homonym: usize) -> First {
    First::unpack(generated::HOMONYM_FIRST[homonym])
}

/// Returns why that comes first.
pub(crate) fn reason(homonym: usize) -> &'static str {
    generated::HOMONYM_REASONS[homonym]
}
