//! Parses the arguments that select services, and adds the services to a [`Selection`].
//!
//! `main.rs` calls it for each argument.

use std::fmt;

use port_registry::lookup::meanings;
use port_registry::port_set::{self, PortSpec};
use port_registry::{Error, KnownUse, Protocol, Service, ServiceName};

use crate::selection::{Matches, Selection};
use crate::shared::names::NotRegistered;
use crate::shared::program::Ending;

/// A parsed argument.
pub enum Selector<'a> {
    /// `https` or `https/tcp`: the name of a service, and the transport protocol if there is one.
    Service(&'a str, Option<Protocol>),
    /// `443`, `53/udp`, `8000-8100` or `T:22,U:53`: the services registered for these ports.
    Ports(Box<PortSpec>),
}

impl<'a> Selector<'a> {
    pub fn parse(text: &'a str) -> Result<Self, SelectorError<'a>> {
        // A few old names contain a slash (`cl/1`).
        if Service::find(text).len() > 0 {
            return Ok(Self::Service(text, None));
        }
        let invalid = |reason| SelectorError { text, reason };
        let (subject, protocol) = match text.rsplit_once('/') {
            Some((subject, protocol)) => {
                let protocol = protocol.parse();
                let protocol =
                    protocol.map_err(|error: Error| invalid(Reason::Protocol(Box::new(error))))?;
                (subject, Some(protocol))
            }
            None => (text, None),
        };
        if Service::find(subject).len() > 0 {
            return Ok(Self::Service(subject, protocol));
        }
        if ServiceName::new(subject).is_ok() {
            if let Some(known) = KnownUse::by_name(subject).next() {
                return Err(invalid(Reason::KnownUse(known)));
            }
            let nearest = Service::suggest(subject, protocol).map(Service::name);
            return Err(invalid(Reason::Unregistered(nearest)));
        }
        let over = match &protocol {
            Some(protocol) => std::slice::from_ref(protocol),
            None => &Protocol::ALL,
        };
        let ports = PortSpec::parse_over(subject, over);
        let ports = ports.map_err(|error| invalid(Reason::Ports(Box::new(error))))?;
        Ok(Self::Ports(Box::new(ports)))
    }

    /// Returns a warning about a name that means several services, all of which are selected.
    pub fn warning(text: &str) -> Option<String> {
        let name = text.rsplit_once('/').map_or(text, |(name, _)| name);
        let reason = meanings(name).reason()?;
        let mut names: Vec<&str> = Vec::new();
        for service in Service::find(name).filter(|service| service.port().is_some()) {
            if !names.contains(&service.name()) {
                names.push(service.name());
            }
        }
        let last = names.pop()?;
        let others = names.join(", ");
        Some(if others.is_empty() {
            format!("{text:?} is IANA's {last} in this file. {reason}")
        } else {
            format!("{text:?} means {others} and {last}. {reason}")
        })
    }

    /// Adds the matching services to the selection, for these transport protocols only. `text` is
    /// the argument, for the error message.
    pub fn add_to(
        &self,
        selection: &mut Selection,
        over: &[Protocol],
        text: &'a str,
    ) -> Result<(), SelectorError<'a>> {
        let (matches, reason) = match self {
            Self::Ports(ports) => (selection.add_spec(ports, over), Reason::FreePorts),
            Self::Service(name, protocol) => {
                let is_meant = |over: &&Protocol| protocol.is_none_or(|asked| **over == asked);
                let over: Vec<Protocol> = over.iter().filter(is_meant).copied().collect();
                let mut matches = Matches::None;
                for service in Service::find(name) {
                    matches = matches.or(selection.add_service(service, &over));
                }
                let has_port = Service::find(name).any(|service| service.port().is_some());
                let reason = if has_port {
                    Reason::OtherTransport
                } else {
                    Reason::NoPort
                };
                (matches, reason)
            }
        };
        match matches {
            Matches::Some => Ok(()),
            Matches::None => Err(SelectorError { text, reason }),
        }
    }
}

/// The error for an argument that is invalid or matches no service with a port.
#[derive(Debug, Clone)]
pub struct SelectorError<'a> {
    text: &'a str,
    reason: Reason,
}

#[derive(Debug, Clone)]
enum Reason {
    Protocol(Box<Error>),
    Ports(Box<port_set::Error>),
    /// With a suggestion, if a registered name is similar.
    Unregistered(Option<&'static str>),
    /// Not a registered name, but that of software.
    KnownUse(KnownUse),
    NoPort,
    OtherTransport,
    FreePorts,
}

impl SelectorError<'_> {
    /// Returns how the program ends after this error.
    pub fn ending(&self) -> Ending {
        match &self.reason {
            Reason::Ports(error) if error.is_unknown_service() => Ending::Incomplete,
            Reason::Protocol(_) | Reason::Ports(_) => Ending::WrongArguments,
            Reason::Unregistered(_)
            | Reason::KnownUse(_)
            | Reason::NoPort
            | Reason::OtherTransport
            | Reason::FreePorts => Ending::Incomplete,
        }
    }
}

impl fmt::Display for SelectorError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = self.text;
        if let Reason::Unregistered(nearest) = self.reason {
            return NotRegistered { query, nearest }.fmt(f);
        }
        write!(f, "{query:?}: ")?;
        match &self.reason {
            Reason::Protocol(error) => error.fmt(f),
            Reason::Ports(error) => error.fmt(f),
            Reason::Unregistered(_) => Ok(()),
            Reason::KnownUse(known) => {
                let (port, protocol) = (known.ports(), known.protocol());
                write!(
                    f,
                    "not registered, but known to use {port}/{protocol}: the file has IANA's services only"
                )
            }
            Reason::NoPort => f.write_str("registered, but without a port"),
            Reason::OtherTransport => f.write_str("registered, but not over this transport"),
            Reason::FreePorts => f.write_str("no service is registered there"),
        }
    }
}
