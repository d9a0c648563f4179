//! A rule as it is written: its options and their values, not yet what they mean.
//!
//! Built by `command`. `meaning` returns what it matches.

use super::extensions::Extension;
use super::words;
use crate::check::problem::RuleError;
use crate::check::rule_set::Families;
use crate::check::values::Sense;

/// The options of a rule.
#[derive(Debug, Default)]
pub struct Spec {
    /// From `-4` and `-6`: programs for the other family skip the rule.
    pub families: Families,
    pub protocol: Option<(u8, Sense)>,
    pub sources: Option<(String, Sense)>,
    pub destinations: Option<(String, Sense)>,
    pub in_interface: Option<(String, Sense)>,
    pub out_interface: Option<(String, Sense)>,
    pub fragments: Option<Sense>,
    /// The options of `iptables` itself and the matches, in order of writing.
    pub order: Vec<Item>,
    pub matches: Vec<Loaded>,
    pub target: Option<Target>,
    /// Why the rest of the rule is unknown. What was read before it is right.
    pub error: Option<RuleError>,
}

/// A part of a rule that may be a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    Sources,
    Destinations,
    InInterface,
    OutInterface,
    Fragments,
    /// The index of a match.
    Match(usize),
}

/// A match or a target, with the options that were given to it.
#[derive(Debug)]
pub struct Loaded {
    pub extension: &'static Extension,
    pub options: Vec<Given>,
}

/// An option of a match or a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub name: &'static str,
    pub sense: Sense,
    pub values: Vec<String>,
}

/// What `-j` or `-g` names.
#[derive(Debug)]
pub enum Target {
    /// A chain, or a target such as ACCEPT that has no options.
    Name(String),
    Goto(String),
    Extension(Loaded),
}

impl Loaded {
    pub fn new(extension: &'static Extension) -> Self {
        Self {
            extension,
            options: Vec::new(),
        }
    }

    /// Returns the option with this name or this other name.
    pub fn option(&self, names: &[&str]) -> Option<&Given> {
        self.options
            .iter()
            .find(|given| names.contains(&given.name))
    }

    /// Returns the options as they are written.
    pub fn options_text(&self) -> String {
        let mut text = String::new();
        for given in &self.options {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&given.text());
        }
        text
    }

    /// Returns the match or the target as it is written, after `-m` or `-j`.
    pub fn text(&self) -> String {
        let name = self.extension.name;
        match self.options_text() {
            options if options.is_empty() => name.to_owned(),
            options => format!("{name} {options}"),
        }
    }
}

impl Given {
    pub fn text(&self) -> String {
        let name = format!("--{}", self.name);
        let values = self.values.iter().map(String::as_str);
        let sense = (self.sense == Sense::IsNot).then_some("!");
        let words = sense.into_iter().chain([name.as_str()]).chain(values);
        words::written(words)
    }

    pub fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }
}
