//! What a user may ask for.

use std::fmt;

use port_registry::{Endpoint, ParsePortError, Port, Protocol, Service, ServiceNameError};

/// A question that the registry can answer, though perhaps with nothing.
#[derive(Clone, Copy)]
pub enum Query<'a> {
    /// `443`: a port of every transport.
    Port(Port),
    /// `443/tcp`
    Endpoint(Endpoint),
    /// `https`
    Name(&'a str),
    /// `https/udp`
    NameOver(&'a str, Protocol),
}

impl<'a> Query<'a> {
    pub fn parse(text: &'a str) -> Result<Self, Invalid<'a>> {
        // A few old names have a slash of their own (`cl/1`).
        if Service::by_name(text).len() > 0 {
            return Ok(Self::Name(text));
        }
        let invalid = |why| Invalid { text, why };
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let (subject, protocol) = match text.rsplit_once('/') {
            Some((subject, protocol)) => {
                let protocol = protocol.parse().map_err(|_| invalid(Why::Protocol))?;
                (subject, Some(protocol))
            }
            None => (text, None),
        };
        if !subject.is_empty() && is_number(subject) {
            let port = subject.parse().map_err(|error| invalid(Why::Port(error)))?;
            return Ok(match protocol {
                Some(protocol) => Self::Endpoint(Endpoint::new(port, protocol)),
                None => Self::Port(port),
            });
        }
        if Service::by_name(subject).len() == 0 {
            port_registry::ServiceName::new(subject).map_err(|error| invalid(Why::Name(error)))?;
        }
        Ok(match protocol {
            Some(protocol) => Self::NameOver(subject, protocol),
            None => Self::Name(subject),
        })
    }

    /// IANA's records of the name; if there are none, those of the service that people call so.
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

    /// What people mean by the name, most likely first.
    pub fn meant(self) -> Vec<Service> {
        self.of_name(|name| Service::find(name).collect())
    }

    fn of_name(self, services: impl Fn(&str) -> Vec<Service>) -> Vec<Service> {
        match self {
            Self::Name(name) => services(name),
            Self::NameOver(name, protocol) => {
                let mut services = services(name);
                services.retain(|service| service.is_over(protocol));
                services
            }
            Self::Port(_) | Self::Endpoint(_) => Vec::new(),
        }
    }
}

/// A text that asks for nothing that could be in the registry.
#[derive(Debug, Clone, Copy)]
pub struct Invalid<'a> {
    text: &'a str,
    why: Why,
}

#[derive(Debug, Clone, Copy)]
enum Why {
    Port(ParsePortError),
    Protocol,
    Name(ServiceNameError),
}

impl fmt::Display for Invalid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.why {
            Why::Port(error) => error.fmt(f),
            Why::Name(error) => error.fmt(f),
            Why::Protocol => write!(
                f,
                "invalid query {:?}: expected tcp, udp, sctp or dccp after the slash",
                self.text
            ),
        }
    }
}
