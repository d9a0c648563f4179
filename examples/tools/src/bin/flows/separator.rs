//! The separators of fields in a line. `format/delimited.rs` reads by them.

use std::str::FromStr;

use thiserror::Error;

/// The separator of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// A byte. Fields may be quoted, unless the byte is a space.
    Byte(u8),
    /// A byte. Quotation marks are like any other byte.
    Unquoted(u8),
    /// Any number of spaces and tabs.
    Blanks,
}

/// The error for a value of `--delimiter`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected one character of ASCII, or tab, space or spaces")]
pub struct SeparatorError;

impl Separator {
    /// The separators that are looked for in a header.
    pub const ALL: [Self; 6] = [
        Self::Byte(b'\t'),
        Self::Byte(b','),
        Self::Byte(b';'),
        Self::Byte(b'|'),
        Self::Byte(b' '),
        Self::Blanks,
    ];

    /// Returns the byte between two fields in the output.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Byte(byte) | Self::Unquoted(byte) => byte,
            Self::Blanks => b' ',
        }
    }

    /// Returns whether fields may be quoted.
    #[inline]
    pub const fn has_quotes(self) -> bool {
        match self {
            Self::Byte(byte) => byte != b' ',
            Self::Unquoted(_) | Self::Blanks => false,
        }
    }

    /// Splits a header line.
    pub fn split(self, text: &str) -> Vec<String> {
        match self {
            Self::Blanks => text.split_ascii_whitespace().map(str::to_owned).collect(),
            Self::Byte(byte) if self.has_quotes() && text.contains('"') => {
                let mut reader = csv::ReaderBuilder::new()
                    .has_headers(false)
                    .delimiter(byte)
                    .from_reader(text.as_bytes());
                let first = reader.records().next().and_then(Result::ok);
                let first = first.unwrap_or_default();
                first.iter().map(str::to_owned).collect()
            }
            Self::Byte(byte) | Self::Unquoted(byte) => {
                text.split(char::from(byte)).map(str::to_owned).collect()
            }
        }
    }
}

impl FromStr for Separator {
    type Err = SeparatorError;

    fn from_str(text: &str) -> Result<Self, SeparatorError> {
        match (text, text.as_bytes()) {
            ("tab" | "\\t", _) => Ok(Self::Byte(b'\t')),
            ("space", _) => Ok(Self::Byte(b' ')),
            ("spaces", _) => Ok(Self::Blanks),
            (_, &[byte]) if byte.is_ascii() && !b"\r\n\"".contains(&byte) => Ok(Self::Byte(byte)),
            _ => Err(SeparatorError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_or_a_word() {
        assert_eq!(",".parse(), Ok(Separator::Byte(b',')));
        assert_eq!("tab".parse(), Ok(Separator::Byte(b'\t')));
        assert_eq!("\t".parse(), Ok(Separator::Byte(b'\t')));
        assert_eq!("spaces".parse(), Ok(Separator::Blanks));
        for wrong in ["", ",,", "\n", "\"", "é"] {
            assert_eq!(wrong.parse::<Separator>(), Err(SeparatorError), "{wrong:?}");
        }
    }

    #[test]
    fn names_of_a_header() {
        let names = Separator::Byte(b';').split("a;\"b;c\";");
        assert_eq!(names, ["a", "b;c", ""]);
        assert_eq!(Separator::Blanks.split(" a  b\tc "), ["a", "b", "c"]);
        assert_eq!(Separator::Byte(b' ').split("a  \"b"), ["a", "", "\"b"]);
    }
}
