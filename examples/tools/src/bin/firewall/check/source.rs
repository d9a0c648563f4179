//! The file with the rule set: its name, and its rules as they are written.
//!
//! Read by `main`. `language` parses it, and `output` quotes its rules.

use std::borrow::Cow;
use std::io::{self, Read};
use std::path::Path;

use memchr::memchr_iter;
use port_registry_tools::input::Input;
use port_registry_tools::progress;

use super::nft;
use super::problem::shortened;
use super::rule_set::Place;

/// A file, or standard input.
#[derive(Debug)]
pub struct Source {
    pub name: String,
    pub text: String,
    pub unit: Unit,
}

/// What a [`Place`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Line,
    /// The objects of the array `nftables`: `nft -j` prints one line.
    Object,
}

/// The error returned when the file cannot be read, or is not a text.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("{0}")]
    File(String, #[source] io::Error),
    #[error("{0}:{1}: invalid UTF-8: expected a rule set as text")]
    NotText(String, usize),
}

/// The greatest number of characters of a rule that is quoted.
const LONGEST: usize = 200;

impl Source {
    pub fn read(file: &Path) -> Result<Self, SourceError> {
        let input = if file == Path::new("-") {
            Input::Stdin
        } else {
            Input::File(file.to_owned())
        };
        let name = input.to_string();
        let bytes = match bytes(&input) {
            Ok(bytes) => bytes,
            Err(error) => return Err(SourceError::File(name, error)),
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let end = error.utf8_error().valid_up_to();
                let before = error.as_bytes().get(..end).unwrap_or_default();
                let line = 1 + memchr_iter(b'\n', before).count();
                return Err(SourceError::NotText(name, line));
            }
        };
        Ok(Self::new(name, text))
    }

    pub fn new(name: String, text: String) -> Self {
        let is_json = text.trim_start().starts_with(['{', '[']);
        let unit = if is_json { Unit::Object } else { Unit::Line };
        Self { name, text, unit }
    }

    /// Returns the rules by place, from 1: the lines, or the objects.
    pub fn rules(&self) -> Vec<&str> {
        match self.unit {
            Unit::Line => self.text.lines().collect(),
            Unit::Object => nft::objects(&self.text),
        }
    }
}

fn bytes(input: &Input) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.open(&progress::none())?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Unit {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Object => "object",
        }
    }
}

/// Returns the rule of a place on one line, or nothing if there is none.
pub fn quoted<'a>(rules: &[&'a str], place: Place) -> Cow<'a, str> {
    let index = usize::try_from(place).unwrap_or(usize::MAX);
    let rule = index.checked_sub(1).and_then(|index| rules.get(index));
    let rule = rule.copied().unwrap_or_default().trim();
    shortened(rule, LONGEST)
}
