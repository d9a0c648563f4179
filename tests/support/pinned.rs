//! Pinned figures, which must not change by accident: each is stated in a table of its test.
//!
//! `tests/table_sizes.rs` and `tests/registry.rs` have such a table, called `PINNED`. With the
//! environment variable `UPDATE_PINNED` set, these tests write the new figures into their source.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;

/// Names with their figures, in the order of the source file.
pub type Figures<'a> = [(&'a str, usize)];

/// Compares the figures pinned in a file of `tests/` with those found, and returns a line for each
/// difference.
///
/// With `UPDATE_PINNED` set, it writes the found figures into the file first. A name that is only
/// on one side is still a difference: its line must be added or removed by hand, at the place where
/// it makes sense.
pub fn differences(file: &str, pinned: &Figures, found: &Figures) -> String {
    let [before, after] = [pinned, found].map(|figures| figures.iter().copied().collect());
    let is_update = env::var_os("UPDATE_PINNED").is_some();
    if is_update {
        update(file, &before, &after);
    }
    let names: BTreeMap<&str, usize> = before.clone().into_iter().chain(after.clone()).collect();
    names
        .into_keys()
        .filter_map(|name| match (before.get(name), after.get(name)) {
            (Some(before), Some(after)) if before == after || is_update => None,
            (Some(before), Some(after)) => Some(format!("{name}: {before} -> {after}\n")),
            (Some(_), None) => Some(format!("{name}: remove its line by hand\n")),
            (_, after) => Some(format!("{name}: add it by hand, with {}\n", after?)),
        })
        .collect()
}

fn update(file: &str, before: &BTreeMap<&str, usize>, after: &BTreeMap<&str, usize>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(file);
    let source = fs::read_to_string(&path).unwrap();
    let mut updated = source.clone();
    for (name, before) in before {
        let Some(after) = after.get(name) else {
            continue;
        };
        let [old, new] = [before, after].map(|figure| entry(name, *figure));
        // The source may be newer than this program, so the entry may be missing.
        assert!(updated.contains(&old), "{file}: expected {old}");
        updated = updated.replacen(&old, &new, 1);
    }
    if updated != source {
        fs::write(path, updated).unwrap();
    }
}

/// Returns an entry of the table, formatted as rustfmt and Clippy require.
fn entry(name: &str, figure: usize) -> String {
    let digits = figure.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    format!("({name:?}, {grouped})")
}
