//! The checked registry: the rows, with the facts that follow from IANA's notes, `preferred.csv`
//! and `aliases.csv`.

use std::collections::{BTreeMap, HashMap};

use super::csv::{Error, Row};
use super::curated::{Alias, Place, Preference};
use super::order;
use super::words::{Column, Port, Protocol, Status};

/// What to do with an entry of a curated file that names something which is not in the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It is an error, since the files were written for this registry.
    IsProblem,
    /// The entry is skipped with a warning, since the registry is another copy, perhaps of another
    /// year.
    IsSkipped,
}

/// The end of a chain of historic aliases.
#[derive(Clone, Copy)]
enum End {
    Unknown,
    /// The chain is being followed.
    Passed,
    At(usize),
    /// The chain has no end: it is a circle.
    Circle,
}

/// The rows, and the facts about them.
pub struct Registry {
    pub rows: Vec<Row>,
    /// The rows of each name in lower case, preferred first.
    pub by_name: BTreeMap<String, Vec<usize>>,
    /// For each row that is a historic alias, the row of the service that replaces it.
    pub canonical: BTreeMap<usize, usize>,
    /// For each curated alias, the rows of the services that it is an alias of, preferred first.
    pub aliases: BTreeMap<String, Vec<usize>>,
    /// The warnings about skipped entries.
    pub warnings: Vec<String>,
    preferences: HashMap<(Port, Protocol), String>,
    /// Computed once for each row, since a row may have thousands of ports.
    said: Vec<Said>,
}

/// The facts that follow from the prose of a row.
struct Said {
    is_superseded: bool,
    status: Status,
}

impl Said {
    fn of(row: &Row) -> Self {
        Self {
            is_superseded: is_superseded(row),
            status: stated_status(row),
        }
    }
}

impl Registry {
    /// Returns the registry. What is wrong with the entries is added to the problems or the
    /// warnings.
    pub fn check(
        rows: Vec<Row>,
        preferences: &[Preference],
        aliases: &[Alias],
        missing: Missing,
        problems: &mut Error,
    ) -> Self {
        let mut registry = Self {
            by_name: rows_by_name(&rows),
            said: rows.iter().map(Said::of).collect(),
            rows,
            canonical: BTreeMap::new(),
            aliases: BTreeMap::new(),
            warnings: Vec::new(),
            preferences: HashMap::new(),
        };
        let ranks = registry.take_preferences(preferences, missing, problems);
        registry.order_names(&ranks);
        registry.canonical = registry.find_canonical();
        registry.take_aliases(aliases, missing, problems);
        registry
    }

    /// Returns those of the rows covering a port of a transport protocol that have a name,
    /// preferred first.
    pub fn services(&self, port: Port, protocol: Protocol, covering: &[usize]) -> Vec<usize> {
        let preferred = self.preferences.get(&(port, protocol));
        let is_outranked =
            |row: &Row| preferred.is_some_and(|name| Some(name.as_str()) != row.name());
        let mut services: Vec<usize> = covering
            .iter()
            .copied()
            .filter(|&at| self.rows[at].name().is_some())
            .collect();
        order::sort_by_key(&mut services, &|at| {
            let row = &self.rows[at];
            [
                is_outranked(row).into(),
                self.said[at].is_superseded.into(),
                is_range(row).into(),
                row.protocol().is_none().into(),
                at,
                0,
            ]
        });
        services
    }

    /// Returns the status of a port by the rows that cover it, but never `Dynamic`, which follows
    /// from the port number.
    ///
    /// Port 0 is reserved without a row too: RFC 6335 section 6 reserves it for every transport protocol,
    /// but IANA's file has rows of it for TCP and UDP only.
    pub fn status(&self, port: Port, covering: &[usize]) -> Status {
        let said = covering.iter().map(|&at| self.said[at].status);
        said.chain((port == Port::MIN).then_some(Status::Reserved))
            .min_by_key(|status| match status {
                Status::Assigned => 0,
                Status::Reserved => 1,
                Status::Unassigned | Status::Dynamic => 2,
            })
            .unwrap_or(Status::Unassigned)
    }

    /// Keeps the entries that name a row, and returns the position of each such row in the file.
    fn take_preferences(
        &mut self,
        preferences: &[Preference],
        missing: Missing,
        problems: &mut Error,
    ) -> HashMap<usize, usize> {
        let mut ranks = HashMap::new();
        for (rank, entry) in preferences.iter().enumerate() {
            let named: Vec<usize> = self
                .by_name
                .get(&entry.service.to_ascii_lowercase())
                .into_iter()
                .flatten()
                .copied()
                .filter(|&at| {
                    let row = &self.rows[at];
                    row.name() == Some(entry.service.as_str())
                        && row.ports().is_some_and(|range| range.contains(entry.port))
                        && row.is_over(entry.protocol)
                })
                .collect();
            if named.is_empty() {
                let what = format!(
                    "no record named {:?} has the port {}/{}",
                    entry.service, entry.port, entry.protocol
                );
                self.report(missing, &entry.place, &what, problems);
                continue;
            }
            for at in named {
                ranks.entry(at).or_insert(rank);
            }
            self.preferences
                .insert((entry.port, entry.protocol), entry.service.clone());
        }
        ranks
    }

    fn order_names(&mut self, ranks: &HashMap<usize, usize>) {
        let (rows, said) = (&self.rows, &self.said);
        for named in self.by_name.values_mut() {
            order::sort_by_key(named, &|at| {
                let row = &rows[at];
                [
                    ranks.get(&at).copied().unwrap_or(usize::MAX),
                    said[at].is_superseded.into(),
                    row.ports().is_none().into(),
                    is_range(row).into(),
                    row.protocol().is_none().into(),
                    at,
                ]
            });
        }
    }

    /// Follows the notes `alias to "X"` to the record of X with the same port and transport
    /// protocol. If there is no such record, one with the same port is preferred, then one over the
    /// same transport protocol.
    fn find_canonical(&self) -> BTreeMap<usize, usize> {
        let step = |at: usize| {
            let row = Some(&self.rows[at]).filter(|row| row.name().is_some())?;
            let target = quoted_after(row.cell(Column::AssignmentNotes), "is an alias to \"")?;
            let candidates = self.by_name.get(&target.to_ascii_lowercase())?;
            candidates
                .iter()
                .copied()
                .filter(|&other| other != at)
                .min_by_key(|&other| {
                    let other = &self.rows[other];
                    (
                        other.cell(Column::PortNumber) != row.cell(Column::PortNumber),
                        other.protocol() != row.protocol(),
                    )
                })
        };
        // Each row is visited once, however long the chains are: later chains reuse its end.
        let mut ends = vec![End::Unknown; self.rows.len()];
        for start in 0..self.rows.len() {
            let (mut passed, mut at) = (Vec::new(), start);
            let end = loop {
                match ends[at] {
                    End::Unknown => {}
                    // The rows are aliases of each other, so none of them is canonical.
                    End::Passed => break End::Circle,
                    known => break known,
                }
                ends[at] = End::Passed;
                passed.push(at);
                match step(at) {
                    Some(next) => at = next,
                    None => break End::At(at),
                }
            };
            for at in passed {
                ends[at] = end;
            }
        }
        let mut replaced = BTreeMap::new();
        for (at, end) in ends.into_iter().enumerate() {
            match end {
                End::At(end) if end != at => {
                    replaced.insert(at, end);
                }
                _ => {}
            }
        }
        replaced
    }

    fn take_aliases(&mut self, aliases: &[Alias], missing: Missing, problems: &mut Error) {
        for alias in aliases {
            let has_port = |name: &str| {
                self.by_name
                    .get(&name.to_ascii_lowercase())
                    .is_some_and(|named| named.iter().any(|&at| self.rows[at].ports().is_some()))
            };
            if has_port(&alias.name) {
                let what = format!(
                    "{:?} is itself a registered name with a port: expected a name that is not",
                    alias.name
                );
                self.report(missing, &alias.place, &what, problems);
            } else if !has_port(&alias.service) {
                let what = format!("no record named {:?} has a port", alias.service);
                self.report(missing, &alias.service_place(), &what, problems);
            } else {
                let rows = &self.by_name[&alias.service.to_ascii_lowercase()];
                self.aliases
                    .entry(alias.name.clone())
                    .or_default()
                    .extend(rows);
            }
        }
    }

    fn report(&mut self, missing: Missing, place: &Place, what: &str, problems: &mut Error) {
        match missing {
            Missing::IsProblem => problems.add(place.problem(what.to_owned())),
            Missing::IsSkipped => {
                let problem = place.problem(format!("skipped: {what}"));
                self.warnings.push(problem.to_string());
            }
        }
    }
}

fn rows_by_name(rows: &[Row]) -> BTreeMap<String, Vec<usize>> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(name) = row.name() {
            by_name
                .entry(name.to_ascii_lowercase())
                .or_default()
                .push(at);
        }
    }
    by_name
}

fn is_range(row: &Row) -> bool {
    row.ports().is_some_and(|range| range.len() > 1)
}

/// Returns whether IANA notes that the row is a historic alias, or a duplicate that "should not be
/// used for discovery purposes".
fn is_superseded(row: &Row) -> bool {
    row.cell(Column::AssignmentNotes)
        .contains("is an alias to \"")
        || row
            .cell(Column::AssignmentNotes)
            .contains("is a duplicate of the \"")
}

/// Returns the string between a marker and the next double quote.
fn quoted_after<'a>(text: &'a str, marker: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(marker)?;
    rest.split_once('"').map(|(quoted, _)| quoted)
}

/// Returns the status that a row states.
///
/// A row with a name is an assignment, whatever its prose says. The status of a row without a name
/// is that of the first of `WORDS` in its description. A description without any of the words is
/// that of a use, so the status is `Assigned`: a port in use must not appear to be available.
fn stated_status(row: &Row) -> Status {
    /// The words that IANA has used since 2014, misspellings included.
    const WORDS: [(&str, Status); 8] = [
        ("reserved", Status::Reserved),
        ("unassigned", Status::Unassigned),
        ("de-registered", Status::Unassigned),
        ("removed", Status::Unassigned),
        ("deprecated", Status::Unassigned),
        ("de-commissioned", Status::Unassigned),
        ("decommissioned", Status::Unassigned),
        ("decomissioned", Status::Unassigned),
    ];
    if row.name().is_some() {
        return Status::Assigned;
    }
    let prose = row.cell(Column::Description).to_ascii_lowercase();
    WORDS
        .iter()
        .filter_map(|(word, status)| Some((prose.find(word)?, *status)))
        .min_by_key(|(at, _)| *at)
        .map_or(Status::Assigned, |(_, status)| status)
}
