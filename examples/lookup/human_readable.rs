//! Collects answers in the table for standard output, and writes remarks to standard error.
//!
//! A remark is an error, a suggestion, or the service name behind a common name. `main.rs` calls
//! this.

use port_registry::lookup::{meanings, suggest};
use port_registry::{Protocol, Service};

use crate::NAME;
use crate::input::Place;
use crate::query::{InvalidQuery, Names, Query};
use crate::search::Hit;
use crate::shared::names::NotRegistered;
use crate::shared::program::Ending;
use crate::shared::remark::remark;
use crate::shared::unread::{self, REPORTED};
use crate::table::Table;

/// What is left of the remarks on a long input.
pub struct Remarks {
    /// How many more names are searched for a suggestion: each search compares all names of the registry,
    /// which would make up nearly all of the time of a long list.
    suggestions: u32,
    /// The number of malformed lines of standard input so far.
    malformed: u64,
}

impl Default for Remarks {
    fn default() -> Self {
        Self {
            suggestions: 100,
            malformed: 0,
        }
    }
}

impl Remarks {
    fn suggest(&mut self, name: &str, protocol: Option<Protocol>) -> Option<&'static str> {
        self.suggestions = self.suggestions.checked_sub(1)?;
        suggest(name, protocol)
    }

    /// Reports a malformed query. Of lines, the first are reported.
    fn malformed(&mut self, place: Place, invalid: &InvalidQuery) {
        if let Place::Line(_) = place {
            self.malformed += 1;
            if self.malformed > REPORTED as u64 {
                return;
            }
        }
        remark(format_args!("{NAME}: {place}{invalid}"));
    }

    /// Reports the number of the other malformed lines.
    pub fn finish(&self) {
        let others = self.malformed.saturating_sub(REPORTED as u64);
        unread::report(NAME, [""; 0], others, "line");
    }
}

/// Adds the answer to the table, or reports why there is none.
pub fn add_answer(
    table: &mut Table,
    (text, place): (&str, Place),
    names: Names,
    remarks: &mut Remarks,
) -> Ending {
    let query = match Query::parse(text) {
        Ok(query) => query,
        Err(invalid) => {
            remarks.malformed(place, &invalid);
            return Ending::WrongArguments;
        }
    };
    let found = table.add(query, names);
    let (name, protocol) = match query {
        Query::Name(name) => (name, None),
        Query::NameOver(name, protocol) => (name, Some(protocol)),
        Query::Port(_) | Query::Endpoint(_) | Query::IpProtocol(_) => return found,
    };
    if let Some(meant) = query.services(names).first() {
        match meanings(name).reason().filter(|_| names == Names::Common) {
            Some(reason) => remark(format_args!("{name} -> {}: {reason}", meant.name())),
            None if meant.name().eq_ignore_ascii_case(name) => {}
            None => remark(format_args!("{name} -> {}", meant.name())),
        }
    }
    if found == Ending::Incomplete {
        // With --iana, a name of another layer would not be found either.
        let is_found = |name: &&str| names == Names::Common || Service::by_name(name).len() > 0;
        match (protocol, remarks.suggest(name, protocol).filter(is_found)) {
            (Some(protocol), _) if !Query::Name(name).services(names).is_empty() => {
                remark(format_args!(
                    "{NAME}: {place}{name:?} is registered, but not over {protocol}"
                ));
            }
            (_, nearest) => {
                let query = text;
                let unknown = NotRegistered { query, nearest };
                remark(format_args!("{NAME}: {place}{unknown}"));
            }
        }
    }
    found
}

/// Adds the search results to the table, or reports that there are none.
pub fn add_hits(table: &mut Table, words: &str, hits: &[Hit]) {
    if hits.is_empty() {
        remark(format_args!("{NAME}: no service fits {words:?}"));
        return;
    }
    // A name with several records is remarked on once.
    let mut written = Vec::new();
    for hit in hits {
        table.add_service(hit.service);
        if let Some(found_as) = hit.found_as {
            let names = (found_as, hit.service.name());
            if !written.contains(&names) {
                remark(format_args!("{found_as} -> {}", hit.service.name()));
                written.push(names);
            }
        }
    }
}
