//! Registry files as text: IANA's headings, rows, and the files of the folder `registry`. It shares
//! no code with the crate, whose own list of the columns is compared with these headings.

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

/// The place of a column.
pub fn place(column: &str) -> usize {
    let place = HEADINGS.iter().position(|heading| *heading == column);
    place.expect("one of IANA's columns")
}

/// A row of these first four cells, and of empty ones.
pub fn row(first: [&str; 4]) -> String {
    first.join(",") + &",".repeat(HEADINGS.len() - first.len())
}

/// IANA's headings and these rows, each of its first four cells.
pub fn of_rows(rows: &[[&str; 4]]) -> String {
    let rows = rows.iter().map(|first| row(*first));
    let lines: Vec<String> = std::iter::once(HEADINGS.join(",")).chain(rows).collect();
    lines.join("\n")
}

/// A file of the folder `registry`.
pub fn shipped(name: &str) -> Vec<u8> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = package.join("registry").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
