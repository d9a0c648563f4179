//! Checks a rule set in any language. Each port has one answer, whatever the question, and no character of the input
//! acts on a terminal.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use port_registry_fuzz::firewall::{Report, Source, printed, source};
use port_registry_fuzz::text;
use port_registry_tools::escape::{escaped, is_unsafe};
use port_registry_tools::format::Format;
use serde_json::Value;

const PORTS: [u16; 4] = [0, 22, 3389, 65_535];

fuzz_target!(|data: &[u8]| {
    let source = source(text(data));
    let all = match Report::new(&source, &[]) {
        Ok(all) => all,
        Err(error) => return check_line(&error.to_string()),
    };
    for line in all.unread().chain(all.remarks()) {
        check_line(&line);
    }
    let answers = answers(&printed(&all, Format::Json).expect("JSON has no limit"));
    assert!(!answers.is_empty(), "no answer");
    // One of the other formats each time, since a table of thousands of lines takes long.
    let format = [Format::Text, Format::Csv, Format::Tsv][source.text.len() % 3];
    match printed(&all, format) {
        Ok(printed) => check_format(&printed, format),
        Err(message) => check_line(&message),
    }
    check_asked(&source, &answers);
});

/// A family and a transport protocol.
type Key = (String, String);
/// The first and the last port of a range, and the answer.
type Range = (u16, u16, String);
/// The ranges in order.
type Answers = BTreeMap<Key, Vec<Range>>;

/// Reads the records, which are all ports of each family and transport protocol, once and in order.
fn answers(json: &str) -> Answers {
    check_characters(json, Format::Json);
    let mut answers = Answers::new();
    for line in json.lines() {
        for (key, range) in ranges(line) {
            answers.entry(key).or_default().push(range);
        }
    }
    for (key, ranges) in &answers {
        let mut next = 0;
        for (first, last, _) in ranges {
            assert_eq!(u32::from(*first), next, "{key:?}");
            assert!(first <= last, "{key:?}");
            next = u32::from(*last) + 1;
        }
        assert_eq!(next, 1 << 16, "{key:?}");
    }
    let protocols = |family: &str| answers.keys().filter(|(one, _)| one == family).count();
    for (family, _) in answers.keys() {
        assert_eq!(protocols(family), 4, "{family}");
    }
    answers
}

/// Returns the range of a record with its answer, for each of its families.
fn ranges(line: &str) -> Vec<(Key, Range)> {
    let value: Value = serde_json::from_str(line).expect("a record is JSON");
    let text = |key: &str| value[key].as_str().expect("a string").to_owned();
    let ports = text("ports");
    let (first, last) = ports.split_once('-').unwrap_or((&ports, &ports));
    let port = |number: &str| number.parse().expect("a port");
    let range = (port(first), port(last), text("answer"));
    let families = value["families"].as_array().expect("a list of families");
    let families = families
        .iter()
        .map(|family| family.as_str().expect("a family").to_owned());
    families
        .map(|family| ((family, text("protocol")), range.clone()))
        .collect()
}

/// The answers about some ports are those of all.
fn check_asked(source: &Source, all: &Answers) {
    let asked = PORTS.map(|port| format!("{port}/tcp+udp"));
    let report = Report::new(source, &asked).expect("it was read before");
    let mut count = 0;
    let records = printed(&report, Format::Json).expect("a few lines");
    for line in records.lines() {
        for (key, (first, last, answer)) in ranges(line) {
            assert_eq!(first, last);
            let of_all = all[&key]
                .iter()
                .find(|(start, end, _)| (*start..=*end).contains(&first));
            assert_eq!(
                of_all.map(|(.., answer)| answer),
                Some(&answer),
                "{key:?} {first}"
            );
            count += 1;
        }
    }
    let families = all.len() / 4;
    assert_eq!(count, PORTS.len() * 2 * families);
    let table = printed(&report, Format::Text).expect("a few lines");
    check_format(&table, Format::Text);
}

fn check_format(printed: &str, format: Format) {
    check_characters(printed, format);
    match format {
        Format::Csv => {
            let mut reader = csv::Reader::from_reader(printed.as_bytes());
            assert_eq!(reader.headers().expect("headings").len(), 12);
            assert!(
                reader.records().all(|record| record.is_ok()),
                "a record has another length"
            );
        }
        Format::Tsv => {
            let mut cells = printed.lines().map(|line| line.split('\t').count());
            assert!(cells.all(|cells| cells == 12), "a line has another length");
        }
        _ => {}
    }
}

fn check_characters(printed: &str, format: Format) {
    let is_syntax = |c: char| c == '\n' || c == '\t' && format == Format::Tsv;
    let acting = printed.chars().find(|&c| is_unsafe(c) && !is_syntax(c));
    assert_eq!(acting, None, "{printed:?}");
}

/// Checks a line of standard error, which is escaped when it is printed.
fn check_line(line: &str) {
    assert!(!line.is_empty());
    assert!(!escaped(line).contains(is_unsafe), "{line:?}");
}
