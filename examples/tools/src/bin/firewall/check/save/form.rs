//! The forms of texts, and the lines that a program takes in another way than they look.
//!
//! `iptables-restore` takes lines as they are: spaces before `COMMIT` make it another line. A shell doesn't know the
//! line ends of Windows. What a program printed may have been indented or converted afterwards. Used by `mod`.

use super::error::SaveError;
use super::lines::Line;
use super::script;

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A file for `iptables-restore`, which `iptables-save` prints.
    Restored,
    /// Commands for a shell.
    Script,
    /// What commands printed, with prompts, or a list of rules.
    Printed,
}

/// `iptables-restore` reads as many bytes of a line at a time, and takes the next ones for another line.
const LONGEST: usize = 10_239;

impl Form {
    pub fn of(text: &str) -> Self {
        let is_table = |line: &str| {
            let name = line.trim_start().strip_prefix('*');
            name.is_some_and(|name| name.starts_with(|one: char| one.is_ascii_alphabetic()))
        };
        let is_prompt =
            |line: &str| matches!(Line::of(line), Line::Prompt { .. } | Line::BarePrompt);
        let is_command =
            |line: &str| matches!(Line::of(line), Line::Shell(_)) || script::sets_program(line);
        if text.lines().any(is_table) {
            if text.lines().any(is_prompt) {
                Self::Printed
            } else {
                Self::Restored
            }
        } else if text.lines().any(is_command) {
            Self::Script
        } else {
            Self::Printed
        }
    }

    /// Fails for a line that a program takes in another way. The line is without its line break.
    pub fn check(self, line: &str) -> Result<(), SaveError> {
        if line.contains('\0') {
            return Err(SaveError::Nul);
        }
        if self != Self::Printed && line.ends_with('\r') {
            return Err(SaveError::CarriageReturn);
        }
        if self != Self::Restored {
            return Ok(());
        }
        if line.len() >= LONGEST {
            return Err(SaveError::LongLine(line.len()));
        }
        let trimmed = line.trim();
        let is_first_column = matches!(trimmed.chars().next(), Some('#' | '*' | ':'));
        if trimmed.is_empty() && !line.is_empty()
            || is_first_column && !line.starts_with(trimmed)
            || trimmed == "COMMIT" && line != trimmed
        {
            return Err(SaveError::Spaces);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_texts() {
        for (text, form) in [
            ("*filter\nCOMMIT\n", Form::Restored),
            ("# x\n  *filter\n", Form::Restored),
            ("# iptables-save\n*filter\nCOMMIT\n", Form::Printed),
            ("*filter\nCOMMIT\nroot@host:~#\n", Form::Printed),
            ("iptables -F\n", Form::Script),
            ("iptables -L\niptables -F\n", Form::Script),
            ("set -e\nIPT=/sbin/iptables\n$IPT -F\n", Form::Script),
            ("case $1 in\n*)\niptables -F\n", Form::Script),
            ("-P INPUT DROP\n", Form::Printed),
        ] {
            assert_eq!(Form::of(text), form, "{text}");
        }
    }

    #[test]
    fn lines_that_are_others_for_a_program() {
        let spaces = Err(SaveError::Spaces);
        for (line, expected) in [
            ("", Ok(())),
            (" ", spaces.clone()),
            ("\t", spaces.clone()),
            (" # x", spaces.clone()),
            (" *filter", spaces.clone()),
            ("*filter ", Ok(())),
            ("\t:INPUT DROP", spaces.clone()),
            (" COMMIT", spaces.clone()),
            ("COMMIT ", spaces),
            ("  -A INPUT -j DROP ", Ok(())),
            ("COMMIT\r", Err(SaveError::CarriageReturn)),
            ("-A INPUT\0", Err(SaveError::Nul)),
        ] {
            assert_eq!(Form::Restored.check(line), expected, "{line:?}");
        }
        let long = format!("# {}", "x".repeat(LONGEST - 3));
        assert_eq!(Form::Restored.check(&long), Ok(()));
        assert_eq!(
            Form::Restored.check(&format!("{long}x")),
            Err(SaveError::LongLine(LONGEST))
        );
        assert_eq!(Form::Script.check(&format!("{long}xx")), Ok(()));
        for line in [" ", "  # x", "\tiptables -F "] {
            assert_eq!(Form::Script.check(line), Ok(()), "{line:?}");
            assert_eq!(Form::Printed.check(line), Ok(()), "{line:?}");
        }
        assert_eq!(
            Form::Script.check("iptables -F\r"),
            Err(SaveError::CarriageReturn)
        );
        assert_eq!(Form::Printed.check("-P INPUT DROP\r"), Ok(()));
    }
}
