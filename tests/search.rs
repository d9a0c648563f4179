//! Tests of the search, compared with a plain implementation of its rules.

use port_registry::Service;
use proptest::prelude::*;

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// Returns whether the word occurs in the string with no ASCII letter or digit before it.
fn has_word_beginning_with(text: &str, word: &str) -> bool {
    let (text, word) = (lower(text), lower(word));
    let is_inside = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii();
    text.char_indices()
        .filter(|(at, _)| text[*at..].starts_with(&word))
        .any(|(at, _)| !text[..at].chars().next_back().is_some_and(is_inside))
}

/// Returns the best of the ranks that the documentation lists.
fn rank(service: Service, query: &str, aliased: &[Service]) -> Option<u8> {
    let (name, query) = (lower(service.name()), lower(query));
    let words = || {
        let mut words = query.split_whitespace();
        words.all(|word| has_word_beginning_with(service.description(), word))
    };
    if name == query {
        Some(0)
    } else if aliased.contains(&service) {
        Some(1)
    } else if name.starts_with(&query) {
        Some(2)
    } else if name.contains(&query) {
        Some(3)
    } else if words() {
        Some(4)
    } else {
        None
    }
}

fn slowly(query: &str) -> Vec<Service> {
    let query = query.trim();
    if query.is_empty() {
        return Vec::new();
    }
    let aliased: Vec<Service> = Service::find(query)
        .filter(|service| !service.name().eq_ignore_ascii_case(query))
        .collect();
    let mut found: Vec<(u8, Service)> = Service::all()
        .filter_map(|service| Some((rank(service, query, &aliased)?, service)))
        .collect();
    found.sort_by_key(|(rank, service)| (*rank, *service));
    // The records of a name, and those of an alias, have an order of their own.
    let by_name = Service::by_name(query).chain(aliased.iter().copied());
    let rest = found
        .into_iter()
        .filter(|(rank, _)| *rank > 1)
        .map(|(_, service)| service);
    by_name.chain(rest).collect()
}

#[track_caller]
fn agrees(query: &str) {
    let found: Vec<Service> = Service::search(query).collect();
    assert_eq!(found, slowly(query), "{query:?}");
    let mut unique = found.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), found.len(), "{query:?} finds a service twice");
}

#[test]
fn what_people_type_agrees_with_the_rules() {
    for query in [
        "http",
        "HTTP",
        "https",
        "rdp",
        "dns",
        "remote desktop",
        "internet printing",
        "multicast dns",
        "database server",
        "a",
        "0",
        "-",
        "_",
        ".",
        "  smtp  ",
        "mail transfer",
        "Ã©",
        "é",
        "protocol",
        "no such thing",
        "x",
        "tls ssl",
        "\"",
        "sql*net",
        "z39.50",
    ] {
        agrees(query);
    }
}

#[test]
fn nothing_is_found_for_nothing() {
    for query in ["", " ", "\t\n"] {
        assert_eq!(Service::search(query).next(), None);
    }
}

#[test]
fn the_best_answers_come_first() {
    let first = |query| Service::search(query).next().unwrap().name();
    assert_eq!(first("https"), "https");
    assert_eq!(first("postgres"), "postgresql");
    assert_eq!(first("gopher"), "gopher");
    assert_eq!(first("simple mail transfer"), "smtp");
    assert_eq!(first("domain name server"), "domain");
}

#[test]
fn the_end_stays_the_end() {
    let mut found = Service::search("imaps");
    assert!(found.by_ref().count() > 0);
    assert_eq!(found.next(), None);
    assert_eq!(found.next(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn any_query_agrees_with_the_rules(query in "[a-zA-Z0-9 .-]{0,6}") {
        agrees(&query);
    }

    #[test]
    fn any_text_is_a_query(query in any::<String>()) {
        agrees(&query);
    }

    #[test]
    fn parts_of_what_is_registered_are_found(index in 0..Service::COUNT, start in 0..20_usize) {
        let service = Service::all().nth(index).unwrap();
        agrees(service.name());
        let description = service.description();
        if let Some(part) = description.get(start..).filter(|part| !part.trim().is_empty()) {
            agrees(part);
        }
    }
}
