//! Parses a query, and finds the services it names.
//!
//! `answer.rs` and `human_readable.rs` turn the result into output.

use std::fmt;

use port_registry::{
    Endpoint, Error, IpProtocol, KnownUse, Port, PortRange, Protocol, Service, ServiceName,
};

use crate::ip_protocol;
use crate::shared::protocols;

/// Which names a query may have, and which layers answer it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// IANA's service names, common names, keywords of IP protocols, and names of known uses.
    Common,
    /// IANA's service names only, and no known uses.
    Iana,
}

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
    /// `47/ip` or `gre/ip`
    IpProtocol(IpProtocol),
}

impl<'a> Query<'a> {
    pub fn parse(text: &'a str) -> Result<Self, InvalidQuery<'a>> {
        // A few old names contain a slash (`cl/1`).
        if Service::by_name(text).len() > 0 {
            return Ok(Self::Name(text));
        }
        // A keyword of an IP protocol may contain a slash (`A/N`) or a space.
        if ip_protocol::named(text).is_some() {
            return Ok(Self::Name(text));
        }
        if let Some(query) = Self::of_endpoint(text) {
            return Ok(query);
        }
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
        if is_number(subject) {
            let port = subject.parse().map_err(InvalidQuery::Subject)?;
            return Ok(match protocol {
                Some(protocol) => Self::Endpoint(Endpoint::new(port, protocol)),
                None => Self::Port(port),
            });
        }
        if subject.contains('-')
            && subject
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-')
        {
            // The error of a name would say that it has no letter.
            let _: PortRange = subject.parse().map_err(InvalidQuery::Subject)?;
            return Err(InvalidQuery::Range(text));
        }
        if Service::find(subject).len() == 0 {
            // An endpoint's error says which part of a longer form is wrong.
            if subject.contains(['/', ':']) {
                text.parse::<Endpoint>().map_err(InvalidQuery::Subject)?;
            }
            ServiceName::new(subject).map_err(InvalidQuery::Subject)?;
        }
        Ok(match protocol {
            Some(protocol) => Self::NameOver(subject, protocol),
            None => Self::Name(subject),
        })
    }

    /// Parses a number in the forms of an [`Endpoint`], such as `tcp/443`, `:443` and `[::1]:443/tcp`, and
    /// a name after its transport protocol. Without a transport protocol, it is a query for all of them.
    fn of_endpoint(text: &'a str) -> Option<Self> {
        let has_number = text.split(['/', ':']).any(is_number);
        // The error of an unknown name would have a suggestion, which takes as long as hundreds of queries.
        let before = text.split_once('/').map(|(before, _)| before);
        let begins_with_protocol = before.is_some_and(|before| before.parse::<Protocol>().is_ok());
        if !has_number && !begins_with_protocol {
            return None;
        }
        let endpoint: Endpoint = text.parse().ok()?;
        let digits = endpoint.port().to_string();
        if text.split(['/', ':']).any(|part| part == digits) {
            return Some(if text.contains('/') {
                Self::Endpoint(endpoint)
            } else {
                Self::Port(endpoint.port())
            });
        }
        let (protocol, name) = text.split_once('/')?;
        Some(Self::NameOver(name, protocol.parse().ok()?))
    }

    /// Returns the services that the name refers to, most likely first.
    pub fn services(self, names: Names) -> Vec<Service> {
        let of_name = |name| match names {
            Names::Common => Service::find(name).collect(),
            Names::Iana => Service::by_name(name).collect(),
        };
        match self {
            Self::Name(name) => of_name(name),
            Self::NameOver(name, protocol) => {
                let mut services: Vec<Service> = of_name(name);
                services.retain(|service| service.is_over(protocol));
                services
            }
            Self::Port(_) | Self::Endpoint(_) | Self::IpProtocol(_) => Vec::new(),
        }
    }

    /// Returns the IP protocol that the query is for. A name is a keyword only if no service with a
    /// port has it: `icmp` is both a service without a port and an IP protocol, `rdp` is a service.
    pub fn ip_protocol(self, names: Names) -> Option<IpProtocol> {
        match self {
            Self::IpProtocol(protocol) => Some(protocol),
            Self::Name(name) if self.is_without_port(names) => ip_protocol::named(name),
            _ => None,
        }
    }

    /// Returns the known uses with the name.
    pub fn known_uses(self, names: Names) -> Vec<KnownUse> {
        match self {
            _ if names == Names::Iana => Vec::new(),
            Self::Name(name) => KnownUse::by_name(name).collect(),
            Self::NameOver(name, protocol) => {
                let is_over = |known: &KnownUse| known.protocol() == protocol;
                KnownUse::by_name(name).filter(is_over).collect()
            }
            _ => Vec::new(),
        }
    }

    fn is_without_port(self, names: Names) -> bool {
        let services = self.services(names);
        names == Names::Common && services.iter().all(|service| service.port().is_none())
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The error for a malformed query.
#[derive(Debug, Clone, Copy)]
pub enum InvalidQuery<'a> {
    /// The port or the name is malformed.
    Subject(Error),
    /// The part of this query after the slash is not a transport protocol.
    Protocol(&'a str),
    /// The query is a range, on a line of standard input.
    Range(&'a str),
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
            Self::Range(query) => write!(
                f,
                "invalid query {query:?}: expected one port on a line, not a range"
            ),
        }
    }
}
