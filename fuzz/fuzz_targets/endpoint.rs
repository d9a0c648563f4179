//! Parses endpoints: `443/tcp`, `https/tcp`, `tcp/443`, `:443`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::lookup::meanings;
use port_registry::{Endpoint, Port, Protocol};
use port_registry_fuzz::{number, parse};

fuzz_target!(|text: &str| {
    let endpoint = parse::<Endpoint>(text);
    assert_eq!(endpoint, expected(text), "{text:?}");
    let Some(endpoint) = endpoint else { return };
    let (port, protocol) = (endpoint.port(), endpoint.protocol());
    assert_eq!(format!("{port}/{protocol}"), endpoint.to_string());
    assert_eq!(
        format!("{protocol}/{port}").to_uppercase().parse(),
        Ok(endpoint)
    );
    assert_eq!(endpoint.service(), port.service(protocol));
    assert_eq!(endpoint.status(), port.status(protocol));
    let shown = format!("{endpoint:#}");
    match endpoint.service() {
        Some(service) => assert_eq!(shown, format!("{endpoint} ({})", service.name())),
        None => assert_eq!(shown, endpoint.to_string()),
    }
});

fn transport(text: &str) -> Option<Protocol> {
    let word = text.to_ascii_lowercase();
    let is_it = |one: &Protocol| {
        [
            one.as_str().to_owned(),
            format!("{one}4"),
            format!("{one}6"),
        ]
        .contains(&word)
    };
    Protocol::ALL.into_iter().find(is_it)
}

fn expected(text: &str) -> Option<Endpoint> {
    let ends = text.find('/').zip(text.rfind('/'));
    let stated = ends.and_then(|(first, last)| {
        let after = transport(&text[last + 1..]).map(|protocol| (&text[..last], protocol));
        after.or_else(|| Some((&text[first + 1..], transport(&text[..first])?)))
    });
    let (subject, over) = match stated {
        Some((subject, protocol)) => (subject, vec![protocol]),
        None => (text, Protocol::ALL.to_vec()),
    };
    let subject = match subject.rfind(':') {
        None => subject,
        Some(colon) if is_address(&subject[..colon]) => &subject[colon + 1..],
        Some(_) => return None,
    };
    if text.is_empty() {
        return None;
    }
    if subject.chars().all(|letter| letter.is_ascii_digit()) {
        return Some(Endpoint::new(Port::new(number(subject)?), over[0]));
    }
    over.into_iter().find_map(|protocol| {
        let mut ports = meanings(subject).flat_map(|meaning| meaning.ports(protocol));
        Some(Endpoint::new(ports.next()?.first(), protocol))
    })
}

fn is_address(text: &str) -> bool {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    match inner {
        Some(inner) => {
            let end = inner.find('%').unwrap_or(inner.len());
            inner[..end].parse::<std::net::Ipv6Addr>().is_ok()
        }
        None => ["", "*"].contains(&text) || text.parse::<std::net::IpAddr>().is_ok(),
    }
}
