//! Parses DNS-SD labels such as `_http._tcp`, with other labels around them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::dns_sd::ServiceType;
use port_registry::{Protocol, Service};
use port_registry_fuzz::{check_both_ends, parse, services_named};

fuzz_target!(|text: &str| {
    let read = parse::<ServiceType>(text);
    // The first possible pair of labels counts.
    let labels = labels(text);
    let pair = labels.windows(2).find_map(|pair| {
        let name = pair[0].strip_prefix('_')?;
        let protocol: Protocol = pair[1].strip_prefix('_')?.parse().ok()?;
        Some((name, protocol))
    });
    match (read, pair) {
        (Some(read), Some((name, protocol))) => {
            assert_eq!(read.name().as_str(), name);
            assert_eq!(read.label(), protocol);
        }
        (Some(read), None) => panic!("{text:?} is read as {read}"),
        (None, Some((name, _))) => assert!(port_registry::ServiceName::new(name).is_err()),
        (None, None) => {}
    }
    let Some(read) = read else { return };
    // Other labels may surround the pair. But `_sub` before a name such as `tcp` would be a name
    // over TCP.
    if read.name().as_str().parse::<Protocol>().is_err() {
        let browsed = format!("An\\.instance._sub.{read}.example.org.");
        assert_eq!(browsed.parse(), Ok(read));
    }
    check_both_ends(read.services(), text.as_bytes());
    let mut services: Vec<Service> = read.services().collect();
    services.sort();
    let expected: Vec<Service> = services_named(read.name().as_str())
        .iter()
        .copied()
        .filter(|service| match (read.label(), service.protocol()) {
            (_, None) => true,
            (Protocol::Udp, Some(stated)) => stated != Protocol::Tcp,
            (label, Some(stated)) => stated == label,
        })
        .collect();
    assert_eq!(services, expected);
});

/// Splits at dots, except at dots after an odd number of backslashes.
fn labels(text: &str) -> Vec<&str> {
    let (mut labels, mut start) = (Vec::new(), 0);
    for (at, _) in text.match_indices('.') {
        let before = &text[start..at];
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        if backslashes % 2 == 0 {
            labels.push(before);
            start = at + 1;
        }
    }
    labels.push(&text[start..]);
    labels
}
