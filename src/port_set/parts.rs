//! Splitting a list into its parts.
//!
//! `parse.rs` and `spec.rs` read the parts.

/// Returns the parts of a list, without the white space around them, each with its byte offset.
///
/// Parts are separated by commas and line ends. A list or a line may end in a comma. Commas in brackets
/// do not separate parts.
pub(super) fn parts(text: &str) -> Parts<'_> {
    Parts {
        text,
        at: 0,
        last_bracket: text.rfind(']').unwrap_or_default(),
    }
}

/// An iterator over the parts of a list.
#[derive(Clone)]
pub(super) struct Parts<'a> {
    text: &'a str,
    at: usize,
    /// The position of the last closing bracket. Beyond it, none is searched for: otherwise a list of opening
    /// brackets would take time proportional to the square of its length.
    last_bracket: usize,
}

impl<'a> Iterator for Parts<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<(usize, &'a str)> {
        loop {
            let start = self.at;
            if start >= self.text.len() {
                return None;
            }
            let end = self.end_of_part();
            let (at, part) = trimmed(start, self.text.get(start..end)?);
            self.at = end + 1;
            // What is empty before a comma is an error of the caller's. Before a line end, it is an empty
            // line or follows a comma at the end of a line.
            let is_before_comma = self.text.as_bytes().get(end) == Some(&b',');
            if !part.is_empty() || is_before_comma {
                return Some((at, part));
            }
        }
    }
}

impl Parts<'_> {
    /// Returns the place of the next separator that is not in brackets, or of the end.
    fn end_of_part(&self) -> usize {
        let mut at = self.at;
        while let Some(byte) = self.text.as_bytes().get(at) {
            match byte {
                b',' | b'\n' => return at,
                b'[' if at < self.last_bracket => {
                    let rest = self.text.get(at..).unwrap_or_default();
                    at += rest.find(']').unwrap_or_default() + 1;
                }
                // A bracket that is not closed is an error, which is reported for the part up to the comma.
                _ => at += 1,
            }
        }
        self.text.len()
    }
}

/// Returns the part without the white space around it, and its new offset.
pub(super) fn trimmed(at: usize, text: &str) -> (usize, &str) {
    let begun = text.trim_ascii_start();
    (at + text.len() - begun.len(), begun.trim_ascii_end())
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::parts;

    #[test]
    fn lists_are_split_at_commas_and_line_ends() {
        for (list, expected) in [
            ("", &[][..]),
            (" \n\t ", &[]),
            ("22", &[(0, "22")]),
            ("22, 80", &[(0, "22"), (4, "80")]),
            ("22,", &[(0, "22")]),
            ("22,\n80,\n", &[(0, "22"), (4, "80")]),
            ("22\r\n\r\n80", &[(0, "22"), (6, "80")]),
            (",", &[(0, "")]),
            ("22,,80", &[(0, "22"), (3, ""), (4, "80")]),
            ("22,,", &[(0, "22"), (3, "")]),
            ("\n,22", &[(1, ""), (2, "22")]),
            ("[1-10,20],22", &[(0, "[1-10,20]"), (10, "22")]),
            ("[1-10,20", &[(0, "[1-10"), (6, "20")]),
            ("1],[2", &[(0, "1]"), (3, "[2")]),
            ("é,[é,é]x,", &[(0, "é"), (3, "[é,é]x")]),
        ] {
            let found: Vec<(usize, &str)> = parts(list).collect();
            assert_eq!(found, expected, "{list:?}");
        }
    }
}
