//! Runs the example programs as a user does.

mod support;

use std::fmt::Write as _;

use support::fed::{json_lines, text};
use support::files::HEADINGS;
use support::oracle::{self, PROTOCOLS, SHIPPED, class};
use support::program::run;

/// Returns the seven fields after the query.
fn endpoint_fields(port: u16, protocol: &'static str) -> String {
    let services = SHIPPED.services(port, protocol);
    let names: Vec<&str> = services
        .iter()
        .map(|&row| SHIPPED.rows[row].name())
        .collect();
    let first = services.first().map(|&row| &SHIPPED.rows[row]);
    format!(
        "{port}\t{protocol}\t{}\t{}\t{}\t{}\t{}",
        class(port),
        SHIPPED.status(port, protocol),
        names.first().unwrap_or(&""),
        names.join(","),
        first.map_or("", |row| row.description()).replace('\n', " "),
    )
}

#[test]
fn tsv_of_every_pair_agrees_with_the_registry() {
    let (mut queries, mut expected) = (String::new(), String::new());
    for protocol in PROTOCOLS {
        for port in 0..=u16::MAX {
            writeln!(queries, "{port}/{protocol}").unwrap();
            writeln!(
                expected,
                "{port}/{protocol}\t{}",
                endpoint_fields(port, protocol)
            )
            .unwrap();
        }
    }
    let output = run("lookup", &["--tsv", "-"], &queries);
    assert!(output.status.success());
    let mut lines = text(&output.stdout).lines();
    for expected in expected.lines() {
        assert_eq!(lines.next(), Some(expected));
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn tsv_of_a_port_has_a_line_for_each_transport() {
    let output = run("lookup", &["--tsv", "9", "50000"], "");
    let mut expected = String::new();
    for port in [9, 50000] {
        for protocol in PROTOCOLS {
            writeln!(expected, "{port}\t{}", endpoint_fields(port, protocol)).unwrap();
        }
    }
    assert_eq!(text(&output.stdout), expected);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn tsv_of_every_name_in_any_case_finds_all_of_its_records() {
    let mixed = |name: &str| -> String {
        let cased = |(at, letter): (usize, char)| {
            if at % 2 == 0 {
                letter.to_ascii_uppercase()
            } else {
                letter.to_ascii_lowercase()
            }
        };
        name.chars().enumerate().map(cased).collect()
    };
    let names = SHIPPED.names();
    for spell in [str::to_ascii_lowercase, str::to_ascii_uppercase, mixed] {
        let queries: String = names.iter().map(|name| spell(name) + "\n").collect();
        let output = run("lookup", &["--iana", "--tsv", "-"], &queries);
        assert!(output.status.success());
        let mut lines = text(&output.stdout).lines();
        for name in &names {
            for row in SHIPPED.named(name) {
                let row = &SHIPPED.rows[row];
                let fields: Vec<&str> = lines.next().unwrap().split('\t').collect();
                let [
                    query,
                    port,
                    protocol,
                    class_of,
                    status,
                    preferred,
                    all,
                    description,
                ] = fields.try_into().unwrap();
                assert_eq!(query, spell(name));
                assert_eq!(protocol, row.protocol());
                assert_eq!(description, row.description().replace('\n', " "));
                assert!(all.split(',').any(|one| one == row.name()), "{name}: {all}");
                if let Some((first, _)) = row.span() {
                    let transport = PROTOCOLS.into_iter().find(|one| row.is_over(one)).unwrap();
                    assert_eq!(port, row.cells[1]);
                    assert_eq!((class_of, status), (class(first), "assigned"));
                    let services = SHIPPED.services(first, transport);
                    assert_eq!(preferred, SHIPPED.rows[services[0]].name());
                } else {
                    assert_eq!((port, class_of, status), ("", "", ""));
                    assert_eq!(preferred, row.name());
                }
            }
        }
        assert_eq!(lines.next(), None);
    }
}

#[test]
fn a_query_without_a_result_has_a_line_and_fails() {
    let output = run(
        "lookup",
        &["--tsv", "-"],
        "htps\n\nhttps/dccp\n70000\n80/icmp\n-1\n a b \n22/tcp\n",
    );
    assert_eq!(
        text(&output.stdout),
        "htps\t\t\t\tunknown\t\t\t\n\
         https/dccp\t\t\t\tunknown\t\t\t\n\
         70000\t\t\t\tinvalid\t\t\t\n\
         80/icmp\t\t\t\tinvalid\t\t\t\n\
         -1\t\t\t\tinvalid\t\t\t\n\
         a b\t\t\t\tinvalid\t\t\t\n\
         22/tcp\t22\ttcp\twell-known\tassigned\tssh\tssh\tThe Secure Shell (SSH) Protocol\n"
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(run("lookup", &["--tsv", ""], "").status.code(), Some(2));
    // The exit status reports a failed query even if another query succeeded.
    assert_eq!(
        run("lookup", &["--tsv", "nosuch", "443"], "").status.code(),
        Some(1)
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_bad_syntax() {
    let output = run("lookup", &["--tsv", "-"], b"\xff\xfe\n443/tcp");
    let expected = format!(
        "\u{fffd}\u{fffd}\t\t\t\tinvalid\t\t\t\n443/tcp\t{}\n",
        endpoint_fields(443, "tcp")
    );
    assert_eq!(text(&output.stdout), expected);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn people_get_an_aligned_table() {
    let output = run("lookup", &["https", "24/tcp", "50000/udp"], "");
    assert_eq!(
        text(&output.stdout),
        "\
PORT   PROTOCOL  CLASS       STATUS    SERVICE  DESCRIPTION
443    tcp       well-known  assigned  https    http protocol over TLS/SSL
443    udp       well-known  assigned  https    http protocol over TLS/SSL
443    sctp      well-known  assigned  https    HTTPS
-      tcp       -           -         https    HTTP over SSL/TLS
24     tcp       well-known  assigned  -        any private mail system
50000  udp       dynamic     dynamic   -
"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn people_get_every_column_and_the_alias_that_they_used() {
    let output = run("lookup", &["--all", "dns/udp"], "");
    let shown = text(&output.stdout);
    assert!(
        shown.starts_with("53/udp: well-known, assigned\n"),
        "{shown}"
    );
    for heading in HEADINGS {
        assert!(
            shown.contains(&format!("\n    {heading}")),
            "{heading}: {shown}"
        );
    }
    assert_eq!(text(&output.stderr), "dns -> domain\n");
}

#[test]
fn errors_are_written_to_standard_error() {
    let output = run(
        "lookup",
        &[
            "htps",
            "https/dccp",
            "qqqqqqqq",
            "70000",
            "443/icmp",
            "443/tcp",
        ],
        "",
    );
    assert_eq!(
        text(&output.stderr),
        "lookup: \"htps\" is not registered; did you mean https?\n\
         lookup: \"https\" is registered, but not over dccp\n\
         lookup: \"qqqqqqqq\" is not registered\n\
         lookup: invalid port \"70000\": expected a number from 0 to 65535\n\
         lookup: invalid query \"443/icmp\": expected tcp, udp, sctp or dccp after the slash\n"
    );
    assert_eq!(
        text(&output.stdout).lines().count(),
        2,
        "the good query is answered"
    );
    // A malformed argument, and not only unknown names.
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn csv_has_the_fields_of_tsv_under_headings() {
    let queries = ["443", "https", "47/ip", "x11/tcp", "6000/tcp"];
    let of = |option| run("lookup", &[&[option][..], &queries].concat(), "").stdout;
    let (csv, tsv) = (of("--csv"), of("--tsv"));
    let mut reader = csv::Reader::from_reader(&csv[..]);
    let headings = reader
        .headers()
        .unwrap()
        .iter()
        .collect::<Vec<_>>()
        .join(" ");
    assert_eq!(
        headings,
        "query ports protocol class status service services description"
    );
    let rows: Vec<String> = reader
        .records()
        .map(|row| row.unwrap().iter().collect::<Vec<_>>().join("\t"))
        .collect();
    assert_eq!(rows, text(&tsv).lines().collect::<Vec<_>>());
    assert!(rows.len() > 10);
}

#[test]
fn dump_as_tsv_has_a_line_for_each_record() {
    let output = run("dump", &["--tsv"], "");
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert_eq!(lines.len(), SHIPPED.rows.len());
    let registry = oracle::file("service-names-port-numbers.csv");
    let mut reader = csv::Reader::from_reader(registry.as_bytes());
    for (line, row) in lines.into_iter().zip(reader.records()) {
        let spaced = |cell: &str| cell.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ");
        let fields: Vec<String> = row.unwrap().iter().map(spaced).collect();
        assert_eq!(line, fields.join("\t"));
    }
}

#[test]
fn dump_is_the_registry_to_the_byte() {
    let output = run("dump", &[], "");
    assert!(output.status.success());
    let registry = oracle::file("service-names-port-numbers.csv");
    assert!(text(&output.stdout) == registry, "the files differ");
}

/// Returns the rows of `dump --pairs`: port, number and name of the transport protocol, service and description.
fn pairs() -> Vec<[String; 5]> {
    let mut pairs = Vec::new();
    for (protocol, number) in PROTOCOLS.into_iter().zip([6, 17, 132, 33]) {
        for port in 0..=u16::MAX {
            if let Some(&row) = SHIPPED.services(port, protocol).first() {
                let row = &SHIPPED.rows[row];
                pairs.push([
                    port.to_string(),
                    number.to_string(),
                    protocol.to_owned(),
                    row.name().to_owned(),
                    row.description().to_owned(),
                ]);
            }
        }
    }
    pairs
}

#[test]
fn dump_of_pairs_has_the_preferred_service_of_each_port() {
    let quoted = |field: &String| {
        if field.contains(['"', ',']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.clone()
        }
    };
    let mut pairs = pairs();
    assert!(pairs.len() > 12_000);
    for [.., description] in &mut pairs {
        *description = description.replace('\n', " ");
    }
    let mut csv = "port,protocol,transport_protocol,service_name,description\n".to_owned();
    let mut tsv = String::new();
    for pair in &pairs {
        csv += &(pair.each_ref().map(quoted).join(",") + "\n");
        tsv += &(pair.join("\t") + "\n");
    }
    // Not `assert_eq`, which would print both files.
    for (arguments, expected) in [
        (&["--pairs"][..], &csv),
        (&["--csv", "--pairs"], &csv),
        (&["--pairs", "--tsv"], &tsv),
    ] {
        let output = run("dump", arguments, "");
        assert!(output.status.success());
        assert!(text(&output.stdout) == expected, "{arguments:?}");
    }
}

#[test]
fn dump_of_pairs_as_json_needs_no_feature() {
    let output = run("dump", &["--pairs", "--json"], "");
    assert!(output.status.success());
    let objects = json_lines(&output);
    let pairs = pairs();
    assert_eq!(objects.len(), pairs.len());
    for (object, [port, number, protocol, service, description]) in objects.iter().zip(&pairs) {
        assert_eq!(object["port"].to_string(), *port);
        assert_eq!(object["protocol"].to_string(), *number);
        assert_eq!(object["transport_protocol"], *protocol);
        assert_eq!(object["service_name"], *service);
        assert_eq!(
            object["description"].as_str().unwrap_or_default(),
            description
        );
    }
}

#[cfg(feature = "serde")]
#[test]
fn dump_as_json_has_an_object_for_each_record() {
    let output = run("dump", &["--json"], "");
    assert!(output.status.success());
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert_eq!(lines.len(), SHIPPED.rows.len());
    for (line, row) in lines.into_iter().zip(&SHIPPED.rows) {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(object["service_name"].as_str().unwrap_or(""), row.name());
        assert_eq!(object["description"], row.description());
        assert_eq!(
            object["assignment_notes"].as_str().unwrap_or(""),
            row.notes()
        );
    }
}

#[cfg(not(feature = "serde"))]
#[test]
fn dump_reports_which_feature_json_needs() {
    let output = run("dump", &["--json"], "");
    assert!(text(&output.stderr).contains("--features serde"));
    assert_eq!(output.status.code(), Some(2));
}
