//! The files `preferred.csv` and `aliases.csv`, which this project writes itself.
//!
//! Each entry is checked here, as far as this is possible without the registry. `registry` checks
//! the rest.

use std::collections::HashMap;

use super::Source;
use super::csv::{Error, Problem, Sheet};
use super::encoding::alias;
use super::words::{Port, Protocol};

/// The place of an entry, for messages about it.
#[derive(Debug, Clone)]
pub struct Place {
    file: String,
    line: u64,
    column: &'static str,
}

impl Place {
    pub fn problem(&self, message: String) -> Problem {
        Problem::in_record(&self.file, self.line, self.column, message)
    }
}

/// An entry of `preferred.csv`: the preferred service of a port of a transport protocol.
///
/// The port is also preferred to the other ports of the service. The earliest entry of a service
/// decides.
#[derive(Debug, Clone)]
pub struct Preference {
    pub place: Place,
    pub port: Port,
    pub protocol: Protocol,
    pub service: String,
}

/// An entry of `aliases.csv`: a common name of a service that IANA registers under another name.
///
/// An alias of several services has an entry for each of them, the preferred one first.
#[derive(Debug, Clone)]
pub struct Alias {
    pub place: Place,
    pub name: String,
    pub service: String,
}

impl Alias {
    pub fn service_place(&self) -> Place {
        Place {
            column: "service",
            ..self.place.clone()
        }
    }
}

/// Returns the entries of `preferred.csv` that can be parsed; the others become problems.
pub fn read_preferences(source: &Source, problems: &mut Error) -> Vec<Preference> {
    let mut found = Error::none();
    let preferences = preferences(source, &mut found);
    problems.add_file(found);
    preferences
}

fn preferences(source: &Source, problems: &mut Error) -> Vec<Preference> {
    let sheet = Sheet::read(&source.name, &source.bytes, problems);
    let wanted = ["port", "protocol", "service", "why"];
    let Some([port, protocol, service, why]) = sheet.columns(wanted, str::eq, problems) else {
        return Vec::new();
    };
    let mut preferences = Vec::new();
    let mut decided: HashMap<(Port, Protocol), u64> = HashMap::new();
    for record in sheet.records() {
        let mut add = |column: &str, message: String| {
            problems.add(sheet.problem(record.line, Some(column), message));
        };
        let parsed_port = record.field(port).parse::<Port>();
        let parsed_protocol = record.field(protocol).parse::<Protocol>();
        if let Err(error) = &parsed_port {
            add("port", error.to_string());
        }
        if let Err(error) = &parsed_protocol {
            add("protocol", error.to_string());
        }
        if record.field(why).is_empty() {
            add(
                "why",
                "empty: expected the reason and its source".to_owned(),
            );
        }
        let (Ok(port), Ok(protocol)) = (parsed_port, parsed_protocol) else {
            continue;
        };
        if let Some(line) = decided.insert((port, protocol), record.line) {
            add(
                "port",
                format!("{port}/{protocol} is decided on line {line}: expected it once"),
            );
        }
        preferences.push(Preference {
            place: Place {
                file: source.name.clone(),
                line: record.line,
                column: "service",
            },
            port,
            protocol,
            service: record.field(service).to_owned(),
        });
    }
    preferences
}

/// Returns the entries of `aliases.csv`; what is wrong with them becomes problems.
pub fn read_aliases(source: &Source, problems: &mut Error) -> Vec<Alias> {
    let mut found = Error::none();
    let aliases = aliases(source, &mut found);
    problems.add_file(found);
    aliases
}

fn aliases(source: &Source, problems: &mut Error) -> Vec<Alias> {
    let sheet = Sheet::read(&source.name, &source.bytes, problems);
    let wanted = ["alias", "service", "source"];
    let Some([name_at, service_at, origin]) = sheet.columns(wanted, str::eq, problems) else {
        return Vec::new();
    };
    let mut aliases = Vec::new();
    let mut seen: HashMap<(String, String), u64> = HashMap::new();
    for record in sheet.records() {
        let mut add = |column: &str, message: String| {
            problems.add(sheet.problem(record.line, Some(column), message));
        };
        let (name, service) = (record.field(name_at), record.field(service_at));
        let fits = (1..=alias::MAX_LEN).contains(&name.len());
        if !fits || name != name.to_ascii_lowercase() {
            let most = alias::MAX_LEN;
            add(
                "alias",
                format!("{name:?}: expected 1 to {most} characters, no capitals"),
            );
        }
        if record.field(origin).is_empty() {
            add(
                "source",
                "empty: expected where the alias is in use".to_owned(),
            );
        }
        let pair = (name.to_owned(), service.to_ascii_lowercase());
        if let Some(line) = seen.insert(pair, record.line) {
            add(
                "alias",
                format!("{name:?} of {service:?} is on line {line} too: expected it once"),
            );
        }
        aliases.push(Alias {
            place: Place {
                file: source.name.clone(),
                line: record.line,
                column: "alias",
            },
            name: name.to_owned(),
            service: service.to_owned(),
        });
    }
    aliases
}
