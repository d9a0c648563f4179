//! Errors in the headings and in the columns.

use super::*;

#[test]
fn headings_that_are_not_utf_8() {
    let unknown = HEADINGS.join(",") + ",Remarks";
    let spoilt = |heading: &str| {
        let mut bytes = unknown.clone().into_bytes();
        bytes[unknown.find(heading).unwrap()] = 0xff;
        bytes
    };
    let utf_16 = unknown.encode_utf16().flat_map(u16::to_le_bytes);
    for bytes in [
        spoilt("Description"),
        // An unknown column, which would otherwise be skipped.
        spoilt("Remarks"),
        // UTF-16, as some shells write it when they redirect output.
        [0xff, 0xfe].into_iter().chain(utf_16).collect(),
    ] {
        let lines = refused(&inputs(bytes));
        let is_told = |line: &String| {
            line.starts_with("registry.csv:1: ")
                && line.contains(r"\xff")
                && line.ends_with(" is not UTF-8: expected text")
        };
        assert!(lines.iter().any(is_told), "{lines:?}");
    }
}

// Headings and records.

#[test]
fn each_missing_column() {
    for (missing, column) in HEADINGS.into_iter().enumerate() {
        let without = |cells: [&'static str; 12]| {
            let mut cells = cells.to_vec();
            cells.remove(missing);
            cells.join(",") + "\r\n"
        };
        let text = without(HEADINGS) + &without(HTTP);
        let expected =
            format!("registry.csv:1: {column}: missing column: expected a heading {column:?}");
        assert_eq!(refused(&inputs(text)), [expected]);
    }
}

#[test]
fn headings_are_case_sensitive() {
    let text = file(&[HTTP.join(",")]).replace("Port Number", "port number");
    let expected =
        r#"registry.csv:1: Port Number: missing column: expected a heading "Port Number""#;
    assert_eq!(refused(&inputs(text)), [expected]);
}

#[test]
fn a_file_without_content_lacks_every_column() {
    let expected: Vec<String> = HEADINGS
        .iter()
        .map(|column| {
            format!("registry.csv:1: {column}: missing column: expected a heading {column:?}")
        })
        .collect();
    for text in ["", "\u{feff}"] {
        assert_eq!(refused(&inputs(text)), expected, "{text:?}");
    }
    assert_eq!(refused(&inputs("\r\n\r\n")).len(), HEADINGS.len());
}

#[test]
fn a_file_without_records_builds() {
    for text in [file::<&str>(&[]), HEADINGS.join(",")] {
        let compiled = build(&inputs(text));
        assert_eq!(constant(&compiled, "RECORDS"), "0");
        assert_eq!(constant(&compiled, "SERVICES"), "0");
        assert!(!compiled.is_wide);
    }
}

#[test]
fn each_heading_that_occurs_twice() {
    for column in HEADINGS {
        let text = format!("{},{column}\r\n{},\r\n", HEADINGS.join(","), HTTP.join(","));
        let expected =
            format!("registry.csv:1: {column}: the heading is there twice: expected it once");
        assert_eq!(refused(&inputs(text)), [expected]);
    }
}

#[test]
fn both_spellings_of_column_11_at_once() {
    let text = format!(
        "{},Known Unauthorized Uses\r\n{},\r\n",
        HEADINGS.join(","),
        HTTP.join(",")
    );
    let expected =
        "registry.csv:1: Unauthorized Use Reported: the heading is there twice: expected it once";
    assert_eq!(refused(&inputs(text)), [expected]);
}

#[test]
fn records_of_too_few_and_too_many_fields() {
    let http = HTTP.join(",");
    let text = file(&[
        http.strip_suffix(',').unwrap(),
        &format!("{http},"),
        "\"a name, \"\"quoted\"\"\nin two lines\",80",
        "   ",
        &http,
    ]);
    let expected = [
        r#"registry.csv:2: record: too few fields, 11 from "http" on: expected 12"#,
        r#"registry.csv:3: record: too many fields, 13 from "http" on: expected 12"#,
        r#"registry.csv:4: record: too few fields, 2 from "a name, \"quoted\"\nin two lines" on: expected 12"#,
        r#"registry.csv:6: record: too few fields, 1 from "   " on: expected 12"#,
    ];
    assert_eq!(refused(&inputs(text)), expected);
}

#[test]
fn an_unknown_column_is_named_on_one_line() {
    let headings = HEADINGS.join(",") + ",\"Remarks\nof IANA\"\r\n";
    let mut bytes = (headings + &HTTP.join(",") + ",_\r\n").into_bytes();
    let at = bytes.iter().rposition(|byte| *byte == b'_').unwrap();
    bytes[at] = 0xff;
    let lines = refused(&inputs(bytes));
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("registry.csv:3: "), "{lines:?}");
    assert!(
        lines[0].ends_with(r#": "\xff" is not UTF-8: expected text"#),
        "{lines:?}"
    );
}

// Quotes.
