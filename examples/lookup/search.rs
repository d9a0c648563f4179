//! Searches the registry, for `lookup --search`.

use std::collections::HashSet;

use port_registry::Service;

/// A search result.
#[derive(Clone, Copy)]
pub struct Hit {
    pub service: Service,
    /// The name that matched the words, if it is a common name of this service and not its own.
    pub found_as: Option<&'static str>,
}

/// Returns the services that match the words, best match first.
///
/// If a matching service has no port, the services that are commonly meant by its name come before
/// it: `rdp` is registered without a port, and whoever searches for it needs 3389, which is
/// registered as `ms-wbt-server`.
pub fn search(words: &str) -> Vec<Hit> {
    let mut listed = HashSet::new();
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
        .filter(|hit| listed.insert(hit.service))
        .collect()
}
