//! Parses endpoints: `443/tcp`, `https/tcp`, `tcp/443`, `:443`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use port_registry::{Endpoint, Port, Protocol, Service};
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
    Protocol::ALL
        .into_iter()
        .find(|protocol| protocol.as_str() == word)
}

fn expected(text: &str) -> Option<Endpoint> {
    let (subject, protocol) = match text.rfind('/') {
        None if text.starts_with(':') => (text, Protocol::Tcp),
        None => return None,
        Some(slash) => {
            let (left, right) = (&text[..slash], &text[slash + 1..]);
            match (transport(left), transport(right)) {
                (_, Some(protocol)) => (left, protocol),
                (Some(protocol), None) => (right, protocol),
                (None, None) => return None,
            }
        }
    };
    let subject = subject.strip_prefix(':').unwrap_or(subject);
    let port = if subject.chars().all(|letter| letter.is_ascii_digit()) {
        Port::new(number(subject)?)
    } else {
        let mut found = Service::find(subject).filter(|service| service.is_over(protocol));
        found.find_map(Service::port)?
    };
    Some(Endpoint::new(port, protocol))
}
