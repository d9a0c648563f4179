//! Parses ports, which are written alike in both languages.
//!
//! Used by `save` and `nft`.

use port_registry::{Port, PortRange, PortSet, Protocol, Service};

use crate::ranges::disjoint;

/// The error returned when a port or a range of ports can't be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortError {
    #[error("invalid port {0:?}: expected a number from 0 to 65535, a range or a service")]
    Invalid(String),
    #[error("port range {0:?} runs backwards: expected the lower port first")]
    Backwards(String),
    #[error("unknown service {0:?}: expected one with a port")]
    Service(String),
    #[error("the services file of the system decides on the port of {0:?}: expected a number")]
    System(String),
}

/// The names of services that have another port in the services file of Debian than in the registry. nft and iptables
/// look names up there.
const OF_DEBIAN: [&str; 4] = ["dicom", "icp", "ircd", "kdc"];

/// Parses a port number, or a service name that has a port over one of these transports. If the
/// service has no port over these, any other transport counts: nft prints and accepts service names
/// without regard to the transport.
pub fn port(text: &str, transports: &[Protocol]) -> Result<Port, PortError> {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        let number = match text.strip_prefix("0x") {
            Some(digits) => u16::from_str_radix(digits, 16).ok(),
            None => text.parse().ok(),
        };
        if let Some(number) = number {
            return Ok(Port::new(number));
        }
        if !text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return Err(PortError::Invalid(text.to_owned()));
        }
    }
    if OF_DEBIAN.contains(&text) {
        return Err(PortError::System(text.to_owned()));
    }
    // nft and iptables look names up in /etc/services, which has IANA's names: `sftp` is 115 there,
    // whatever else people mean by it.
    let named = || Service::by_name(text).chain(Service::find(text));
    let is_meant = |service: &Service| transports.iter().any(|protocol| service.is_over(*protocol));
    let meant = named().filter(is_meant).find_map(Service::port);
    let found = meant.or_else(|| named().find_map(Service::port));
    found.ok_or_else(|| PortError::Service(text.to_owned()))
}

/// Parses a range. An empty first port is the lowest port, and an empty last port the highest.
pub fn range(first: &str, last: &str, transports: &[Protocol]) -> Result<PortRange, PortError> {
    let first_port = match first {
        "" => Port::MIN,
        text => port(text, transports)?,
    };
    let last_port = match last {
        "" => Port::MAX,
        text => port(text, transports)?,
    };
    PortRange::new(first_port, last_port)
        .map_err(|_| PortError::Backwards(format!("{first}-{last}")))
}

/// Returns the ranges that a match selects, in order and without overlaps.
pub fn selected(ranges: Vec<PortRange>, sense: Sense) -> Vec<PortRange> {
    match sense {
        Sense::Is => disjoint(ranges),
        Sense::IsNot => {
            let set: Box<PortSet> = Box::new(ranges.into_iter().collect());
            set.complement().ranges().collect()
        }
    }
}

/// Returns the ports that are in both lists.
pub fn common(one: &[PortRange], other: &[PortRange]) -> Vec<PortRange> {
    let set = |ranges: &[PortRange]| ranges.iter().copied().collect::<PortSet>();
    (set(one) & set(other)).ranges().collect()
}

/// Whether a match selects the values that are written, or all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sense {
    Is,
    IsNot,
}
