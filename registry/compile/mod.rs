//! Compiles the registry for `build.rs`.
//!
//! The steps are: parse the CSV files to rows and entries (`csv`, `curated`); check them together
//! (`registry`); build the columns and the indices (`columns`, `names`, `ports`); and write the
//! Rust code of the tables that `src/tables` reads (`tables`, `emit`). Four modules are the crate's
//! own files, so that building and reading cannot differ.

mod columns;
mod curated;
mod emit;
pub mod homonyms;
pub mod known_uses;
mod names;
mod order;
mod perfect_hash;
mod ports;
pub mod protocol_numbers;
mod registry;
mod standing;
mod tables;

#[path = "../../src/csv/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    reason = "the build side uses a part of the reader"
)]
mod csv;
#[path = "../../src/tables/encoding.rs"]
#[allow(dead_code, reason = "the build side packs, and unpacks nothing")]
mod encoding;
#[path = "../../src/tables/name_key.rs"]
#[allow(
    dead_code,
    reason = "the build side packs and hashes names, but looks none up"
)]
mod name_key;
#[path = "../../src/words/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    reason = "the build side uses a part of the words"
)]
mod words;

pub use csv::Error;
pub use registry::Missing;

use csv::{Problem, Row};
use emit::RowWidth;
use registry::Registry;
use words::Date;

/// The bytes of a file, and its name in messages.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The inputs of the tables.
#[derive(Debug, Clone)]
pub struct Inputs {
    pub registry: Source,
    pub preferred: Source,
    pub aliases: Source,
    /// `known_uses` compiles this file and reports its problems. Only its ports are read for the tables.
    pub known_uses: Source,
    /// The file with the day of the registry's data. If there is none, the day is the newest date
    /// in the registry.
    pub snapshot: Option<Source>,
    pub missing: Missing,
}

/// The result of a successful compilation.
#[derive(Debug)]
pub struct Compiled {
    /// The Rust code of the tables.
    pub tables: String,
    /// Whether there are too many rows for 16 bits.
    pub is_wide: bool,
    /// The warnings to print.
    pub warnings: Vec<String>,
}

/// Compiles the inputs, or returns all problems that they have.
pub fn compile(inputs: &Inputs) -> Result<Compiled, Error> {
    let mut problems = Error::none();
    let rows = csv::read_rows(&inputs.registry.name, &inputs.registry.bytes, &mut problems);
    let preferences = curated::read_preferences(&inputs.preferred, &mut problems);
    let aliases = curated::read_aliases(&inputs.aliases, &mut problems);
    let snapshot = snapshot(inputs.snapshot.as_ref(), &rows, &mut problems);
    // If a file cannot be parsed, entries that name a missing record are only a consequence.
    let registry = if problems.is_empty() {
        Registry::check(rows, &preferences, &aliases, inputs.missing, &mut problems)
    } else {
        return Err(problems);
    };
    let too_large =
        |what: &str| Problem::in_file(&inputs.registry.name, format!("too large: {what}"));
    let Some(width) = RowWidth::for_rows(registry.rows.len()) else {
        problems.add(too_large("expected 4,294,967,294 records at most"));
        return Err(problems);
    };
    if ports::covered(&registry.rows) > ports::MOST_COVERED {
        problems.add(too_large(
            "expected its records to cover 4,194,304 ports at most, each transport's counted",
        ));
        return Err(problems);
    }
    let known_uses = known_uses::single_ports(&inputs.known_uses);
    let Some(tables) = tables::tables(&registry, &known_uses, snapshot, width) else {
        problems.add(too_large("expected 4 GiB of text at most in a column"));
        return Err(problems);
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Compiled {
        tables,
        is_wide: width == RowWidth::U32,
        warnings: registry.warnings,
    })
}

/// Returns the day of the registry's data, or the year 1 if nothing has a date.
fn snapshot(source: Option<&Source>, rows: &[Row], problems: &mut Error) -> Date {
    let newest = rows
        .iter()
        .flat_map(|row| [row.registration_date(), row.modification_date()])
        .flatten()
        .max()
        .unwrap_or(Date::from_checked(1, None, None));
    let Some(source) = source else {
        return newest;
    };
    let mut refuse = |message: String| {
        problems.add(Problem::in_record(&source.name, 1, "date", message));
        newest
    };
    match String::from_utf8_lossy(&source.bytes)
        .trim_end()
        .parse::<Date>()
    {
        Ok(date) if date < newest => refuse(format!(
            "{date} is before {newest}: expected no later date in the registry"
        )),
        Ok(date) => date,
        Err(error) => refuse(error.to_string()),
    }
}
