//! Strings that are built in constants, for messages that name every value of a type.
//!
//! Such a message needs a list of words that is written once, in the type of the values. `concat!`
//! takes literals only, and a `const fn` cannot allocate, so the messages are built here.

/// A string of at most `N` bytes, built at compile time. The part of an input that does not fit is
/// cut off.
#[derive(Clone, Copy)]
pub struct Text<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Text<N> {
    /// Returns the empty string.
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; N],
            len: 0,
        }
    }

    /// Returns the string with another string appended.
    pub(crate) const fn with(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut end = text.len();
        if end > N - self.len {
            end = N - self.len;
            // Cut between two characters.
            while end > 0 && text[end] & 0b1100_0000 == 0b1000_0000 {
                end -= 1;
            }
        }
        let mut at = 0;
        while at < end {
            self.bytes[self.len] = text[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    /// Returns the string with a heading appended in snake case: `Port Number` as `port_number`.
    pub(crate) const fn with_snake_case(self, heading: &str) -> Self {
        let Self { bytes, len } = self.with(heading);
        let mut snake = Self { bytes, len };
        let mut at = self.len;
        while at < len {
            snake.bytes[at] = match bytes[at] {
                b' ' => b'_',
                letter => letter.to_ascii_lowercase(),
            };
            at += 1;
        }
        snake
    }

    /// Returns the words with commas between them and `or` before the last.
    pub(crate) const fn alternatives(words: &[&str]) -> Self {
        let mut text = Self::new();
        let mut at = 0;
        while at < words.len() {
            if at > 0 {
                text = text.with(if at + 1 == words.len() { " or " } else { ", " });
            }
            text = text.with(words[at]);
            at += 1;
        }
        text
    }

    /// Returns the string.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn alternatives_are_separated() {
        assert_eq!(Text::<8>::alternatives(&[]).as_str(), "");
        assert_eq!(Text::<8>::alternatives(&["a"]).as_str(), "a");
        assert_eq!(Text::<8>::alternatives(&["a", "b"]).as_str(), "a or b");
        assert_eq!(
            Text::<16>::alternatives(&["a", "b", "c"]).as_str(),
            "a, b or c"
        );
    }

    #[test]
    fn what_does_not_fit_is_cut_between_characters() {
        assert_eq!(Text::<4>::new().with("abcdef").as_str(), "abcd");
        assert_eq!(Text::<4>::new().with("abc").with("é").as_str(), "abc");
        assert_eq!(Text::<4>::new().with("ab").with("é").as_str(), "abé");
    }
}
