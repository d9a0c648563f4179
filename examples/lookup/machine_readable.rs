//! Writes answers as CSV, tab-separated fields or JSON, one line for each, for scripts.
//!
//! `main.rs` calls it.

use std::io::{self, Write};

use port_registry::{KnownUse, PortClass, PortRange, Protocol};

use crate::answer::Answer;
use crate::shared::cell::Cell;
use crate::shared::format::{Format, Records};

/// The columns of CSV and TSV, and those that only JSON has.
const COLUMNS: [(&str, In); 11] = [
    ("query", In::All),
    ("port", In::Json),
    ("ports", In::All),
    ("protocol", In::All),
    ("class", In::All),
    ("status", In::All),
    ("service", In::All),
    ("services", In::All),
    ("description", In::All),
    ("known_uses", In::Json),
    ("blocked_by_browsers", In::Json),
];

/// The formats that have a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    All,
    Json,
}

impl In {
    fn has(self, format: Format) -> bool {
        self == Self::All || format == Format::Json
    }
}

/// Writes each answer on a line.
pub struct Lines<W: Write> {
    records: Records<W>,
    format: Format,
}

impl<W: Write> Lines<W> {
    pub fn new(out: W, format: Format) -> io::Result<Self> {
        let columns = COLUMNS.iter().filter(|(_, which)| which.has(format));
        let columns: Vec<&str> = columns.map(|(name, _)| *name).collect();
        Ok(Self {
            records: Records::new(out, format, &columns)?,
            format,
        })
    }

    pub fn write(&mut self, answer: &Answer) -> io::Result<()> {
        let values = answer.values().into_iter().zip(COLUMNS);
        let values = values.filter(|(_, (_, which))| which.has(self.format));
        let record: Vec<Cell> = values.map(|(value, _)| value).collect();
        self.records.write(&record)
    }

    pub fn finish(self) -> io::Result<()> {
        self.records.finish()
    }
}

impl Answer<'_> {
    /// Returns the values of [`COLUMNS`].
    fn values(&self) -> [Cell; 11] {
        let known_use = |known: &KnownUse| {
            Cell::Object(vec![
                ("name", known.name().into()),
                ("title", known.title().into()),
                ("source", known.source().into()),
            ])
        };
        [
            self.query.into(),
            self.ports.map(|ports| ports.first().get()).into(),
            self.ports.map(|ports| ports.to_string()).into(),
            self.protocol.as_deref().into(),
            self.class().map(PortClass::as_str).into(),
            self.outcome.as_str().into(),
            self.service.into(),
            self.services.clone().into(),
            Cell::prose(&self.description),
            Cell::List(self.known_uses.iter().map(known_use).collect()),
            self.is_blocked().into(),
        ]
    }

    fn is_blocked(&self) -> bool {
        // An IP protocol has no ports. `None` is a service of all transport protocols.
        let protocol: Option<Protocol> = self.protocol.as_deref().and_then(|one| one.parse().ok());
        self.ports.is_some_and(|ports| is_blocked(ports, protocol))
    }

    fn class(&self) -> Option<PortClass> {
        self.ports.map(|ports| ports.first().class())
    }
}

/// Returns whether browsers refuse requests to a port. They use TCP, and a row of a range has no mark.
pub fn is_blocked(ports: PortRange, protocol: impl Into<Option<Protocol>>) -> bool {
    let is_tcp = protocol.into().is_none_or(|one| one == Protocol::Tcp);
    is_tcp && ports.len() == 1 && ports.first().is_blocked_by_browsers()
}
