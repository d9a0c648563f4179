//! Compiles `known-uses.csv`: CSV records to checked entries, and these to the tables that
//! `src/tables/known_uses.rs` reads.

use std::collections::{HashMap, HashSet};

use super::Source;
use super::columns::Pool;
use super::csv::{Error, Sheet};
use super::emit::{RowWidth, Tables};
use super::words::{Port, PortRange, Protocol, ServiceName};

/// The columns of the file.
const COLUMNS: [&str; 6] = ["port", "protocol", "name", "title", "source", "note"];

/// The entries have numbers of 16 bits.
const MOST: usize = u16::MAX as usize;

/// A line of the file.
struct Entry<'a> {
    ports: PortRange,
    protocol: Protocol,
    name: &'a str,
    title: &'a str,
    source: &'a str,
    note: &'a str,
    /// Whether no line above has the name and the transport protocol.
    is_main: bool,
}

impl Entry<'_> {
    const fn is_range(&self) -> bool {
        self.ports.len() > 1
    }
}

/// Returns the ports of the lines with a single port, and their transport protocols. Lines with problems
/// are skipped: [`compile`] reports them.
pub fn single_ports(source: &Source) -> Vec<(Port, Protocol)> {
    let mut problems = Error::none();
    let sheet = Sheet::read(&source.name, &source.bytes, &mut problems);
    let Some([port, protocol, ..]) = sheet.columns(COLUMNS, str::eq, &mut problems) else {
        return Vec::new();
    };
    let mut singles = Vec::new();
    for record in sheet.records() {
        if let (Ok(port), Ok(protocol)) =
            (record.field(port).parse(), record.field(protocol).parse())
        {
            singles.push((port, protocol));
        }
    }
    singles
}

/// Returns the Rust code of the tables, or all problems of the file.
pub fn compile(source: &Source) -> Result<String, Error> {
    let mut problems = Error::none();
    let sheet = Sheet::read(&source.name, &source.bytes, &mut problems);
    let mut entries = Vec::new();
    if let Some(places) = sheet.columns(COLUMNS, str::eq, &mut problems) {
        let mut lines = HashMap::new();
        let mut mains = HashSet::new();
        for record in sheet.records() {
            let [port, protocol, name, title, source, note] =
                places.map(|place| record.field(place));
            let mut add = |column: &str, message: String| {
                problems.add(sheet.problem(record.line, Some(column), message));
            };
            if let Err(error) = ServiceName::new(name) {
                add("name", error.to_string());
            }
            if title.is_empty() {
                add(
                    "title",
                    "empty: expected the name of the software".to_owned(),
                );
            }
            if !source.starts_with("https://") && !source.starts_with("http://") {
                let message = format!("{source:?}: expected the address of a document");
                add("source", message);
            }
            let (ports, protocol) = match (port.parse::<PortRange>(), protocol.parse()) {
                (Ok(ports), Ok(protocol)) => (ports, protocol),
                (ports, protocol) => {
                    if let Err(error) = ports {
                        add("port", error.to_string());
                    }
                    let of_protocol: Result<Protocol, _> = protocol;
                    if let Err(error) = of_protocol {
                        add("protocol", error.to_string());
                    }
                    continue;
                }
            };
            let key = (ports, protocol, name.to_ascii_lowercase());
            if let Some(line) = lines.insert(key, record.line) {
                let message = format!("{name} {ports}/{protocol} is on line {line} too");
                add("name", format!("{message}: expected it once"));
            }
            entries.push(Entry {
                ports,
                protocol,
                name,
                title,
                source,
                note,
                is_main: mains.insert((name.to_ascii_lowercase(), protocol)),
            });
        }
    }
    if entries.len() > MOST {
        let message = format!("{} entries: expected at most {MOST}", entries.len());
        problems.add(sheet.problem(1, None, message));
    }
    if problems.is_empty() {
        Ok(tables(entries))
    } else {
        Err(problems)
    }
}

fn tables(mut entries: Vec<Entry<'_>>) -> String {
    // A lookup finds the entries of one port by binary search, and then compares the few ranges.
    entries.sort_by_key(|entry| (entry.is_range(), entry.ports, entry.protocol, entry.name));
    let singles = entries.iter().filter(|entry| !entry.is_range()).count();
    let mut tables = Tables::new(RowWidth::U16);
    tables.constant("KNOWN_USES", "u16", entries.len());
    tables.constant("KNOWN_SINGLES", "u16", singles);
    let ports =
        |port: fn(&PortRange) -> u16| entries.iter().map(move |one| port(&one.ports).into());
    tables.numbers("KNOWN_FIRST", ports(|ports| ports.first().get()));
    tables.numbers(
        "KNOWN_LAST",
        ports(|ports| ports.last().get()).skip(singles),
    );
    tables.numbers(
        "KNOWN_MAIN",
        entries.iter().map(|entry| usize::from(entry.is_main)),
    );
    let place = |protocol| Protocol::ALL.iter().position(|one| *one == protocol);
    tables.numbers(
        "KNOWN_OVER",
        entries
            .iter()
            .map(|entry| place(entry.protocol).unwrap_or_default()),
    );
    let mut texts = |name: &str, texts: Vec<&str>| {
        let pool = Pool::new(texts.iter().copied());
        tables.numbers(
            &format!("KNOWN_{name}_OF"),
            texts.iter().map(|text| pool.number(text)),
        );
        // A string is shorter than its file, whose length a `u32` holds.
        let _ = tables.texts(&format!("KNOWN_{name}"), pool.values().copied());
    };
    texts("NAME", entries.iter().map(|entry| entry.name).collect());
    texts("TITLE", entries.iter().map(|entry| entry.title).collect());
    texts("SOURCE", entries.iter().map(|entry| entry.source).collect());
    texts("NOTE", entries.iter().map(|entry| entry.note).collect());
    tables.finish()
}
