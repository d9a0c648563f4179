//! Answers which ports of a host a rule set opens, for the option `--check`.
//!
//! Called by `main`. `language` reads the rule set through `save` or `nft`, `evaluate` follows packets through it, and
//! `output` writes the answers. Nothing here depends on the command line, so that the fuzz targets use it as it is.

mod asked;
mod evaluate;
mod language;
mod nft;
mod output;
mod problem;
mod rule_set;
mod save;
mod source;
mod values;

use port_registry_tools::program::AnyError;

pub use evaluate::Kind;
use evaluate::{Answered, TooLarge};
use output::{Extent, Output};
use rule_set::{Cast, Place, RuleSet};
pub use source::Source;
use source::Unit;

/// The error returned when a rule set is too large.
#[derive(Debug, thiserror::Error)]
#[error("{name}: too large to check")]
struct Refused {
    name: String,
    source: TooLarge,
}

/// A rule set, and the answers about ports.
pub struct Report<'a> {
    source: &'a Source,
    rules: RuleSet,
    answered: Vec<Answered>,
    extent: Extent,
}

impl<'a> Report<'a> {
    /// Answers for the given ports, or for all if there are none.
    pub fn new(source: &'a Source, ports: &[String]) -> Result<Self, AnyError> {
        let asked = asked::parse(ports)?;
        let refused = |error| Refused {
            name: source.name.clone(),
            source: error,
        };
        // One rule set at a time is held: each may be large.
        let groups = evaluate::to_groups(&language::read(source, Cast::Group)?).map_err(refused)?;
        let rules = language::read(source, Cast::Unicast)?;
        let all = evaluate::evaluate(&rules, &groups).map_err(refused)?;
        let (answered, extent) = if ports.is_empty() {
            (all, Extent::All)
        } else {
            (asked::among(&all, &asked), Extent::Asked)
        };
        Ok(Self {
            source,
            rules,
            answered,
            extent,
        })
    }

    /// Returns the answers with their warnings, to be written as a table or as records.
    pub fn output(&self) -> Output<'_> {
        Output::new(self.source, &self.answered, self.extent)
    }

    /// Returns the worst of the answers for ports that should be closed.
    pub fn worst(&self) -> Kind {
        let kinds = self.answered.iter().map(|one| one.answer.kind);
        kinds.max().unwrap_or(Kind::Unknown)
    }

    /// Returns what the reader must know besides the answers, with the places.
    pub fn remarks(&self) -> impl Iterator<Item = String> {
        let remarks = self.rules.remarks.iter();
        remarks.map(|(at, text)| format!("{}: {text}", self.place(*at)))
    }

    /// Returns what could not be read, with the places and the reasons.
    pub fn unread(&self) -> impl ExactSizeIterator<Item = String> {
        let unread = self.rules.unread.iter();
        unread.map(|unread| format!("{}: {unread}", self.place(unread.place)))
    }

    fn place(&self, place: Place) -> String {
        let name = &self.source.name;
        match self.source.unit {
            Unit::Line => format!("{name}:{place}"),
            Unit::Object => format!("{name}: object {place}"),
        }
    }
}
