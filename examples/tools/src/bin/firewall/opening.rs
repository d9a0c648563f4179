//! Parses the openings on the command line, such as `ssh,8000-8100/tcp+udp`.
//!
//! Used by `policy`, which collects the openings, and by `advice`, which warns about them.

use port_registry::lookup::{Meaning, meanings, suggest};
use port_registry::port_set::Error;
use port_registry::{PortRange, PortSet, Protocol, Service};
use port_registry_tools::names::{NotOver, NotRegistered};
use port_registry_tools::port_list;

use crate::portless::Portless;

/// A range of ports of one transport, requested by one name, number, range or pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub range: PortRange,
    pub protocol: Protocol,
    pub written: Written,
}

/// The way in which an opening was written. Some warnings depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Ports with a transport, such as `443/tcp` or `8000-8100/udp`.
    Ports,
    /// This name with a transport, such as `https/tcp`.
    Name(String),
    /// This name without a transport, such as `https`. TCP is the default.
    NameAlone(String),
    /// A pattern of service names, such as `http*`. It is expected to match several services.
    Pattern,
}

/// The error returned when an opening can't be parsed.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    #[error("empty opening {0:?}: expected a service or ports, as ssh or 8000-8100/tcp")]
    Empty(String),
    #[error(
        "invalid opening {0:?}: the list ends with a comma: expected a service or ports after it"
    )]
    EndsWithComma(String),
    #[error("invalid opening {text:?}: {error}, or several as in tcp+udp")]
    Transport {
        text: String,
        error: Box<port_registry::Error>,
    },
    #[error(
        "invalid opening {0:?}: expected transports only after the whole list: \
         write openings over other transports as separate arguments"
    )]
    Transports(String),
    #[error("invalid opening {text:?}: {error}")]
    Ports { text: String, error: Box<Error> },
    #[error("{}", NotRegistered { query: name, nearest: *nearest })]
    Unknown {
        name: String,
        nearest: Option<&'static str>,
    },
    #[error("no service with a port over {protocol} has a name like {pattern:?}")]
    Unmatched { pattern: String, protocol: Protocol },
    #[error("{name:?} has no ports: {kind}")]
    Portless { name: String, kind: Portless },
    #[error("{}", NotOver { name, protocol: *protocol, other: *other })]
    OtherTransport {
        name: String,
        protocol: Protocol,
        other: Protocol,
    },
    #[error(
        "no transport protocol for {part:?}: expected one after the ports, as in {part}/tcp, {part}/udp or \
         {part}/tcp+udp"
    )]
    NoTransport { part: String },
}

impl OpeningError {
    /// Returns whether an opening is a name or a pattern that no service with a port has.
    pub fn is_unknown_name(&self) -> bool {
        matches!(
            self,
            Self::Unknown { .. }
                | Self::Unmatched { .. }
                | Self::Portless { .. }
                | Self::OtherTransport { .. }
        )
    }

    /// Returns the error of an argument whose list cannot be parsed over a transport protocol.
    fn of_list(text: &str, list: &str, error: Error, protocol: Protocol) -> Self {
        let name = match error.input() {
            Some(name) if error.is_unknown_service() => name.to_owned(),
            // The input may be cut, and may be a port in brackets, as of `[8*-]`, which is no pattern.
            Some(input)
                if input.contains(['*', '?'])
                    && port_list::parts(list).any(|part| part.starts_with(input)) =>
            {
                return Self::Unmatched {
                    pattern: input.to_owned(),
                    protocol,
                };
            }
            _ => {
                return Self::Ports {
                    text: text.to_owned(),
                    error: Box::new(error),
                };
            }
        };
        if let Some(kind) = Portless::of(&name) {
            return Self::Portless { name, kind };
        }
        let mut others = Protocol::ALL.into_iter();
        match others.find(|other| meant(&name, *other).is_some()) {
            Some(other) => Self::OtherTransport {
                name,
                protocol,
                other,
            },
            None => Self::Unknown {
                nearest: suggest(&name, Some(protocol)),
                name,
            },
        }
    }
}

/// Parses an argument such as `ssh,8000-8100/tcp+udp`.
pub fn parse(text: &str) -> Result<Vec<Opening>, OpeningError> {
    // `ssh/tcp,dns/udp` is not accepted, nor any other list with several transports: a firewall must not guess
    // which parts a transport applies to.
    let split = port_list::split(text);
    let (list, protocols) = split.ok_or_else(|| OpeningError::Transports(text.to_owned()))?;
    let protocols = protocols
        .map(|transports| parse_protocols(text, transports))
        .transpose()?;
    if list.trim_ascii().is_empty() {
        return Err(OpeningError::Empty(text.to_owned()));
    }
    // Other programs accept it, but a part may have been lost.
    if list.trim_ascii_end().ends_with(',') {
        return Err(OpeningError::EndsWithComma(text.to_owned()));
    }
    let mut openings = Vec::new();
    for &protocol in protocols.as_deref().unwrap_or(&[Protocol::Tcp]) {
        // The whole list is parsed first, so that an error has the position in the whole list.
        PortSet::parse_over(list, protocol)
            .map_err(|error| OpeningError::of_list(text, list, error, protocol))?;
        for part in port_list::parts(list) {
            let set = PortSet::parse_over(part, protocol).unwrap_or_default();
            let ranges = || set.ranges().collect();
            let (ranges, written) = match (named(part, protocol), &protocols) {
                (Some(ranges), Some(_)) => (ranges, Written::Name(part.to_owned())),
                (Some(ranges), None) => (ranges, Written::NameAlone(part.to_owned())),
                (None, _) if part.contains(['*', '?', '[']) => (ranges(), Written::Pattern),
                (None, Some(_)) => (ranges(), Written::Ports),
                // Elsewhere, ports without a transport protocol are of all of them, and nobody means
                // that of a firewall. firewalld requires one too.
                (None, None) => {
                    return Err(OpeningError::NoTransport {
                        part: part.to_owned(),
                    });
                }
            };
            openings.extend(ranges.into_iter().map(|range| Opening {
                range,
                protocol,
                written: written.clone(),
            }));
        }
    }
    Ok(openings)
}

/// Returns what a name means over a transport: the first of its meanings that has a port over it.
pub fn meant(name: &str, protocol: Protocol) -> Option<Meaning> {
    let has_port = |meaning: &Meaning| meaning.ports(protocol).len() > 0;
    meanings(name).find(has_port)
}

/// Returns the ports to open for a name over a transport: the preferred port of each service that it
/// means. `http-alt` has three ports, but most users mean 8080; `samba` means two services over TCP. Of
/// software that uses several ports, it is the first.
pub fn named(name: &str, protocol: Protocol) -> Option<Vec<PortRange>> {
    let services = match meant(name, protocol)? {
        Meaning::Registered(services) | Meaning::Alias(services) => services,
        other => return other.ports(protocol).next().map(|range| vec![range]),
    };
    let (mut ranges, mut seen) = (Vec::new(), Vec::new());
    for service in services.filter(|service| service.is_over(protocol)) {
        if let Some(range) = service.ports()
            && !seen.contains(&service.name())
        {
            seen.push(service.name());
            ranges.push(range);
        }
    }
    Some(ranges)
}

/// Returns the spelling of a name that has this meaning: that of the service, if it means only one.
pub fn canonical(name: &str, meaning: &Meaning) -> String {
    let mut names: Vec<&str> = match meaning {
        Meaning::Registered(services) | Meaning::Alias(services) => {
            services.clone().map(Service::name).collect()
        }
        _ => Vec::new(),
    };
    names.dedup();
    match names[..] {
        [name] => name.to_owned(),
        _ => name.to_ascii_lowercase(),
    }
}

fn parse_protocols(text: &str, transports: &str) -> Result<Vec<Protocol>, OpeningError> {
    let parsed = transports.split('+').map(str::parse);
    parsed
        .collect::<Result<_, _>>()
        .map_err(|error| OpeningError::Transport {
            text: text.to_owned(),
            error: Box::new(error),
        })
}
