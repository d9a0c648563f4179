//! What a user may have meant by a name that is not registered.

use port_registry::{Port, Protocol, Service};

/// The shortest registered name that begins with this one, or the name that is the fewest slips of
/// the finger away; of several, the one with the lowest port. One slip in three letters is the most
/// that is forgiven. With a transport, only services over that one are thought of.
pub fn nearest(name: &str, protocol: Option<Protocol>) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let is_over = |service: &Service| protocol.is_none_or(|protocol| service.is_over(protocol));
    // The slips, and how much longer a name is that only goes on.
    let distance = |other: &str| match other.strip_prefix(&name) {
        Some(rest) => (0, rest.len()),
        None => (strsim::osa_distance(&name, other), 0),
    };
    let forgiven = (name.len() / 3).max(1);
    Service::all()
        .filter(is_over)
        .map(|service| {
            let distance = distance(&service.name().to_ascii_lowercase());
            let port = service.port().map_or(u32::MAX, Port::into);
            (distance, port, service.name())
        })
        .filter(|((slips, _), ..)| *slips <= forgiven)
        .min_by_key(|(distance, port, _)| (*distance, *port))
        .map(|(.., name)| name)
}
