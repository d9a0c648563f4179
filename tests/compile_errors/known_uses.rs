//! The exact errors for a broken file of known uses.

use crate::registries::{compile_known_uses, source};

const HEADINGS: &str = "port,protocol,name,title,source,note\n";
const WHOLE: &str = "9200,tcp,elasticsearch,\"Elasticsearch, HTTP\",https://example.com/a,\n";

#[track_caller]
fn refused(lines: &str, expected: &[&str]) {
    let text = format!("{HEADINGS}{lines}");
    let Err(problems) = compile_known_uses(&source("known-uses.csv", text)) else {
        panic!("builds");
    };
    let problems = problems.to_string();
    let expected: Vec<String> = expected
        .iter()
        .map(|problem| format!("known-uses.csv:{problem}"))
        .collect();
    assert_eq!(problems.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn one_line_is_compiled() {
    let text = format!("{HEADINGS}{WHOLE}");
    assert!(compile_known_uses(&source("known-uses.csv", text)).is_ok());
    assert!(compile_known_uses(&source("known-uses.csv", HEADINGS)).is_ok());
}

#[test]
fn each_cell_is_checked() {
    for (whole, broken, expected) in [
        (
            "9200",
            "92000",
            "2: port: invalid port range \"92000\": expected a port from 0 to 65535, or two as in 6000-6063",
        ),
        (
            "9200",
            "9300-9200",
            "2: port: port range 9300-9200 runs backwards: expected the lower port first",
        ),
        (
            "tcp",
            "tls",
            "2: protocol: unknown transport protocol \"tls\": expected tcp, udp, sctp or dccp",
        ),
        (
            "elasticsearch",
            "elastic_search",
            "2: name: invalid service name \"elastic_search\": expected ASCII letters, digits and hyphens only",
        ),
        (
            "\"Elasticsearch, HTTP\"",
            "",
            "2: title: empty: expected the name of the software",
        ),
        (
            "https://example.com/a",
            "the manual",
            "2: source: \"the manual\": expected the address of a document",
        ),
    ] {
        assert!(WHOLE.contains(whole));
        refused(&WHOLE.replacen(whole, broken, 1), &[expected]);
    }
}

#[test]
fn all_problems_are_reported() {
    refused(
        &(WHOLE.to_owned()
            + "0x50,ip,a,,b,\n"
            + &WHOLE
                .to_uppercase()
                .replace("TCP", "tcp")
                .replace("HTTPS://", "https://")),
        &[
            "3: title: empty: expected the name of the software",
            "3: source: \"b\": expected the address of a document",
            "3: port: invalid port range \"0x50\": expected a port from 0 to 65535, or two as in 6000-6063",
            "3: protocol: unknown transport protocol \"ip\": expected tcp, udp, sctp or dccp",
            "4: name: ELASTICSEARCH 9200/tcp is on line 2 too: expected it once",
        ],
    );
}
