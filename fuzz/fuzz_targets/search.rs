//! Searches. Results must be unique, complete, and sorted by rank, and every result must match.
#![no_main]

use std::collections::HashSet;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use port_registry::{Record, Service};
use port_registry_fuzz::text;

fuzz_target!(|data: &[u8]| {
    let query = text(data);
    let found: Vec<Service> = Service::search(query).collect();
    let query = query.trim();
    if query.is_empty() || query.len() > *LONGEST {
        assert!(found.is_empty());
        return;
    }
    let set: HashSet<Service> = found.iter().copied().collect();
    assert_eq!(set.len(), found.len(), "one came twice");

    let exact: Vec<Service> = Service::by_name(query).collect();
    assert!(found.starts_with(&exact));
    let aliased: HashSet<Service> = Service::find(query)
        .filter(|s| !exact.contains(s))
        .collect();
    let (first, others) = found[exact.len()..].split_at(aliased.len());
    assert!(first.iter().all(|service| aliased.contains(service)));

    // The results are sorted by rank and then in the order of the file.
    let query = query.to_ascii_lowercase();
    let mut expected = Vec::new();
    for (service, name, description) in &*SERVICES {
        let is_first = exact.contains(service) || aliased.contains(service);
        if let Some(rank) = rank(name, description, &query).filter(|_| !is_first) {
            expected.push((rank, *service));
        }
    }
    expected.sort();
    assert!(
        expected.iter().map(|(_, service)| service).eq(others),
        "{query:?}"
    );
});

/// The length of the longest description.
static LONGEST: LazyLock<usize> = LazyLock::new(|| {
    let lengths = Record::all().map(|record| record.description().len());
    lengths.max().unwrap_or(0)
});

/// All services, with their names and descriptions in lower case.
static SERVICES: LazyLock<Vec<(Service, String, String)>> = LazyLock::new(|| {
    let lower = |service: Service| {
        let (name, description) = (service.name(), service.description());
        (
            service,
            name.to_ascii_lowercase(),
            description.to_ascii_lowercase(),
        )
    };
    Service::all().map(lower).collect()
});

/// Returns the rank of a service that matches the query, the best rank being the lowest. All three
/// strings are in lower case.
fn rank(name: &str, description: &str, query: &str) -> Option<u8> {
    if name == query {
        Some(0)
    } else if name.starts_with(query) {
        Some(1)
    } else if name.contains(query) {
        Some(2)
    } else {
        let begins = |word: &str| {
            description.match_indices(word).any(|(at, _)| {
                let before = description[..at].chars().next_back();
                !before.is_some_and(|c| c.is_ascii_alphanumeric() || !c.is_ascii())
            })
        };
        query.split_whitespace().all(begins).then_some(3)
    }
}
