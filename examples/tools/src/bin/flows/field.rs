//! A field of a line, and the fast parser of its number. `line.rs` uses it.

/// A field, as a part of a text. The whole text is kept, since [`Field::number`] loads eight bytes at
/// once, which may begin before the field.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    text: &'a [u8],
    start: usize,
    end: usize,
}

/// The number of digits that are parsed at once.
const WORD: usize = 8;

impl<'a> Field<'a> {
    /// Returns the field between two positions of a text. It is empty if they are out of range.
    pub const fn new(text: &'a [u8], start: usize, end: usize) -> Self {
        Self { text, start, end }
    }

    #[inline]
    pub fn bytes(self) -> &'a [u8] {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    /// Returns the number, which must be decimal digits only, except for white space around them.
    #[inline]
    pub fn number(self) -> Option<u64> {
        self.short_number().or_else(|| long_number(self.bytes()))
    }

    /// Parses a number of one to eight digits, if at least eight bytes of the text end with it.
    ///
    /// The lengths of numbers are random, so a loop over the digits would cost more, in
    /// mispredicted branches, than parsing eight bytes at once.
    #[inline]
    fn short_number(self) -> Option<u64> {
        let length = self.end.checked_sub(self.start)?;
        let others = WORD.checked_sub(length).filter(|_| length > 0)?;
        let (before, _) = self.text.split_at_checked(self.end)?;
        let word = u64::from_le_bytes(*before.last_chunk()?);
        // The bytes before the field are shifted out and become leading zeros.
        digits((word ^ ZEROS) >> (8 * others) << (8 * others))
    }
}

const ZEROS: u64 = u64::from_le_bytes([b'0'; WORD]);

/// Returns the number of eight digits, the first in the lowest byte, or `None` if one is above 9.
#[inline]
const fn digits(digits: u64) -> Option<u64> {
    const HIGHEST: u64 = u64::from_le_bytes([0x80; WORD]);
    const TO_HIGHEST: u64 = u64::from_le_bytes([0x80 - 10; WORD]);
    // A sum only carries into the next byte if its own byte is above 9 anyway.
    if (digits.wrapping_add(TO_HIGHEST) | digits) & HIGHEST != 0 {
        return None;
    }
    // Each step joins neighbours: digits to pairs, pairs to fours, fours to the number.
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) & 0xffff_ffff)
}

#[cold]
fn long_number(text: &[u8]) -> Option<u64> {
    let text = text.trim_ascii();
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses a number at the beginning of a text and after other bytes.
    fn read(number: &str) -> Option<u64> {
        let alone = Field::new(number.as_bytes(), 0, number.len()).number();
        for before in ["1", "-", "\u{ff}", "99999999", "\u{ff}\u{ff}\u{ff}\u{ff}"] {
            let text = format!("{before}{number}7");
            let end = before.len() + number.len();
            let within = Field::new(text.as_bytes(), before.len(), end).number();
            assert_eq!(within, alone, "{number:?} after {before:?}");
        }
        alone
    }

    #[test]
    fn numbers_end_where_64_bits_do() {
        let mut numbers = vec![u64::MAX - 1, u64::MAX];
        for power in 0..20 {
            let ten = 10_u64.pow(power);
            numbers.extend([ten - 1, ten, ten + 1, ten / 9 * 8]);
        }
        for number in numbers {
            assert_eq!(read(&number.to_string()), Some(number));
            assert_eq!(read(&format!("00{number}")), Some(number));
            assert_eq!(read(&format!(" {number} ")), Some(number));
            assert_eq!(read(&format!("+{number}")), None);
            assert_eq!(read(&format!("{number}x")), None);
        }
        assert_eq!(read("18446744073709551616"), None);
        assert_eq!(read(""), None);
        assert_eq!(read(" "), None);
        assert_eq!(read("1 2"), None);
    }

    #[test]
    fn no_other_byte_is_a_digit() {
        for byte in 0..=u8::MAX {
            for at in 0..WORD {
                let mut text = *b"x12345678";
                text[at + 1] = byte;
                let number = Field::new(&text, 1, text.len()).number();
                let expected = str::from_utf8(&text[1..]).ok();
                let expected = expected
                    .map(|text| text.trim_matches(|letter: char| letter.is_ascii_whitespace()))
                    .filter(|text| !text.starts_with('+'));
                assert_eq!(
                    number,
                    expected.and_then(|text| text.parse().ok()),
                    "{byte} at {at}"
                );
            }
        }
    }

    #[test]
    fn a_field_that_is_not_there_is_empty() {
        for (start, end) in [(2, 9), (3, 2), (9, 10)] {
            let field = Field::new(b"12345678", start, end);
            assert_eq!((field.bytes(), field.number()), (&b""[..], None));
        }
    }
}
