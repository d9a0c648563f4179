//! Quotes the beginning of a text in an error message.

/// Returns the first characters of a text in quotes, with `...` after the quotes if there are more. Line
/// ends and other controls are escaped.
#[must_use]
pub fn excerpt(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{:?}...", &text[..end]),
        None => format!("{text:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn a_longer_text_is_cut_between_characters() {
        assert_eq!(excerpt("", 3), r#""""#);
        assert_eq!(excerpt("aé\n", 3), r#""aé\n""#);
        assert_eq!(excerpt("aé\nb", 3), r#""aé\n"..."#);
        assert_eq!(excerpt("a", 0), r#"""..."#);
    }
}
