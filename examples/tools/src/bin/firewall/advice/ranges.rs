//! Warns about a range of ports by the ports in it.
//!
//! Called by `advice` for openings of more than one port.

use std::fmt;

use port_registry::{PortRange, Protocol, Service, Status};

use super::runs::Runs;
use super::{Names, Reason, dangers};
use crate::sources::Reach;

/// The reason for a warning about a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// Dangerous services, each with its first port in the range.
    Dangers(Names),
    /// All services in the range.
    Services(Names),
    /// Ports that are registered for no service: the length of the range, and the number of ports
    /// by status.
    Gaps {
        ports: u32,
        gaps: Vec<(Status, usize)>,
    },
}

/// Returns the reasons for warnings about a range. If all its ports are of one service, the range
/// is treated like a single port.
///
/// The cost depends on the number of lines in the list of dangers and on the number of services in the
/// range, which are counted with one comparison each.
pub fn about(range: PortRange, protocol: Protocol, reach: Reach) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut dangers = dangers::within(range, protocol, reach).peekable();
    match dangers.peek() {
        Some(danger) if contains(danger.ports(), range) => reasons.push(Reason::Danger(danger)),
        Some(_) => {
            let names = Names::of(dangers, |danger| {
                let first = danger.ports().first().max(range.first());
                format!("{} ({first})", danger.name())
            });
            reasons.push(Reason::Contents(Contents::Dangers(names)));
        }
        None => {}
    }
    let runs = Runs::over(protocol);
    if runs.only_service(range).is_some() {
        return reasons;
    }
    let count = runs.count_services(range);
    if count > 0 {
        // Services with a common name are listed first, since these are the ones that people know.
        let others = runs.services(range);
        let others = others.filter(|service| service.aliases().len() == 0);
        let services = runs.aliased_services(range).chain(others);
        let names = Names::counted(services.map(|service| service.name().to_owned()), count);
        reasons.push(Reason::Contents(Contents::Services(names)));
    }
    let gaps: Vec<(Status, usize)> = runs
        .count_statuses(range)
        .into_iter()
        .filter(|(status, count)| *status != Status::Assigned && *count > 0)
        .collect();
    if !gaps.is_empty() {
        let ports = range.len();
        reasons.push(Reason::Contents(Contents::Gaps { ports, gaps }));
    }
    reasons
}

fn contains(outer: PortRange, inner: PortRange) -> bool {
    outer.contains(inner.first()) && outer.contains(inner.last())
}

/// Returns the number of ports with each status, without the statuses that no port has.
pub fn statuses(range: PortRange, protocol: Protocol) -> Vec<(Status, usize)> {
    let counts = Runs::over(protocol).count_statuses(range);
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// Returns the services of these ports in order, each name once.
pub fn services(range: PortRange, protocol: Protocol) -> Vec<Service> {
    if range.len() == 1 {
        return range.first().service(protocol).into_iter().collect();
    }
    Runs::over(protocol).services(range).collect()
}

impl fmt::Display for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dangers(names) => write!(f, "takes in what is dangerous: {names}"),
            Self::Services(names) => match names.count() {
                1 => write!(f, "takes in the service {names}"),
                count => write!(f, "takes in {count} services: {names}"),
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
