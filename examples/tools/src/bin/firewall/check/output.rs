//! Writes the answers, with what the registry says about the ports, as a table or as records.
//!
//! Called by `check`.

use std::fmt::Write as _;
use std::io;

use port_registry::{PortClass, PortSet, Service};
use port_registry_tools::cell::Cell;
use port_registry_tools::format::{Format, Records};
use port_registry_tools::table::{Side, aligned};

use super::evaluate::{Answer, Answered, By, Kind};
use super::rule_set::Families;
use super::source::{Source, Unit, quoted};
use crate::advice::{self, Warning};

/// The greatest number of lines of a table. Its columns are aligned, for which all lines are held.
const MOST_LINES: usize = 20_000;

/// Whether the answers are all, or those for the ports that were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All ports. Those that are closed are one line for each transport protocol of the table.
    All,
    /// Named ports, each with the rule that decides on it.
    Asked,
}

/// The error returned when the answers can't be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error(
        "{0}: the table would have {1} lines: expected at most {MOST_LINES}; --csv, --tsv and --json have no limit"
    )]
    TooLong(String, usize),
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// Answers with the file that they are about.
pub struct Output<'a> {
    source: &'a Source,
    rules: Vec<&'a str>,
    lines: Vec<Line<'a>>,
    extent: Extent,
}

/// An answer with its warnings.
struct Line<'a> {
    answered: &'a Answered,
    warnings: Vec<Warning>,
}

impl<'a> Output<'a> {
    pub fn new(source: &'a Source, answered: &'a [Answered], extent: Extent) -> Self {
        let line = |answered| Line {
            answered,
            warnings: warnings(answered),
        };
        Self {
            source,
            rules: source.rules(),
            lines: answered.iter().map(line).collect(),
            extent,
        }
    }

    /// Returns the number of ranges.
    pub fn ranges(&self) -> usize {
        self.lines.len()
    }

    /// Returns the number of ranges with warnings.
    pub fn warned(&self) -> usize {
        let is_warned = |line: &&Line<'_>| !line.warnings.is_empty();
        self.lines.iter().filter(is_warned).count()
    }

    pub fn write(&self, format: Format) -> Result<Vec<u8>, OutputError> {
        if format == Format::Text {
            return self.table().map(String::into_bytes);
        }
        let mut text = Vec::new();
        let mut records = Records::new(&mut text, format, &COLUMNS)?;
        for line in &self.lines {
            records.write(&self.record(line))?;
        }
        Ok(text)
    }

    fn record(&self, line: &Line<'_>) -> [Cell; 12] {
        let answered = line.answered;
        let answer = &answered.answer;
        let (condition, reason) = match answer.kind {
            Kind::Unknown => ("", &answer.text[..]),
            _ => (&answer.text[..], ""),
        };
        let place = answer.cause.map(|cause| cause.place);
        let rule = place.map(|place| quoted(&self.rules, place).into_owned());
        let statuses = advice::statuses(answered.range, answered.protocol).into_iter();
        let statuses = statuses.map(|(status, count)| (status.as_str(), count.into()));
        [
            answered.range.to_string().into(),
            answered.protocol.as_str().into(),
            families(answered.families).into(),
            answer.kind.as_str().into(),
            Cell::text(condition),
            Cell::text(reason),
            place.map(u64::from).into(),
            rule.into(),
            services(answered).into(),
            classes(answered).into(),
            Cell::Object(statuses.collect()),
            reasons(&line.warnings).into(),
        ]
    }

    fn table(&self) -> Result<String, OutputError> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut closed: Vec<Vec<&Line<'_>>> = Vec::new();
        for line in &self.lines {
            let answered = line.answered;
            let is_together = self.extent == Extent::All && answered.answer.kind == Kind::Closed;
            let is_like = |others: &&mut Vec<&Line<'_>>| {
                others.first().is_some_and(|other| {
                    (other.answered.protocol, other.answered.families)
                        == (answered.protocol, answered.families)
                })
            };
            if !is_together {
                if rows.len() >= MOST_LINES {
                    return Err(OutputError::TooLong(
                        self.source.name.clone(),
                        self.lines.len(),
                    ));
                }
                rows.push(self.row(line));
            } else if let Some(others) = closed.iter_mut().find(is_like) {
                others.push(line);
            } else {
                closed.push(vec![line]);
            }
        }
        rows.extend(closed.iter().filter_map(|lines| Self::closed_row(lines)));
        let mut headings = vec![
            ("PORTS", Side::Left),
            ("PROTOCOL", Side::Left),
            ("FAMILY", Side::Left),
            ("ANSWER", Side::Left),
            (
                match self.source.unit {
                    Unit::Line => "LINE",
                    Unit::Object => "OBJECT",
                },
                Side::Right,
            ),
            ("SERVICE", Side::Left),
            ("STATUS", Side::Left),
        ];
        if self.extent == Extent::Asked {
            headings.push(("RULE", Side::Left));
        }
        headings.push(("NOTE", Side::Left));
        Ok(aligned(&headings, rows))
    }

    fn row(&self, line: &Line<'_>) -> Vec<String> {
        let answered = line.answered;
        let statuses: Vec<String> = match &advice::statuses(answered.range, answered.protocol)[..] {
            [(status, _)] => vec![status.to_string()],
            several => several
                .iter()
                .map(|(status, count)| format!("{count} {status}"))
                .collect(),
        };
        let mut row = vec![
            answered.range.to_string(),
            answered.protocol.to_string(),
            families(answered.families).join(", "),
            answered.answer.kind.as_str().to_owned(),
            Self::place(&answered.answer),
            or_dash(first_of(&services(answered), "")),
            or_dash(statuses.join(", ")),
        ];
        if self.extent == Extent::Asked {
            let cause = answered.answer.cause;
            let rule = cause.map(|cause| quoted(&self.rules, cause.place).into_owned());
            row.push(or_dash(rule.unwrap_or_default()));
        }
        row.push(self.note(line));
        row
    }

    /// Returns the row of the ports that are closed over one transport protocol and for the same families.
    fn closed_row(lines: &[&Line<'_>]) -> Option<Vec<String>> {
        let answered = lines.first()?.answered;
        let ports: Box<PortSet> = Box::new(lines.iter().map(|line| line.answered.range).collect());
        let joined: Vec<String> = ports.ranges().map(|range| range.to_string()).collect();
        let place = |line: &&Line<'_>| Self::place(&line.answered.answer);
        let mut places = lines.iter().map(place);
        let first = places.next()?;
        let is_one = places.all(|place| place == first);
        let dash = || "-".to_owned();
        Some(vec![
            first_of(&joined, "ranges"),
            answered.protocol.to_string(),
            families(answered.families).join(", "),
            answered.answer.kind.as_str().to_owned(),
            if is_one { first } else { dash() },
            dash(),
            dash(),
            String::new(),
        ])
    }

    fn place(answer: &Answer) -> String {
        let place = answer.cause.map(|cause| cause.place.to_string());
        or_dash(place.unwrap_or_default())
    }

    /// Returns the last column of the table. Conditions come before warnings, since they limit what
    /// the warnings apply to.
    fn note(&self, line: &Line<'_>) -> String {
        let answer = &line.answered.answer;
        let mut notes = Vec::new();
        match (answer.kind, answer.cause) {
            (Kind::Unknown, Some(cause)) => {
                let unit = self.source.unit.as_str();
                notes.push(format!(
                    "because of {unit} {}: {}",
                    cause.place, answer.text
                ));
            }
            (Kind::Conditional, _) => notes.push(answer.text.clone()),
            (_, None) => notes.push("no base chain is at the input hook".to_owned()),
            (_, Some(cause)) if cause.by == By::Policy => {
                notes.push("policy: no rule decides".to_owned());
            }
            _ => {}
        }
        let of_columns = |warning: &&Warning| !warning.is_of_contents();
        notes.extend(reasons(line.warnings.iter().filter(of_columns)));
        notes.join("; ")
    }
}

const COLUMNS: [&str; 12] = [
    "ports",
    "protocol",
    "families",
    "answer",
    "condition",
    "reason",
    "line",
    "rule",
    "services",
    "classes",
    "statuses",
    "warnings",
];

/// Returns the warnings about a range. There are none for ports that are closed.
fn warnings(answered: &Answered) -> Vec<Warning> {
    let answer = &answered.answer;
    if !matches!(answer.kind, Kind::Open | Kind::Conditional) {
        return Vec::new();
    }
    advice::about_ports(answered.range, answered.protocol, answer.reach)
}

fn reasons<'w>(warnings: impl IntoIterator<Item = &'w Warning>) -> Vec<String> {
    let warnings = warnings.into_iter();
    warnings
        .map(|warning| warning.reason().to_string())
        .collect()
}

/// Returns nft's words for address families.
fn families(families: Families) -> Vec<&'static str> {
    let words = [(Families::IPV4, "ip"), (Families::IPV6, "ip6")];
    let words = words.into_iter();
    let among = words.filter(|(family, _)| families.contains(*family));
    among.map(|(_, word)| word).collect()
}

/// Returns the names of the services of the ports, in order and without duplicates. Of closed ranges, which may
/// have thousands, there are none.
fn services(answered: &Answered) -> Vec<&'static str> {
    if answered.answer.kind == Kind::Closed && answered.range.len() > 1 {
        return Vec::new();
    }
    let services = advice::services(answered.range, answered.protocol);
    services.into_iter().map(Service::name).collect()
}

fn classes(answered: &Answered) -> Vec<&'static str> {
    let range = answered.range;
    let overlaps = |class: &PortClass| {
        let of_class = class.range();
        of_class.first() <= range.last() && range.first() <= of_class.last()
    };
    let classes = PortClass::ALL.into_iter().filter(overlaps);
    classes.map(PortClass::as_str).collect()
}

/// Returns the first of a list, and the number of the others with their unit.
fn first_of(list: &[impl AsRef<str>], unit: &str) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<&str> = list.iter().take(SHOWN).map(AsRef::as_ref).collect();
    let mut text = shown.join(", ");
    if list.len() > SHOWN {
        let space = if unit.is_empty() { "" } else { " " };
        let _ = write!(text, " and {} more{space}{unit}", list.len() - SHOWN);
    }
    text
}

fn or_dash(text: String) -> String {
    if text.is_empty() {
        "-".to_owned()
    } else {
        text
    }
}
