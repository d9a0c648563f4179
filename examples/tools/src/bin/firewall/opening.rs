//! Parses the openings on the command line, such as `ssh,8000-8100/tcp+udp`.
//!
//! Used by `policy`, which collects the openings, and by `advice`, which warns about them.

use port_registry::port_set::Error;
use port_registry::{PortRange, PortSet, Protocol, Service};

/// A range of ports of one transport, requested by one name, number, range or pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    pub range: PortRange,
    pub protocol: Protocol,
    pub written: Written,
}

/// The way in which an opening was written. Some warnings depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Ports with a transport, such as `443/tcp` or `8000-8100/udp`.
    Ports,
    /// A service name with a transport, such as `https/tcp`.
    Name(Service),
    /// Ports without a transport, such as `443`. TCP is the default.
    PortsAlone,
    /// A service name without a transport, such as `https`. TCP is the default.
    NameAlone(Service),
    /// A pattern of service names, such as `http*`. It is expected to match several services.
    Pattern,
}

/// The error returned when an opening can't be parsed.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    #[error("empty opening \"\": expected a service or ports, as ssh or 8000-8100/tcp")]
    Empty,
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
}

/// Parses an argument such as `ssh,8000-8100/tcp+udp`.
pub fn parse(text: &str) -> Result<Vec<Opening>, OpeningError> {
    let (list, protocols) = match text.rsplit_once('/') {
        // A few service names contain a slash, such as `cl/1`.
        Some((list, transports)) if Service::by_name(text).len() == 0 => {
            // `ssh/tcp,dns/udp` is not accepted, nor any other list with several transports: a
            // firewall must not guess which parts a transport applies to.
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
        // The whole list is parsed first, so that an error has the position in the whole list.
        PortSet::parse_over(list, protocol).map_err(|error| OpeningError::Ports {
            text: text.to_owned(),
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

/// Returns the service with this name over a transport, and its ports. Returns only the preferred
/// port: `http-alt` has three ports, but most users mean 8080.
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
