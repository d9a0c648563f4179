//! The list of the tables: their content, and the names under which `src/tables` reads them.

use super::columns::{self, Pool, Sparse, Texts};
use super::csv::Row;
use super::emit::{RowWidth, Tables};
use super::encoding::{run, shape, status};
use super::name_key;
use super::names::{NameRows, Names};
use super::order;
use super::ports::{self, Ports};
use super::registry::Registry;
use super::standing;
use super::words::{Column, Date, Port, Protocol};

/// Returns the Rust code of the tables, or `None` if the strings of a column are too long for its
/// offsets.
pub fn tables(
    registry: &Registry,
    known_uses: &[(Port, Protocol)],
    snapshot: Date,
    width: RowWidth,
) -> Option<String> {
    let mut tables = Tables::new(width);
    tables.constant("SNAPSHOT", "u32", columns::packed(snapshot));
    tables.constant("RECORDS", "usize", registry.rows.len());
    let services = registry.by_name.values().map(Vec::len).sum::<usize>();
    tables.constant("SERVICES", "usize", services);
    let ports = Ports::index(registry);
    emit_ports(&mut tables, &ports);
    tables.numbers("STANDING", standing::pack(registry, &ports, known_uses));
    let names = Names::index(registry);
    let fits = [
        emit_names(&mut tables, &names),
        emit_columns(&mut tables, &registry.rows),
    ];
    emit_aliases(&mut tables, registry);
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

    let packed: Vec<u128> = ports
        .statuses
        .pages
        .iter()
        .map(|page| {
            let packed = page.iter().enumerate();
            packed.fold(0, |packed, (at, status)| packed | status::pack(*status, at))
        })
        .collect();
    tables.numbers_by_transport("STATUS_PAGE_OF", &ports.statuses.page_of);
    tables.wide_numbers("STATUS_PAGES", &packed);
}

fn emit_names(tables: &mut Tables, names: &Names) -> bool {
    tables.constant("NAME_SEED", "u64", names.seed);
    tables.numbers(
        "NAME_PILOTS",
        names.pilots.iter().map(|pilot| *pilot as usize),
    );
    tables.constant("NAME_SLOTS", "usize", names.slots);
    tables.constant("UNSLOTTED_NAMES", "usize", names.unslotted);
    emit_names_of_rows(tables, names);

    let run =
        |rows: &NameRows| run::pack(rows.run, !rows.others.is_empty(), rows.means_more).into();
    tables.numbers("NAME_FIRST", names.rows.iter().map(|rows| rows.first + 1));
    tables.numbers("NAME_RUN", names.rows.iter().map(run));
    tables.numbers("NAME_OVER", names.rows.iter().map(|rows| rows.over.into()));
    // The lookup of a name's other rows is by the first row of the name.
    let mut others: Vec<usize> = (0..names.rows.len()).collect();
    others.retain(|number| !names.rows[*number].others.is_empty());
    order::sort_by_key(&mut others, &|number| {
        [names.rows[number].first, 0, 0, 0, 0, 0]
    });
    let others: Vec<&NameRows> = others.iter().map(|number| &names.rows[*number]).collect();
    tables.rows("OTHERS_OF", others.iter().map(|rows| rows.first + 1));
    tables.numbers(
        "OTHERS_AT",
        starts(others.iter().map(|rows| rows.others.len())),
    );
    tables.rows(
        "OTHERS",
        others
            .iter()
            .flat_map(|rows| &rows.others)
            .map(|row| row + 1),
    );

    // A lookup reads 16 bytes from the beginning of a name, whatever its length.
    let padding = "\0".repeat(name_key::READ_LEN);
    let padded = names
        .spellings
        .iter()
        .map(String::as_str)
        .chain([padding.as_str()]);
    tables.texts("NAME", padded)
}

/// Adds where the name of each row is in `NAME_TEXT`. Its length is in `SHAPE`, or here if it is too long.
fn emit_names_of_rows(tables: &mut Tables, names: &Names) {
    let starts = starts(names.spellings.iter().map(String::len));
    let of_row = |spelling: &usize| spelling.checked_sub(1);
    let start = |spelling| of_row(spelling).map_or(0, |spelling| starts[spelling]);
    tables.numbers("NAME_START", names.spelling_of.iter().map(start));
    let long = names
        .spelling_of
        .iter()
        .enumerate()
        .filter_map(|(row, spelling)| {
            let len = names.spellings[of_row(spelling)?].len();
            (len > shape::LONGEST_NAME).then_some((row + 1, len))
        });
    let (rows, lens): (Vec<usize>, Vec<usize>) = long.unzip();
    tables.rows("LONG_NAME_ROWS", rows);
    tables.numbers("LONG_NAME_LEN", lens);
}

fn emit_columns(tables: &mut Tables, rows: &[Row]) -> bool {
    tables.numbers("SHAPE", rows.iter().map(|row| columns::shape(row).into()));
    let range = |row: &Row| row.ports();
    let first = |row: &Row| range(row).map_or(0, |range| range.first().get().into());
    tables.numbers("FIRST_PORT", rows.iter().map(first));
    let ranges = Sparse::new(rows, |row| {
        range(row)
            .filter(|range| range.len() > 1)
            .map(|range| range.last().get().into())
    });
    tables.rows("RANGE_ROWS", ranges.rows);
    tables.numbers("RANGE_LAST", ranges.values);

    let descriptions = rows.iter().map(|row| row.split_description().0);
    let description_pool = Pool::new(descriptions.clone());
    tables.numbers(
        "DESCRIPTION_OF",
        descriptions.map(|text| description_pool.number(&text)),
    );
    let annotations = Texts::new(rows, |row| row.split_description().1);

    let people = Pool::new(
        rows.iter()
            .flat_map(|row| [row.cell(Column::Assignee), row.cell(Column::Contact)]),
    );
    let person = |row: &Row, column| people.number(&row.cell(column));
    tables.numbers(
        "ASSIGNEE_OF",
        rows.iter().map(|row| person(row, Column::Assignee)),
    );
    // More than nine contacts in ten are the same as the assignee.
    let contact = Sparse::new(rows, |row| {
        (row.cell(Column::Contact) != row.cell(Column::Assignee))
            .then(|| person(row, Column::Contact))
    });
    tables.rows("CONTACT_ROWS", contact.rows);
    tables.numbers("CONTACT_OF", contact.values);

    let dates = columns::dates(rows);
    tables.numbers("DATES", dates.values().copied());
    let registered = Sparse::new(rows, |row| {
        row.registration_date()
            .map(|date| dates.number(&columns::packed(date)))
    });
    tables.rows("REGISTRATION_ROWS", registered.rows);
    tables.numbers("REGISTRATION_OF", registered.values);
    let modified = Sparse::new(rows, |row| {
        row.modification_date()
            .map(|date| dates.number(&columns::packed(date)))
    });
    tables.rows("MODIFICATION_ROWS", modified.rows);
    tables.numbers("MODIFICATION_OF", modified.values);

    let code = Sparse::new(rows, |row| {
        row.service_code().map(|code| code.get() as usize)
    });
    tables.rows("SERVICE_CODE_ROWS", code.rows);
    tables.numbers("SERVICE_CODES", code.values);

    let mut sparse_texts = |name: &str, texts: &Texts<'_>| {
        tables.rows(&format!("{name}_ROWS"), texts.of.rows.iter().copied());
        tables.numbers(&format!("{name}_OF"), texts.of.values.iter().copied());
        tables.texts(name, texts.pool.values().copied())
    };
    let fits = [
        sparse_texts("ANNOTATION", &annotations),
        sparse_texts(
            "REFERENCE",
            &Texts::new(rows, |row| row.cell(Column::Reference)),
        ),
        sparse_texts(
            "UNAUTHORIZED_USE",
            &Texts::new(rows, |row| row.cell(Column::UnauthorizedUseReported)),
        ),
        sparse_texts(
            "NOTES",
            &Texts::new(rows, |row| row.cell(Column::AssignmentNotes)),
        ),
        tables.texts("DESCRIPTION", description_pool.values().copied()),
        tables.texts("PERSON", people.values().copied()),
    ];
    fits.iter().all(|fits| *fits)
}

fn emit_aliases(tables: &mut Tables, registry: &Registry) {
    tables.rows(
        "CANONICAL_ROWS",
        registry.canonical.keys().map(|row| row + 1),
    );
    tables.rows(
        "CANONICAL_OF",
        registry.canonical.values().map(|row| row + 1),
    );
    let mut replaced: Vec<usize> = registry.canonical.keys().copied().collect();
    let replacement = |alias: usize| registry.canonical[&alias];
    order::sort_by_key(&mut replaced, &|alias| {
        [replacement(alias), alias, 0, 0, 0, 0]
    });
    tables.rows(
        "REPLACEMENT_ROWS",
        replaced.iter().map(|alias| replacement(*alias) + 1),
    );
    tables.rows("REPLACED_ROWS", replaced.iter().map(|alias| alias + 1));

    let mut map = phf_codegen::Map::new();
    for (at, alias) in registry.aliases.keys().enumerate() {
        map.entry(alias.as_str(), at.to_string());
    }
    tables.value("ALIASES", "::phf::Map<&'static str, u16>", map.build());
    // Constants cannot read the map, and the aliases of a service are returned in alphabetical order.
    tables.strings("ALIAS_NAMES", registry.aliases.keys().map(String::as_str));
    let rows = registry.aliases.values();
    tables.numbers("ALIAS_AT", starts(rows.clone().map(Vec::len)));
    tables.rows("ALIAS_ROWS", rows.flatten().map(|row| row + 1));
}

/// Returns the offset of each list in a concatenation of lists of these lengths, and the offset of
/// the end.
fn starts(lengths: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(lengths.scan(0, |end, len| {
        *end += len;
        Some(*end)
    }));
    starts
}
