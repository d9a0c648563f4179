//! Looks up services in a file and then in the registry. The results must be those of a walk
//! through the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::services_file::{Entries, Entry, System, SystemService, SystemSource};
use port_registry::{Port, Protocol, Service};

fuzz_target!(|data: &[u8]| {
    let system = System::new(data);
    let entries: Vec<Entry<'_>> = Entries::new(data).flatten().collect();
    assert!(system.entries().flatten().eq(entries.iter().copied()));
    let transports = Protocol::ALL.map(Some).into_iter().chain([None]);
    for protocol in transports {
        let is_over =
            |entry: &&Entry<'_>| protocol.is_none_or(|protocol| entry.protocol() == protocol);
        for entry in entries.iter().take(20) {
            for name in [entry.name()].into_iter().chain(entry.aliases().take(5)) {
                let named = |name: &str| {
                    let mut over = entries.iter().filter(is_over);
                    over.find(|entry| entry.is_named(name))
                };
                // The name itself, or else IANA's name of a service that it means.
                let meant = Service::find(name)
                    .filter(|service| protocol.is_none_or(|protocol| service.is_over(protocol)));
                let mut meant = meant.filter_map(|service| named(service.name()));
                let first = named(name).or_else(|| meant.next());
                let found = system.by_name(name, protocol);
                check(first, found.map(SystemService::source));
                if first.is_none() {
                    check_registered(name, protocol, found.map(SystemService::port));
                }
            }
            let port = entry.port();
            let first = entries
                .iter()
                .filter(is_over)
                .find(|entry| entry.port() == port);
            let found = system.by_port(port, protocol);
            check(first, found.map(SystemService::source));
            if let (None, Some(protocol)) = (first, protocol) {
                let name = port.service(protocol).map(Service::name);
                assert_eq!(found.map(SystemService::name), name);
            }
        }
    }
});

fn check(first: Option<&Entry<'_>>, source: Option<SystemSource>) {
    match (first, source) {
        (Some(entry), Some(SystemSource::File { line })) => assert_eq!(line, entry.line()),
        (None, None | Some(SystemSource::Registry(_))) => {}
        _ => panic!("{source:?} where the file has {first:?}"),
    }
}

fn check_registered(name: &str, protocol: Option<Protocol>, port: Option<Port>) {
    let expected = Service::find(name)
        .filter(|service| protocol.is_none_or(|protocol| service.is_over(protocol)))
        .find_map(Service::port);
    assert_eq!(port, expected);
}
