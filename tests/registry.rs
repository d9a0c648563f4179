//! Tests of the whole registry, compared with a second reader of the same files, and its pinned
//! counts.
//!
//! `UPDATE_PINNED=1 cargo test --test registry` writes the new counts into `PINNED`.

mod support;

use std::collections::{HashMap, HashSet};

use port_registry::record::{Cell, Column, Date, Reference, ReferenceKind};
use port_registry::{Port, PortRange, Protocol, Record, SNAPSHOT, Service, ServiceName};
use support::files::HEADINGS;
use support::oracle::{self, PROTOCOLS, Row, SHIPPED};
use support::pinned;

fn indices(services: impl IntoIterator<Item = Service>) -> Vec<usize> {
    let index = |service: Service| service.record().index();
    services.into_iter().map(index).collect()
}

fn rows() -> impl Iterator<Item = (Record, &'static Row)> {
    assert_eq!(Record::all().len(), SHIPPED.rows.len());
    Record::all().zip(&SHIPPED.rows)
}

/// Returns `None` for an empty cell.
fn filled(cell: &str) -> Option<&str> {
    Some(cell).filter(|cell| !cell.is_empty())
}

fn mixed_case(name: &str) -> String {
    let mixed = |(at, letter): (usize, char)| match at % 2 {
        0 => letter.to_ascii_uppercase(),
        _ => letter.to_ascii_lowercase(),
    };
    name.chars().enumerate().map(mixed).collect()
}

#[test]
fn transports_are_those_of_the_file_and_in_their_order() {
    assert_eq!(Protocol::ALL.map(Protocol::as_str), PROTOCOLS);
}

#[test]
fn every_status() {
    for port in 0..=u16::MAX {
        for (protocol, word) in Protocol::ALL.into_iter().zip(PROTOCOLS) {
            let status = Port::new(port).status(protocol);
            assert_eq!(status.as_str(), SHIPPED.status(port, word), "{port}/{word}");
        }
    }
}

#[test]
fn every_service_of_every_port_in_order() {
    for number in 0..=u16::MAX {
        let port = Port::new(number);
        let mut of_all_transports = Vec::new();
        for (protocol, word) in Protocol::ALL.into_iter().zip(PROTOCOLS) {
            let expected = SHIPPED.services(number, word);
            let services = indices(port.services_over(protocol));
            assert_eq!(services, expected, "{number}/{word}");
            let preferred = indices(port.service(protocol));
            assert_eq!(preferred, expected[..expected.len().min(1)]);
            for index in expected {
                // A record of all transport protocols is returned once.
                if !of_all_transports.contains(&index) {
                    of_all_transports.push(index);
                }
            }
        }
        assert_eq!(indices(port.services()), of_all_transports, "{number}");
    }
}

#[test]
fn every_name_in_every_case_in_order() {
    for name in SHIPPED.names() {
        let expected = SHIPPED.named(name);
        assert!(!expected.is_empty());
        let spellings = [
            name.to_owned(),
            name.to_ascii_lowercase(),
            name.to_ascii_uppercase(),
            mixed_case(name),
        ];
        for spelling in &spellings {
            assert_eq!(indices(Service::by_name(spelling)), expected, "{spelling}");
            for (protocol, word) in Protocol::ALL.into_iter().zip(PROTOCOLS) {
                let is_over = |index: &&usize| SHIPPED.rows[**index].is_over(word);
                let first = expected.iter().find(is_over).copied();
                let named = Service::by_name_over(spelling, protocol);
                assert_eq!(
                    named.map(|service| service.record().index()),
                    first,
                    "{spelling}"
                );
            }
        }
    }
}

#[test]
fn every_record_is_found_by_its_name() {
    for (record, row) in rows().filter(|(_, row)| !row.name().is_empty()) {
        let mut found = Service::by_name(row.name());
        assert!(
            found.any(|service| service.record() == record),
            "{}",
            row.name()
        );
    }
}

/// Returns strings that resemble a name, to show that each byte and the length count.
fn near(name: &str) -> Vec<String> {
    let mut texts = vec![format!("{name}\0"), format!("\0{name}"), format!("{name} ")];
    // Unicode case folding maps these two to ASCII letters. The registry's names are ASCII.
    texts.push(name.to_ascii_lowercase().replace('k', "\u{212a}"));
    texts.push(name.to_ascii_lowercase().replace('s', "\u{17f}"));
    texts.retain(|text| text != &name.to_ascii_lowercase());
    for at in 0..=name.len() {
        let (before, after) = name.split_at(at);
        texts.extend(["x", "1", "é"].map(|added| format!("{before}{added}{after}")));
        let mut letters = after.chars();
        let Some(letter) = letters.next() else {
            continue;
        };
        let rest = letters.as_str();
        texts.push(format!("{before}{rest}"));
        texts.extend(["q", "-", "\0", "é"].map(|other| format!("{before}{other}{rest}")));
        // This bit is the case of letters only.
        let flipped = char::from(u8::try_from(letter).unwrap() ^ 0x20);
        texts.push(format!("{before}{flipped}{rest}"));
    }
    texts
}

#[test]
fn strings_that_resemble_a_name_find_nothing() {
    let mut unknown = 0;
    for text in SHIPPED.names().into_iter().flat_map(near) {
        let expected = SHIPPED.named(&text);
        unknown += usize::from(expected.is_empty());
        assert_eq!(indices(Service::by_name(&text)), expected, "{text:?}");
    }
    assert!(unknown > 500_000, "{unknown}");
}

#[test]
fn strings_that_are_no_name_find_nothing() {
    let texts = (0..=40).flat_map(|len| ["a", "0", "-", "\0", "é", " "].map(|c| c.repeat(len)));
    for text in texts {
        let expected = SHIPPED.named(&text);
        assert_eq!(indices(Service::by_name(&text)), expected, "{text:?}");
        for protocol in Protocol::ALL {
            let is_found = Service::by_name_over(&text, protocol).is_some();
            assert!(!is_found || !expected.is_empty(), "{text:?}");
        }
    }
    assert_eq!(Service::by_name("").len(), 0);
}

#[test]
fn every_cell_exactly_as_iana_writes_it() {
    assert_eq!(Column::ALL.map(Column::as_str), HEADINGS);
    for (record, row) in rows() {
        for (column, expected) in Column::ALL.into_iter().zip(&row.cells) {
            let cell: Cell = record.cell(column);
            let index = record.index();
            assert_eq!(&cell.to_string(), expected, "{index}: {column}");
            assert_eq!(cell.is_empty(), expected.is_empty(), "{index}: {column}");
        }
    }
}

#[test]
fn every_typed_column_that_is_a_string() {
    for (record, row) in rows() {
        assert_eq!(record.name(), filled(&row.cells[0]));
        assert_eq!(record.description(), row.description());
        assert_eq!(record.replaces(), row.replaces());
        // Each cell has one or more entries in brackets.
        let people = [record.assignees(), record.contacts()];
        for (people, cell) in people.into_iter().zip(&row.cells[4..6]) {
            let bracketed: String = people.flat_map(|person| ["[", person, "]"]).collect();
            assert_eq!(&bracketed, cell);
        }
        assert_eq!(record.unauthorized_use(), filled(&row.cells[10]));
        assert_eq!(record.notes(), filled(&row.cells[11]));
    }
}

#[test]
fn every_typed_column_that_is_a_number() {
    for (record, row) in rows() {
        let span = |range: PortRange| (range.first().get(), range.last().get());
        assert_eq!(record.ports().map(span), row.span());
        assert_eq!(
            record.port().map(Port::get),
            row.span().map(|(first, _)| first)
        );
        let protocol = record.protocol().map_or("", Protocol::as_str);
        assert_eq!(protocol, row.protocol());
        for (protocol, word) in Protocol::ALL.into_iter().zip(PROTOCOLS) {
            assert_eq!(record.is_over(protocol), row.is_over(word));
        }
        let code = record.service_code().map(|code| code.get().to_string());
        assert_eq!(code.as_deref(), filled(&row.cells[9]));
    }
}

#[test]
fn every_date() {
    for (record, row) in rows() {
        let dates = [record.registration_date(), record.modification_date()];
        for (date, cell) in dates.into_iter().zip(&row.cells[6..8]) {
            let text = date.map(|date| date.to_string());
            assert_eq!(text.as_deref(), filled(cell));
            let Some(date) = date else { continue };
            let parts: Vec<u16> = cell.split('-').map(|part| part.parse().unwrap()).collect();
            assert_eq!(date.year(), parts[0]);
            assert_eq!(date.month().map(u16::from), parts.get(1).copied());
            assert_eq!(date.day().map(u16::from), parts.get(2).copied());
        }
    }
}

#[test]
fn every_reference() {
    for (record, row) in rows() {
        let cell = &row.cells[8];
        let entries = cell.split(['[', ']']).map(str::trim);
        let expected: Vec<&str> = entries.filter(|entry| !entry.is_empty()).collect();
        let texts: Vec<&str> = record.references().map(Reference::as_str).collect();
        assert_eq!(texts, expected, "{cell}");
        for reference in record.references() {
            let text = reference.as_str();
            let rfc = text
                .strip_prefix("RFC")
                .map(|rest| rest.split([',', ' ']).next().unwrap())
                .and_then(|digits| digits.parse::<u32>().ok());
            let (expected, url) = if let Some(number) = rfc {
                let url = format!("https://www.rfc-editor.org/info/rfc{number}");
                (ReferenceKind::Rfc(number), Some(url))
            } else if text.starts_with("draft-") || text.starts_with("RFC-") {
                (ReferenceKind::Draft, None)
            } else if text.contains("://") && !text.contains(char::is_whitespace) {
                (ReferenceKind::Url, Some(text.to_owned()))
            } else {
                (ReferenceKind::Other, None)
            };
            assert_eq!(reference.kind(), expected, "{text}");
            assert_eq!(reference.url().map(|found| found.to_string()), url);
            assert_eq!(reference.to_string(), text);
        }
    }
}

#[test]
fn every_service_reads_the_columns_of_its_record() {
    for service in Service::all() {
        let record = service.record();
        assert_eq!(Some(service.name()), record.name());
        assert_eq!(service.port(), record.port());
        assert_eq!(service.ports(), record.ports());
        assert_eq!(service.protocol(), record.protocol());
        assert_eq!(service.description(), record.description());
        for protocol in Protocol::ALL {
            assert_eq!(service.is_over(protocol), record.is_over(protocol));
        }
    }
}

#[test]
fn every_historic_alias_there_and_back() {
    let mut aliases: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, row) in SHIPPED.rows.iter().enumerate() {
        if row.alias_to().is_some() {
            let canonical = SHIPPED.canonical(index);
            aliases.entry(canonical).or_default().push(index);
        }
    }
    for service in Service::all() {
        let index = service.record().index();
        let canonical = service.canonical();
        assert_eq!(canonical.record().index(), SHIPPED.canonical(index));
        let expected = aliases.get(&index).cloned().unwrap_or_default();
        assert_eq!(indices(service.historic_aliases()), expected, "{service:?}");
        assert_eq!(
            service.is_historic_alias(),
            SHIPPED.rows[index].alias_to().is_some()
        );
        if service.is_historic_alias() {
            assert_eq!(canonical.record().replaces(), Some(service.name()));
            assert!(!canonical.is_historic_alias());
        } else {
            assert_eq!(canonical, service);
        }
    }
}

#[test]
fn records_and_services_are_in_the_order_of_the_file() {
    let is_named = |index: &usize| !SHIPPED.rows[*index].name().is_empty();
    let all: Vec<usize> = (0..SHIPPED.rows.len()).collect();
    let named: Vec<usize> = all.iter().copied().filter(is_named).collect();

    let records: Vec<usize> = Record::all().map(Record::index).collect();
    assert_eq!(records, all);
    assert_eq!(Record::COUNT, all.len());
    assert_eq!(indices(Service::all()), named);
    assert_eq!(Service::COUNT, named.len());

    for index in all {
        let record = Record::from_index(index).unwrap();
        assert_eq!(record.index(), index);
        let service = record.service();
        assert_eq!(service.is_some(), is_named(&index));
        assert_eq!(service, Service::try_from(record).ok());
        assert!(service.is_none_or(|service| Record::from(service) == record));
    }
    for beyond in [Record::COUNT, Record::COUNT + 1, 65_535, 65_536, usize::MAX] {
        assert_eq!(Record::from_index(beyond), None);
    }
}

#[test]
fn the_snapshot_is_the_day_in_its_file() {
    let text = oracle::file("snapshot");
    assert_eq!(SNAPSHOT.to_string(), text.trim_end());
    let newest: Option<Date> = Record::all().filter_map(Record::modification_date).max();
    assert!(newest.is_some_and(|newest| newest <= SNAPSHOT));
}

/// The counts of this registry. `registry/README.md` explains most of them.
#[rustfmt::skip]
const PINNED: &[(&str, usize)] = &[
    ("records", 14_535),
    ("records without a name", 1_724),
    ("records without a port", 1_072),
    ("records without a transport", 1_467),
    ("named records with a port for all transports", 16),
    ("named records of a range of ports", 8),
    ("records that are an alias by their notes", 184),
    ("records that replace a name by their description", 184),
    ("records with a service code", 4),
    ("services", 12_811),
    ("services that are a historic alias", 184),
    ("services with a service code", 4),
    ("ports of a transport with several services", 226),
    ("names", 7_329),
    ("names on several ports", 34),
    ("names both with and without a port", 16),
    ("names that break the syntax of RFC 6335", 97),
    ("names with a capital letter", 39),
];

#[test]
fn counts_change_by_decision_only() {
    let count =
        |counts: &dyn Fn(&Row) -> bool| SHIPPED.rows.iter().filter(|row| counts(row)).count();
    let is_for_all = |row: &Row| row.protocol().is_empty() && row.span().is_some();
    let is_range = |row: &Row| row.cells[1].contains('-');
    let codes = Service::all().filter(|service| service.record().service_code().is_some());

    let pairs = (0..=u16::MAX).flat_map(|port| PROTOCOLS.map(|protocol| (port, protocol)));
    let has_several = |&(port, protocol): &(u16, _)| SHIPPED.services(port, protocol).len() > 1;

    let names = SHIPPED.names();
    let ports_of = |name: &str| -> HashSet<_> {
        let rows = SHIPPED
            .named(name)
            .into_iter()
            .map(|row| &SHIPPED.rows[row]);
        rows.map(Row::span).collect()
    };
    let ranges: Vec<_> = names.iter().map(|name| ports_of(name)).collect();
    let on_several = ranges
        .iter()
        .filter(|ranges| ranges.iter().flatten().count() > 1);
    let on_some_and_none = ranges
        .iter()
        .filter(|ranges| ranges.len() > 1 && ranges.contains(&None));
    let is_ill_formed = |name: &&&str| ServiceName::new(name).is_err();
    let has_capitals = |name: &&&str| name.chars().any(|letter| letter.is_ascii_uppercase());

    let counted = [
        ("records", Record::COUNT),
        (
            "records without a name",
            count(&|row| row.name().is_empty()),
        ),
        ("records without a port", count(&|row| row.span().is_none())),
        (
            "records without a transport",
            count(&|row| row.protocol().is_empty()),
        ),
        (
            "named records with a port for all transports",
            count(&|row| is_for_all(row) && !row.name().is_empty()),
        ),
        (
            "named records of a range of ports",
            count(&|row| is_range(row) && !row.name().is_empty()),
        ),
        (
            "records that are an alias by their notes",
            count(&|row| row.alias_to().is_some()),
        ),
        (
            "records that replace a name by their description",
            count(&|row| row.replaces().is_some()),
        ),
        (
            "records with a service code",
            count(&|row| !row.cells[9].is_empty()),
        ),
        ("services", Service::COUNT),
        (
            "services that are a historic alias",
            Service::all()
                .filter(|service| service.is_historic_alias())
                .count(),
        ),
        ("services with a service code", codes.count()),
        (
            "ports of a transport with several services",
            pairs.filter(has_several).count(),
        ),
        ("names", names.len()),
        ("names on several ports", on_several.count()),
        (
            "names both with and without a port",
            on_some_and_none.count(),
        ),
        (
            "names that break the syntax of RFC 6335",
            names.iter().filter(is_ill_formed).count(),
        ),
        (
            "names with a capital letter",
            names.iter().filter(has_capitals).count(),
        ),
    ];
    let differences = pinned::differences("registry.rs", PINNED, &counted);
    assert!(
        differences.is_empty(),
        "the counts differ from those pinned. If the registry has changed so, run \
         `UPDATE_PINNED=1 cargo test --test registry`:\n{differences}"
    );
}
