//! What words find.

use std::collections::HashSet;

use port_registry::Service;

/// A service that words describe.
#[derive(Clone, Copy)]
pub struct Hit {
    pub service: Service,
    /// The name that the words found, where people mean this service by it.
    pub found_as: Option<&'static str>,
}

/// The services that fit, best first. Before one without a port stand those with a port that people
/// call by its name: `rdp` is registered without one, and they mean 3389.
pub fn search(words: &str) -> Vec<Hit> {
    let mut told = HashSet::new();
    let with_meant = |found: Service| {
        let of_portless = move |meant: &Service| found.port().is_none() && meant.port().is_some();
        let meant = Service::find(found.name()).filter(of_portless);
        meant.chain([found]).map(move |service| Hit {
            service,
            found_as: Some(found.name()).filter(|name| !service.name().eq_ignore_ascii_case(name)),
        })
    };
    Service::search(words)
        .flat_map(with_meant)
        .filter(|hit| told.insert(hit.service))
        .collect()
}
