//! Tests of copies of the registry that are read at run time.
#![cfg(feature = "csv")]

mod support;

use std::error::Error as _;
use std::io;

use port_registry::Record;
use port_registry::csv::{Change, Diff, RegistryFile};
use port_registry::record::Column;
use proptest::prelude::*;
use support::files::{HEADINGS, REGISTRY, of_rows};
use support::oracle;

fn shipped() -> RegistryFile {
    RegistryFile::parse(REGISTRY, oracle::file(REGISTRY).as_bytes()).unwrap()
}

/// Returns a file of rows with these first four cells. The others are empty.
fn file(rows: &[[&str; 4]]) -> RegistryFile {
    RegistryFile::parse("test.csv", of_rows(rows).as_bytes()).unwrap()
}

#[test]
fn the_shipped_file_has_the_rows_that_are_compiled_in() {
    let file = shipped();
    assert_eq!(file.rows().len(), Record::COUNT);
    for (row, record) in file.rows().iter().zip(Record::all()) {
        for column in Column::ALL {
            assert_eq!(row.cell(column), record.cell(column).to_string());
        }
        assert_eq!(row.name(), record.name());
        assert_eq!((row.ports(), row.port()), (record.ports(), record.port()));
        assert_eq!(row.protocol(), record.protocol());
        assert_eq!(row.description(), record.description());
        assert_eq!(row.replaces(), record.replaces());
        assert!(row.assignees().eq(record.assignees()));
        assert!(row.contacts().eq(record.contacts()));
        assert_eq!(row.registration_date(), record.registration_date());
        assert_eq!(row.modification_date(), record.modification_date());
        assert!(row.references().eq(record.references()));
        assert_eq!(row.service_code(), record.service_code());
        assert_eq!(row.unauthorized_use(), record.unauthorized_use());
        assert_eq!(row.notes(), record.notes());
    }
}

#[test]
fn problems_have_the_messages_of_the_build() {
    let text = oracle::file(REGISTRY).replacen("tcpmux,1,tcp", "tcpmux,70000,tpc", 1);
    let error = RegistryFile::parse("copy.csv", text.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "copy.csv:4: Port Number: invalid port range \"70000\": \
         expected a port from 0 to 65535, or two as in 6000-6063\n\
         copy.csv:4: Transport Protocol: unknown transport protocol \"tpc\": \
         expected tcp, udp, sctp or dccp"
    );
    let columns: Vec<_> = error
        .problems()
        .iter()
        .map(|problem| (problem.line(), problem.column()))
        .collect();
    assert_eq!(
        columns,
        [
            (Some(4), Some("Port Number")),
            (Some(4), Some("Transport Protocol"))
        ]
    );
    assert!(
        error
            .problems()
            .iter()
            .all(|problem| problem.file() == "copy.csv")
    );
}

#[test]
fn problems_past_the_twentieth_are_counted() {
    let rows = "x,70000,tcp,,,,,,,,,\n".repeat(23);
    let text = HEADINGS.join(",") + "\n" + &rows;
    let error = RegistryFile::parse("many.csv", text.as_bytes()).unwrap_err();
    assert_eq!(error.problems().len(), 23);
    let shown = error.to_string();
    assert_eq!(shown.lines().count(), 21);
    assert!(shown.ends_with("\nand 3 more like these"));
}

#[test]
fn a_file_that_is_not_there_is_a_problem_of_the_file() {
    let error = RegistryFile::open("no/such.csv").unwrap_err();
    let [problem] = error.problems() else {
        panic!("{error}");
    };
    let cause = error.source().unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(cause.kind(), io::ErrorKind::NotFound);
    assert_eq!((problem.line(), problem.column()), (None, None));
    assert!(
        problem
            .to_string()
            .starts_with("no/such.csv: cannot be read: ")
    );
}

#[test]
fn a_further_port_of_a_name_is_newer_than_the_compiled_registry() {
    let compiled = RegistryFile::compiled();
    let copy = oracle::file(REGISTRY) + "https,4430,tcp,Also HTTPS,,,,,,,,\r\n";
    let newer = RegistryFile::parse("newer.csv", copy.as_bytes()).unwrap();
    let diff = Diff::between(&compiled, &newer);
    let [Change::Added(row)] = diff.changes() else {
        panic!("{diff:?}");
    };
    assert_eq!(
        (row.name(), row.description()),
        (Some("https"), "Also HTTPS")
    );
    assert_eq!(row.cell(Column::PortNumber), "4430");
}

#[test]
fn rows_are_paired_by_name_port_and_transport() {
    let old = file(&[
        ["same", "1", "tcp", "Same"],
        ["changed", "2", "tcp", "Old"],
        ["renamed", "3", "tcp", "Renamed"],
        ["removed", "4", "tcp", "Removed"],
        ["moved", "5", "tcp", "Moved"],
        ["Case", "6", "tcp", "Case"],
        ["", "7", "tcp", "Unassigned"],
        ["twice", "", "", "First"],
        ["twice", "", "", "Second"],
        ["two", "8", "tcp", "Two"],
    ]);
    let new = file(&[
        ["two-a", "8", "tcp", "Two"],
        ["two-b", "8", "tcp", "Two"],
        ["same", "1", "tcp", "Same"],
        ["changed", "2", "tcp", "New"],
        ["other", "3", "tcp", "Renamed and described"],
        ["moved", "55", "tcp", "Moved"],
        ["case", "6", "tcp", "Case"],
        ["assigned", "7", "tcp", "Assigned"],
        ["twice", "", "", "First"],
        ["twice", "", "", "Second again"],
        ["added", "", "udp", "Added"],
    ]);
    let diff = Diff::between(&old, &new);
    let told: Vec<String> = diff
        .changes()
        .iter()
        .map(|change| match change {
            Change::Added(row) => format!("+{}", row.cell(Column::ServiceName)),
            Change::Removed(row) => format!("-{}", row.cell(Column::ServiceName)),
            Change::Renamed { old, new, columns } => {
                format!(
                    "{}>{} {columns:?}",
                    old.name().unwrap(),
                    new.name().unwrap()
                )
            }
            Change::Changed { new, columns, .. } => format!("~{} {columns:?}", new.name().unwrap()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "+two-a",
            "+two-b",
            "~changed [Description]",
            "renamed>other [ServiceName, Description]",
            "+moved",
            "~case [ServiceName]",
            "+assigned",
            "~twice [Description]",
            "+added",
            "-removed",
            "-moved",
            "-",
            "-two",
        ]
    );
}

proptest! {
    #[test]
    fn any_bytes_give_rows_or_problems(bytes in any::<Vec<u8>>()) {
        let _ = RegistryFile::parse("any.csv", &bytes);
        let mut text = HEADINGS.join(",").into_bytes();
        text.push(b'\n');
        text.extend(bytes);
        if let Err(error) = RegistryFile::parse("any.csv", &text) {
            prop_assert!(!error.problems().is_empty());
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn any_cells_are_read_exactly(cells in proptest::collection::vec(any::<String>(), 6)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(HEADINGS).unwrap();
        let [name, description, assignee, contact, reference, notes] = cells.try_into().unwrap();
        let row = [&name, "", "", &description, &assignee, &contact, "", "", &reference, "", "", &notes];
        writer.write_record(row).unwrap();
        let text = writer.into_inner().unwrap();
        let file = RegistryFile::parse("any.csv", &text).unwrap();
        prop_assert_eq!(Column::ALL.map(|column| file.rows()[0].cell(column).to_owned()), row);
    }
}

/// A name with a line end would be two problems to a reader of the message.
#[test]
fn a_problem_is_one_line_whatever_the_name_of_the_file() {
    let error = RegistryFile::parse("a\nb\u{1b}.csv", b"Service Name\n").unwrap_err();
    let problem = error.problems().first().unwrap();
    assert_eq!(problem.file(), "a\nb\u{1b}.csv");
    assert!(
        problem.to_string().starts_with(r"a\nb\u{1b}.csv:1: "),
        "{problem}"
    );
    assert_eq!(error.to_string().lines().count(), 11);
}
