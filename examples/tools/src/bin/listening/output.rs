//! Writes listeners as a table or as records. `work.rs` calls it.

use std::fmt::Write as _;
use std::io::{self, Write};

use port_registry::Service;
use port_registry_tools::cell::Cell;
use port_registry_tools::format::{Format, Records};
use port_registry_tools::table::{Side, aligned};

use crate::listener::{Listener, Note};
use crate::processes::Process;

const COLUMNS: [&str; 11] = [
    "port",
    "protocol",
    "address",
    "interface",
    "ipv6only",
    "processes",
    "service",
    "description",
    "class",
    "status",
    "note",
];

/// Replaces the name of a process that is empty or cannot be read.
const NAMELESS: &str = "(no name)";

/// Writes all listeners.
///
/// # Errors
///
/// Returns an error if `out` cannot be written.
pub fn write(out: &mut impl Write, format: Format, listeners: &[Listener]) -> io::Result<()> {
    if format == Format::Text {
        return table(out, listeners);
    }
    let mut records = Records::new(out, format, &COLUMNS)?;
    listeners
        .iter()
        .try_for_each(|listener| records.write(&record(listener)))
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
            listener.place(),
            names(&listener.processes),
            listener.service().map_or("-", Service::name).to_owned(),
            listener.class().to_string(),
            listener
                .note
                .as_ref()
                .map_or_else(String::new, Note::to_string),
        ]
    });
    out.write_all(aligned(&headings, rows).as_bytes())
}

/// Returns the cell of the processes, `nginx 812 +2, systemd 1`: each name once, with its lowest
/// process ID and the number of further processes. A process without a name has [`NAMELESS`].
fn names(processes: &[Process]) -> String {
    let mut by_name: Vec<(&str, i32, usize)> = Vec::new();
    for process in processes {
        let name = process.shown_name().unwrap_or(NAMELESS);
        match by_name.iter_mut().find(|(other, ..)| *other == name) {
            Some((.., more)) => *more += 1,
            None => by_name.push((name, process.pid, 0)),
        }
    }
    let mut text = String::new();
    for (name, pid, more) in by_name {
        let comma = if text.is_empty() { "" } else { ", " };
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{comma}{name} {pid}");
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

fn record(listener: &Listener) -> [Cell; 11] {
    let endpoint = listener.endpoint;
    let process = |process: &Process| {
        Cell::Object(vec![
            ("pid", process.pid.into()),
            ("name", process.name.as_deref().into()),
        ])
    };
    [
        endpoint.port().get().into(),
        endpoint.protocol().as_str().into(),
        listener.address.ip().to_string().into(),
        listener.binding.interface.as_deref().into(),
        listener.binding.ipv6only.into(),
        Cell::List(listener.processes.iter().map(process).collect()),
        listener.service().map(Service::name).into(),
        Cell::prose(listener.service().map_or("", Service::description)),
        listener.class().as_str().into(),
        endpoint.status().as_str().into(),
        listener.note.as_ref().map(Note::as_str).into(),
    ]
}
