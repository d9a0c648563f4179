//! Registry files as strings: IANA's headings, rows, and the files of the folder `registry`. It
//! shares no code with the crate, whose own list of the columns is compared with these headings.

use std::fs;
use std::path::Path;

/// The name of IANA's file.
pub const REGISTRY: &str = "service-names-port-numbers.csv";

/// IANA's headings, in IANA's order.
pub const HEADINGS: [&str; 12] = [
    "Service Name",
    "Port Number",
    "Transport Protocol",
    "Description",
    "Assignee",
    "Contact",
    "Registration Date",
    "Modification Date",
    "Reference",
    "Service Code",
    "Unauthorized Use Reported",
    "Assignment Notes",
];

/// IANA's former heading of "Unauthorized Use Reported".
pub const FORMER_HEADING: &str = "Known Unauthorized Uses";

/// Returns the position of a column.
pub fn place(column: &str) -> usize {
    let place = HEADINGS.iter().position(|heading| *heading == column);
    place.expect("one of IANA's columns")
}

/// Returns a row with these first four cells. The others are empty.
pub fn row(first: [&str; 4]) -> String {
    first.join(",") + &",".repeat(HEADINGS.len() - first.len())
}

/// Returns a file of IANA's headings and of rows with these first four cells. The others are empty.
pub fn of_rows(rows: &[[&str; 4]]) -> String {
    let rows = rows.iter().map(|first| row(*first));
    let lines: Vec<String> = std::iter::once(HEADINGS.join(",")).chain(rows).collect();
    lines.join("\n")
}

/// Reads a file of the folder `registry`.
pub fn shipped(name: &str) -> Vec<u8> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = package.join("registry").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
