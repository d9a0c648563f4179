//! The known uses of a port that is registered for another service or for none.
//!
//! Used by `advice`.

use std::fmt;

use port_registry::{Endpoint, KnownUse, Service};

use super::Names;
use super::dangers::{self, Danger};
use crate::sources::Reach;

/// What software is known to use a port, apart from the registered service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherUse {
    service: Option<Service>,
    /// The names of the software, each once.
    software: Names,
}

/// Returns the software that is known to use this port.
///
/// A service that has an alias or is among the dangers is well known itself: whoever opens `http-alt`
/// means a web server, and need not read of the twenty that use the port. A danger of software that the
/// port is not registered for is another matter.
pub fn of(endpoint: Endpoint) -> Option<OtherUse> {
    let service = endpoint.service();
    let is_aliased = service.is_some_and(|service| service.aliases().len() > 0);
    let danger = dangers::of(endpoint, Reach::World);
    if is_aliased || danger.is_some_and(Danger::is_of_registered_service) {
        return None;
    }
    let mut software: Vec<String> = Vec::new();
    for known in endpoint.port().known_uses(endpoint.protocol()) {
        let product = product(known);
        if !software.contains(&product) {
            software.push(product);
        }
    }
    (!software.is_empty()).then(|| OtherUse {
        service,
        software: Names::of(software.into_iter(), |name| name),
    })
}

/// Returns the name of the software that is known by this name to use this port.
pub fn product_at(endpoint: Endpoint, name: &str) -> Option<String> {
    let mut known = endpoint.port().known_uses(endpoint.protocol());
    known.find(|known| known.name() == name).map(product)
}

/// Returns the name of the software, without what it uses the port for: `Elasticsearch` of
/// `Elasticsearch, HTTP REST API`.
fn product(known: KnownUse) -> String {
    let product = known.title().split([',', '(']).next().unwrap_or_default();
    product.trim().to_owned()
}

impl fmt::Display for OtherUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let software = &self.software;
        match self.service.map(Service::name) {
            Some(name) => write!(f, "registered for {name}, but known for {software}"),
            None => write!(f, "known for {software}, which is not registered"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_with_common_names_are_what_people_mean() {
        for (endpoint, is_other) in [
            ("9200/tcp", true), // a danger too, but not as wap-wsp
            ("51820/udp", true),
            ("8080/tcp", false), // the alias webcache
            ("443/tcp", false),
            ("6379/tcp", false), // redis, and not Ray
        ] {
            assert_eq!(
                of(endpoint.parse().unwrap()).is_some(),
                is_other,
                "{endpoint}"
            );
        }
    }
}
