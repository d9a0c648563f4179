//! Looks up names. The results must be those of a walk through all services, in any case.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::lookup::meanings;
use port_registry::{Error, ErrorKind, Protocol, Service};
use port_registry_fuzz::{check_both_ends, check_message, quoted, services_named};

fuzz_target!(|text: &str| {
    check_name(text);
    let read = text.parse::<Service>();
    let Some((name, protocol)) = text.rsplit_once('/') else {
        assert!(fails_with(read, "expected a name and a transport protocol"));
        return;
    };
    check_name(name);
    match protocol.parse::<Protocol>() {
        Ok(protocol) => {
            let named = Service::by_name_over(name, protocol);
            assert_eq!(read.ok(), named);
            let reason = "expected a name that is registered over this transport";
            assert_eq!(fails_with(read, reason), named.is_none());
        }
        Err(_) => assert!(fails_with(read, "after the slash")),
    }
    if let Err(error) = read {
        let message = error.to_string();
        check_message(&message);
        assert!(message.contains(&quoted(text)), "{message}");
    }
});

/// Whether it is an error of a service, with these words in its message.
fn fails_with(read: Result<Service, Error>, words: &str) -> bool {
    read.is_err_and(|error| error.kind() == ErrorKind::Service && error.to_string().contains(words))
}

fn check_name(name: &str) {
    let walked = services_named(name);
    let mut named: Vec<Service> = Service::by_name(name).collect();
    check_both_ends(Service::by_name(name), name.as_bytes());
    check_both_ends(Service::find(name), name.as_bytes());
    for protocol in Protocol::ALL {
        let first = named
            .iter()
            .copied()
            .find(|service| service.is_over(protocol));
        assert_eq!(Service::by_name_over(name, protocol), first);
    }
    let found: Vec<Service> = Service::find(name).collect();
    assert!(named.iter().all(|service| found.contains(service)));
    for service in &found {
        let is_common = service
            .aliases()
            .any(|common| common.eq_ignore_ascii_case(name));
        let is_homonym = meanings(name).reason().is_some();
        assert!(is_common || is_homonym || named.contains(service));
    }
    for protocol in Protocol::ALL {
        let suggested = Service::suggest(name, protocol);
        assert!(suggested.is_none_or(|service| service.port().is_some()));
        let is_found = |service: &&Service| service.is_over(protocol) && service.port().is_some();
        if let Some(first) = found.iter().find(is_found) {
            assert_eq!(suggested, Some(*first));
        }
    }
    named.sort();
    assert_eq!(named, walked);
}
