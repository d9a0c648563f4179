//! The ports that `--check` answers for, if some are named: `firewall --check FILE redis 8000-8010/tcp`.
//!
//! Called by `check`.

use port_registry::{PortRange, Protocol};

use super::evaluate::Answered;
use crate::opening::{self, Opening, OpeningError, Written};

/// Parses the arguments. A name without a transport protocol is over all that it has a port over: to say that a port
/// is closed, more must be known than to open it.
pub fn parse(arguments: &[String]) -> Result<Vec<(PortRange, Protocol)>, OpeningError> {
    let mut asked = Vec::new();
    for argument in arguments {
        for opening in opening::parse(argument)? {
            match &opening.written {
                Written::NameAlone(name) => asked.extend(over_all(name, &opening)),
                _ => asked.push((opening.range, opening.protocol)),
            }
        }
    }
    asked.dedup();
    Ok(asked)
}

fn over_all(name: &str, opening: &Opening) -> Vec<(PortRange, Protocol)> {
    let mut ports = vec![(opening.range, opening.protocol)];
    for protocol in Protocol::ALL {
        for range in opening::named(name, protocol).unwrap_or_default() {
            if !ports.contains(&(range, protocol)) {
                ports.push((range, protocol));
            }
        }
    }
    ports
}

/// Returns the answers for these ports, in the order in which they were asked for.
pub fn among(answered: &[Answered], asked: &[(PortRange, Protocol)]) -> Vec<Answered> {
    let mut found = Vec::new();
    for &(range, protocol) in asked {
        for one in answered.iter().filter(|one| one.protocol == protocol) {
            let first = one.range.first().max(range.first());
            let last = one.range.last().min(range.last());
            if let Ok(range) = PortRange::new(first, last) {
                found.push(Answered {
                    range,
                    ..one.clone()
                });
            }
        }
    }
    found
}
