//! The known uses of a port that is registered for another service or for none.
//!
//! Used by `advice`.

use std::fmt;

use port_registry::{Endpoint, KnownUse, Service};

use super::{dangers, listed};
use crate::sources::Reach;

/// What software is known to use a port, apart from the registered service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherUse {
    service: Option<Service>,
    /// The names of the software, each once.
    software: Vec<String>,
    /// A danger of the software, if there is one.
    caution: Option<&'static str>,
}

/// The software that is dangerous when it is open, by the name of its known use.
const CAUTIONS: [(&str, &str); 3] = [
    ("adb", "a shell for all who connect"),
    ("elasticsearch", "without a password before version 8"),
    ("php-fpm", "runs scripts for all who connect"),
];

/// Returns the software that is known to use this port.
///
/// A service that has an alias or is among the dangers is well known itself: whoever opens `http-alt`
/// means a web server, and need not read of the twenty that use the port.
pub fn of(endpoint: Endpoint) -> Option<OtherUse> {
    let service = endpoint.service();
    let is_aliased = service.is_some_and(|service| service.aliases().len() > 0);
    if is_aliased || dangers::of(endpoint, Reach::World).is_some() {
        return None;
    }
    let known = endpoint.port().known_uses(endpoint.protocol());
    let mut software: Vec<String> = Vec::new();
    for known in known.clone() {
        let product = product(known);
        if !software.contains(&product) {
            software.push(product);
        }
    }
    let caution = CAUTIONS
        .iter()
        .find(|(name, _)| known.clone().any(|known| known.name() == *name));
    (!software.is_empty()).then_some(OtherUse {
        service,
        software,
        caution: caution.map(|(_, caution)| *caution),
    })
}

/// Returns the name of the software, without what it uses the port for: `Elasticsearch` of
/// `Elasticsearch, HTTP REST API`.
fn product(known: KnownUse) -> String {
    let product = known.title().split([',', '(']).next().unwrap_or_default();
    product.trim().to_owned()
}

impl fmt::Display for OtherUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let software = listed(&self.software);
        match self.service.map(Service::name) {
            Some(name) => write!(f, "registered for {name}, but known for {software}")?,
            None => write!(f, "known for {software}, which is not registered")?,
        }
        match self.caution {
            Some(caution) => write!(f, " ({caution})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_caution_is_of_a_known_use_without_registered_service() {
        for (name, caution) in CAUTIONS {
            let known = KnownUse::by_name(name).next().unwrap();
            let endpoint = Endpoint::new(known.ports().first(), known.protocol());
            assert_eq!(of(endpoint).unwrap().caution, Some(caution), "{name}");
        }
    }

    #[test]
    fn services_with_common_names_are_what_people_mean() {
        for (endpoint, is_other) in [
            ("9200/tcp", true),
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
