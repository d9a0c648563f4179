//! An answer for programs: what a line of `--tsv` or `--json` holds.

use port_registry::{Endpoint, Port, PortRange, Protocol, Service, Status};

use crate::query::{Invalid, Query};

/// What the registry says of a query; there is an answer for each transport, and for each record of a
/// name.
pub struct Answer<'a> {
    pub query: &'a str,
    /// The port asked for, or all of a service.
    pub ports: Option<PortRange>,
    /// None for a service of all transports.
    pub protocol: Option<Protocol>,
    pub outcome: Outcome,
    /// The preferred service of the port, or the one that a search found.
    pub service: Option<&'static str>,
    /// All of the port's, of a span those of its first.
    pub services: Vec<&'static str>,
    pub description: &'static str,
}

/// What there is to say of a query's port.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Status(Status),
    /// A service that has no port.
    NoPort,
    /// A name that is not registered, or words that fit no service.
    Unknown,
    /// What cannot be registered.
    Invalid,
}

impl Outcome {
    pub const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Status(status) => Some(status.as_str()),
            Self::NoPort => None,
            Self::Unknown => Some("unknown"),
            Self::Invalid => Some("invalid"),
        }
    }
}

impl<'a> Answer<'a> {
    /// All answers to a query, at least one.
    pub fn all(text: &'a str, query: Result<Query, Invalid>) -> Vec<Self> {
        match query {
            Err(_) => vec![Self::none(text, Outcome::Invalid)],
            Ok(Query::Port(port)) => Protocol::ALL
                .map(|protocol| Self::of_endpoint(text, Endpoint::new(port, protocol)))
                .into(),
            Ok(Query::Endpoint(endpoint)) => vec![Self::of_endpoint(text, endpoint)],
            Ok(query @ (Query::Name(_) | Query::NameOver(..))) => {
                let services = query.registered();
                if services.is_empty() {
                    return vec![Self::none(text, Outcome::Unknown)];
                }
                let of_service = |service| Self::of_service(text, service);
                services.into_iter().map(of_service).collect()
            }
        }
    }

    /// The services that a search found, or that it found none.
    pub fn found(words: &'a str, services: &[Service]) -> Vec<Self> {
        if services.is_empty() {
            return vec![Self::none(words, Outcome::Unknown)];
        }
        let found = |service: &Service| Self {
            service: Some(service.name()),
            ..Self::of_service(words, *service)
        };
        services.iter().map(found).collect()
    }

    fn none(query: &'a str, outcome: Outcome) -> Self {
        Self {
            query,
            ports: None,
            protocol: None,
            outcome,
            service: None,
            services: Vec::new(),
            description: "",
        }
    }

    fn of_endpoint(query: &'a str, endpoint: Endpoint) -> Self {
        let services = endpoint.port().services_on(endpoint.protocol());
        Self {
            query,
            ports: Some(endpoint.port().into()),
            protocol: Some(endpoint.protocol()),
            outcome: Outcome::Status(endpoint.status()),
            service: endpoint.service().map(Service::name),
            services: services.map(Service::name).collect(),
            description: endpoint.service().map_or("", Service::description),
        }
    }

    fn of_service(query: &'a str, service: Service) -> Self {
        let of_port = |port: Port| {
            // A record of all transports stands for TCP as for any other.
            Endpoint::new(port, service.protocol().unwrap_or(Protocol::Tcp))
        };
        let answer = match service.port() {
            Some(port) => Self::of_endpoint(query, of_port(port)),
            None => Self {
                service: Some(service.name()),
                services: vec![service.name()],
                ..Self::none(query, Outcome::NoPort)
            },
        };
        Self {
            ports: service.ports(),
            protocol: service.protocol(),
            description: service.description(),
            ..answer
        }
    }
}
