//! The beginning of an input, kept for an error message. All errors of the crate use it.

use core::fmt::{self, Write as _};

/// The maximum number of bytes that are kept. No registered name or number is longer.
const CAPACITY: usize = 48;

/// The input that an error is about. `Display` writes it in quotes, and `…` after the beginning of
/// a long input.
///
/// The bytes are kept by value, so that errors can quote their input without allocating.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quoted {
    bytes: [u8; CAPACITY],
    /// The number of bytes that are kept, and the bit `CUT` if the input has more. It is one byte,
    /// so that errors which quote two inputs have fewer than the 128 bytes from which clippy warns
    /// of a large `Err`.
    kept: u8,
}

const CUT: u8 = 0x80;

impl Quoted {
    pub(crate) const fn new(text: &str) -> Self {
        let text = text.as_bytes();
        let mut kept = if text.len() < CAPACITY {
            text.len()
        } else {
            CAPACITY
        };
        // Cut between two characters.
        while kept < text.len() && text[kept] & 0b1100_0000 == 0b1000_0000 {
            kept -= 1;
        }
        let mut bytes = [0; CAPACITY];
        let mut at = 0;
        while at < kept {
            bytes[at] = text[at];
            at += 1;
        }
        Self {
            bytes,
            kept: kept as u8 | if kept < text.len() { CUT } else { 0 },
        }
    }

    /// Returns the bytes that are kept.
    pub(crate) fn as_str(&self) -> &str {
        let kept = self
            .bytes
            .get(..usize::from(self.kept & !CUT))
            .unwrap_or_default();
        core::str::from_utf8(kept).unwrap_or_default()
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}", self.as_str().escape_debug())?;
        if self.kept & CUT != 0 {
            f.write_char('…')?;
        }
        f.write_char('"')
    }
}

impl fmt::Debug for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{CAPACITY, Quoted};
    use std::string::{String, ToString};

    #[test]
    fn short_inputs_are_whole() {
        assert_eq!(Quoted::new("").to_string(), r#""""#);
        assert_eq!(Quoted::new("htps").to_string(), r#""htps""#);
        assert_eq!(Quoted::new("a\"b\n").to_string(), r#""a\"b\n""#);
    }

    #[test]
    fn long_inputs_are_cut_between_characters() {
        let exact = "x".repeat(CAPACITY);
        assert_eq!(Quoted::new(&exact).as_str(), exact);
        let over = "x".repeat(CAPACITY + 1);
        let quoted = Quoted::new(&over).to_string();
        assert_eq!(quoted.len(), CAPACITY + 2 + '…'.len_utf8());
        assert!(quoted.ends_with("x…\""));
        // Three-byte characters, so that the limit falls inside one for some offset.
        for offset in 0..3 {
            let text: String = "x".repeat(offset) + &"€".repeat(CAPACITY);
            let quoted = Quoted::new(&text);
            assert!(text.starts_with(quoted.as_str()));
            assert!(quoted.as_str().len() > CAPACITY - 3);
        }
    }
}
