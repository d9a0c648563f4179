//! Parses a query, and finds the services it names.
//!
//! `answer.rs` and `human_readable.rs` turn the result into output.

use std::fmt;

use port_registry::{Endpoint, Error, IpProtocol, Port, Protocol, Service};

use crate::{ip_protocol, protocols};

/// A well-formed query. The registry may have no record for it.
#[derive(Clone, Copy)]
pub enum Query<'a> {
    /// `443`: a port, for every transport protocol.
    Port(Port),
    /// `443/tcp`
    Endpoint(Endpoint),
    /// `https`
    Name(&'a str),
    /// `https/udp`
    NameOver(&'a str, Protocol),
    /// `47/ip`, `gre/ip`, or the keyword of an IP protocol that is not a service name
    IpProtocol(IpProtocol),
}

impl<'a> Query<'a> {
    pub fn parse(text: &'a str) -> Result<Self, InvalidQuery<'a>> {
        // A few old names contain a slash (`cl/1`).
        if Service::by_name(text).len() > 0 {
            return Ok(Self::Name(text));
        }
        // A keyword may contain a slash (`A/N`) or a space.
        if let (0, Some(protocol)) = (Service::find(text).len(), ip_protocol::named(text)) {
            return Ok(Self::IpProtocol(protocol));
        }
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let (subject, protocol) = match text.rsplit_once('/') {
            Some((subject, protocol)) if protocol.eq_ignore_ascii_case("ip") => {
                let protocol = subject.parse().map_err(InvalidQuery::Subject)?;
                return Ok(Self::IpProtocol(protocol));
            }
            Some((subject, protocol)) => {
                let protocol = protocol.parse().map_err(|_| InvalidQuery::Protocol(text))?;
                (subject, Some(protocol))
            }
            None => (text, None),
        };
        if !subject.is_empty() && is_number(subject) {
            let port = subject.parse().map_err(InvalidQuery::Subject)?;
            return Ok(match protocol {
                Some(protocol) => Self::Endpoint(Endpoint::new(port, protocol)),
                None => Self::Port(port),
            });
        }
        if Service::find(subject).len() == 0 {
            port_registry::ServiceName::new(subject).map_err(InvalidQuery::Subject)?;
        }
        Ok(match protocol {
            Some(protocol) => Self::NameOver(subject, protocol),
            None => Self::Name(subject),
        })
    }

    /// Returns the services that IANA lists under the name. If there are none, returns the services
    /// for which it is a common name.
    pub fn registered(self) -> Vec<Service> {
        self.of_name(|name| {
            let services: Vec<Service> = Service::by_name(name).collect();
            if services.is_empty() {
                Service::find(name).collect()
            } else {
                services
            }
        })
    }

    /// Returns the services that the name commonly refers to, most likely first.
    pub fn meant(self) -> Vec<Service> {
        self.of_name(|name| Service::find(name).collect())
    }

    /// Returns the IP protocol that the query is for. A name is a keyword only if no service with a
    /// port has it: `icmp` is both a service without a port and an IP protocol, `rdp` is a service.
    pub fn ip_protocol(self) -> Option<IpProtocol> {
        match self {
            Self::IpProtocol(protocol) => Some(protocol),
            Self::Name(name) if Service::find(name).all(|service| service.port().is_none()) => {
                ip_protocol::named(name)
            }
            _ => None,
        }
    }

    fn of_name(self, services: impl Fn(&str) -> Vec<Service>) -> Vec<Service> {
        match self {
            Self::Name(name) => services(name),
            Self::NameOver(name, protocol) => {
                let mut services = services(name);
                services.retain(|service| service.is_over(protocol));
                services
            }
            Self::Port(_) | Self::Endpoint(_) | Self::IpProtocol(_) => Vec::new(),
        }
    }
}

/// The error for a malformed query.
#[derive(Debug, Clone, Copy)]
pub enum InvalidQuery<'a> {
    /// The port or the name is malformed.
    Subject(Error),
    /// The part of this query after the slash is not a transport protocol.
    Protocol(&'a str),
}

impl fmt::Display for InvalidQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject(error) => error.fmt(f),
            Self::Protocol(query) => write!(
                f,
                "invalid query {query:?}: expected {} after the slash",
                protocols::names()
            ),
        }
    }
}
