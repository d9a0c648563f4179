//! `firewall --check`, without its command line: reads a rule set and answers, as `check/mod.rs` of the program does.

use port_registry_tools::format::Format;

use crate::check::evaluate::evaluate;
use crate::check::language;
use crate::check::output::{Extent, Output};
use crate::check::source::{Source, Unit};
use crate::check::{asked, evaluate::Answered};

/// The answers about a rule set.
pub struct Checked {
    source: Source,
    answered: Vec<Answered>,
    extent: Extent,
    /// What could not be read, and what else is said, each as one line of a terminal would have it.
    pub said: Vec<String>,
}

impl Checked {
    /// Answers about some ports, or about all if there are none. Returns the message if the text is no rule set.
    pub fn of(text: &str, ports: &[String]) -> Result<Self, String> {
        let unit = if text.trim_start().starts_with(['{', '[']) {
            Unit::Object
        } else {
            Unit::Line
        };
        let source = Source {
            name: "rules".to_owned(),
            text: text.to_owned(),
            unit,
        };
        let rules = language::read(&source).map_err(|error| error.to_string())?;
        let all = evaluate(&rules).map_err(|error| error.to_string())?;
        let (answered, extent) = if ports.is_empty() {
            (all, Extent::All)
        } else {
            let asked = asked::parse(ports).map_err(|error| error.to_string())?;
            (asked::among(&all, &asked), Extent::Asked)
        };
        let unread = rules.unread.iter().map(ToString::to_string);
        let remarks = rules.remarks.iter().map(|(_, text)| text.clone());
        Ok(Self {
            source,
            answered,
            extent,
            said: unread.chain(remarks).collect(),
        })
    }

    /// Returns what is printed, or the message if it is too long.
    pub fn printed(&self, format: Format) -> Result<String, String> {
        let output = Output::new(&self.source, &self.answered, self.extent);
        let bytes = output.write(format).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(bytes).expect("the output is text"))
    }
}
