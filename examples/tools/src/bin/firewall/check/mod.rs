//! Answers which ports of a host a rule set opens, for the option `--check`.
//!
//! Called by `main`. `language` reads the rule set through `save` or `nft`, `evaluate` follows packets through it, and
//! `output` prints the answers.

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

use std::path::Path;
use std::process::ExitCode;

use port_registry_tools::format::Format;
use port_registry_tools::program::{self, AnyError, Ending};
use port_registry_tools::remark::remark;
use port_registry_tools::unread;

use crate::NAME;
use crate::options::Warnings;
use evaluate::{Answered, Kind, TooLarge};
use output::{Extent, Output};
use rule_set::{Cast, RuleSet};
pub use source::Source;
use source::Unit;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It was about all ports.
    All(Ending),
    /// It was about named ports, and this is the worst of the answers.
    Asked(Kind),
}

impl From<Checked> for ExitCode {
    fn from(checked: Checked) -> Self {
        match checked {
            Checked::All(ending) => ending.into(),
            Checked::Asked(Kind::Closed) => Self::SUCCESS,
            Checked::Asked(Kind::Open) => Self::from(1),
            // 2 is the status of errors.
            Checked::Asked(Kind::Unknown) => Self::from(3),
            Checked::Asked(Kind::Conditional) => Self::from(4),
        }
    }
}

/// The error returned when a rule set is too large.
#[derive(Debug, thiserror::Error)]
#[error("{name}: too large to check")]
struct Refused {
    name: String,
    source: TooLarge,
}

/// What there is to say about a rule set.
pub struct Report {
    /// The table or the records.
    pub output: Vec<u8>,
    rules: RuleSet,
    extent: Extent,
    worst: Kind,
    ranges: usize,
    warned: usize,
}

/// Checks a file, and prints the answers for the given ports, or for all if there are none.
pub fn run(
    file: &Path,
    ports: &[String],
    format: Format,
    warnings: Warnings,
) -> Result<Checked, AnyError> {
    let source = Source::read(file)?;
    let report = report(&source, ports, format)?;
    program::print(&report.output)?;
    // What can't be read is reported after the table, where it is noticed.
    let place = |place| match source.unit {
        Unit::Line => format!("{}:{place}", source.name),
        Unit::Object => format!("{}: object {place}", source.name),
    };
    for (at, text) in &report.rules.remarks {
        remark(format_args!("{NAME}: {}: {text}", place(*at)));
    }
    let unread = &report.rules.unread;
    let problems = unread.iter();
    let problems = problems.map(|unread| format!("{}: {unread}", place(unread.place)));
    unread::report(NAME, problems, unread.len() as u64, "rule");
    if report.extent == Extent::Asked {
        return Ok(Checked::Asked(report.worst));
    }
    let is_failed = warnings == Warnings::Fail && report.warned > 0;
    if is_failed {
        remark(format_args!(
            "{NAME}: {}: {} of {} ranges have warnings",
            source.name, report.warned, report.ranges
        ));
    }
    let is_complete = unread.is_empty() && !is_failed;
    Ok(Checked::All(Ending::complete_if(is_complete)))
}

/// Returns the answers for the given ports, or for all if there are none.
pub fn report(source: &Source, ports: &[String], format: Format) -> Result<Report, AnyError> {
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
    let output = Output::new(source, &answered, extent);
    Ok(Report {
        output: output.write(format)?,
        extent,
        worst: worst(&answered),
        ranges: answered.len(),
        warned: output.warned(),
        rules,
    })
}

/// Returns the worst of the answers for ports that should be closed.
fn worst(answered: &[Answered]) -> Kind {
    let kinds = answered.iter().map(|one| one.answer.kind);
    kinds.max().unwrap_or(Kind::Unknown)
}
