//! What should be thought over before a port is open.

mod dangers;
mod other_uses;
mod ranges;
mod transports;

use std::fmt;

use port_registry::{Endpoint, PortRange, PortSet, PortSpec, Protocol, Service, Status};

use crate::opening::{Opening, Written};
use crate::sources::Reach;
use dangers::Danger;
use other_uses::OtherUse;
use ranges::Contents;
pub use ranges::services;
use transports::Usual;

/// Ports, and why to think twice about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    range: PortRange,
    protocol: Protocol,
    why: Why,
}

/// Without the ports that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    Danger(&'static Danger),
    Reserved,
    Dynamic,
    /// With what it is over other transports.
    Unassigned(Option<Endpoint>),
    OtherUse(&'static OtherUse),
    /// In IANA's words.
    UnauthorizedUse(&'static str),
    /// A range, by what it takes in.
    Contents(Contents),
    /// The name has ports besides.
    OtherPorts(Service, Box<PortSet>),
    /// The name is used over these, which are not open.
    OtherTransports(&'static Usual, Vec<Protocol>),
}

/// What is to be said of these ports, whoever opens them.
pub fn about_ports(range: PortRange, protocol: Protocol, reach: Reach) -> Vec<Warning> {
    let whys = if range.len() == 1 {
        about_port(Endpoint::new(range.first(), protocol), reach)
    } else {
        ranges::about(range, protocol, reach)
    };
    let warning = |why| Warning {
        range,
        protocol,
        why,
    };
    whys.into_iter().map(warning).collect()
}

fn about_port(endpoint: Endpoint, reach: Reach) -> Vec<Why> {
    let mut whys = Vec::new();
    whys.extend(dangers::of(endpoint, reach).map(Why::Danger));
    match endpoint.status() {
        Status::Assigned => {}
        Status::Reserved => whys.push(Why::Reserved),
        Status::Dynamic => whys.push(Why::Dynamic),
        Status::Unassigned => whys.push(Why::Unassigned(elsewhere(endpoint))),
    }
    if let Some(other) = other_uses::of(endpoint) {
        whys.push(Why::OtherUse(other));
    } else if let Some(service) = endpoint.service() {
        // Of a span, IANA's words may be about other ports.
        let is_alone = service.ports().is_some_and(|ports| ports.len() == 1);
        let reported = service.unauthorized_use().filter(|_| is_alone);
        whys.extend(reported.map(Why::UnauthorizedUse));
    }
    whys
}

/// The port over another transport, over which it has a service.
fn elsewhere(endpoint: Endpoint) -> Option<Endpoint> {
    Protocol::ALL
        .into_iter()
        .map(|protocol| Endpoint::new(endpoint.port(), protocol))
        .find(|endpoint| endpoint.service().is_some())
}

/// What is to be said of an opening for the way in which it was asked for.
pub fn about_writing(opening: &Opening, open: &PortSpec) -> Vec<Warning> {
    let mut whys = Vec::new();
    if let Written::Name(service) | Written::NameAlone(service) = opening.written {
        let mut ports = PortSet::new();
        for other in Service::find(service.name()).filter(|one| one.is_over(opening.protocol)) {
            ports.extend(other.ports());
        }
        ports -= open.set(opening.protocol);
        if !ports.is_empty() {
            whys.push(Why::OtherPorts(service, Box::new(ports)));
        }
    }
    let is_alone = matches!(opening.written, Written::NameAlone(_) | Written::PortsAlone);
    if let Some(usual) = transports::of(opening.range).filter(|_| is_alone) {
        let is_closed = |protocol: &Protocol| !open.set(*protocol).contains_range(opening.range);
        let closed: Vec<Protocol> = usual.protocols.iter().copied().filter(is_closed).collect();
        if !closed.is_empty() {
            whys.push(Why::OtherTransports(usual, closed));
        }
    }
    let warning = |why| Warning {
        range: opening.range,
        protocol: opening.protocol,
        why,
    };
    whys.into_iter().map(warning).collect()
}

impl Warning {
    pub fn why(&self) -> &Why {
        &self.why
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.range, self.protocol)?;
        if self.range.len() == 1 {
            let service = Endpoint::new(self.range.first(), self.protocol).service();
            if let Some(service) = service {
                write!(f, " ({})", service.name())?;
            }
        }
        write!(f, ": {}", self.why)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Danger(danger) => danger.fmt(f),
            Self::Reserved => f.write_str("reserved, not meant for any service"),
            Self::Dynamic => f.write_str("dynamic, a port that outgoing connections use"),
            Self::Unassigned(None) => f.write_str("unassigned, registered for no service"),
            Self::Unassigned(Some(other)) => write!(f, "unassigned; registered is {other:#}"),
            Self::OtherUse(other) => other.fmt(f),
            Self::UnauthorizedUse(words) => {
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                write!(f, "used by others, says IANA: {words}")
            }
            Self::Contents(contents) => contents.fmt(f),
            Self::OtherPorts(service, ports) => {
                write!(f, "{} has {ports} too, which stay closed", service.name())
            }
            Self::OtherTransports(usual, protocols) => {
                let name = usual.service.name();
                let protocols: Vec<&str> = protocols.iter().map(|one| one.as_str()).collect();
                let over = protocols.join("+");
                let too = if usual.protocols.contains(&Protocol::Tcp) {
                    " too"
                } else {
                    ""
                };
                write!(
                    f,
                    "{name} is used over {over}{too}, which {name}/{over} opens"
                )
            }
        }
    }
}

/// `ftp`, `ftp and telnet`, `ftp, telnet and 3 more`.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let (shown, others) = names.split_at(names.len().min(SHOWN));
    let last = match (shown, others.len()) {
        ([] | [_], 0) => return shown.concat(),
        ([first @ .., last], 0) => return format!("{} and {last}", first.join(", ")),
        (_, count) => format!("{count} more"),
    };
    format!("{} and {last}", shown.join(", "))
}
