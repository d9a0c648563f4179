//! The answers to a query, as `--tsv` and `--json` print them.
//!
//! `machine_readable.rs` writes them; `main.rs` collects them for each query.

use std::borrow::Cow;

use port_registry::{Endpoint, IpProtocol, KnownUse, Port, PortRange, Protocol, Service, Status};

use crate::ip_protocol::describe;
use crate::query::{InvalidQuery, Names, Query};

/// One line of machine-readable output. A query for a port has an answer for each transport
/// protocol, a query for a name has one for each record with that name.
pub struct Answer<'a> {
    pub query: &'a str,
    /// The queried port, or the ports of the service.
    pub ports: Option<PortRange>,
    /// The transport protocol, or the IP protocol; `None` for a service that is registered for all
    /// transport protocols.
    pub protocol: Option<Cow<'static, str>>,
    pub outcome: Outcome,
    /// The preferred service name of the port, or the service name that a search found.
    pub service: Option<&'static str>,
    /// All service names of the port; of a range, those of its first port.
    pub services: Vec<&'static str>,
    pub description: Cow<'static, str>,
    /// What is known to use the port, or has the name. Not of a query for a service.
    pub known_uses: Vec<KnownUse>,
}

/// The status of the queried port, or why there is none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Status(Status),
    /// The service has no port.
    NoPort,
    /// The query is for an IP protocol, not for a port.
    IpProtocol,
    /// The name is that of a known use, which IANA does not have.
    KnownUse,
    /// The name is not registered, or no service matches the words.
    Unknown,
    /// The query is malformed.
    Malformed,
}

impl Outcome {
    /// Returns the value of the field `status`.
    pub const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Status(status) => Some(status.as_str()),
            Self::NoPort => None,
            Self::IpProtocol => Some("ip-protocol"),
            Self::KnownUse => Some("known-use"),
            Self::Unknown => Some("unknown"),
            Self::Malformed => Some("invalid"),
        }
    }
}

impl<'a> Answer<'a> {
    /// Returns all answers to a query, at least one.
    pub fn all(text: &'a str, query: Result<Query, InvalidQuery>, names: Names) -> Vec<Self> {
        match query {
            Err(_) => vec![Self::none(text, Outcome::Malformed)],
            Ok(Query::Port(port)) => Protocol::ALL
                .map(|protocol| Self::with_known_uses(text, Endpoint::new(port, protocol), names))
                .into(),
            Ok(Query::Endpoint(endpoint)) => vec![Self::with_known_uses(text, endpoint, names)],
            Ok(query @ (Query::Name(_) | Query::NameOver(..) | Query::IpProtocol(_))) => {
                let services = query.services(names).into_iter();
                let of_protocol = |protocol| Self::of_ip_protocol(text, protocol);
                let known = query.known_uses(names).into_iter();
                let known = known.map(|known| Self::of_known_use(text, known));
                let mut answers: Vec<Self> = services
                    .map(|service| Self::of_service(text, service))
                    .chain(query.ip_protocol(names).map(of_protocol))
                    .chain(known)
                    .collect();
                if answers.is_empty() {
                    answers.push(Self::none(text, Outcome::Unknown));
                }
                answers
            }
        }
    }

    /// Returns an answer for each service that a search found, or one answer with
    /// [`Outcome::Unknown`].
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
            description: "".into(),
            known_uses: Vec::new(),
        }
    }

    fn of_endpoint(query: &'a str, endpoint: Endpoint) -> Self {
        let services = endpoint.port().services_over(endpoint.protocol());
        Self {
            query,
            ports: Some(endpoint.port().into()),
            protocol: Some(endpoint.protocol().as_str().into()),
            outcome: Outcome::Status(endpoint.status()),
            service: endpoint.service().map(Service::name),
            services: services.map(Service::name).collect(),
            description: endpoint.service().map_or("", Service::description).into(),
            known_uses: Vec::new(),
        }
    }

    fn with_known_uses(query: &'a str, endpoint: Endpoint, names: Names) -> Self {
        let known = endpoint.port().known_uses(endpoint.protocol());
        Self {
            known_uses: known.filter(|_| names == Names::Common).collect(),
            ..Self::of_endpoint(query, endpoint)
        }
    }

    fn of_known_use(query: &'a str, known: KnownUse) -> Self {
        Self {
            ports: Some(known.ports()),
            protocol: Some(known.protocol().as_str().into()),
            description: known.title().into(),
            known_uses: vec![known],
            ..Self::none(query, Outcome::KnownUse)
        }
    }

    fn of_ip_protocol(query: &'a str, protocol: IpProtocol) -> Self {
        Self {
            protocol: Some(protocol.to_string().into()),
            description: describe(protocol).into(),
            ..Self::none(query, Outcome::IpProtocol)
        }
    }

    fn of_service(query: &'a str, service: Service) -> Self {
        let of_port = |port: Port| {
            // A record for all transport protocols has the same status for each; TCP is as good as
            // any.
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
            protocol: service.protocol().map(|protocol| protocol.as_str().into()),
            description: service.description().into(),
            ..answer
        }
    }
}
