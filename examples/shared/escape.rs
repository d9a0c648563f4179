//! Escapes characters that could break out of a line, or make a terminal show something else.
//!
//! Queries, file names, names of processes and cells of a registry come from elsewhere. A line end in one
//! of them would begin a record, an escape character could command the terminal, and a bidirectional
//! control could show the text in another order.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns the text on one line, with `\n`, `\u{1b}` and the like for each character that is a control, a
/// line or paragraph separator, or a bidirectional control (Unicode Standard Annex 9).
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unsafe(character) {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    Cow::Owned(line)
}

/// Returns JSON with the same value, in which each such character of a string is `\u001b` and the like.
/// JSON itself requires it of the first 32 controls only.
#[must_use]
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut line = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if is_unsafe(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a `String` cannot fail.
                let _ = write!(line, "\\u{unit:04x}");
            }
        } else {
            line.push(character);
        }
    }
    Cow::Owned(line)
}

/// Returns the text with a space for each line end and each tab, and with the other characters escaped.
/// Cells of the registry have line ends that mean no more than a space.
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\t']) {
        let spaced = text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ");
        Cow::Owned(escaped(&spaced).into_owned())
    } else {
        escaped(text)
    }
}

/// Returns whether a character is escaped.
#[must_use]
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}
