//! An independent and simple reader of a registry file: cells are strings, each rule is implemented
//! once, and nothing is indexed. It shares no code with the crate.

use std::collections::BTreeSet;

use super::files::{FORMER_HEADING, HEADINGS, place};

pub const TRANSPORTS: [&str; 4] = ["tcp", "udp", "sctp", "dccp"];

/// Parses CSV by RFC 4180. The input must be valid CSV.
pub fn csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let mut records = vec![vec![String::new()]];
    let (mut is_quoted, mut chars) = (
        false,
        text.trim_start_matches('\u{feff}').chars().peekable(),
    );
    while let Some(char) = chars.next() {
        let cells = records.last_mut().unwrap();
        match char {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                cells.last_mut().unwrap().extend(chars.next());
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            '\r' | '\n' if !is_quoted => records.push(vec![String::new()]),
            char => cells.last_mut().unwrap().push(char),
        }
    }
    // These records come from line ends of two characters and from blank lines.
    records.retain(|cells| cells.len() > 1 || !cells[0].is_empty());
    records
}

/// The name, port, transport protocol and other cells of a row, in IANA's order.
pub type Cells = [String; 12];

pub struct Reading {
    pub rows: Vec<Cells>,
    spans: Vec<Option<(u16, u16)>>,
    /// The port, transport protocol and name of each line of `preferred.csv` that names a row.
    preferred: Vec<[String; 3]>,
    /// The alias and the name of each line of `aliases.csv` that applies to this registry.
    pub aliases: Vec<[String; 2]>,
    /// The number of lines of both files that do not apply.
    pub passed_over: usize,
}

impl Reading {
    pub fn of(registry: &[u8], preferred: &[u8], aliases: &[u8]) -> Self {
        let mut records = csv(registry).into_iter();
        let headings = records.next().expect("headings");
        let places = HEADINGS.map(|column| {
            let is_it = |heading: &String| {
                heading == column || column == HEADINGS[10] && heading == FORMER_HEADING
            };
            headings.iter().position(is_it).expect(column)
        });
        let row = |cells: Vec<String>| normal(places.map(|place| cells[place].clone()));
        let rows: Vec<Cells> = records.map(row).collect();
        let mut reading = Self {
            spans: rows.iter().map(span).collect(),
            rows,
            preferred: Vec::new(),
            aliases: Vec::new(),
            passed_over: 0,
        };
        for line in csv(preferred).into_iter().skip(1) {
            let line = [&line[0], &line[1], &line[2]].map(Clone::clone);
            if reading.rows.iter().any(|row| is_decided(row, &line)) {
                reading.preferred.push(line);
            } else {
                reading.passed_over += 1;
            }
        }
        for line in csv(aliases).into_iter().skip(1) {
            let has_port = |name: &String| {
                let is_it = |row: &Cells| row[0].eq_ignore_ascii_case(name) && !row[1].is_empty();
                reading.rows.iter().any(is_it)
            };
            if has_port(&line[1]) && !has_port(&line[0]) {
                reading.aliases.push([line[0].clone(), line[1].clone()]);
            } else {
                reading.passed_over += 1;
            }
        }
        reading
    }

    /// Returns the rows that contain a port, in the order of the file.
    pub fn holding(&self, port: u16) -> Vec<usize> {
        let holds = |span: Option<(u16, u16)>| {
            span.is_some_and(|(first, last)| first <= port && port <= last)
        };
        let spans = self.spans.iter().enumerate();
        spans
            .filter(|(_, span)| holds(**span))
            .map(|(at, _)| at)
            .collect()
    }

    /// Returns the status of a port over a transport protocol, and its services, preferred first.
    /// `rows` are the rows that contain the port.
    pub fn answer(
        &self,
        holding: &[usize],
        port: u16,
        transport: &str,
    ) -> (&'static str, Vec<usize>) {
        let mut rows = holding.to_vec();
        rows.retain(|&at| is_over(&self.rows[at], transport));
        // In alphabetical order, each status comes before the statuses that it overrides.
        let said = rows.iter().map(|&at| status(&self.rows[at])).min();
        let status = if port == 0 && said != Some("assigned") {
            "reserved"
        } else if port < 49152 {
            said.unwrap_or("unassigned")
        } else {
            "dynamic"
        };

        rows.retain(|&at| !self.rows[at][0].is_empty());
        let is_decided = |at: usize| {
            let is_it = |line: &&[String; 3]| line[0] == port.to_string() && line[1] == transport;
            self.preferred
                .iter()
                .find(is_it)
                .is_some_and(|line| line[2] == self.rows[at][0])
        };
        if rows.len() > 1 {
            rows.sort_by_key(|&at| {
                let row = &self.rows[at];
                (
                    !is_decided(at),
                    is_superseded(row),
                    is_wide(row),
                    row[2].is_empty(),
                    at,
                )
            });
        }
        (status, rows)
    }

    pub fn named(&self, name: &str) -> Vec<usize> {
        let is_it = |at: &usize| !name.is_empty() && self.rows[*at][0].eq_ignore_ascii_case(name);
        let mut rows: Vec<usize> = (0..self.rows.len()).filter(is_it).collect();
        rows.sort_by_key(|&at| {
            let row = &self.rows[at];
            let rank = self.preferred.iter().position(|line| is_decided(row, line));
            (
                rank.unwrap_or(usize::MAX),
                is_superseded(row),
                row[1].is_empty(),
                is_wide(row),
                row[2].is_empty(),
                at,
            )
        });
        rows
    }

    pub fn is_over(&self, at: usize, transport: &str) -> bool {
        is_over(&self.rows[at], transport)
    }

    /// Returns each name once, in the spelling of its first row.
    pub fn names(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let mut is_new = |name: &&str| !name.is_empty() && seen.insert(name.to_ascii_lowercase());
        let names = self.rows.iter().map(|row| &*row[0]);
        names.filter(|name| is_new(name)).collect()
    }

    /// Returns the row that finally replaces a historic alias, or the row itself.
    pub fn canonical(&self, start: usize) -> usize {
        let mut path = vec![start];
        loop {
            let here = *path.last().unwrap();
            let Some(name) = alias_to(&self.rows[here]) else {
                return here;
            };
            let mut targets = self.named(name);
            targets.retain(|target| *target != here);
            let differs = |&at: &usize| {
                let (row, here) = (&self.rows[at], &self.rows[here]);
                (row[1] != here[1], row[2] != here[2])
            };
            match targets.into_iter().min_by_key(differs) {
                None => return here,
                // The aliases are a cycle.
                Some(next) if path.contains(&next) => return start,
                Some(next) => path.push(next),
            }
        }
    }

    /// Returns the newest date, or the first year if there is no date.
    pub fn snapshot(&self) -> &str {
        let dates = self.rows.iter().flat_map(|row| [&*row[6], &*row[7]]);
        dates
            .filter(|date| !date.is_empty())
            .max()
            .unwrap_or("0001")
    }

    /// Returns the first and the last port of each range of ports that are in the same rows.
    pub fn stretches(&self) -> Vec<(u16, u16)> {
        let mut starts = BTreeSet::from([0, 1, 1023, 1024, 49151, 49152, 65535]);
        for (first, last) in self.rows.iter().filter_map(span) {
            starts.extend([Some(first), last.checked_add(1)].into_iter().flatten());
        }
        starts.extend(
            self.preferred
                .iter()
                .map(|line| line[0].parse::<u16>().unwrap()),
        );
        starts.extend(
            self.preferred
                .iter()
                .filter_map(|line| line[0].parse::<u16>().unwrap().checked_add(1)),
        );
        let ends = starts
            .iter()
            .skip(1)
            .map(|start| start - 1)
            .chain([u16::MAX]);
        starts.iter().copied().zip(ends).collect()
    }
}

/// Removes leading zeros and converts transport protocols to lower case, which are the only changes
/// that the crate may make.
fn normal(mut cells: Cells) -> Cells {
    let number = |digits: &str| {
        digits
            .parse::<u32>()
            .map_or(String::new(), |number| number.to_string())
    };
    cells[1] = cells[1]
        .split('-')
        .map(number)
        .collect::<Vec<_>>()
        .join("-");
    cells[2].make_ascii_lowercase();
    cells[9] = number(&cells[9]);
    cells
}

fn span(row: &Cells) -> Option<(u16, u16)> {
    let (first, last) = row[1].split_once('-').unwrap_or((&row[1], &row[1]));
    Some((first.parse().ok()?, last.parse().ok()?))
}

fn is_wide(row: &Cells) -> bool {
    span(row).is_some_and(|(first, last)| first != last)
}

fn is_over(row: &Cells, transport: &str) -> bool {
    row[2].is_empty() || row[2] == transport
}

fn is_decided(row: &Cells, line: &[String; 3]) -> bool {
    let port: u16 = line[0].parse().unwrap();
    let holds = span(row).is_some_and(|(first, last)| first <= port && port <= last);
    row[0] == line[2] && holds && is_over(row, &line[1])
}

/// Returns the name that the notes call the row an alias of. A row without a name is no alias.
fn alias_to(row: &Cells) -> Option<&str> {
    let (_, rest) = row[place("Assignment Notes")].split_once("is an alias to \"")?;
    let (name, _) = rest.split_once('"')?;
    Some(name).filter(|_| !row[0].is_empty())
}

fn is_superseded(row: &Cells) -> bool {
    ["is an alias to \"", "is a duplicate of the \""]
        .iter()
        .any(|note| row[11].contains(note))
}

/// Returns the status by a row alone: assigned if the row has a name, and otherwise the first
/// status that its prose mentions.
fn status(row: &Cells) -> &'static str {
    const FREE: [&str; 7] = [
        "unassigned",
        "de-registered",
        "removed",
        "deprecated",
        "de-commissioned",
        "decommissioned",
        "decomissioned",
    ];
    if !row[0].is_empty() {
        return "assigned";
    }
    let prose = row[3].to_ascii_lowercase();
    let reserved = prose.find("reserved").unwrap_or(usize::MAX);
    let free = FREE
        .iter()
        .filter_map(|word| prose.find(word))
        .min()
        .unwrap_or(usize::MAX);
    match reserved.cmp(&free) {
        std::cmp::Ordering::Less => "reserved",
        std::cmp::Ordering::Greater => "unassigned",
        std::cmp::Ordering::Equal => "assigned",
    }
}
