//! Lists what the program has: layouts, named queries, functions and tables.

use port_registry_datafusion::{Table, functions};

use crate::shipped::{LAYOUTS, QUERIES, Shipped};
use crate::table::{Side, aligned};

/// Returns the list as text.
pub fn list() -> String {
    let shipped = |all: &[Shipped]| -> Vec<[String; 2]> {
        let row = |one: &Shipped| [one.name.to_owned(), one.summary().to_owned()];
        all.iter().map(row).collect()
    };
    let functions: Vec<[String; 2]> = functions()
        .iter()
        .map(|function| match function.documentation() {
            Some(documentation) => [
                documentation.syntax_example.clone(),
                documentation.description.clone(),
            ],
            None => [function.name().to_owned(), String::new()],
        })
        .collect();
    let tables = Table::ALL.map(|table| {
        let columns: Vec<String> = match table.batch() {
            Ok(batch) => batch
                .schema()
                .fields()
                .iter()
                .map(|one| one.name().clone())
                .collect(),
            Err(_) => Vec::new(),
        };
        [table.name().to_owned(), columns.join(", ")]
    });
    [
        section("LAYOUT", "FILES", shipped(&LAYOUTS)),
        section("QUERY", "OF THE TABLE flows", shipped(&QUERIES)),
        section("FUNCTION", "DESCRIPTION", functions),
        section("TABLE", "COLUMNS", tables.to_vec()),
    ]
    .join("\n")
}

fn section(name: &str, description: &str, rows: Vec<[String; 2]>) -> String {
    aligned(&[(name, Side::Left), (description, Side::Left)], rows)
}
