//! Warns about a range of ports by the ports in it.
//!
//! Called by `advice` for openings of more than one port.

use std::collections::HashSet;
use std::fmt;

use port_registry::{Endpoint, PortRange, Protocol, Service, Status};

use super::{Reason, dangers, listed};
use crate::sources::Reach;

/// The reason for a warning about a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// Dangerous services, each with its first port in the range.
    Dangers(Vec<String>),
    /// All services in the range.
    Services(Vec<String>),
    /// Ports that are registered for no service: the length of the range, and the number of ports
    /// by status.
    Gaps {
        ports: u32,
        gaps: Vec<(Status, usize)>,
    },
}

/// Returns the reasons for warnings about a range. If all its ports are of one service, the range
/// is treated like a single port.
pub fn about(range: PortRange, protocol: Protocol, reach: Reach) -> Vec<Reason> {
    let endpoints = || range.ports().map(|port| Endpoint::new(port, protocol));
    let first = Endpoint::new(range.first(), protocol);
    let service = first.service();
    let mut reasons = Vec::new();
    if service.is_some() && endpoints().all(|endpoint| endpoint.service() == service) {
        reasons.extend(dangers::of(first, reach).map(Reason::Danger));
        return reasons;
    }
    let mut dangerous: Vec<Service> = Vec::new();
    let mut names = Vec::new();
    for endpoint in endpoints().filter(|endpoint| dangers::of(*endpoint, reach).is_some()) {
        let Some(service) = endpoint.service() else {
            continue;
        };
        if !dangerous.contains(&service) {
            dangerous.push(service);
            names.push(format!("{} ({})", service.name(), endpoint.port()));
        }
    }
    if !names.is_empty() {
        reasons.push(Reason::Contents(Contents::Dangers(names)));
    }
    let mut services = services(range, protocol);
    if !services.is_empty() {
        // Services with a common name are listed first, since these are the ones that people know.
        services.sort_by_key(|service| service.aliases().next().is_none());
        let names = services.iter().map(|service| service.name().to_owned());
        reasons.push(Reason::Contents(Contents::Services(names.collect())));
    }
    let count = |status| endpoints().filter(|one| one.status() == status).count();
    let gaps: Vec<(Status, usize)> = [Status::Reserved, Status::Unassigned, Status::Dynamic]
        .into_iter()
        .map(|status| (status, count(status)))
        .filter(|(_, count)| *count > 0)
        .collect();
    if !gaps.is_empty() {
        let ports = range.len();
        reasons.push(Reason::Contents(Contents::Gaps { ports, gaps }));
    }
    reasons
}

/// Returns the services of these ports in order, each name once.
pub fn services(range: PortRange, protocol: Protocol) -> Vec<Service> {
    let mut seen = HashSet::new();
    let services = range.ports().filter_map(|port| port.service(protocol));
    services
        .filter(|service| seen.insert(service.name()))
        .collect()
}

impl fmt::Display for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dangers(names) => write!(f, "takes in what is dangerous: {}", listed(names)),
            Self::Services(names) => match names.len() {
                1 => write!(f, "takes in the service {}", listed(names)),
                count => write!(f, "takes in {count} services: {}", listed(names)),
            },
            Self::Gaps { ports, gaps } => {
                if let [(status, count)] = gaps[..]
                    && count == *ports as usize
                {
                    return write!(f, "all {ports} ports are {status}");
                }
                let gaps: Vec<String> = gaps
                    .iter()
                    .map(|(status, count)| format!("{count} {status}"))
                    .collect();
                write!(f, "of {ports} ports, {}", gaps.join(", "))
            }
        }
    }
}
