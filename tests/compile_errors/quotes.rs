//! Quotes where RFC 4180 allows none, and quotes that are never closed.

use super::*;

/// Returns the expected message for the field that starts with `field`.
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
    // One complete message.
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
fn problems_before_a_broken_quote_are_reported_too() {
    let text = file(&[
        http_but("Port Number", "65536"),
        HTTP[..4].join(","),
        http_but("Description", "\"Web"),
        http_but("Port Number", "65537"),
    ]);
    let expected = [
        r#"registry.csv:2: Port Number: invalid port range "65536": expected a port from 0 to 65535, or two as in 6000-6063"#.to_owned(),
        r#"registry.csv:3: record: too few fields, 4 from "http" on: expected 12"#.to_owned(),
        // The field of the open quote extends to the end of the file.
        format!("registry.csv:4: Description: {}", broken_quote(&text, "\"Web", UNCLOSED)),
    ];
    // Problems are reported in the order of the file, whichever step of the reader finds them.
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
        let mut inputs = shipped_inputs();
        inputs.registry.bytes = text.into_bytes();
        assert_eq!(refused(&inputs), [expected]);
    }
}

#[test]
fn a_lost_quote_before_a_line_end_is_reported_on_both_lines() {
    let text = file(&[http_but("Description", "World\nWide Web\"")]);
    let message = broken_quote(&text, "Wide Web", UNQUOTED);
    let expected = [
        r#"registry.csv:2: record: too few fields, 4 from "http" on: expected 12"#.to_owned(),
        format!("registry.csv:3: Service Name: {message}"),
    ];
    assert_eq!(refused(&inputs(text)), expected);
}

// Lines.
