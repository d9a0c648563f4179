//! Reads the values of fields as programs write them. `record.rs` uses it where the fast parser of
//! `field.rs` does not suffice.

/// Returns whether a value says that there is none.
#[inline]
pub fn is_absent(value: &[u8]) -> bool {
    matches!(value, [] | b"-") || is_absent_otherwise(value)
}

fn is_absent_otherwise(value: &[u8]) -> bool {
    // Nearly all values begin with a digit or a letter.
    let begins = value.first();
    if !begins
        .is_some_and(|first| first.is_ascii_whitespace() || matches!(first, b'-' | b'n' | b'N'))
    {
        return false;
    }
    let value = value.trim_ascii();
    matches!(value, b"" | b"-")
        || [&b"nan"[..], b"null", b"none"]
            .iter()
            .any(|none| value.eq_ignore_ascii_case(none))
}

/// Returns a whole number that is written in another way than by its digits: `443.0` (as pandas
/// saves a column with missing values), `0x01bb` (Argus), `51,514` (spreadsheets), `4.43e2`.
#[cold]
pub fn number(value: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(value.trim_ascii()).ok()?;
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        // `from_str_radix` accepts a sign.
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        return u64::from_str_radix(digits, 16)
            .ok()
            .filter(|_| is_hexadecimal);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if is_digits(whole) && !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0') {
        return whole.parse().ok();
    }
    if text.contains(',') {
        return grouped(text);
    }
    if text.contains(['e', 'E']) {
        return scientific(text);
    }
    None
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Reads a number with a comma before each group of three digits.
fn grouped(text: &str) -> Option<u64> {
    let mut groups = text.split(',');
    let first = groups
        .next()
        .filter(|first| is_digits(first) && first.len() <= 3)?;
    let mut number = first.to_owned();
    for group in groups {
        if group.len() != 3 || !is_digits(group) {
            return None;
        }
        number.push_str(group);
    }
    number.parse().ok()
}

/// Reads a number with an exponent, if it is whole and exact.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the number is whole and not above EXACT"
)]
fn scientific(text: &str) -> Option<u64> {
    /// Up to this number, every whole number is a `f64`.
    const EXACT: u64 = 1 << 53;
    let is_usual = |letter: u8| letter.is_ascii_digit() || b".eE+-".contains(&letter);
    let number: f64 = text.parse().ok().filter(|_| text.bytes().all(is_usual))?;
    (number >= 0.0 && number <= EXACT as f64 && number.fract() == 0.0).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_programs_write_them() {
        for (text, expected) in [
            ("443.0", Some(443)),
            ("443.000", Some(443)),
            ("443.", None),
            (".0", None),
            ("443.5", None),
            ("0x01bb", Some(443)),
            ("0X1BB", Some(443)),
            ("0x", None),
            ("0x+1", None),
            ("51,514", Some(51514)),
            ("1,234,567", Some(1_234_567)),
            ("51,51", None),
            ("5151,514", None),
            (",514", None),
            ("1e3", Some(1000)),
            ("1.5e+3", Some(1500)),
            ("1e-3", None),
            ("9007199254740992e0", Some(1 << 53)),
            ("9007199254740994e0", None),
            ("-1e3", None),
            ("inf", None),
            ("nan", None),
            ("18446744073709551615.0", Some(u64::MAX)),
            ("18446744073709551616.0", None),
            ("+1", None),
            ("", None),
        ] {
            assert_eq!(number(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn what_stands_for_no_value() {
        for absent in ["", "-", " ", " - ", "NaN", "null", "None"] {
            assert!(is_absent(absent.as_bytes()), "{absent:?}");
        }
        for value in ["0", "--", "-1", "x", "nothing", " 0"] {
            assert!(!is_absent(value.as_bytes()), "{value:?}");
        }
    }
}
