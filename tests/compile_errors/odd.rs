//! Odd registries that the build must accept.

use super::*;

#[test]
fn odd_registries_build() {
    let alias = |name: &str, of: &str| {
        let notes = format!("\"This entry is an alias to \"\"{of}\"\".\nIt is historic.\"");
        format!("{name},1,tcp,,,,,,,,,{notes}")
    };
    let long = "Apple Remote Desktop (Net Assistant)";
    assert_eq!(long.len(), 36);
    let plain = |name: &str| row([name, "1", "tcp", ""]);
    for (records, services) in [
        (
            vec![
                plain("fifteen-letters"),
                plain("sixteen-letters-"),
                plain(long),
            ],
            "3",
        ),
        // No name is short enough for the name table.
        (vec![plain(long)], "1"),
        (vec![plain("name"), plain("Name"), plain("NAME")], "3"),
        (vec![plain(long), plain(&long.to_uppercase())], "2"),
        (vec![plain("twice"), plain("twice")], "2"),
        (
            vec![
                row(["a", "1-9", "tcp", ""]),
                row(["b", "5-20", "", ""]),
                row(["c", "0-65535", "", ""]),
            ],
            "3",
        ),
        (
            vec![
                row(["a", "4748-4748", "tcp", ""]),
                row(["b", "4748", "tcp", ""]),
            ],
            "2",
        ),
        (
            vec![
                row(["a", "80", "", ""]),
                row(["b", "", "", ""]),
                row(["c", "", "udp", ""]),
            ],
            "3",
        ),
        (
            vec![
                row(["", "24", "tcp", "prose that nobody foresaw"]),
                row(["", "", "", ""]),
            ],
            "0",
        ),
        (vec![row(["a", "80", "TCP", ""])], "1"),
        // Aliases of an unknown name, of themselves and of each other, and an alias of an alias in
        // that cycle.
        (
            vec![alias("a", "nobody"), alias("b", ""), alias("c", "c")],
            "3",
        ),
        (
            vec![
                alias("a", "b"),
                alias("b", "c"),
                alias("c", "a"),
                alias("d", "a"),
            ],
            "4",
        ),
    ] {
        let compiled = build(&inputs(file(&records)));
        assert_eq!(constant(&compiled, "RECORDS"), records.len().to_string());
        assert_eq!(constant(&compiled, "SERVICES"), services, "{records:?}");
    }
}

#[test]
fn rows_get_wider_numbers_only_when_they_must() {
    for (count, is_wide) in [(65_534, false), (65_535, true), (70_000, true)] {
        let compiled = build(&inputs(file(&vec![row(["", "", "", ""]); count])));
        assert_eq!(compiled.is_wide, is_wide, "{count} records");
        assert_eq!(constant(&compiled, "RECORDS"), count.to_string());
    }
}

// Files of other forms that must compile to the same tables.

#[test]
fn tables_do_not_depend_on_the_file_s_form() {
    let real = shipped_inputs();
    let compiled = build(&real);
    assert!(!compiled.is_wide);
    assert_eq!(compiled.warnings, [""; 0]);

    let text = real_registry();
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    // The columns in reverse order, with an unknown column and with the old spelling of a heading.
    let mut reversed = csv::Writer::from_writer(vec![]);
    for record in &records {
        let cells = record.iter().rev().map(|cell| match cell {
            "Unauthorized Use Reported" => "Known Unauthorized Uses",
            cell => cell,
        });
        reversed
            .write_record(std::iter::once("Remarks").chain(cells))
            .unwrap();
    }
    let reversed = reversed.into_inner().unwrap();
    let forms = [
        text.clone().into_bytes(),
        text.replace("\r\n", "\n").into_bytes(),
        [b"\xef\xbb\xbf", &reversed[..]].concat(),
    ];
    for bytes in forms {
        let mut inputs = real.clone();
        inputs.registry.bytes = bytes;
        // Not `assert_eq`, which would print megabytes.
        assert!(build(&inputs).tables == compiled.tables);
    }
}
