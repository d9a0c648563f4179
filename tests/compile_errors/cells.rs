//! Cells and records that the compile step must refuse.

use super::*;

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
fn the_error_of_a_large_service_code_names_the_limit() {
    let lines = refused(&inputs(file(&[http_but("Service Code", "4294967296")])));
    assert_eq!(lines.len(), 1);
    let start = "registry.csv:2: Service Code: invalid service code \"4294967296\": expected ";
    assert!(lines[0].starts_with(start), "{}", lines[0]);
    // The input is a decimal number, so the message names the limit. It does not mention the `SC:`
    // forms, which this column does not use.
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
    // The file is in Latin 1.
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
