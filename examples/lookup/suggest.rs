//! What a user may have meant by a name that is not registered.

use port_registry::{Port, Service};

use crate::query::Query;

/// The registered name that begins with this one, or that is the fewest slips of the finger away; of
/// several, the one with the lowest port. One slip in three letters is the most that is forgiven.
pub fn nearest(query: Query) -> Option<&'static str> {
    let (Query::Name(name) | Query::NameOver(name, _)) = query else {
        return None;
    };
    let name = name.to_ascii_lowercase();
    let is_over = |service: &Service| match query {
        Query::NameOver(_, protocol) => service.is_over(protocol),
        _ => true,
    };
    let distance = |other: &str| {
        if other.starts_with(&name) {
            0
        } else {
            strsim::osa_distance(&name, other)
        }
    };
    let forgiven = (name.len() / 3).max(1);
    Service::all()
        .filter(is_over)
        .map(|service| {
            let slips = distance(&service.name().to_ascii_lowercase());
            (
                slips,
                service.port().map_or(u32::MAX, Port::into),
                service.name(),
            )
        })
        .filter(|(slips, ..)| *slips <= forgiven)
        .min_by_key(|(slips, port, _)| (*slips, *port))
        .map(|(.., name)| name)
}
