//! An independent and simple reader of the registry, with which the crate is compared.
//!
//! It shares no code with the crate or its build script. Cells stay strings, ranges are expanded
//! port by port, and each rule is implemented once, as the documentation states it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::files::{FORMER_HEADING, HEADINGS, REGISTRY, shipped};

/// The names of the transport protocols, in the order of `Protocol::ALL`.
pub const PROTOCOLS: [&str; 4] = ["tcp", "udp", "sctp", "dccp"];

/// The start of the sentence that IANA adds to the description of a name that replaces an
/// ill-formed one.
const ANNOTATION: &str = "IANA assigned this well-formed service name as a replacement for";

/// The registry that is compiled in by default.
pub static SHIPPED: LazyLock<Oracle> =
    LazyLock::new(|| Oracle::read(&file(REGISTRY), &file("preferred.csv")));

/// Returns the content of a file of the folder `registry`.
pub fn file(name: &str) -> String {
    String::from_utf8(shipped(name)).unwrap()
}

/// Returns the rows of a CSV file, the headings first.
pub fn table(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// A row of the registry: its twelve cells, exactly as IANA writes them and in IANA's order.
pub struct Row {
    pub cells: Vec<String>,
}

impl Row {
    pub fn name(&self) -> &str {
        &self.cells[0]
    }

    /// Returns the first and the last port.
    pub fn span(&self) -> Option<(u16, u16)> {
        let cell = &self.cells[1];
        if cell.is_empty() {
            return None;
        }
        let (first, last) = cell.split_once('-').unwrap_or((cell, cell));
        Some((first.parse().unwrap(), last.parse().unwrap()))
    }

    pub fn holds(&self, port: u16) -> bool {
        self.span()
            .is_some_and(|(first, last)| first <= port && port <= last)
    }

    /// Returns the transport protocol. It is empty for a row of all transport protocols.
    pub fn protocol(&self) -> &str {
        &self.cells[2]
    }

    pub fn is_over(&self, protocol: &str) -> bool {
        self.protocol().is_empty() || self.protocol() == protocol
    }

    /// Returns the description without IANA's sentence about a name that is replaced.
    pub fn description(&self) -> &str {
        match self.cells[3].find(ANNOTATION) {
            Some(at) => self.cells[3][..at].trim_end(),
            None => &self.cells[3],
        }
    }

    /// Returns the ill-formed name in that sentence.
    pub fn replaces(&self) -> Option<&str> {
        let (_, rest) = self.cells[3].split_once(ANNOTATION)?;
        rest.split('"').nth(1)
    }

    pub fn notes(&self) -> &str {
        &self.cells[11]
    }

    /// Returns the name that the notes call this one an alias of.
    pub fn alias_to(&self) -> Option<&str> {
        let (_, rest) = self.notes().split_once("alias to \"")?;
        rest.split('"').next()
    }

    /// Returns whether the notes call the row a historic alias or a duplicate.
    pub fn is_superseded(&self) -> bool {
        self.alias_to().is_some() || self.notes().contains("duplicate of the \"")
    }

    /// Returns the status of the row's ports, if no other row has them.
    pub fn status(&self) -> &'static str {
        let prose = self.cells[3].to_lowercase();
        let is_one_of = |words: &[&str]| words.iter().any(|word| prose.contains(word));
        if !self.name().is_empty() {
            "assigned"
        } else if is_one_of(&["unassigned", "de-registered", "removed", "deprecated"])
            || is_one_of(&["de-commissioned", "decomissioned"])
        {
            "unassigned"
        } else if is_one_of(&["reserved"]) {
            "reserved"
        } else {
            "assigned" // Any other prose describes a use, as in "any private mail system".
        }
    }
}

/// A line of `preferred.csv`.
pub struct Decision {
    pub port: u16,
    pub protocol: String,
    pub service: String,
    pub why: String,
}

/// Returns the class of a port (RFC 6335).
pub fn class(port: u16) -> &'static str {
    match port {
        0..1024 => "well-known",
        1024..49152 => "registered",
        49152.. => "dynamic",
    }
}

pub struct Oracle {
    pub rows: Vec<Row>,
    pub decisions: Vec<Decision>,
    /// Maps each port of each transport protocol to the rows that contain it, in the order of the
    /// file.
    by_port: HashMap<(u16, &'static str), Vec<usize>>,
    /// Maps each name in lower case to its rows, in the order of the file.
    by_name: HashMap<String, Vec<usize>>,
}

impl Oracle {
    /// Parses a registry file, with its columns in any order, and a `preferred.csv`.
    pub fn read(registry: &str, preferred: &str) -> Self {
        let mut lines = table(registry).into_iter();
        let headings = lines.next().unwrap();
        let columns: Vec<usize> = HEADINGS
            .iter()
            .map(|wanted| {
                let is_wanted = |heading: &String| {
                    heading == wanted
                        || heading == FORMER_HEADING && *wanted == "Unauthorized Use Reported"
                };
                headings.iter().position(is_wanted).unwrap()
            })
            .collect();
        let rows: Vec<Row> = lines
            .map(|line| Row {
                cells: columns.iter().map(|&column| line[column].clone()).collect(),
            })
            .collect();
        let decisions = table(preferred)
            .into_iter()
            .skip(1)
            .map(|line| Decision {
                port: line[0].parse().unwrap(),
                protocol: line[1].clone(),
                service: line[2].clone(),
                why: line[3].clone(),
            })
            .collect();

        let mut by_port: HashMap<_, Vec<usize>> = HashMap::new();
        let mut by_name: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, row) in rows.iter().enumerate() {
            if !row.name().is_empty() {
                let rows_of_name = by_name.entry(row.name().to_ascii_lowercase());
                rows_of_name.or_default().push(index);
            }
            let Some((first, last)) = row.span() else {
                continue;
            };
            for port in first..=last {
                for protocol in PROTOCOLS {
                    if row.is_over(protocol) {
                        by_port.entry((port, protocol)).or_default().push(index);
                    }
                }
            }
        }
        Self {
            rows,
            decisions,
            by_port,
            by_name,
        }
    }

    /// Returns the rows, with or without a name, that contain a port over a transport protocol, in
    /// the order of the file.
    pub fn covering(&self, port: u16, protocol: &'static str) -> &[usize] {
        self.by_port
            .get(&(port, protocol))
            .map_or(&[], Vec::as_slice)
    }

    pub fn status(&self, port: u16, protocol: &'static str) -> &'static str {
        if port >= 49152 {
            return "dynamic";
        }
        let rows = self.covering(port, protocol);
        let says = |status: &str| rows.iter().any(|&row| self.rows[row].status() == status);
        if says("assigned") {
            "assigned"
        } else if port == 0 || says("reserved") {
            "reserved"
        } else {
            "unassigned"
        }
    }

    /// Returns the services of a port over a transport protocol, preferred first.
    pub fn services(&self, port: u16, protocol: &'static str) -> Vec<usize> {
        let mut services: Vec<usize> = self.covering(port, protocol).to_vec();
        services.retain(|&index| !self.rows[index].name().is_empty());
        services.sort_by_key(|&index| {
            let row = &self.rows[index];
            let is_decided = self.decisions.iter().any(|decision| {
                decision.port == port
                    && decision.protocol == protocol
                    && decision.service.eq_ignore_ascii_case(row.name())
            });
            let is_span = row.span().is_some_and(|(first, last)| first != last);
            // `false` sorts before `true`.
            (
                !is_decided,
                row.is_superseded(),
                is_span,
                row.protocol().is_empty(),
                index,
            )
        });
        services
    }

    /// Returns the rows of a name in any case, preferred first.
    pub fn named(&self, name: &str) -> Vec<usize> {
        let Some(rows) = self.by_name.get(&name.to_ascii_lowercase()) else {
            return Vec::new();
        };
        let mut rows = rows.clone();
        rows.sort_by_key(|&index| {
            let row = &self.rows[index];
            let is_decided = self.decisions.iter().any(|decision| {
                decision.service.eq_ignore_ascii_case(row.name())
                    && row.holds(decision.port)
                    && row.is_over(&decision.protocol)
            });
            let is_span = row.span().is_some_and(|(first, last)| first != last);
            (
                !is_decided,
                row.is_superseded(),
                row.span().is_none(),
                is_span,
                row.protocol().is_empty(),
                index,
            )
        });
        rows
    }

    /// Returns every name once, in the spelling of its first row, in the order of the file.
    pub fn names(&self) -> Vec<&str> {
        let is_first = |&(index, row): &(usize, &Row)| {
            let rows = self.by_name.get(&row.name().to_ascii_lowercase());
            rows.is_some_and(|rows| rows[0] == index)
        };
        let rows = self.rows.iter().enumerate();
        rows.filter(is_first).map(|(_, row)| row.name()).collect()
    }

    /// Returns the row that replaces a historic alias, or the row itself if it is no alias. The
    /// replacing row has the name in the notes, and the same port and transport protocol.
    pub fn canonical(&self, index: usize) -> usize {
        let alias = &self.rows[index];
        let Some(name) = alias.alias_to() else {
            return index;
        };
        let targets = self.by_name.get(&name.to_ascii_lowercase()).unwrap();
        let is_same_place = |target: &&usize| self.rows[**target].cells[1..3] == alias.cells[1..3];
        *targets.iter().find(is_same_place).unwrap()
    }
}
