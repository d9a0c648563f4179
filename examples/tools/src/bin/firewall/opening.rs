//! What a user wants open.

use port_registry::{ParsePortSetError, ParseProtocolError, PortRange, PortSet, Protocol, Service};

use crate::suggest::Suggestion;

/// Ports of a transport that were asked for as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    pub range: PortRange,
    pub protocol: Protocol,
    pub written: Written,
}

/// How it was asked for, so that advice fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// `443/tcp`, `8000-8100/udp`: the transport is what is wanted.
    Ports,
    /// `https/tcp`
    Name(Service),
    /// `443`, TCP for want of another.
    PortsAlone,
    /// `https`, TCP for want of another.
    NameAlone(Service),
    /// `http*`: several by intent.
    Pattern,
}

/// An opening that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    #[error("empty opening \"\": expected a service or ports, as ssh or 8000-8100/tcp")]
    Empty,
    #[error("invalid opening {text:?}: {error}, or several as in tcp+udp")]
    Transport {
        text: String,
        error: Box<ParseProtocolError>,
    },
    #[error(
        "invalid opening {0:?}: expected one transport, after the whole list, \
         and what is over others as openings of their own"
    )]
    Transports(String),
    #[error("invalid opening {text:?}: {error}{suggestion}")]
    Ports {
        text: String,
        error: Box<ParsePortSetError>,
        suggestion: Suggestion,
    },
}

/// Reads `ssh,8000-8100/tcp+udp`.
pub fn parse(text: &str) -> Result<Vec<Opening>, OpeningError> {
    let (list, protocols) = match text.rsplit_once('/') {
        // A few old names have a slash of their own (`cl/1`).
        Some((list, transports)) if Service::by_name(text).len() == 0 => {
            // Whether `ssh` is over UDP in `ssh/tcp,dns/udp` is not for a firewall to guess.
            if list.contains('/') || transports.contains(',') {
                return Err(OpeningError::Transports(text.to_owned()));
            }
            (list, Some(parse_protocols(text, transports)?))
        }
        _ => (text, None),
    };
    if list.trim_ascii().is_empty() {
        return Err(OpeningError::Empty);
    }
    let mut openings = Vec::new();
    for &protocol in protocols.as_deref().unwrap_or(&[Protocol::Tcp]) {
        // The whole list first, so that an error tells the place in it.
        PortSet::parse_over(list, protocol).map_err(|error| OpeningError::Ports {
            text: text.to_owned(),
            suggestion: Suggestion::new(part_at(list, error.position()), protocol),
            error: Box::new(error),
        })?;
        for part in list.split(',').map(str::trim_ascii) {
            let set = PortSet::parse_over(part, protocol).unwrap_or_default();
            let (set, written) = match (named(part, protocol), &protocols) {
                (Some((service, ports)), stated) => (
                    PortSet::from(ports),
                    match stated {
                        Some(_) => Written::Name(service),
                        None => Written::NameAlone(service),
                    },
                ),
                (None, _) if part.contains(['*', '?', '[']) => (set, Written::Pattern),
                (None, Some(_)) => (set, Written::Ports),
                (None, None) => (set, Written::PortsAlone),
            };
            openings.extend(set.ranges().map(|range| Opening {
                range,
                protocol,
                written,
            }));
        }
    }
    Ok(openings)
}

/// The service that a name stands for over a transport, with its ports: only what is preferred,
/// since `http-alt` is 8080 to most people, though it has two more ports.
fn named(name: &str, protocol: Protocol) -> Option<(Service, PortRange)> {
    Service::find(name)
        .filter(|service| service.is_over(protocol))
        .find_map(|service| Some((service, service.ports()?)))
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

fn part_at(list: &str, position: usize) -> &str {
    let rest = list.get(position..).unwrap_or_default();
    rest.split(',').next().unwrap_or_default().trim_ascii()
}
