//! Inputs found by fuzzing and by a search for slow inputs. Each of them once led to a wrong
//! result, to an endless run or to an unreadable message.
//!
//! The slow inputs took quadratic or cubic time. They are long enough here that the test would not
//! end if they still did.

#[path = "support/registries/mod.rs"]
mod registries;

use port_registry::{Record, Service};
use registries::files::HEADINGS;
use registries::tables::{ByteOrder, Tables, Target};
use registries::{Compiled, Error, Inputs, inputs};

/// Returns a file of IANA's headings and these records.
fn registry(records: impl IntoIterator<Item = String>) -> String {
    let mut text = HEADINGS.join(",") + "\n";
    text.extend(records);
    text
}

/// Returns a record with this name, port number, transport protocol and notes.
fn record(name: &str, ports: &str, protocol: &str, notes: &str) -> String {
    let notes = notes.replace('"', "\"\"");
    format!("{name},{ports},{protocol},,,,,,,,,\"{notes}\"\n")
}

fn compile(registry: String) -> Result<Compiled, Error> {
    registries::compile(&Inputs {
        snapshot: None,
        ..inputs(registry)
    })
}

fn tables(registry: String) -> Tables {
    let compiled = compile(registry).unwrap_or_else(|problems| panic!("{problems}"));
    Tables::read(&compiled.tables, Target::new(64, ByteOrder::Little)).unwrap()
}

/// Every chain was followed from each of its rows, and each step searched all earlier steps.
#[test]
fn a_long_chain_of_aliases_is_followed_once() {
    const ROWS: usize = 5000;
    let alias = |at: usize| format!("This entry is an alias to \"name-{}\".", at + 1);
    let rows = (0..ROWS).map(|at| {
        let notes = if at + 1 < ROWS {
            alias(at)
        } else {
            String::new()
        };
        record(&format!("name-{at}"), "", "", &notes)
    });
    let tables = tables(registry(rows));
    for at in [0, 1, ROWS / 2, ROWS - 2, ROWS - 1] {
        assert_eq!(tables.canonical(at), ROWS - 1);
    }
    assert_eq!(tables.replaced(ROWS - 1), (0..ROWS - 1).collect::<Vec<_>>());
}

#[test]
fn aliases_in_a_cycle_and_aliases_of_these_replace_nothing() {
    let note = |name: &str| format!("This entry is an alias to \"{name}\".");
    let tables = tables(registry([
        record("to-b", "", "", &note("b")),
        record("b", "", "", &note("c")),
        record("c", "", "", &note("b")),
        record("to-e", "", "", &note("e")),
        record("e", "", "", ""),
        record("to-to-e", "", "", &note("to-e")),
    ]));
    let canonical: Vec<usize> = (0..6).map(|row| tables.canonical(row)).collect();
    assert_eq!(canonical, [0, 1, 2, 4, 4, 4]);
}

/// The record was returned as a service, although a service always has a name.
#[test]
fn a_record_without_a_name_is_no_alias() {
    let note = "This entry is an alias to \"http\".";
    let tables = tables(registry([
        record("http", "80", "tcp", ""),
        record("", "80", "tcp", note),
        record("www", "80", "tcp", note),
    ]));
    assert_eq!((tables.canonical(1), tables.canonical(2)), (1, 0));
    assert_eq!(tables.replaced(0), [2]);
}

/// The notes were searched again for each comparison of two records on each port.
#[test]
fn long_notes_of_wide_ranges_are_searched_once() {
    let notes = "x".repeat(100_000);
    let names = ["a", "b", "c"];
    let tables = tables(registry(
        names.map(|name| record(name, "0-65535", "tcp", &notes)),
    ));
    assert_eq!(tables.services(65535, 0), [0, 1, 2]);
}

/// Compiling this registry took gigabytes of memory.
#[test]
fn a_registry_that_covers_too_many_ports_is_refused() {
    let full = (0..16).map(|at| record(&format!("n{at}"), "0-65535", "", ""));
    let one_more = record("more", "1", "tcp", "");
    let problems = compile(registry(full.chain([one_more]))).unwrap_err();
    assert_eq!(
        problems.to_string(),
        "registry.csv: too large: expected its records to cover 4,194,304 ports at most, \
         each transport's counted"
    );
}

/// Each word was searched for in each description, however many words there were.
#[test]
fn a_query_longer_than_any_description_finds_nothing() {
    let description = |record: &Record| record.description().len();
    let longest = Record::all().max_by_key(description).unwrap();
    let query = longest.description();
    assert!(Service::search(query).any(|service| service.record() == longest));
    let longer = query.replacen(' ', "  ", 1);
    assert_eq!(longer.len(), query.len() + 1);
    assert_eq!(Service::search(&longer).next(), None);
    assert_eq!(Service::search(&"a ".repeat(1 << 20)).next(), None);
    // White space around the query is ignored.
    let spaced = format!("{0}{query}{0}", " ".repeat(1000));
    assert!(Service::search(&spaced).eq(Service::search(query)));
}

#[cfg(feature = "std")]
mod system {
    use port_registry::Protocol;
    use port_registry::services_file::System;

    /// The line was parsed again for each occurrence of the alias in the line.
    #[test]
    fn an_alias_that_a_line_repeats_is_one_alias() {
        let line = "a 1/tcp ".to_owned() + &"no-such-name ".repeat(20_000) + "\n";
        let system = System::new(line + "b 2/udp no-such-name\n");
        let found = system.by_name("no-such-name", Protocol::Udp).unwrap();
        assert_eq!((found.name(), found.port().get()), ("b", 2));
        let found = system.by_name("no-such-name", Protocol::Tcp).unwrap();
        assert_eq!((found.name(), found.port().get()), ("a", 1));
        assert_eq!(system.by_name("no-such-name", Protocol::Sctp), None);
    }
}

/// Messages quoted cells and headings of any length in full.
#[cfg(feature = "csv")]
#[test]
fn messages_show_the_beginning_of_long_input() {
    use port_registry::csv::RegistryFile;

    let refused = |bytes: &[u8]| {
        let problems = RegistryFile::parse("r.csv", bytes).unwrap_err();
        problems.problems().first().unwrap().to_string()
    };
    let long = "x".repeat(1 << 20);
    let shown = "x".repeat(48);
    let cells = |cell: &str, at: usize| {
        let cells: Vec<&str> = (0..12)
            .map(|place| if place == at { cell } else { "" })
            .collect();
        registry([cells.join(",") + "\n"])
    };
    assert_eq!(
        refused(cells(&long, 9).as_bytes()),
        format!(
            "r.csv:2: Service Code: invalid service code \"{shown}…\": \
             expected a decimal number to 4294967295"
        )
    );
    assert_eq!(
        refused(registry([long.clone() + "\n"]).as_bytes()),
        format!("r.csv:2: record: too few fields, 1 from \"{shown}…\" on: expected 12")
    );
    let mut not_text = cells(&long, 3).into_bytes();
    let place = not_text.iter().position(|byte| *byte == b'x').unwrap();
    not_text[place] = 0xff;
    assert_eq!(
        refused(&not_text),
        format!(
            "r.csv:2: Description: \"\\xff{}…\" is not UTF-8: expected text",
            &shown[1..]
        )
    );
    let headings = HEADINGS.join(",");
    assert_eq!(
        refused(format!("{headings},{long}\n,,,,,,,,,,,,\"\n").as_bytes()),
        format!(
            "r.csv:2: {shown}…: broken quote in \"\\\"\\n\": expected a closing quote before the file ends"
        )
    );
    let not_text = [headings.as_bytes(), b",", &[0xff; 49], b"\n"].concat();
    assert_eq!(
        refused(&not_text),
        format!(
            "r.csv:1: record: heading \"{}…\" is not UTF-8: expected text",
            "\\xff".repeat(48)
        )
    );
    let not_text = [headings.as_bytes(), b",", &[0xff; 48], b"\n"].concat();
    assert_eq!(
        refused(&not_text),
        format!(
            "r.csv:1: record: heading \"{}\" is not UTF-8: expected text",
            "\\xff".repeat(48)
        )
    );
}
