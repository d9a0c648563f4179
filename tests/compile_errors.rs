//! What the build says of a broken registry, to the letter, and which odd registries it takes.
//!
//! The compile step runs in process here; `other_registries.rs` builds the whole crate.

#[path = "../registry/compile/mod.rs"]
#[allow(
    dead_code,
    reason = "these tests call the compile step as a whole, as the build script does"
)]
mod compile;

use std::fs;
use std::path::Path;

use compile::{Compiled, Inputs, Missing, Source};

const COLUMNS: [&str; 12] = [
    "Service Name",
    "Port Number",
    "Transport Protocol",
    "Description",
    "Assignee",
    "Contact",
    "Registration Date",
    "Modification Date",
    "Reference",
    "Service Code",
    "Unauthorized Use Reported",
    "Assignment Notes",
];

const HTTP: [&str; 12] = [
    "http",
    "80",
    "tcp",
    "World Wide Web",
    "[Tim]",
    "[IETF]",
    "1992-01",
    "2021-10-01",
    "[RFC9110]",
    "",
    "",
    "",
];

/// The record of `http` with another cell in one column.
fn http_but(column: &str, cell: &str) -> String {
    let at = COLUMNS.iter().position(|heading| *heading == column);
    let mut cells = HTTP;
    cells[at.expect("one of IANA's columns")] = cell;
    cells.join(",")
}

fn row(name: &str, port: &str, protocol: &str, description: &str) -> String {
    format!("{name},{port},{protocol},{description},,,,,,,,")
}

/// IANA's headings and these records, with IANA's line ends.
fn file<T: AsRef<str>>(records: &[T]) -> String {
    let mut text = COLUMNS.join(",") + "\r\n";
    for record in records {
        text += record.as_ref();
        text += "\r\n";
    }
    text
}

fn source(name: &str, bytes: impl Into<Vec<u8>>) -> Source {
    Source {
        name: name.to_owned(),
        bytes: bytes.into(),
    }
}

/// A registry with nothing curated.
fn inputs(registry: impl Into<Vec<u8>>) -> Inputs {
    Inputs {
        registry: source("registry.csv", registry),
        preferred: source("preferred.csv", "port,protocol,service,why\n"),
        aliases: source("aliases.csv", "alias,service,source\n"),
        snapshot: Some(source("snapshot", "2026-09-12\n")),
        missing: Missing::IsProblem,
    }
}

fn with_preferred(registry: &str, preferred: impl Into<Vec<u8>>) -> Inputs {
    Inputs {
        preferred: source("preferred.csv", preferred),
        ..inputs(registry)
    }
}

fn with_aliases(registry: &str, aliases: impl Into<Vec<u8>>) -> Inputs {
    Inputs {
        aliases: source("aliases.csv", aliases),
        ..inputs(registry)
    }
}

/// What the package itself is built from.
fn real_inputs() -> Inputs {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("registry");
    let read = |name: &str| source(name, fs::read(folder.join(name)).unwrap());
    Inputs {
        registry: read("service-names-port-numbers.csv"),
        preferred: read("preferred.csv"),
        aliases: read("aliases.csv"),
        snapshot: Some(read("snapshot")),
        missing: Missing::IsProblem,
    }
}

fn real_registry() -> String {
    String::from_utf8(real_inputs().registry.bytes).unwrap()
}

#[track_caller]
fn build(inputs: &Inputs) -> Compiled {
    match compile::compile(inputs) {
        Ok(compiled) => compiled,
        Err(problems) => panic!("does not build: {problems}"),
    }
}

/// The problems, of which cargo shows each as one line.
#[track_caller]
fn refused(inputs: &Inputs) -> Vec<String> {
    let Err(problems) = compile::compile(inputs) else {
        panic!("builds");
    };
    for problem in &problems {
        let line = problem.to_string();
        assert!(!line.contains(['\n', '\r']), "{line:?} is several lines");
    }
    let lines: Vec<String> = problems.to_string().lines().map(str::to_owned).collect();
    lines
}

/// The value of a constant in the text of the tables.
#[track_caller]
fn constant<'a>(compiled: &'a Compiled, name: &str) -> &'a str {
    let (_, declared) = compiled
        .tables
        .split_once(&format!("pub const {name}: "))
        .unwrap();
    let (_, value) = declared.split_once(" = ").unwrap();
    value.split_once(';').unwrap().0
}

/// The line on which the only occurrence of a text starts.
#[track_caller]
fn line_of(file: &str, text: &str) -> usize {
    assert_eq!(file.matches(text).count(), 1, "{text:?} stands there once");
    1 + file.split_once(text).unwrap().0.matches('\n').count()
}

// Cells that cannot be read.

#[test]
fn each_bad_cell_gets_its_message() {
    const NO_PORT: &str = "expected a number from 0 to 65535";
    const NO_PORTS: &str = "expected a port from 0 to 65535, or two as in 6000-6063";
    const NO_TRANSPORT: &str = "expected tcp, udp, sctp or dccp";
    const NO_DATE: &str = "expected YYYY-MM-DD, YYYY-MM or YYYY";
    const NO_SUCH_DATE: &str = "expected a day of the calendar in the years 1 to 9999";
    let port = |cell: &str| format!("invalid port range {cell:?}: {NO_PORTS}");
    let half = |cell: &str, half: &str| {
        format!("invalid port range {cell:?}: invalid port {half:?}: {NO_PORT}")
    };
    let backwards =
        |cell: &str| format!("port range {cell} runs backwards: expected the lower port first");
    let transport = |cell: &str| format!("unknown transport protocol {cell:?}: {NO_TRANSPORT}");
    let date = |cell: &str| format!("invalid date {cell:?}: {NO_DATE}");
    let no_such_date = |cell: &str| format!("no such date as {cell}: {NO_SUCH_DATE}");
    let code = |cell: &str| {
        format!("invalid service code {cell:?}: expected a decimal number to 4294967295")
    };

    let mut cases = Vec::new();
    let mut add = |column: &'static str, cell: &'static str, message: String| {
        cases.push((column, cell, message));
    };
    for cell in [
        "65536",
        "99999999999999999999",
        "http",
        "+80",
        "-80",
        "80-",
        "-",
        " 80",
        "80 ",
        "0x50",
        "80.0",
        "٨٠",
    ] {
        add("Port Number", cell, port(cell));
    }
    add("Port Number", "80-65536", half("80-65536", "65536"));
    add("Port Number", "70000-70001", half("70000-70001", "70000"));
    add("Port Number", "80-90-100", half("80-90-100", "90-100"));
    add("Port Number", "80 - 90", half("80 - 90", "80 "));
    add("Port Number", "6063-6000", backwards("6063-6000"));
    add("Port Number", "65535-0", backwards("65535-0"));
    for cell in ["icmp", "tcp/udp", "tcp ", "6", "udplite", "-"] {
        add("Transport Protocol", cell, transport(cell));
    }
    for column in ["Registration Date", "Modification Date"] {
        for cell in [
            "June 2007",
            "2007-6",
            "07-06-01",
            "2007/06/01",
            "2007-06-01 ",
            "?",
        ] {
            add(column, cell, date(cell));
        }
        for cell in [
            "2023-02-30",
            "2023-02-29",
            "1900-02-29",
            "2007-13",
            "2007-00",
            "2007-06-00",
            "2007-06-31",
            "0000",
        ] {
            add(column, cell, no_such_date(cell));
        }
    }
    for cell in ["DISC", "SC:DISC", "SC=1145656131", "x44495343", "-1", "1.5"] {
        add("Service Code", cell, code(cell));
    }

    for (column, cell, message) in cases {
        let text = file(&[HTTP.join(","), http_but(column, cell)]);
        let expected = format!("registry.csv:3: {column}: {message}");
        assert_eq!(refused(&inputs(text)), [expected]);
    }
}

#[test]
fn a_service_code_too_large_is_told_the_limit() {
    let lines = refused(&inputs(file(&[http_but("Service Code", "4294967296")])));
    assert_eq!(lines.len(), 1);
    let start = "registry.csv:2: Service Code: invalid service code \"4294967296\": expected ";
    assert!(lines[0].starts_with(start), "{}", lines[0]);
    // It is a decimal number, so that is not what is wrong, and this column knows no `SC:` form.
    assert!(lines[0].contains("4294967295"), "{}", lines[0]);
    assert!(!lines[0].contains("SC"), "{}", lines[0]);
    build(&inputs(file(&[http_but("Service Code", "4294967295")])));
}

#[test]
fn a_quoted_cell_is_judged_by_its_content() {
    let text = file(&[
        http_but("Port Number", "\"8\n0\""),
        http_but("Transport Protocol", "\"t\"\"p\""),
        http_but("Registration Date", "\"\""),
    ]);
    let expected = [
        r#"registry.csv:2: Port Number: invalid port range "8\n0": expected a port from 0 to 65535, or two as in 6000-6063"#,
        r#"registry.csv:4: Transport Protocol: unknown transport protocol "t\"p": expected tcp, udp, sctp or dccp"#,
    ];
    assert_eq!(refused(&inputs(text)), expected);
}

#[test]
fn a_long_cell_is_shown_by_its_start() {
    let cell = "x".repeat(1000);
    let expected = format!(
        "registry.csv:2: Transport Protocol: unknown transport protocol \"{}…\": \
         expected tcp, udp, sctp or dccp",
        "x".repeat(48)
    );
    let text = file(&[http_but("Transport Protocol", &cell)]);
    assert_eq!(refused(&inputs(text)), [expected]);
}

#[test]
fn bytes_that_are_not_utf_8() {
    // As a tool writes it that knows Latin 1 only.
    let mut bytes = file(&[
        http_but("Description", "Caf_"),
        http_but("Assignee", "[J_rg]"),
    ])
    .into_bytes();
    bytes
        .iter_mut()
        .filter(|byte| **byte == b'_')
        .for_each(|byte| *byte = 0xe9);
    let expected = [
        r#"registry.csv:2: Description: "Caf\xe9" is not UTF-8: expected text"#,
        r#"registry.csv:3: Assignee: "[J\xe9rg]" is not UTF-8: expected text"#,
    ];
    assert_eq!(refused(&inputs(bytes)), expected);
}

#[test]
fn bytes_that_are_not_utf_8_hide_nothing_else_in_their_record() {
    let text = file(&[http_but("Description", "Caf_").replace("tcp", "tpc")]);
    let bytes: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == b'_' { 0xe9 } else { byte })
        .collect();
    let mut lines = refused(&inputs(bytes));
    lines.sort();
    let expected = [
        r#"registry.csv:2: Description: "Caf\xe9" is not UTF-8: expected text"#,
        r#"registry.csv:2: Transport Protocol: unknown transport protocol "tpc": expected tcp, udp, sctp or dccp"#,
    ];
    assert_eq!(lines, expected);
}

#[test]
fn headings_that_are_not_utf_8() {
    let unknown = COLUMNS.join(",") + ",Remarks";
    let spoilt = |heading: &str| {
        let mut bytes = unknown.clone().into_bytes();
        bytes[unknown.find(heading).unwrap()] = 0xff;
        bytes
    };
    let utf_16 = unknown.encode_utf16().flat_map(u16::to_le_bytes);
    for bytes in [
        spoilt("Description"),
        // A column that the crate would pass over.
        spoilt("Remarks"),
        // As a shell writes it that redirects in UTF-16.
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
    for (missing, column) in COLUMNS.into_iter().enumerate() {
        let without = |cells: [&'static str; 12]| {
            let mut cells = cells.to_vec();
            cells.remove(missing);
            cells.join(",") + "\r\n"
        };
        let text = without(COLUMNS) + &without(HTTP);
        let expected =
            format!("registry.csv:1: {column}: missing column: expected a heading {column:?}");
        assert_eq!(refused(&inputs(text)), [expected]);
    }
}

#[test]
fn headings_are_read_to_the_letter() {
    let text = file(&[HTTP.join(",")]).replace("Port Number", "port number");
    let expected =
        r#"registry.csv:1: Port Number: missing column: expected a heading "Port Number""#;
    assert_eq!(refused(&inputs(text)), [expected]);
}

#[test]
fn a_file_without_content_lacks_every_column() {
    let expected: Vec<String> = COLUMNS
        .iter()
        .map(|column| {
            format!("registry.csv:1: {column}: missing column: expected a heading {column:?}")
        })
        .collect();
    for text in ["", "\u{feff}"] {
        assert_eq!(refused(&inputs(text)), expected, "{text:?}");
    }
    assert_eq!(refused(&inputs("\r\n\r\n")).len(), COLUMNS.len());
}

#[test]
fn a_file_without_records_builds() {
    for text in [file::<&str>(&[]), COLUMNS.join(",")] {
        let compiled = build(&inputs(text));
        assert_eq!(constant(&compiled, "RECORDS"), "0");
        assert_eq!(constant(&compiled, "SERVICES"), "0");
        assert!(!compiled.is_wide);
    }
}

#[test]
fn each_heading_that_stands_twice() {
    for column in COLUMNS {
        let text = format!("{},{column}\r\n{},\r\n", COLUMNS.join(","), HTTP.join(","));
        let expected =
            format!("registry.csv:1: {column}: the heading stands twice: expected it once");
        assert_eq!(refused(&inputs(text)), [expected]);
    }
}

#[test]
fn both_spellings_of_column_11_at_once() {
    let text = format!(
        "{},Known Unauthorized Uses\r\n{},\r\n",
        COLUMNS.join(","),
        HTTP.join(",")
    );
    let expected =
        "registry.csv:1: Unauthorized Use Reported: the heading stands twice: expected it once";
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
fn a_column_that_the_crate_does_not_know_is_named_on_one_line() {
    let headings = COLUMNS.join(",") + ",\"Remarks\nof IANA\"\r\n";
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

const UNQUOTED: &str = "expected a field that holds a quote to be quoted as a whole";
const AFTER_CLOSING: &str = "expected a comma or the end of the record after the closing quote";
const UNCLOSED: &str = "expected a closing quote before the file ends";

/// The message on the field that starts with this text, which it shows the start of.
fn broken_quote(file: &str, field: &str, expected: &str) -> String {
    let at = file.find(field).expect("the field in the file");
    let shown: String = file[at..].chars().take(40).collect();
    format!("broken quote in {shown:?}: {expected}")
}

#[test]
fn each_broken_quote() {
    for (cell, expected) in [
        (r#"World "Wide" Web"#, UNQUOTED),
        (r#"World Wide Web""#, UNQUOTED),
        (r#" "World Wide Web""#, UNQUOTED),
        (r#""World" Wide Web"#, AFTER_CLOSING),
        (r#""World "Wide" Web""#, AFTER_CLOSING),
        (r#""World Wide Web" "#, AFTER_CLOSING),
        (r#""World Wide Web"#, UNCLOSED),
        (r#""World Wide ""Web"#, UNCLOSED),
    ] {
        let text = file(&[
            HTTP.join(","),
            http_but("Description", cell),
            HTTP.join(","),
        ]);
        let message = broken_quote(&text, cell, expected);
        let expected = format!("registry.csv:3: Description: {message}");
        assert_eq!(refused(&inputs(text)), [expected]);
    }
    // The message itself, once in full.
    let text = file(&[http_but("Description", "a \"b\"")]);
    let expected = r#"registry.csv:2: Description: broken quote in "a \"b\",[Tim],[IETF],1992-01,2021-10-01,[R": expected a field that holds a quote to be quoted as a whole"#;
    assert_eq!(refused(&inputs(text)), [expected]);
}

#[test]
fn a_broken_quote_at_the_end_of_the_file() {
    let text = file(&[http_but("Assignment Notes", "\"")]);
    let expected = r#"registry.csv:2: Assignment Notes: broken quote in "\"\r\n": expected a closing quote before the file ends"#;
    assert_eq!(refused(&inputs(text)), [expected]);
}

#[test]
fn a_broken_quote_in_the_headings_is_one_problem() {
    for (heading, expected) in [
        ("\"Port\" Number", AFTER_CLOSING),
        ("Port \"Number\"", UNQUOTED),
        ("\"Port Number", UNCLOSED),
    ] {
        let text = file(&[HTTP.join(",")]).replace("Port Number", heading);
        let lines = refused(&inputs(text));
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with("registry.csv:1: "), "{lines:?}");
        assert!(lines[0].contains("broken quote in "), "{lines:?}");
        assert!(lines[0].ends_with(expected), "{lines:?}");
    }
}

#[test]
fn what_stands_before_a_broken_quote_is_told_too() {
    let text = file(&[
        http_but("Port Number", "65536"),
        HTTP[..4].join(","),
        http_but("Description", "\"Web"),
        http_but("Port Number", "65537"),
    ]);
    let expected = [
        r#"registry.csv:2: Port Number: invalid port range "65536": expected a port from 0 to 65535, or two as in 6000-6063"#.to_owned(),
        r#"registry.csv:3: record: too few fields, 4 from "http" on: expected 12"#.to_owned(),
        // The quote has swallowed the rest of the file.
        format!("registry.csv:4: Description: {}", broken_quote(&text, "\"Web", UNCLOSED)),
    ];
    // In the order of the file, whichever step of the reading finds it.
    assert_eq!(refused(&inputs(text)), expected);
}

#[test]
fn a_quote_lost_in_the_middle_of_the_real_file() {
    let real = real_registry();
    let record = "\r\nresource_mgr,3019,tcp,";
    let line = line_of(&real, record) + 1;
    let (before, from) = real.split_once(record).unwrap();
    let notes = "\"This entry is an alias to \"\"resource-mgr\"\".";
    for (whole, lost, expected) in [
        ("mechanisms.\"", "mechanisms.", AFTER_CLOSING),
        (notes, &notes[1..], UNQUOTED),
        ("\"\"resource", "\"resource", AFTER_CLOSING),
    ] {
        let from = from.replacen(whole, lost, 1);
        let text = format!("{before}{record}{from}");
        assert_eq!(text.len() + 1, real.len());
        let field = if lost == &notes[1..] {
            lost
        } else {
            "\"This entry is an alias"
        };
        let message = broken_quote(&from, field, expected);
        let expected =
            format!("service-names-port-numbers.csv:{line}: Assignment Notes: {message}");
        let mut inputs = real_inputs();
        inputs.registry.bytes = text.into_bytes();
        assert_eq!(refused(&inputs), [expected]);
    }
}

#[test]
fn a_lost_quote_before_a_line_end_is_told_on_both_lines() {
    let text = file(&[http_but("Description", "World\nWide Web\"")]);
    let message = broken_quote(&text, "Wide Web", UNQUOTED);
    let expected = [
        r#"registry.csv:2: record: too few fields, 4 from "http" on: expected 12"#.to_owned(),
        format!("registry.csv:3: Service Name: {message}"),
    ];
    assert_eq!(refused(&inputs(text)), expected);
}

// Lines.

#[test]
fn lines_are_those_of_an_editor() {
    let two_lines = http_but("Description", "\"World\nWide Web\"");
    let ends_in_line_ends = http_but("Assignment Notes", "\"\n\n\"");
    let bad_records = [
        (
            http_but("Port Number", "x"),
            "Port Number: invalid port range \"x\"",
        ),
        (HTTP[..3].join(","), "record: too few fields, 3 from"),
        (
            http_but("Description", "\"A\"B"),
            "Description: broken quote in \"\\\"A\\\"B",
        ),
        (
            http_but("Port Number", "y").replace("World Wide Web", "\"\nWorld\n\""),
            "Port Number: invalid",
        ),
    ];
    for newline in ["\r\n", "\n"] {
        for quoted_newline in ["\r\n", "\n"] {
            for bom in ["", "\u{feff}"] {
                for blank in 0..3 {
                    for (bad, message) in &bad_records {
                        let gap = newline.repeat(1 + blank);
                        let start = format!("{bom}{}", newline.repeat(blank));
                        let headings = COLUMNS.join(",");
                        let quoted = |record: &str| record.replace('\n', quoted_newline);
                        let text = [
                            start + &headings,
                            quoted(&two_lines),
                            quoted(&ends_in_line_ends),
                            quoted(bad),
                            HTTP.join(","),
                        ]
                        .join(&gap);
                        // One line of headings, two and three of the records, and the gaps.
                        let line = 1 + blank + 6 + 3 * blank;
                        let expected = format!("registry.csv:{line}: {message}");
                        let lines = refused(&inputs(text.clone()));
                        assert_eq!(lines.len(), 1, "{lines:?}");
                        assert!(lines[0].starts_with(&expected), "{lines:?} in {text:?}");
                    }
                    let text = format!("{bom}{}Port Number", newline.repeat(blank));
                    let expected = format!("registry.csv:{}: Service Name: missing", 1 + blank);
                    let lines = refused(&inputs(text));
                    assert!(lines[0].starts_with(&expected), "{lines:?}");
                }
            }
        }
    }
}

#[test]
fn the_last_line_counts_without_a_line_end() {
    let text = COLUMNS.join(",") + "\n" + &http_but("Port Number", "x");
    assert!(refused(&inputs(text))[0].starts_with("registry.csv:2: "));
}

#[test]
fn lines_of_the_real_file() {
    let real = real_registry();
    // After hundreds of quoted line ends, and the last record of all.
    let spoilt = real
        .replace("\r\nhttps,,tcp,", "\r\nhttps,65536,tcp,")
        .replace("\r\nsubmissions,465,tcp,", "\r\nsubmissions,465,tpc,");
    let last = spoilt.trim_end().rfind("\r\n").unwrap() + 2;
    let spoilt = format!("{}x,{}", &spoilt[..last], &spoilt[last..]);
    let line = |text: &str| line_of(&spoilt, text) + 1;
    let expected = [
        (
            spoilt.trim_end().matches('\n').count() + 1,
            "record: too many fields, 13 from \"x\" on",
        ),
        (
            line("\r\nsubmissions,465,tpc,"),
            "Transport Protocol: unknown transport protocol \"tpc\"",
        ),
        (
            line("\r\nhttps,65536,tcp,"),
            "Port Number: invalid port range \"65536\"",
        ),
    ];
    for bytes in [
        spoilt.clone(),
        format!("\u{feff}{spoilt}"),
        spoilt.replace("\r\n", "\n"),
    ] {
        let mut inputs = real_inputs();
        inputs.registry.bytes = bytes.into_bytes();
        let lines = refused(&inputs);
        assert_eq!(lines.len(), expected.len());
        for (line, message) in &expected {
            let start = format!("service-names-port-numbers.csv:{line}: {message}");
            assert!(
                lines.iter().any(|line| line.starts_with(&start)),
                "{start} in {lines:?}"
            );
        }
    }
}

// How many are told.

#[test]
fn problems_are_told_up_to_twenty_and_the_rest_counted() {
    for count in [1, 2, 19, 20, 21, 25] {
        let records = vec![http_but("Port Number", "x"); count];
        let lines = refused(&inputs(file(&records)));
        for (at, line) in lines.iter().take(20).enumerate() {
            assert!(
                line.starts_with(&format!("registry.csv:{}: ", at + 2)),
                "{line}"
            );
        }
        if count > 20 {
            assert_eq!(lines[20..], [format!("and {} more like these", count - 20)]);
        } else {
            assert_eq!(lines.len(), count);
        }
    }
}

#[test]
fn every_bad_cell_of_a_record_and_every_file_is_told() {
    let record = "http,80-,icmp,,,,2023-02-30,2007-13,,x,,";
    let inputs = Inputs {
        preferred: source("preferred.csv", "port,protocol,service,why\n80,tcp,http,\n"),
        aliases: source("aliases.csv", "alias,service,source\nWeb,http,somewhere\n"),
        snapshot: Some(source("snapshot", "today")),
        ..inputs(file(&[record]))
    };
    let places: Vec<String> = refused(&inputs)
        .iter()
        .map(|line| line.splitn(3, ": ").take(2).collect::<Vec<_>>().join(": "))
        .collect();
    let expected = [
        "registry.csv:2: Port Number",
        "registry.csv:2: Transport Protocol",
        "registry.csv:2: Registration Date",
        "registry.csv:2: Modification Date",
        "registry.csv:2: Service Code",
        "preferred.csv:2: why",
        "aliases.csv:2: alias",
        "snapshot:1: date",
    ];
    assert_eq!(places, expected);
}

// The curated files.

#[test]
fn each_bad_entry_of_the_preferred() {
    let registry = file(&[
        row("http", "80", "tcp", ""),
        row("www", "80", "tcp", ""),
        row("airplay", "", "tcp", ""),
        row("x11", "6000-6063", "tcp", ""),
        row("flex-lm", "27000-27009", "", ""),
    ]);
    let missing =
        |service: &str, at: &str| format!("service: no record named {service:?} stands on {at}");
    let cases = [
        ("80,tcp,gopher,x", missing("gopher", "80/tcp")),
        ("81,tcp,http,x", missing("http", "81/tcp")),
        ("80,udp,http,x", missing("http", "80/udp")),
        ("80,tcp,HTTP,x", missing("HTTP", "80/tcp")),
        ("80,tcp,,x", missing("", "80/tcp")),
        ("80,tcp,airplay,x", missing("airplay", "80/tcp")),
        ("6064,tcp,x11,x", missing("x11", "6064/tcp")),
        (
            "65536,tcp,http,x",
            "port: invalid port \"65536\": expected a number from 0 to 65535".to_owned(),
        ),
        (
            ",tcp,http,x",
            "port: invalid port \"\": expected a number from 0 to 65535".to_owned(),
        ),
        (
            "80-81,tcp,http,x",
            "port: invalid port \"80-81\": expected a number from 0 to 65535".to_owned(),
        ),
        (
            "80,icmp,http,x",
            "protocol: unknown transport protocol \"icmp\": expected tcp, udp, sctp or dccp"
                .to_owned(),
        ),
        (
            "80,,http,x",
            "protocol: unknown transport protocol \"\": expected tcp, udp, sctp or dccp".to_owned(),
        ),
        (
            "80,tcp,http,",
            "why: empty: expected the reason and its source".to_owned(),
        ),
        (
            "80,tcp,http",
            "record: too few fields, 3 from \"80\" on: expected 4".to_owned(),
        ),
        (
            "80,tcp,http,x,y",
            "record: too many fields, 5 from \"80\" on: expected 4".to_owned(),
        ),
        (
            "80,tcp,http,a \"b\"",
            format!("why: broken quote in \"a \\\"b\\\"\": {UNQUOTED}"),
        ),
    ];
    for (entry, expected) in cases {
        let preferred = format!(
            "port,protocol,service,why\n6000,tcp,x11,\"two\nlines\"\n27009,sctp,flex-lm,x\n{entry}"
        );
        let lines = refused(&with_preferred(&registry, preferred));
        assert_eq!(lines, [format!("preferred.csv:5: {expected}")], "{entry}");
    }

    let twice = "port,protocol,service,why\n80,tcp,http,x\n80,tcp,www,x\n";
    let expected = "preferred.csv:3: port: 80/tcp is decided on line 2: expected it once";
    assert_eq!(refused(&with_preferred(&registry, twice)), [expected]);

    let bytes = b"port,protocol,service,why\n80,tcp,http,\xff\n".to_vec();
    let expected = r#"preferred.csv:2: why: "\xff" is not UTF-8: expected text"#;
    assert_eq!(refused(&with_preferred(&registry, bytes)), [expected]);
}

#[test]
fn each_bad_entry_of_the_aliases() {
    let registry = file(&[
        row("http", "80", "tcp", ""),
        row("Gopher", "70", "tcp", ""),
        row("rdp", "", "tcp", ""),
    ]);
    let registered = |name: &str| {
        format!(
            "alias: {name:?} is itself a registered name with a port: expected a name that is not"
        )
    };
    let missing = |name: &str| format!("service: no record named {name:?} has a port");
    let malformed =
        |name: &str| format!("alias: {name:?}: expected 1 to 15 characters, no capitals");
    let cases = [
        ("web,htps,x", missing("htps")),
        ("web,rdp,x", missing("rdp")),
        ("web,,x", missing("")),
        // Aliases of aliases are not followed.
        ("web,world-wide-web2,x", missing("world-wide-web2")),
        ("http,gopher,x", registered("http")),
        ("gopher,http,x", registered("gopher")),
        ("Web,http,x", malformed("Web")),
        (",http,x", malformed("")),
        ("sixteen-letters-,http,x", malformed("sixteen-letters-")),
        (
            "web,http,",
            "source: empty: expected where the alias is in use".to_owned(),
        ),
        (
            "web,http",
            "record: too few fields, 2 from \"web\" on: expected 3".to_owned(),
        ),
        (
            "web,http,x,y",
            "record: too many fields, 4 from \"web\" on: expected 3".to_owned(),
        ),
        (
            "web,http,\"x",
            format!("source: broken quote in \"\\\"x\": {UNCLOSED}"),
        ),
    ];
    for (entry, expected) in cases {
        let aliases = format!(
            "alias,service,source\nrdp,HTTP,\"two\nlines\"\nfifteen-letters,http,x\n{entry}"
        );
        let lines = refused(&with_aliases(&registry, aliases));
        assert_eq!(lines, [format!("aliases.csv:5: {expected}")], "{entry}");
    }

    let twice = "alias,service,source\nweb,http,x\nweb,gopher,x\n";
    let expected = "aliases.csv:3: alias: \"web\" stands on line 2 too: expected it once";
    assert_eq!(refused(&with_aliases(&registry, twice)), [expected]);
}

#[test]
fn each_missing_column_of_the_curated_files() {
    let registry = file(&[HTTP.join(",")]);
    for column in ["port", "protocol", "service", "why"] {
        let headings = "port,protocol,service,why".replace(column, "x");
        let expected =
            format!("preferred.csv:1: {column}: missing column: expected a heading {column:?}");
        assert_eq!(refused(&with_preferred(&registry, headings)), [expected]);
    }
    for column in ["alias", "service", "source"] {
        let headings = "alias,service,source".replace(column, "x");
        let expected =
            format!("aliases.csv:1: {column}: missing column: expected a heading {column:?}");
        assert_eq!(refused(&with_aliases(&registry, headings)), [expected]);
    }
}

#[test]
fn another_registry_may_lack_what_the_curated_files_name() {
    let passed_over = Inputs {
        preferred: source(
            "preferred.csv",
            "port,protocol,service,why\n70,tcp,gopher,x\n80,tcp,http,x\n",
        ),
        aliases: source(
            "aliases.csv",
            "alias,service,source\nhttp,http,x\nhole,gopher,x\nweb,http,x\n",
        ),
        missing: Missing::IsPassedOver,
        ..inputs(file(&[HTTP.join(",")]))
    };
    let compiled = build(&passed_over);
    let expected = [
        r#"preferred.csv:2: service: passed over: no record named "gopher" stands on 70/tcp"#,
        r#"aliases.csv:2: alias: passed over: "http" is itself a registered name with a port: expected a name that is not"#,
        r#"aliases.csv:3: service: passed over: no record named "gopher" has a port"#,
    ];
    assert_eq!(compiled.warnings, expected);
    assert!(compiled.tables.contains("\"web\""));
    assert!(!compiled.tables.contains("\"hole\""));

    // What is wrong in itself is wrong with any registry.
    let malformed = Inputs {
        preferred: source(
            "preferred.csv",
            "port,protocol,service,why\n70,icmp,gopher,x\n",
        ),
        ..passed_over
    };
    let expected = r#"preferred.csv:2: protocol: unknown transport protocol "icmp": expected tcp, udp, sctp or dccp"#;
    assert_eq!(refused(&malformed), [expected]);
}

// The snapshot.

#[test]
fn each_bad_snapshot() {
    let cases = [
        (
            "2021-09-30\n",
            "2021-09-30 is before 2021-10-01: expected no later date in the registry",
        ),
        (
            "2020",
            "2020 is before 2021-10-01: expected no later date in the registry",
        ),
        (
            "",
            r#"invalid date "": expected YYYY-MM-DD, YYYY-MM or YYYY"#,
        ),
        (
            "today\n",
            r#"invalid date "today": expected YYYY-MM-DD, YYYY-MM or YYYY"#,
        ),
        (
            "2026-09-12\n2026-09-13",
            r#"invalid date "2026-09-12\n2026-09-13": expected YYYY-MM-DD, YYYY-MM or YYYY"#,
        ),
        (
            "2023-02-30",
            "no such date as 2023-02-30: expected a day of the calendar in the years 1 to 9999",
        ),
    ];
    for (snapshot, expected) in cases {
        let inputs = Inputs {
            snapshot: Some(source("snapshot", snapshot)),
            ..inputs(file(&[HTTP.join(",")]))
        };
        assert_eq!(refused(&inputs), [format!("snapshot:1: date: {expected}")]);
    }
}

#[test]
fn the_snapshot_is_the_file_or_the_newest_date() {
    let packed = |year: usize, month: usize, day: usize| year << 16 | month << 8 | day;
    let snapshot = |file: Option<&str>, records: &[String]| {
        let inputs = Inputs {
            snapshot: file.map(|text| source("snapshot", text)),
            ..inputs(self::file(records))
        };
        constant(&build(&inputs), "SNAPSHOT")
            .parse::<usize>()
            .unwrap()
    };
    let http = [HTTP.join(",")];
    assert_eq!(snapshot(Some("2021-10-01\r\n"), &http), packed(2021, 10, 1));
    assert_eq!(snapshot(Some("2026-09-12"), &http), packed(2026, 9, 12));
    assert_eq!(snapshot(None, &http), packed(2021, 10, 1));
    let newer = http_but("Registration Date", "2022-01");
    assert_eq!(snapshot(None, &[newer, HTTP.join(",")]), packed(2022, 1, 0));
    // A day must be told even where there is none.
    assert_eq!(snapshot(None, &[]), packed(1, 0, 0));
}

// Odd, but right; `other_registries.rs` asks such a registry questions.

#[test]
fn odd_registries_build() {
    let alias = |name: &str, of: &str| {
        let notes = format!("\"This entry is an alias to \"\"{of}\"\".\nIt is historic.\"");
        format!("{name},1,tcp,,,,,,,,,{notes}")
    };
    let long = "Apple Remote Desktop (Net Assistant)";
    assert_eq!(long.len(), 36);
    let plain = |name: &str| row(name, "1", "tcp", "");
    for (records, services) in [
        (
            vec![
                plain("fifteen-letters"),
                plain("sixteen-letters-"),
                plain(long),
            ],
            "3",
        ),
        // No name that fits a slot of the name table.
        (vec![plain(long)], "1"),
        (vec![plain("name"), plain("Name"), plain("NAME")], "3"),
        (vec![plain(long), plain(&long.to_uppercase())], "2"),
        (vec![plain("twice"), plain("twice")], "2"),
        (
            vec![
                row("a", "1-9", "tcp", ""),
                row("b", "5-20", "", ""),
                row("c", "0-65535", "", ""),
            ],
            "3",
        ),
        (
            vec![
                row("a", "4748-4748", "tcp", ""),
                row("b", "4748", "tcp", ""),
            ],
            "2",
        ),
        (
            vec![
                row("a", "80", "", ""),
                row("b", "", "", ""),
                row("c", "", "udp", ""),
            ],
            "3",
        ),
        (
            vec![
                row("", "24", "tcp", "prose that nobody foresaw"),
                row("", "", "", ""),
            ],
            "0",
        ),
        (vec![row("a", "80", "TCP", "")], "1"),
        // Aliases of nobody, of themselves, and of each other, with one that leads there.
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
    for (count, is_wide) in [(65_535, false), (65_536, true), (70_000, true)] {
        let compiled = build(&inputs(file(&vec![row("", "", "", ""); count])));
        assert_eq!(compiled.is_wide, is_wide, "{count} records");
        assert_eq!(constant(&compiled, "RECORDS"), count.to_string());
    }
}

// The same tables, however the file is written.

#[test]
fn tables_do_not_depend_on_the_file_s_form() {
    let real = real_inputs();
    let compiled = build(&real);
    assert!(!compiled.is_wide);
    assert_eq!(compiled.warnings, [""; 0]);

    let text = real_registry();
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    // Columns from last to first, one that the crate does not know, and the old spelling.
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
