//! The sentence that IANA adds to the description of a name that replaces an ill-formed one.
//!
//! The build script splits it from the description, and records and rows read the replaced name.

/// The start of the sentence. The replaced name follows in double quotes.
const START: &str = "IANA assigned this well-formed service name as a replacement for ";

/// Returns the description without the sentence, and the rest of the cell with the white space
/// before the sentence.
#[allow(
    dead_code,
    reason = "without the feature `csv`, only the build script reads cells"
)]
pub(crate) fn split(description: &str) -> (&str, &str) {
    match description.split_once(START) {
        Some((before, _)) => description.split_at(before.trim_end().len()),
        None => (description, ""),
    }
}

/// Returns the replaced name of the sentence.
pub(crate) fn replaced_name(sentence: &str) -> Option<&str> {
    let (_, quoted) = sentence.split_once('"')?;
    Some(quoted.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::{replaced_name, split};

    #[test]
    fn the_sentence_is_split_from_the_description() {
        let cell = "ANSI Z39.50\n    IANA assigned this well-formed service name as a replacement \
                    for \"z39.50\".";
        let (description, rest) = split(cell);
        assert_eq!(description, "ANSI Z39.50");
        assert!(rest.starts_with("\n    IANA assigned"));
        assert_eq!(replaced_name(rest), Some("z39.50"));
        assert_eq!(split("Says \"hello\""), ("Says \"hello\"", ""));
        assert_eq!(replaced_name(""), None);
        assert_eq!(replaced_name("\"unclosed"), None);
    }
}
