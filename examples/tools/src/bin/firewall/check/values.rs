//! Parses ports and IP protocols, which are written alike in both languages.
//!
//! Used by `save` and `nft`.

use port_registry::{Port, PortRange, PortSet, Protocol, Service};

use super::problem::RuleError;
use crate::ranges::disjoint;

/// Parses a port number, or a service name that has a port over one of these transports. If the
/// service has no port over these, any other transport counts: nft prints and accepts service names
/// without regard to the transport.
pub fn port(text: &str, transports: &[Protocol]) -> Result<Port, RuleError> {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        let number = match text.strip_prefix("0x") {
            Some(digits) => u16::from_str_radix(digits, 16).ok(),
            None => text.parse().ok(),
        };
        if let Some(number) = number {
            return Ok(Port::new(number));
        }
        if !text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return Err(RuleError::Port(text.to_owned()));
        }
    }
    // nft and iptables look names up in /etc/services, which has IANA's names: `sftp` is 115 there,
    // whatever else people mean by it.
    let named = || Service::by_name(text).chain(Service::find(text));
    let is_meant = |service: &Service| transports.iter().any(|protocol| service.is_over(*protocol));
    let meant = named().filter(is_meant).find_map(Service::port);
    let found = meant.or_else(|| named().find_map(Service::port));
    found.ok_or_else(|| RuleError::Service(text.to_owned()))
}

/// Parses a range. An empty first port is the lowest port, and an empty last port the highest.
pub fn range(first: &str, last: &str, transports: &[Protocol]) -> Result<PortRange, RuleError> {
    let first_port = match first {
        "" => Port::MIN,
        text => port(text, transports)?,
    };
    let last_port = match last {
        "" => Port::MAX,
        text => port(text, transports)?,
    };
    PortRange::new(first_port, last_port)
        .map_err(|_| RuleError::Backwards(format!("{first}-{last}")))
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

/// The protocol that an IP packet carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IpProtocol {
    /// A transport protocol of the registry.
    Transport(Protocol),
    /// A protocol without ports, such as ICMP, or without ports of its own in the registry, such as
    /// UDP-Lite.
    Other,
}

/// Parses a protocol name or a protocol number, as in `/etc/protocols`.
pub fn ip_protocol(text: &str) -> IpProtocol {
    let protocol = match text.parse::<u8>() {
        Ok(number) => Protocol::try_from(number).ok(),
        Err(_) => text.parse().ok(),
    };
    protocol.map_or(IpProtocol::Other, IpProtocol::Transport)
}

/// Whether a match selects the values that are written, or all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    Is,
    IsNot,
}
