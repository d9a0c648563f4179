//! What a user asks to have in the file.

use std::fmt;

use port_registry::{
    ParsePortSpecError, ParseProtocolError, PortSpec, Protocol, Service, ServiceName,
};

use crate::choice::{Choice, Fit};
use crate::suggest;

/// What an argument means.
pub enum Want<'a> {
    /// `https`, `https/tcp`: a service, with the name and the transport that were asked for.
    Service(&'a str, Option<Protocol>),
    /// `443`, `53/udp`, `8000-8100`, `T:22,U:53`: whatever is registered on ports.
    Ports(Box<PortSpec>),
}

impl<'a> Want<'a> {
    pub fn parse(text: &'a str) -> Result<Self, Unmet<'a>> {
        // A few old names have a slash of their own (`cl/1`).
        if Service::find(text).len() > 0 {
            return Ok(Self::Service(text, None));
        }
        let unmet = |why| Unmet { text, why };
        let (subject, protocol) = match text.rsplit_once('/') {
            Some((subject, protocol)) => {
                let protocol = protocol.parse();
                let protocol = protocol.map_err(|error| unmet(Why::Protocol(error)))?;
                (subject, Some(protocol))
            }
            None => (text, None),
        };
        if Service::find(subject).len() > 0 {
            return Ok(Self::Service(subject, protocol));
        }
        if ServiceName::new(subject).is_ok() {
            let nearest = suggest::nearest(subject, protocol);
            return Err(unmet(Why::Unregistered(nearest)));
        }
        let over = match &protocol {
            Some(protocol) => std::slice::from_ref(protocol),
            None => &Protocol::ALL,
        };
        let ports = PortSpec::parse_over(subject, over);
        let ports = ports.map_err(|error| unmet(Why::Ports(error)))?;
        Ok(Self::Ports(Box::new(ports)))
    }

    /// Adds what is wanted to the choice, as far as it is over these transports.
    pub fn add_to(
        &self,
        choice: &mut Choice,
        over: &[Protocol],
        text: &'a str,
    ) -> Result<(), Unmet<'a>> {
        let (fit, why) = match self {
            Self::Ports(ports) => (choice.add_spec(ports, over), Why::FreePorts),
            Self::Service(name, protocol) => {
                let is_meant = |over: &&Protocol| protocol.is_none_or(|asked| **over == asked);
                let over: Vec<Protocol> = over.iter().filter(is_meant).copied().collect();
                let mut fit = Fit::None;
                for service in Service::find(name) {
                    fit = fit.or(choice.add_service(service, &over));
                }
                let has_port = Service::find(name).any(|service| service.port().is_some());
                let why = if has_port {
                    Why::OtherTransport
                } else {
                    Why::NoPort
                };
                (fit, why)
            }
        };
        match fit {
            Fit::Some => Ok(()),
            Fit::None => Err(Unmet { text, why }),
        }
    }
}

/// An argument that no service with a port fits.
#[derive(Debug, Clone, Copy)]
pub struct Unmet<'a> {
    text: &'a str,
    why: Why,
}

#[derive(Debug, Clone, Copy)]
enum Why {
    Protocol(ParseProtocolError),
    Ports(ParsePortSpecError),
    /// With the name that may have been meant.
    Unregistered(Option<&'static str>),
    NoPort,
    OtherTransport,
    FreePorts,
}

impl fmt::Display for Unmet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: ", self.text)?;
        match self.why {
            Why::Protocol(error) => error.fmt(f),
            Why::Ports(error) => error.fmt(f),
            Why::Unregistered(None) => f.write_str("not registered"),
            Why::Unregistered(Some(name)) => {
                write!(f, "not registered; did you mean {name}?")
            }
            Why::NoPort => f.write_str("registered, but without a port"),
            Why::OtherTransport => f.write_str("registered, but not over this transport"),
            Why::FreePorts => f.write_str("no service is registered there"),
        }
    }
}
