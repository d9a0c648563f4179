//! Files of lines that are read in ranges.

use std::fmt::Write as _;

use crate::folder::Folder;

/// More than DataFusion reads as one range (10 MiB).
const LINES: u64 = 1_200_000;

#[test]
fn large_files_are_read_in_ranges() {
    let folder = Folder::new();
    let mut csv = String::from("n,port\n");
    let mut json = String::new();
    for n in 0..LINES {
        let _ = writeln!(csv, "{n},443");
        let _ = writeln!(json, "{{\"n\":{n},\"port\":443}}");
    }
    folder.write("a.csv", &csv);
    folder.write("a.json", &json);
    let sum = LINES * (LINES - 1) / 2;
    for name in ["a.csv", "a.json"] {
        let sql = format!("SELECT count(*) c, sum(n) s, count(DISTINCT n) d FROM '{name}'");
        let output = folder.output(&["--csv", "--threads", "3", &sql]);
        assert_eq!(output, format!("c,s,d\n{LINES},{sum},{LINES}\n"), "{name}");
    }
    // A line near the end is found, whichever range it is in.
    let wrong = LINES - 10;
    folder.write(
        "a.csv",
        csv.replace(&format!("\n{wrong},443\n"), &format!("\n{wrong}x,443\n")),
    );
    let failure = folder.failure(&["--csv", "--threads", "3", "SELECT sum(n) FROM 'a.csv'"]);
    let line = wrong + 2;
    let expected = format!(
        "port-sql: a.csv:{line}: \"{wrong}x\" in the column \"n\": expected an integer, the type of the first rows or of the layout\n"
    );
    assert_eq!(failure, (Some(1), expected));
    folder.write("a.json", json.replace(&format!(":{wrong},"), ":[1],"));
    let failure = folder.failure(&["--csv", "--threads", "3", "SELECT sum(n) FROM 'a.json'"]);
    let line = wrong + 1;
    let expected = format!(
        "port-sql: a.json:{line}: \"[1]\" in the column \"n\": expected an integer, the type of the first rows or of the layout\n"
    );
    assert_eq!(failure, (Some(1), expected));
}

#[test]
fn line_ends_within_quotes_are_not_ends_of_rows() {
    let folder = Folder::new();
    let row = |n: u64| format!("{n},\"two\nlines\"\n");
    let rows: String = (0..LINES).map(row).collect();
    folder.write("a.csv", format!("n,text\n{rows}"));
    let sql = "SELECT count(*) c, sum(n) s, min(text) t FROM 'a.csv'";
    let sum = LINES * (LINES - 1) / 2;
    let expected = format!("c,s,t\n{LINES},{sum},two\\nlines\n");
    assert_eq!(folder.output(&["--csv", "--threads", "3", sql]), expected);
}

#[test]
fn what_is_not_utf_8_is_replaced_and_counted() {
    let folder = Folder::new();
    folder.write("a.csv", b"port,label\n80,Web Attack \x96 XSS\n443,plain\n");
    let ran = folder.run(&["--csv", "SELECT * FROM 'a.csv'"]);
    let expected = "port,label\n80,Web Attack \u{fffd} XSS\n443,plain\n";
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(0), expected));
    assert_eq!(
        ran.stderr,
        "port-sql: \"a.csv\": 1 character not in UTF-8 replaced\n"
    );
}

#[test]
fn a_first_line_with_a_number_is_a_row() {
    let folder = Folder::new();
    folder.write("a.csv", "tcp,443\nudp,53\n");
    let sql = "SELECT port_service(column_2, column_1) s FROM 'a.csv'";
    assert_eq!(folder.output(&["--csv", sql]), "s\nhttps\ndomain\n");
}

#[test]
fn names_in_the_header_are_trimmed_and_distinct() {
    let folder = Folder::new();
    folder.write("a.csv", "\u{feff}Port, Port,Port, Other\r\n1,2,3,4\r\n");
    assert_eq!(
        folder.output(&["--csv", "SELECT * FROM 'a.csv'"]),
        "Port,Port_2,Port_3,Other\n1,2,3,4\n"
    );
}

#[test]
fn types_of_columns_can_be_text() {
    let folder = Folder::new();
    folder.write("a.csv", "port\n0443\n");
    assert_eq!(
        folder.output(&["--csv", "SELECT port FROM 'a.csv'"]),
        "port\n443\n"
    );
    let arguments = [
        "--csv",
        "--infer-rows",
        "0",
        "SELECT port, arrow_typeof(port) t FROM 'a.csv'",
    ];
    assert_eq!(folder.output(&arguments), "port,t\n0443,Utf8View\n");
}
