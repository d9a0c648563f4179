//! Compares IANA's files of 2014 and 2024 by `Diff` and by counting keys.
#![cfg(feature = "csv")]

mod support;

use std::collections::HashMap;

use port_registry::csv::{Change, Diff, RegistryFile};
use support::oracle;

/// Returns the numbers of added, removed, renamed and changed rows, by counting keys.
fn counts(old: &oracle::Oracle, new: &oracle::Oracle) -> [usize; 4] {
    type Rows<'a> = HashMap<(String, &'a str, &'a str), Vec<&'a [String]>>;
    fn by_key(oracle: &oracle::Oracle) -> Rows<'_> {
        let mut rows = Rows::new();
        for row in &oracle.rows {
            let key = (
                row.name().to_lowercase(),
                row.cells[1].as_str(),
                row.protocol(),
            );
            rows.entry(key).or_default().push(&row.cells);
        }
        rows
    }
    // The files differ in the kind of the line ends inside of cells, which is no change.
    let words = |cells: &[String]| -> Vec<Vec<String>> {
        let words = |cell: &String| cell.split_whitespace().map(str::to_owned).collect();
        cells.iter().map(words).collect()
    };
    let (old, new) = (by_key(old), by_key(new));
    let (mut added, mut removed, mut changed) = (0, 0, 0);
    let mut left: HashMap<_, (usize, usize)> = HashMap::new();
    for (key, rows) in &new {
        let before = old.get(key).map_or(&[][..], Vec::as_slice);
        changed += rows
            .iter()
            .zip(before)
            .filter(|(new, old)| words(new) != words(old))
            .count();
        let more = rows.len().saturating_sub(before.len());
        added += more;
        left.entry((key.1, key.2)).or_default().0 += if key.0.is_empty() { 0 } else { more };
    }
    for (key, rows) in &old {
        let more = rows.len().saturating_sub(new.get(key).map_or(0, Vec::len));
        removed += more;
        left.entry((key.1, key.2)).or_default().1 += if key.0.is_empty() { 0 } else { more };
    }
    let is_renamed =
        |((port, _), pair): &(&(&str, &str), &(usize, usize))| !port.is_empty() && **pair == (1, 1);
    let renamed = left.iter().filter(is_renamed).count();
    [added - renamed, removed - renamed, renamed, changed]
}

/// Returns the numbers of added, removed, renamed and changed rows in a diff.
fn counts_of(diff: &Diff<'_>) -> [usize; 4] {
    let count = |kind: fn(&Change) -> bool| diff.changes().iter().filter(|one| kind(one)).count();
    [
        count(|change| matches!(change, Change::Added(_))),
        count(|change| matches!(change, Change::Removed(_))),
        count(|change| matches!(change, Change::Renamed { .. })),
        count(|change| matches!(change, Change::Changed { .. })),
    ]
}

/// Returns the path of a copy of the registry of another year.
fn copy(year: u16) -> String {
    let package = env!("CARGO_MANIFEST_DIR");
    format!("{package}/tests/data/registry-{year}.csv")
}

fn read(path: &str) -> oracle::Oracle {
    let text = std::fs::read_to_string(path).unwrap();
    oracle::Oracle::read(&text, &oracle::file("preferred.csv"))
}

#[test]
fn ten_years_are_counted_alike() {
    let [before, after] = [2014, 2024].map(copy);
    let expected = counts(&read(&before), &read(&after));
    let [before, after] = [before, after].map(|path| RegistryFile::open(path).unwrap());
    let diff = Diff::between(&before, &after);
    let counted = counts_of(&diff);
    assert_eq!(counted, expected);
    assert!(counted.iter().all(|count| *count > 0), "{counted:?}");
    // In the other direction, an added row is a removed row.
    let back = Diff::between(&after, &before);
    assert_eq!(back.changes().len(), diff.changes().len());
    // The changes add up to the new file.
    let [added, removed, ..] = counted;
    assert_eq!(before.rows().len() + added - removed, after.rows().len());
}

#[test]
fn the_compiled_registry_is_compared_like_a_copy() {
    let path = copy(2024);
    let expected = counts(&read(&path), &oracle::SHIPPED);
    let compiled = RegistryFile::compiled();
    let copy = RegistryFile::open(path).unwrap();
    assert_eq!(counts_of(&Diff::between(&copy, &compiled)), expected);
}
