//! Answers for people: a table on standard output, and what else is to be said on standard error.

use std::io::{self, Write};

use port_registry::Service;

use crate::Found;
use crate::query::{Invalid, Query};
use crate::search::Hit;
use crate::suggest;
use crate::table::Table;

/// Adds an answer to the table, or says why there is none.
pub fn tell(table: &mut Table, text: &str, query: Result<Query, Invalid>) -> io::Result<Found> {
    let mut remarks = io::stderr().lock();
    let query = match query {
        Ok(query) => query,
        Err(invalid) => {
            writeln!(remarks, "lookup: {invalid}")?;
            return Ok(Found::NotAll);
        }
    };
    let found = table.add(query);
    let (name, protocol) = match query {
        Query::Name(name) => (name, None),
        Query::NameOver(name, protocol) => (name, Some(protocol)),
        Query::Port(_) | Query::Endpoint(_) => return Ok(found),
    };
    if let Some(meant) = query.meant().first() {
        if !meant.name().eq_ignore_ascii_case(name) {
            writeln!(remarks, "{name} -> {}", meant.name())?;
        }
    }
    if found == Found::NotAll {
        match (protocol, suggest::nearest(name, protocol)) {
            (Some(protocol), _) if Service::find(name).len() > 0 => {
                writeln!(
                    remarks,
                    "lookup: {name:?} is registered, but not over {protocol}"
                )?;
            }
            (_, Some(nearest)) => {
                writeln!(
                    remarks,
                    "lookup: {text:?} is not registered; did you mean {nearest}?"
                )?;
            }
            (_, None) => writeln!(remarks, "lookup: {text:?} is not registered")?,
        }
    }
    Ok(found)
}

/// Adds what a search found.
pub fn tell_hits(table: &mut Table, words: &str, hits: &[Hit]) -> io::Result<()> {
    let mut remarks = io::stderr().lock();
    if hits.is_empty() {
        return writeln!(remarks, "lookup: no service fits {words:?}");
    }
    let mut said = Vec::new();
    for hit in hits {
        table.add_service(hit.service);
        if let Some(found_as) = hit.found_as {
            let remark = (found_as, hit.service.name());
            if !said.contains(&remark) {
                writeln!(remarks, "{found_as} -> {}", hit.service.name())?;
                said.push(remark);
            }
        }
    }
    Ok(())
}
