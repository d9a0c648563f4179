//! The iterator over the words after an entry's protocol, which are its aliases.

use core::iter::FusedIterator;

use super::entry::first_word;
use super::is_space;

/// An iterator over the aliases of an entry in the order of the line, returned by
/// [`Entry::aliases`](super::Entry::aliases).
///
/// It splits the line as it goes, and allocates nothing.
///
/// ```
/// use port_registry::services_file::Entries;
///
/// let entry = Entries::new("chargen 19/tcp ttytst source").next().unwrap()?;
/// let mut aliases = entry.aliases();
/// assert_eq!(aliases.next(), Some("ttytst"));
/// assert_eq!(aliases.next_back(), Some("source"));
/// assert_eq!(aliases.next(), None);
/// # Ok::<(), port_registry::services_file::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Aliases<'a> {
    text: &'a str,
}

impl<'a> Aliases<'a> {
    /// An iterator over the words of `text`, which is the part of a line after the protocol.
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// Returns the words that are left, with the white space between them.
    #[cfg(feature = "std")]
    pub(super) const fn as_str(&self) -> &'a str {
        self.text
    }
}

impl<'a> Iterator for Aliases<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (word, rest) = first_word(self.text);
        self.text = rest;
        (!word.is_empty()).then_some(word)
    }
}

impl<'a> DoubleEndedIterator for Aliases<'a> {
    fn next_back(&mut self) -> Option<&'a str> {
        let text = self.text.trim_end_matches(is_space);
        let start = text.trim_end_matches(|letter| !is_space(letter)).len();
        let (rest, word) = text.split_at(start);
        self.text = rest;
        (!word.is_empty()).then_some(word)
    }
}

impl FusedIterator for Aliases<'_> {}
