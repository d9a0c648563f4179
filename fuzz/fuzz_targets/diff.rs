//! Compares two copies of the registry. The old rows with the changes applied must be the new rows.
#![no_main]

use std::collections::BTreeMap;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use port_registry::csv::{Change, Diff, RegistryFile, Row};
use port_registry::record::Column;

/// A row. There are few names, ports and transport protocols, so that rows are often equal.
#[derive(Arbitrary, Debug, Clone, Copy)]
struct Drawn {
    name: u8,
    ports: u8,
    protocol: u8,
    description: u8,
}

impl Drawn {
    fn line(self) -> String {
        let of = |words: &[&'static str], choice: u8| words[usize::from(choice) % words.len()];
        let name = of(&["", "a", "A", "b", "c", "d"], self.name);
        let ports = of(&["", "1", "1-1", "1-2", "2"], self.ports);
        let protocol = of(&["", "tcp", "udp"], self.protocol);
        let description = of(&["", "one", "two"], self.description);
        format!("{name},{ports},{protocol},{description},,,,,,,,\n")
    }
}

fn file(rows: &[Drawn]) -> RegistryFile {
    let lines: String = rows.iter().map(|row| row.line()).collect();
    let text = Column::ALL.map(Column::as_str).join(",") + "\n" + &lines;
    RegistryFile::parse("drawn.csv", text.as_bytes()).expect("it is well formed")
}

fn cells(row: &Row) -> Vec<String> {
    Column::ALL
        .map(|column| row.cell(column).to_owned())
        .to_vec()
}

/// Returns how often each row occurs in a file.
fn counts<'a>(rows: impl IntoIterator<Item = &'a Row>) -> BTreeMap<Vec<String>, i32> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(cells(row)).or_default() += 1;
    }
    counts
}

fuzz_target!(|drawn: (Vec<Drawn>, Vec<Drawn>)| {
    let (old, new) = (file(&drawn.0), file(&drawn.1));
    let diff = Diff::between(&old, &new);
    let mut expected = counts(old.rows());
    let mut remove = |row: &Row| {
        let count = expected
            .get_mut(&cells(row))
            .expect("a row of the old copy");
        *count -= 1;
        assert!(*count >= 0, "removed too often: {row:?}");
    };
    let mut added = Vec::new();
    for change in diff.changes() {
        match change {
            Change::Added(row) => added.push(*row),
            Change::Removed(row) => remove(row),
            Change::Renamed { old, new, columns } => {
                let place = |row: &Row| (row.cell(Column::PortNumber).to_owned(), row.protocol());
                assert_eq!(place(old), place(new));
                assert_eq!(columns.first(), Some(&Column::ServiceName));
                check_columns(old, new, columns);
                remove(old);
                added.push(new);
            }
            Change::Changed { old, new, columns } => {
                let name = |row: &Row| row.name().map(str::to_ascii_lowercase);
                assert_eq!(name(old), name(new));
                check_columns(old, new, columns);
                remove(old);
                added.push(new);
            }
            other => panic!("unknown change {other:?}"),
        }
    }
    for (row, count) in counts(added) {
        *expected.entry(row).or_default() += count;
    }
    expected.retain(|_, count| *count != 0);
    assert_eq!(expected, counts(new.rows()));
    // This excludes rows that were removed and added again without a change.
    if drawn.0.len() == drawn.1.len() && counts(old.rows()) == counts(new.rows()) {
        let is_reordered = |change: &Change<'_>| matches!(change, Change::Changed { .. });
        assert!(diff.changes().iter().all(is_reordered));
    }
});

fn check_columns(old: &Row, new: &Row, columns: &[Column]) {
    let differs = |column: &Column| old.cell(*column) != new.cell(*column);
    assert!(!columns.is_empty());
    assert!(
        Column::ALL
            .into_iter()
            .filter(differs)
            .eq(columns.iter().copied())
    );
}
