//! Writes answers as tab-separated fields or JSON, one line for each, for scripts.
//!
//! `main.rs` calls it; `table.rs` uses [`one_line`].

use std::borrow::Cow;
use std::io::{self, Write};

use port_registry::{KnownUse, PortClass, PortRange, Protocol};
use serde_json::json;

use crate::answer::Answer;
use crate::options::Syntax;

impl Answer<'_> {
    /// Writes the answer as one line.
    pub fn write(&self, out: &mut impl Write, syntax: Syntax) -> io::Result<()> {
        match syntax {
            Syntax::Tsv => self.write_tsv(out),
            Syntax::Json => self.write_json(out),
        }
    }

    /// Writes eight fields. A missing value is an empty field.
    fn write_tsv(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "{}\t", one_line(self.query))?;
        if let Some(ports) = self.ports {
            write!(out, "{ports}")?;
        }
        writeln!(
            out,
            "\t{}\t{}\t{}\t{}\t{}\t{}",
            self.protocol.as_deref().unwrap_or_default(),
            self.class().map_or("", PortClass::as_str),
            self.outcome.as_str().unwrap_or_default(),
            self.service.unwrap_or_default(),
            self.services.join(","),
            one_line(&self.description),
        )
    }

    /// Writes an object that always has the same keys. A missing value is null.
    fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        let known_use = |known: &KnownUse| {
            json!({
                "name": known.name(),
                "title": known.title(),
                "source": known.source(),
            })
        };
        let known_uses: Vec<_> = self.known_uses.iter().map(known_use).collect();
        let object = json!({
            "query": self.query,
            "port": self.ports.map(|ports| ports.first().get()),
            "ports": self.ports.map(|ports| ports.to_string()),
            "protocol": self.protocol,
            "class": self.class().map(PortClass::as_str),
            "status": self.outcome.as_str(),
            "service": self.service,
            "services": self.services,
            "description": self.description,
            "known_uses": known_uses,
            "blocked_by_browsers": self.is_blocked(),
        });
        writeln!(out, "{object}")
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

/// Replaces each line end and each tab by a space, since they would end a line or a field.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\t']) {
        Cow::Owned(text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " "))
    } else {
        Cow::Borrowed(text)
    }
}
