//! Suggests a registered service name for a misspelt one.
//!
//! `lookup` and `services-file` share this file.

use port_registry::{Port, Protocol, Service};

/// Returns the registered name that is most similar to `name`, or `None` if none is similar enough.
///
/// The shortest name that begins with `name` comes first, then the name with the smallest edit
/// distance. Among equals, the name with the lowest port is returned. The distance may be one edit
/// for every three letters, and at least one. With a transport protocol, only services registered
/// for it are considered.
pub fn nearest(name: &str, protocol: Option<Protocol>) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let is_over = |service: &Service| protocol.is_none_or(|protocol| service.is_over(protocol));
    // The edit distance; for a name that begins with `name`, 0 and how much longer it is.
    let distance = |other: &str| match other.strip_prefix(&name) {
        Some(rest) => (0, rest.len()),
        None => (strsim::osa_distance(&name, other), 0),
    };
    let limit = (name.len() / 3).max(1);
    Service::all()
        .filter(is_over)
        .map(|service| {
            let distance = distance(&service.name().to_ascii_lowercase());
            let port = service.port().map_or(u32::MAX, Port::into);
            (distance, port, service.name())
        })
        .filter(|((edits, _), ..)| *edits <= limit)
        .min_by_key(|(distance, port, _)| (*distance, *port))
        .map(|(.., name)| name)
}
