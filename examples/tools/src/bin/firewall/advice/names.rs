//! A list of names of which the first few are shown.
//!
//! Used by the other files of `advice`.

use std::fmt;

/// The number of names that are shown.
const SHOWN: usize = 3;

/// The first names of a list, and the number of all. It is written as `ftp`, `ftp and telnet`, or
/// `ftp, telnet, nfs and 3 more`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    shown: Vec<String>,
    count: usize,
}

impl Names {
    /// Returns the list of all items. Only the names that are shown are made.
    pub fn of<T>(items: impl Iterator<Item = T>, name: impl Fn(T) -> String) -> Self {
        let mut items = items.fuse();
        let shown: Vec<String> = items.by_ref().take(SHOWN).map(name).collect();
        let count = shown.len() + items.count();
        Self { shown, count }
    }

    /// Returns the list of names whose number is known. Only those that are shown are taken.
    pub fn counted(names: impl Iterator<Item = String>, count: usize) -> Self {
        let shown = names.take(SHOWN).collect();
        Self { shown, count }
    }

    /// Returns the number of all names.
    pub fn count(&self) -> usize {
        self.count
    }
}

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = self.count - self.shown.len();
        match &self.shown[..] {
            [] => Ok(()),
            [name] if more == 0 => f.write_str(name),
            [first @ .., last] if more == 0 => write!(f, "{} and {last}", first.join(", ")),
            shown => write!(f, "{} and {more} more", shown.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_names_are_shown() {
        let of = |count: usize| {
            let numbers = || (1..=count).map(|number: usize| number.to_string());
            let names = Names::of(numbers(), |name| name);
            assert_eq!(names, Names::counted(numbers(), count));
            assert_eq!(names.count(), count);
            names.to_string()
        };
        assert_eq!(of(0), "");
        assert_eq!(of(1), "1");
        assert_eq!(of(2), "1 and 2");
        assert_eq!(of(3), "1, 2 and 3");
        assert_eq!(of(4), "1, 2, 3 and 1 more");
        assert_eq!(of(9), "1, 2, 3 and 6 more");
    }
}
