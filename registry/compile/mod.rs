//! Compiles the registry: CSV text to typed rows, to a checked registry, to columns and indices,
//! to the text of the tables that `src/tables` reads.

mod columns;
mod curated;
mod emit;
mod names;
mod ports;
mod registry;

#[path = "../../src/csv/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    reason = "the build side uses a part of the reader"
)]
mod csv;
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

pub use csv::Problems;
pub use registry::Missing;

use columns::{Pool, Sparse, Texts};
use csv::{Problem, Row};
use emit::{RowWidth, Tables};
use names::{NameRows, Names};
use ports::Ports;
use registry::Registry;
use words::{Date, Status};

/// A file's bytes, and what to call it.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// All that the tables depend on.
#[derive(Debug, Clone)]
pub struct Inputs {
    pub registry: Source,
    pub preferred: Source,
    pub aliases: Source,
    /// The file with the day of the registry's state; without it, the newest date in the registry
    /// stands for it.
    pub snapshot: Option<Source>,
    pub missing: Missing,
}

/// What a successful compilation gives.
#[derive(Debug)]
pub struct Compiled {
    /// The tables file.
    pub tables: String,
    /// Whether the rows are too many for 16 bits.
    pub is_wide: bool,
    /// What a person should know.
    pub warnings: Vec<String>,
}

pub fn compile(inputs: &Inputs) -> Result<Compiled, Problems> {
    let mut problems = Problems::default();
    let rows = csv::read_rows(&inputs.registry.name, &inputs.registry.bytes, &mut problems);
    let preferences = curated::read_preferences(&inputs.preferred, &mut problems);
    let aliases = curated::read_aliases(&inputs.aliases, &mut problems);
    let snapshot = snapshot(inputs.snapshot.as_ref(), &rows, &mut problems);
    // What cannot be read has been told; that entries then name nothing follows from it.
    let registry = if problems.is_empty() {
        Registry::check(rows, &preferences, &aliases, inputs.missing, &mut problems)
    } else {
        return Err(problems);
    };
    let too_large =
        |what: &str| Problem::in_file(&inputs.registry.name, format!("too large: {what}"));
    let Some(width) = RowWidth::for_rows(registry.rows.len()) else {
        problems.add(too_large("expected 4,294,967,295 records at most"));
        return Err(problems);
    };
    let Some(tables) = tables(&registry, snapshot, width) else {
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

/// The day of the registry's state. The oldest date there is stands for a registry without any.
fn snapshot(source: Option<&Source>, rows: &[Row], problems: &mut Problems) -> Date {
    let newest = rows
        .iter()
        .flat_map(|row| [row.registration_date, row.modification_date])
        .flatten()
        .max()
        .unwrap_or(Date::from_packed(1 << 16));
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

/// The text of the tables file; `None` if a column's text is too long for its offsets.
fn tables(registry: &Registry, snapshot: Date, width: RowWidth) -> Option<String> {
    let mut tables = Tables::new(width);
    tables.constant("SNAPSHOT", "u32", columns::packed(snapshot));
    tables.constant("RECORDS", "usize", registry.rows.len());
    let services = registry.by_name.values().map(Vec::len).sum::<usize>();
    tables.constant("SERVICES", "usize", services);
    emit_ports(&mut tables, &Ports::index(registry));
    let names = Names::index(registry);
    let fits = [
        emit_names(&mut tables, &names),
        emit_columns(&mut tables, &registry.rows),
    ];
    emit_aliases(&mut tables, registry, &names);
    fits.iter().all(|fits| *fits).then(|| tables.finish())
}

fn emit_ports(tables: &mut Tables, ports: &Ports) {
    tables.constant("SERVICE_PAGE", "usize", ports::SERVICE_PAGE);
    tables.numbers_by_transport("SERVICE_PAGE_OF", &ports.services.page_of);
    tables.rows(
        "SERVICE_PAGES",
        ports.services.pages.iter().flatten().copied(),
    );

    tables.numbers("SHARED_PAIRS", ports.shared.iter().map(|(pair, _)| *pair));
    tables.numbers(
        "SHARED_AT",
        starts(ports.shared.iter().map(|(_, rows)| rows.len())),
    );
    tables.rows(
        "SHARED_ROWS",
        ports
            .shared
            .iter()
            .flat_map(|(_, rows)| rows)
            .map(|row| row + 1),
    );

    let bits = |status: &Status| match status {
        Status::Unassigned | Status::Dynamic => 0,
        Status::Assigned => 1,
        Status::Reserved => 2,
    };
    let packed: Vec<u128> = ports
        .statuses
        .pages
        .iter()
        .map(|page| {
            page.iter()
                .rev()
                .fold(0, |packed, status| packed << 2 | bits(status))
        })
        .collect();
    tables.constant("STATUS_PAGE", "usize", ports::STATUS_PAGE);
    tables.numbers_by_transport("STATUS_PAGE_OF", &ports.statuses.page_of);
    tables.wide_numbers("STATUS_PAGES", &packed);
}

fn emit_names(tables: &mut Tables, names: &Names) -> bool {
    tables.constant("NAME_SEED", "u64", names.seed);
    tables.pairs("NAME_DISPLACEMENTS", &names.displacements);
    tables.constant("NAME_SLOTS", "usize", names.slots);
    tables.constant("LONG_NAMES", "usize", names.long);
    tables.numbers("NAME_OF", names.spelling_of.iter().copied());

    let records = names.spelling_of.len();
    let mut lists: Vec<&Vec<usize>> = Vec::new();
    let first = names.rows.iter().map(|rows| match rows {
        NameRows::Run(row) => row + 1,
        NameRows::List(rows) => {
            lists.push(rows);
            records + lists.len()
        }
    });
    tables.numbers("NAME_FIRST", first.collect::<Vec<usize>>());
    tables.numbers("NAME_LISTS_AT", starts(lists.iter().map(|rows| rows.len())));
    tables.rows("NAME_LISTS", lists.into_iter().flatten().map(|row| row + 1));

    // A name is read as the 16 bytes from its first on, whatever its length.
    let padding = "\0".repeat(name_key::READ_LEN);
    let padded = names
        .spellings
        .iter()
        .map(String::as_str)
        .chain([padding.as_str()]);
    tables.texts("NAME", padded)
}

fn emit_columns(tables: &mut Tables, rows: &[Row]) -> bool {
    tables.numbers("SHAPE", rows.iter().map(columns::shape));
    let range = |row: &Row| row.ports.range();
    let first = |row: &Row| range(row).map_or(0, |range| range.first().get().into());
    tables.numbers("FIRST_PORT", rows.iter().map(first));
    let span = Sparse::new(rows, |row| {
        range(row)
            .filter(|range| range.len() > 1)
            .map(|range| range.last().get().into())
    });
    tables.rows("SPAN_ROWS", span.rows);
    tables.numbers("SPAN_LAST", span.values);

    let descriptions = rows.iter().map(|row| row.split_description().0);
    let description_pool = Pool::new(descriptions.clone());
    tables.numbers(
        "DESCRIPTION_OF",
        descriptions.map(|text| description_pool.number(&text)),
    );
    let annotations = Texts::new(rows, |row| row.split_description().1);

    let people = Pool::new(
        rows.iter()
            .flat_map(|row| [row.assignee.as_str(), &row.contact]),
    );
    let person = |name: &String| people.number(&name.as_str());
    tables.numbers("ASSIGNEE_OF", rows.iter().map(|row| person(&row.assignee)));
    // Nine contacts in ten are the assignee.
    let contact = Sparse::new(rows, |row| {
        (row.contact != row.assignee).then(|| person(&row.contact))
    });
    tables.rows("CONTACT_ROWS", contact.rows);
    tables.numbers("CONTACT_OF", contact.values);

    let dates = columns::dates(rows);
    tables.numbers(
        "DATES",
        dates.values().map(|date| columns::packed(*date) as usize),
    );
    let registered = Sparse::new(rows, |row| {
        row.registration_date.map(|date| dates.number(&date))
    });
    tables.rows("REGISTRATION_ROWS", registered.rows);
    tables.numbers("REGISTRATION_OF", registered.values);
    let modified = Sparse::new(rows, |row| {
        row.modification_date.map(|date| dates.number(&date))
    });
    tables.rows("MODIFICATION_ROWS", modified.rows);
    tables.numbers("MODIFICATION_OF", modified.values);

    let code = Sparse::new(rows, |row| row.service_code.map(|code| code.get() as usize));
    tables.rows("SERVICE_CODE_ROWS", code.rows);
    tables.numbers("SERVICE_CODES", code.values);

    let mut sparse_texts = |name: &str, texts: &Texts<'_>| {
        tables.rows(&format!("{name}_ROWS"), texts.of.rows.iter().copied());
        tables.numbers(&format!("{name}_OF"), texts.of.values.iter().copied());
        tables.texts(name, texts.pool.values().copied())
    };
    let fits = [
        sparse_texts("ANNOTATION", &annotations),
        sparse_texts("REFERENCE", &Texts::new(rows, |row| &row.reference)),
        sparse_texts(
            "UNAUTHORIZED_USE",
            &Texts::new(rows, |row| &row.unauthorized_use),
        ),
        sparse_texts("NOTES", &Texts::new(rows, |row| &row.notes)),
        tables.texts("DESCRIPTION", description_pool.values().copied()),
        tables.texts("PERSON", people.values().copied()),
    ];
    fits.iter().all(|fits| *fits)
}

fn emit_aliases(tables: &mut Tables, registry: &Registry, names: &Names) {
    tables.rows(
        "CANONICAL_ROWS",
        registry.canonical.keys().map(|row| row + 1),
    );
    tables.rows(
        "CANONICAL_OF",
        registry.canonical.values().map(|row| row + 1),
    );
    let mut replaced: Vec<_> = registry
        .canonical
        .iter()
        .map(|(alias, row)| (*row, *alias))
        .collect();
    replaced.sort_unstable();
    tables.rows("REPLACEMENT_ROWS", replaced.iter().map(|(row, _)| row + 1));
    tables.rows("REPLACED_ROWS", replaced.iter().map(|(_, alias)| alias + 1));

    let mut map = phf_codegen::Map::new();
    for (alias, name) in &registry.aliases {
        map.entry(alias.as_str(), names.number_of[name].to_string());
    }
    tables.value("ALIASES", "::phf::Map<&'static str, u32>", map.build());
}

/// Where each of the runs begins that have these lengths, and where the last one ends.
fn starts(lengths: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(lengths.scan(0, |end, len| {
        *end += len;
        Some(*end)
    }));
    starts
}
