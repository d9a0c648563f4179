//! Writes services(5) files of arbitrary services. Every line must be valid, and a reader must find
//! the services by name and by port that the crate finds among them.
#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use port_registry::services_file::{Entries, Entry, ServicesFile};
use port_registry::{Port, Record, Service};

/// More services only repeat what fewer services show, and are slow.
const MOST: usize = 64;

fuzz_target!(|numbers: Vec<u16>| {
    let chosen: Vec<Service> = numbers
        .iter()
        .take(MOST)
        .filter_map(|number| Record::from_index(usize::from(*number) % Record::COUNT)?.service())
        .collect();
    let file: ServicesFile = chosen.iter().copied().collect();
    let text = file.to_string();
    let entries: Vec<Entry<'_>> = Entries::new(&text)
        .collect::<Result<_, _>>()
        .expect("what is written can be read");
    assert!(text.lines().all(|line| line.len() < 128));

    let mut chosen: Vec<Service> = chosen
        .into_iter()
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    chosen.sort();
    assert_eq!(file, ServicesFile::new(chosen.iter().copied()));
    for entry in &entries {
        let protocol = entry.protocol().transport().expect("a transport");
        let stands_for = |service: &Service| {
            let is_on = service
                .ports()
                .is_some_and(|ports| ports.contains(entry.port()));
            is_on && service.is_over(protocol) && service.name() == entry.name()
        };
        assert!(chosen.iter().any(stands_for), "{entry} is of none");
        let known: Vec<&str> = aliases(entry.port(), entry, &chosen);
        assert!(
            entry.aliases().all(|alias| known.contains(&alias)),
            "{entry}"
        );
    }
    for service in &chosen {
        check(*service, &entries);
    }
});

/// Returns the aliases that the line of an entry may have.
fn aliases(port: Port, entry: &Entry<'_>, chosen: &[Service]) -> Vec<&'static str> {
    chosen
        .iter()
        .filter(|service| service.name() == entry.name())
        .filter(|service| service.ports().is_some_and(|ports| ports.contains(port)))
        .flat_map(|service| {
            let historic = service.historic_aliases().map(Service::name);
            historic.chain(service.aliases())
        })
        .collect()
}

/// Checks that a service with a port is in the file with its name, for each of its ports.
fn check(service: Service, entries: &[Entry<'_>]) {
    let name = service.name();
    let can_stand = name.len() < 32
        && name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'#');
    for port in service.ports().into_iter().flatten() {
        let is_line = |entry: &&Entry<'_>| {
            let is_over = entry
                .protocol()
                .transport()
                .is_some_and(|p| service.is_over(p));
            entry.port() == port && is_over && entry.is_named(name)
        };
        assert_eq!(
            entries.iter().any(|entry| is_line(&entry)),
            can_stand,
            "{service:?} on {port}"
        );
    }
}
