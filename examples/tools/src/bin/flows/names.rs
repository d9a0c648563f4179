//! Finds the role of a name in a log: by the options, or else by the list of `role.rs`.
//!
//! The readers in `format` ask for the role of each column or key.

use std::collections::{HashMap, HashSet};

use crate::role::{NAMES, Name, Rank, Role, Source, Spelling, letters};

/// The roles of names.
#[derive(Debug, Clone)]
pub struct Names {
    /// The meaning of each name, by its letters.
    known: HashMap<String, Meaning>,
    /// The names of objects that have a known name within them, by their letters.
    objects: HashSet<String>,
    /// The names that options give, with the option.
    given: Vec<(String, String)>,
}

/// A name that an option gives to a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub option: String,
    pub role: Role,
    pub name: String,
}

/// The meaning of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    pub role: Role,
    pub rank: Rank,
    pub source: Source,
    spelling: Spelling,
    name: &'static str,
}

impl Names {
    /// Returns the names of the list. Those in `instead` replace all names of their roles.
    ///
    /// A total replaces the amounts of each direction, and the reverse.
    pub fn new(instead: &[Given]) -> Self {
        let mut names = Self {
            known: HashMap::new(),
            objects: HashSet::new(),
            given: Vec::new(),
        };
        let is_replaced = |role: Role| {
            instead
                .iter()
                .any(|given| role.amount() == given.role.amount())
        };
        for name in NAMES.iter().filter(|name| !is_replaced(name.role)) {
            names.insert(name.name, Meaning::of(name));
        }
        for Given { option, role, name } in instead {
            names.given.push((option.clone(), name.clone()));
            let meaning = Meaning {
                role: *role,
                rank: Rank::High,
                source: Source::Sender,
                spelling: Spelling::Loose,
                name: "",
            };
            names.insert(name, meaning);
        }
        names
    }

    fn insert(&mut self, name: &str, meaning: Meaning) {
        for (at, _) in name.match_indices('.') {
            self.objects
                .insert(letters(name.get(..at).unwrap_or_default()));
        }
        self.known.insert(letters(name), meaning);
    }

    /// Returns the meaning of a name.
    pub fn meaning(&self, name: &str) -> Option<Meaning> {
        let meaning = self.known.get(&letters(name))?;
        let is_it = meaning.spelling == Spelling::Loose || meaning.name == name;
        is_it.then_some(*meaning)
    }

    /// Returns the names that a log must have, each with the option that says so.
    pub fn required(&self) -> &[(String, String)] {
        &self.given
    }

    /// Returns whether an object of this name may have known names within it.
    pub fn is_object(&self, name: &str) -> bool {
        self.objects.contains(&letters(name))
    }
}

impl Meaning {
    const fn of(name: &Name) -> Self {
        Self {
            role: name.role,
            rank: name.rank,
            source: name.source,
            spelling: name.spelling,
            name: name.name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_has_two_meanings() {
        for (at, one) in NAMES.iter().enumerate() {
            for other in NAMES.iter().skip(at + 1) {
                assert_ne!(letters(one.name), letters(other.name), "{one:?}, {other:?}");
            }
        }
    }

    #[test]
    fn flags_of_other_programs_are_not_those_of_aws() {
        let names = Names::new(&[]);
        assert_eq!(names.meaning("tcp-flags").unwrap().role, Role::TcpFlags);
        assert_eq!(names.meaning("TCP_FLAGS"), None);
        assert_eq!(names.meaning("SRC PORT").unwrap().role, Role::SourcePort);
    }

    #[test]
    fn a_name_that_is_given_replaces_the_others_of_its_role() {
        let names = Names::new(&[Given {
            option: "--column".to_owned(),
            role: Role::SourcePort,
            name: "from".to_owned(),
        }]);
        assert_eq!(names.meaning("From").unwrap().role, Role::SourcePort);
        assert_eq!(names.meaning("srcport"), None);
        assert!(names.meaning("dstport").is_some());
    }
}
