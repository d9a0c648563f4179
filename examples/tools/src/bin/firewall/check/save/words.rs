//! Splits lines into words, by the rules of `iptables-restore` and by those of a shell.
//!
//! Used by `save`. The other modules parse numbers and write words with it.

use super::error::SaveError;

/// Splits a line as `iptables-restore` does: only `"` quotes, a backslash is special inside quotation
/// marks only, and the closing mark ends the word.
pub fn of_restore(text: &str) -> Result<Vec<String>, SaveError> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            '"' => {
                loop {
                    match characters.next() {
                        None => return Err(SaveError::Quotes),
                        Some('"') => break,
                        Some('\\') => word.push(characters.next().ok_or(SaveError::Quotes)?),
                        Some(other) => word.push(other),
                    }
                }
                words.push(std::mem::take(&mut word));
            }
            other => word.push(other),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

/// Splits a command as a shell does. Fails for what a shell would expand or interpret, as the words are
/// then others.
pub fn of_shell(text: &str) -> Result<Vec<String>, SaveError> {
    let mut quote = None;
    let mut before = ' ';
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                characters.next();
            }
            (None, '\'' | '"') => quote = Some(character),
            (None, '#') if before.is_whitespace() => break,
            (_, '$' | '`') => return Err(SaveError::Shell(character)),
            (None, '|' | '&' | ';' | '<' | '>' | '(' | ')' | '{' | '}' | '*' | '?' | '[' | '~') => {
                return Err(SaveError::Shell(character));
            }
            _ => {}
        }
        before = character;
    }
    shlex::split(text).ok_or(SaveError::Quotes)
}

/// Writes words as `iptables-save` does: those with spaces or quotation marks are quoted.
pub fn written<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        let is_plain = !word.is_empty()
            && !word.contains(|one: char| one.is_whitespace() || matches!(one, '"' | '\\' | '\''));
        if is_plain {
            text.push_str(word);
        } else {
            text.push('"');
            for character in word.chars() {
                if matches!(character, '"' | '\\') {
                    text.push('\\');
                }
                text.push(character);
            }
            text.push('"');
        }
    }
    text
}

/// Parses a number as `iptables` does: `0x` is before hexadecimal digits, and `0` before octal digits.
pub fn number(text: &str, largest: u32) -> Option<u32> {
    let (digits, radix) = match text.strip_prefix('0') {
        None | Some("") => (text, 10),
        Some(rest) => match rest.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (rest, 8),
        },
    };
    if digits.starts_with('+') {
        return None;
    }
    let number = u32::from_str_radix(digits, radix).ok()?;
    (number <= largest).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_restored_line() {
        for (text, expected) in [
            (
                "-A  INPUT\t-j ACCEPT ",
                &["-A", "INPUT", "-j", "ACCEPT"][..],
            ),
            (r#""a'b\"c" d"#, &["a'b\"c", "d"]),
            (r"'a b' c\d", &["'a", "b'", "c\\d"]),
            (r#""a"b a"b c""#, &["a", "b", "ab c"]),
            (r#"--comment "" x"#, &["--comment", "", "x"]),
        ] {
            assert_eq!(of_restore(text).unwrap(), expected, "{text}");
        }
        assert_eq!(of_restore("a \"b"), Err(SaveError::Quotes));
        assert_eq!(of_restore("a \"b\\"), Err(SaveError::Quotes));
    }

    #[test]
    fn words_of_a_shell() {
        for (text, expected) in [
            ("iptables -A INPUT # all", &["iptables", "-A", "INPUT"][..]),
            ("a 'b $c' d\\ e \"f'g\"", &["a", "b $c", "d e", "f'g"]),
            ("a#b ! c", &["a#b", "!", "c"]),
        ] {
            assert_eq!(of_shell(text).unwrap(), expected, "{text}");
        }
        for character in "|&;<>(){}*?[~$`".chars() {
            let error = Err(SaveError::Shell(character));
            assert_eq!(of_shell(&format!("iptables {character}")), error);
        }
        assert_eq!(of_shell("a \"$b\""), Err(SaveError::Shell('$')));
        assert_eq!(of_shell("a \"b`"), Err(SaveError::Shell('`')));
        assert_eq!(of_shell("a 'b"), Err(SaveError::Quotes));
    }

    #[test]
    fn words_are_written_so_that_they_are_read_alike() {
        for words in [&["a b", "c\"d", "e\\", "", "'", "f"][..], &["x"]] {
            let text = written(words.iter().copied());
            assert_eq!(of_restore(&text).unwrap(), words);
        }
    }

    #[test]
    fn numbers_in_three_notations() {
        for (text, expected) in [
            ("22", Some(22)),
            ("022", Some(18)),
            ("0x16", Some(22)),
            ("0", Some(0)),
            ("65535", Some(65535)),
            ("65536", None),
            ("09", None),
            ("+5", None),
            ("-5", None),
            ("", None),
            ("0x", None),
            ("22-23", None),
        ] {
            assert_eq!(number(text, 65535), expected, "{text}");
        }
    }
}
