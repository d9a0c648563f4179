//! Parses registries at run time. The result must be problems with their places, or rows that can
//! be written and parsed again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::PortRange;
use port_registry::csv::{Diff, Error, RegistryFile, Row};
use port_registry::record::Column;
use port_registry_fuzz::most_lines;

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    // Few random inputs would have valid headings.
    let headings = Column::ALL.map(Column::as_str).join(",");
    let bytes = match choice % 4 {
        0 => data.to_vec(),
        1 => [headings.as_bytes(), b"\r\n", data].concat(),
        2 => [b"\xef\xbb\xbf", headings.as_bytes(), b"\n", data].concat(),
        _ => [headings.as_bytes(), b"\n\"", data].concat(),
    };
    let file = RegistryFile::parse("r.csv", &bytes);
    match &file {
        Ok(file) => check_rows(file),
        Err(error) => check_problems(error, &bytes),
    }
    let lines = |error: Error| error.to_string();
    let again = RegistryFile::parse("r.csv", &bytes);
    assert_eq!(again.map_err(lines), file.map_err(lines));
});

fn check_rows(file: &RegistryFile) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(Column::ALL.map(Column::as_str))
        .expect("memory takes it");
    for row in file.rows() {
        check_row(row);
        let cells = Column::ALL.map(|column| row.cell(column));
        writer.write_record(cells).expect("memory takes it");
    }
    let written = writer.into_inner().expect("memory takes it");
    let again = RegistryFile::parse("r.csv", &written);
    assert_eq!(again.as_ref().ok(), Some(file));
    assert!(Diff::between(file, file).changes().is_empty());
}

fn check_row(row: &Row) {
    assert!(row.cell(Column::Description).starts_with(row.description()));
    assert_eq!(
        row.cell(Column::ServiceName),
        row.name().unwrap_or_default()
    );
    assert_eq!(row.ports().map(PortRange::first), row.port());
    let date = row.registration_date().map(|date| date.to_string());
    assert_eq!(row.cell(Column::RegistrationDate), date.unwrap_or_default());
}

fn check_problems(error: &Error, bytes: &[u8]) {
    let lines = most_lines(bytes) as u64;
    assert!(!error.problems().is_empty());
    let mut last = 0;
    for problem in error.problems() {
        let text = problem.to_string();
        assert!(!text.contains(char::is_control), "{text:?}");
        assert!(!text.ends_with('.') && text.len() < 2000, "{text}");
        let (line, column) = (
            problem.line().expect("a line"),
            problem.column().expect("a column"),
        );
        assert!(
            text.starts_with(&format!("r.csv:{line}: {column}: ")),
            "{text}"
        );
        assert!((1..=lines).contains(&line), "{text}, of {lines} lines");
        assert!(last <= line, "line {line} after {last}");
        last = line;
    }
}
