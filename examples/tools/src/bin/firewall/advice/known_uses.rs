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

/// What was asked for. It decides which known uses of a port are worth a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'a> {
    /// The port, by its number.
    Port,
    /// The service that is registered for the port.
    Service,
    /// The software with this name.
    Software(&'a str),
}

/// The number of ports from which on a known use is of no single port: Kubernetes takes some of 2768.
const MANY: u32 = 1000;

/// Returns the software that is known to use this port, first the one that was asked for. There is none if the
/// registered service was asked for.
///
/// A service that has an alias or is among the dangers is well known itself: whoever opens `http-alt`
/// means a web server, and need not read of the twenty that use the port. A danger of software that the
/// port is not registered for is another matter.
pub fn of(endpoint: Endpoint, asked: Asked) -> Option<OtherUse> {
    let service = endpoint.service();
    let is_aliased = service.is_some_and(|service| service.aliases().len() > 0);
    let danger = dangers::of(endpoint, Reach::World);
    if asked == Asked::Service || is_aliased || danger.is_some_and(Danger::is_of_registered_service)
    {
        return None;
    }
    let known = endpoint.port().known_uses(endpoint.protocol());
    let mut known: Vec<KnownUse> = known.filter(|known| known.ports().len() < MANY).collect();
    known.sort_by_key(|known| asked != Asked::Software(known.name()));
    let mut software: Vec<String> = Vec::new();
    for known in known {
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

/// Returns what the software uses the port for: `HTTP REST API` of `Elasticsearch, HTTP REST API`.
pub fn purpose(known: KnownUse) -> Option<&'static str> {
    let (_, purpose) = known.title().split_once(',')?;
    let purpose = purpose.split('(').next().unwrap_or_default().trim();
    Some(purpose).filter(|purpose| !purpose.is_empty())
}

impl fmt::Display for OtherUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let software = &self.software;
        if let Some(name) = self.service.map(Service::name) {
            return write!(f, "registered for {name}, but known for {software}");
        }
        let are = if software.count() == 1 { "is" } else { "are" };
        write!(f, "known for {software}, which {are} not registered")
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
            let of = |asked| of(endpoint.parse().unwrap(), asked);
            assert_eq!(of(Asked::Port).is_some(), is_other, "{endpoint}");
            assert_eq!(of(Asked::Service), None, "{endpoint}");
        }
    }

    #[test]
    fn what_was_asked_for_comes_first() {
        let of = |asked| of("9001/tcp".parse().unwrap(), asked).unwrap().to_string();
        assert_eq!(
            of(Asked::Port),
            "registered for etlservicemgr, but known for MinIO, Portainer Agent, SonarQube and 1 more"
        );
        assert_eq!(
            of(Asked::Software("tor")),
            "registered for etlservicemgr, but known for Tor relay, MinIO, Portainer Agent and 1 more"
        );
    }

    #[test]
    fn a_range_of_thousands_is_known_for_no_single_port() {
        let of = |endpoint: &str| of(endpoint.parse().unwrap(), Asked::Port);
        assert_eq!(of("30000/tcp"), None);
        assert_eq!(of("32767/tcp"), None);
        let expected = "known for TeamSpeak 3 server, which is not registered";
        assert_eq!(of("30033/tcp").unwrap().to_string(), expected);
    }

    #[test]
    fn the_purpose_is_what_follows_the_name() {
        let purposes = |name: &str| KnownUse::by_name(name).map(purpose).collect::<Vec<_>>();
        assert_eq!(purposes("jupyter"), [None]);
        assert_eq!(
            purposes("tor"),
            [
                "onion routing",
                "directory mirror",
                "SOCKS proxy",
                "control port"
            ]
            .map(Some)
        );
    }
}
