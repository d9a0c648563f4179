//! The line numbers of problems, and how many problems are reported.

use super::*;

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
                        let headings = HEADINGS.join(",");
                        let quoted = |record: &str| record.replace('\n', quoted_newline);
                        let text = [
                            start + &headings,
                            quoted(&two_lines),
                            quoted(&ends_in_line_ends),
                            quoted(bad),
                            HTTP.join(","),
                        ]
                        .join(&gap);
                        // The heading has one line, the records have two and three, with blank
                        // lines between them.
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
    let text = HEADINGS.join(",") + "\n" + &http_but("Port Number", "x");
    assert!(refused(&inputs(text))[0].starts_with("registry.csv:2: "));
}

#[test]
fn lines_of_the_real_file() {
    let real = real_registry();
    // The last record, which comes after hundreds of line ends within quotes.
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
        let mut inputs = shipped_inputs();
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

// How many problems are reported.

#[test]
fn twenty_problems_are_listed_and_the_others_counted() {
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
fn every_bad_cell_of_a_record_and_of_every_file_is_reported() {
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
