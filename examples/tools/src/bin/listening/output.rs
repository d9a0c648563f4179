//! Writes listeners as a table or as JSON. `work.rs` calls it.

use std::fmt::Write as _;
use std::io::{self, Write};

use port_registry::Service;
use port_registry_tools::table::{Side, aligned};
use serde::Serialize;

use crate::listener::{Listener, Note};
use crate::processes::Process;

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table with aligned columns.
    Table,
    /// One JSON object per line.
    Json,
}

/// The JSON object of a listener.
#[derive(Debug, Serialize)]
struct JsonListener<'a> {
    port: u16,
    protocol: &'static str,
    address: String,
    processes: Vec<JsonProcess<'a>>,
    service: Option<&'static str>,
    description: Option<&'static str>,
    class: &'static str,
    status: &'static str,
    note: Option<&'static str>,
}

/// The JSON object of a process.
#[derive(Debug, Serialize)]
struct JsonProcess<'a> {
    pid: i32,
    name: &'a str,
}

/// Writes all listeners.
///
/// # Errors
///
/// Returns an error if `out` cannot be written.
pub fn write(out: &mut impl Write, format: Format, listeners: &[Listener]) -> io::Result<()> {
    match format {
        Format::Table => table(out, listeners),
        Format::Json => listeners.iter().try_for_each(|listener| {
            serde_json::to_writer(&mut *out, &JsonListener::new(listener))?;
            out.write_all(b"\n")
        }),
    }
}

fn table(out: &mut impl Write, listeners: &[Listener]) -> io::Result<()> {
    let headings = [
        ("PORT", Side::Right),
        ("PROTOCOL", Side::Left),
        ("ADDRESS", Side::Left),
        ("PROCESS", Side::Left),
        ("SERVICE", Side::Left),
        ("CLASS", Side::Left),
        ("NOTE", Side::Left),
    ];
    let rows = listeners.iter().map(|listener| {
        [
            listener.endpoint.port().to_string(),
            listener.endpoint.protocol().to_string(),
            listener.address.ip().to_string(),
            names(&listener.processes),
            listener.service().map_or("-", Service::name).to_owned(),
            listener.class().to_string(),
            harmless(
                &listener
                    .note
                    .as_ref()
                    .map_or_else(String::new, Note::to_string),
            ),
        ]
    });
    out.write_all(aligned(&headings, rows).as_bytes())
}

/// Returns the cell of the processes, `nginx 812 +2, systemd 1`: each name once, with its lowest
/// process ID and the number of further processes.
fn names(processes: &[Process]) -> String {
    let mut by_name: Vec<(&str, i32, usize)> = Vec::new();
    for process in processes {
        match by_name.iter_mut().find(|(name, ..)| *name == process.name) {
            Some((.., more)) => *more += 1,
            None => by_name.push((&process.name, process.pid, 0)),
        }
    }
    let mut text = String::new();
    for (name, pid, more) in by_name {
        let comma = if text.is_empty() { "" } else { ", " };
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{comma}{} {pid}", harmless(name));
        if more > 0 {
            let _ = write!(text, " +{more}");
        }
    }
    if text.is_empty() {
        "-".to_owned()
    } else {
        text
    }
}

/// Replaces control characters. A process chooses its own name, and could send escape sequences to
/// the terminal of root.
fn harmless(name: &str) -> String {
    name.replace(char::is_control, "\u{FFFD}")
}

impl<'a> JsonListener<'a> {
    fn new(listener: &'a Listener) -> Self {
        let endpoint = listener.endpoint;
        let processes = listener.processes.iter().map(|process| JsonProcess {
            pid: process.pid,
            name: &process.name,
        });
        Self {
            port: endpoint.port().get(),
            protocol: endpoint.protocol().as_str(),
            address: listener.address.ip().to_string(),
            processes: processes.collect(),
            service: listener.service().map(Service::name),
            description: listener.service().map(Service::description),
            class: listener.class().as_str(),
            status: endpoint.status().as_str(),
            note: listener.note.as_ref().map(Note::as_str),
        }
    }
}
