//! Finds all places of a word in a pool of strings, for `search`.
//!
//! The strings of a column are joined in the tables. To go through the whole pool takes a tenth of the time
//! of searching each of its strings, most of which are shorter than the blocks that are compared at once.

/// The number of bytes that are compared at once. The compiler makes a few vector instructions of a block.
const BLOCK: usize = 64;

/// Calls `found` with each place at which `text` has `part`, ignoring ASCII case, in order.
///
/// The place may extend over the end of a string of the pool, which the caller checks. An empty part has
/// no place.
pub(super) fn each_place(text: &[u8], part: &[u8], mut found: impl FnMut(usize)) {
    let Some(&first) = part.first() else {
        return;
    };
    // What is compared with the beginning of the part, and how much further. A shorter part has its
    // first byte in place of the second and third.
    let further = |at: usize| part.get(at).map_or((first, 0), |byte| (*byte, at));
    let [second, third] = [further(1), further(2)];
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| rest.len() >= part.len()) {
        let block = rest.get(..BLOCK).unwrap_or(rest);
        let after = |distance: usize| rest.get(distance..).unwrap_or_default();
        let (seconds, thirds) = (after(second.1), after(third.1));
        if may_have(block, seconds, thirds, [first, second.0, third.0]) {
            for (at, byte) in block.iter().enumerate() {
                let is_part = |place: &[u8]| place.eq_ignore_ascii_case(part);
                if fold(*byte) == fold(first) && rest.get(at..at + part.len()).is_some_and(is_part)
                {
                    found(start + at);
                }
            }
        }
        start += BLOCK;
    }
}

/// Returns `false` only if the three bytes are not together anywhere in the block, of which the second and
/// third are read from `seconds` and `thirds`. It has no branch for each byte.
fn may_have(block: &[u8], seconds: &[u8], thirds: &[u8], part: [u8; 3]) -> bool {
    let [first, second, third] = part.map(fold);
    let places = block.iter().zip(seconds).zip(thirds);
    places.fold(false, |found, ((one, two), three)| {
        found | ((fold(*one) == first) & (fold(*two) == second) & (fold(*three) == third))
    })
}

/// Makes upper and lower case letters equal. Some other bytes become equal too.
const fn fold(byte: u8) -> u8 {
    byte | 0x20
}

/// Returns whether a word may begin after this byte: it is no letter or digit.
pub(super) const fn is_between_words(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{BLOCK, each_place};
    use std::string::String;
    use std::vec::Vec;

    fn places(text: &str, part: &str) -> Vec<usize> {
        let mut places = Vec::new();
        each_place(text.as_bytes(), part.as_bytes(), |place| places.push(place));
        places
    }

    /// The same by an obvious search.
    fn expected(text: &str, part: &str) -> Vec<usize> {
        let is_there = |at: &usize| {
            let place = text.as_bytes().get(*at..at + part.len());
            place.is_some_and(|place| place.eq_ignore_ascii_case(part.as_bytes()))
        };
        (0..text.len()).filter(is_there).collect()
    }

    #[test]
    fn places_are_found_in_any_case_and_overlap() {
        assert_eq!(places("aAa", "aa"), [0, 1]);
        assert_eq!(places("http-alt", "ALT"), [5]);
        assert_eq!(places("Ärger", "är"), []); // only ASCII letters have a case
        assert_eq!(places("Ärger", "Ä"), [0]);
        assert_eq!(places("@`", "@"), [0]); // equal but for the bit of the case
        assert_eq!(places("abc", ""), []);
        assert_eq!(places("", "a"), []);
    }

    #[test]
    fn places_at_the_ends_of_blocks() {
        for len in (0..8)
            .chain(BLOCK - 4..BLOCK + 4)
            .chain(2 * BLOCK - 4..2 * BLOCK + 4)
        {
            for part in ["x", "xy", "xyz", "Xyzx"] {
                let text: String = "xyzab".chars().cycle().take(len).collect();
                assert_eq!(places(&text, part), expected(&text, part), "{len} {part}");
                let alone: String = ".".repeat(len) + part + ".";
                assert_eq!(places(&alone, part), [len], "{len} {part}");
                assert_eq!(places(&alone[..len + part.len()], part), [len]);
                assert_eq!(places(&alone[..len + part.len() - 1], part), []);
            }
        }
    }
}
