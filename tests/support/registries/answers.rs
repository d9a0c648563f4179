//! Makes every lookup in the tables, and compares the results with the independent reader.

use super::reading::{Reading, TRANSPORTS};
use super::tables::Tables;

/// Returns how many results were equal, or a message about the first difference.
pub fn agree(reading: &Reading, tables: &Tables) -> Result<usize, String> {
    let mut asked = 0;
    let mut check = |is_alike: bool, what: &dyn Fn() -> String| {
        asked += 1;
        if is_alike { Ok(()) } else { Err(what()) }
    };
    let services = reading.rows.iter().filter(|row| !row[0].is_empty()).count();
    check(tables.records() == reading.rows.len(), &|| {
        "the count of rows".to_owned()
    })?;
    check(tables.services_count() == services, &|| {
        "the count of services".to_owned()
    })?;
    check(tables.snapshot() == reading.snapshot(), &|| {
        "the snapshot".to_owned()
    })?;

    let canonical: Vec<usize> = (0..reading.rows.len())
        .map(|at| reading.canonical(at))
        .collect();
    for (at, row) in reading.rows.iter().enumerate() {
        let cells = tables.cells(at);
        check(cells == *row, &|| {
            format!("row {at} is {cells:?}, not {row:?}")
        })?;
        let told = tables.canonical(at);
        check(told == canonical[at], &|| {
            format!("row {at} is an alias of {told}")
        })?;
        let is_of_this = |other: &usize| *other != at && canonical[*other] == at;
        let aliases: Vec<usize> = (0..canonical.len()).filter(is_of_this).collect();
        check(tables.replaced(at) == aliases, &|| {
            format!("row {at} has aliases {aliases:?}")
        })?;
    }

    for (first, last) in reading.stretches() {
        let holding = reading.holding(first);
        for (transport, name) in TRANSPORTS.iter().enumerate() {
            let (status, rows) = reading.answer(&holding, first, name);
            for port in [first, first + (last - first) / 2, last] {
                let told = tables.status(port, transport);
                check(told == status, &|| {
                    format!("{port}/{name} is {told}, not {status}")
                })?;
                let told = tables.services(port, transport);
                check(told == rows, &|| {
                    format!("{port}/{name} has {told:?}, not {rows:?}")
                })?;
            }
        }
    }

    let names = reading.names();
    let mut told: Vec<&str> = tables.names().collect();
    told.sort_unstable();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    check(told == sorted, &|| format!("the names {told:?}"))?;
    for name in names
        .iter()
        .chain(&["", "no-such-name", "sixteen-letters-"])
    {
        let rows = reading.named(name);
        for name in [
            *name,
            &name.to_ascii_uppercase(),
            &name.to_ascii_lowercase(),
        ] {
            let told = tables.named(name);
            check(told == rows, &|| {
                format!("{name:?} has {told:?}, not {rows:?}")
            })?;
            for (transport, over) in TRANSPORTS.iter().enumerate() {
                let told = tables.named_over(name, transport);
                let first = rows.iter().copied().find(|row| reading.is_over(*row, over));
                check(told == first, &|| format!("{name:?}/{over} is {told:?}"))?;
            }
        }
        let longer = format!("{name}x");
        let is_known = names
            .iter()
            .any(|other| other.eq_ignore_ascii_case(&longer));
        check(tables.named(&longer).is_empty() != is_known, &|| {
            format!("{longer:?}")
        })?;
    }

    let mut aliases: Vec<&str> = reading.aliases.iter().map(|[alias, _]| &**alias).collect();
    aliases.sort_unstable();
    aliases.dedup();
    check(tables.aliases().eq(aliases), &|| "the aliases".to_owned())?;
    check(tables.lists_all_aliases(), &|| {
        "the list of aliases".to_owned()
    })?;
    for [alias, _] in &reading.aliases {
        let told = tables.aliased(&alias.to_uppercase());
        let of_alias = reading.aliases.iter().filter(|[other, _]| other == alias);
        let expected: Vec<usize> = of_alias.flat_map(|[_, name]| reading.named(name)).collect();
        check(told == expected, &|| {
            format!("{alias:?} stands for {told:?}")
        })?;
    }
    Ok(asked)
}
