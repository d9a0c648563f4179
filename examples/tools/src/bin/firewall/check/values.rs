//! Ports and transports as both languages write them.

use port_registry::{Port, PortRange, PortSet, Protocol, Service};

use super::rule::{Over, Why};
use crate::ranges::disjoint;

/// A number, or a service over one of these transports. If it is over none of them, the others
/// count: nft prints names and takes them without regard to the transport.
pub fn port(text: &str, over: &[Protocol]) -> Result<Port, Why> {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        let number = match text.strip_prefix("0x") {
            Some(digits) => u16::from_str_radix(digits, 16).ok(),
            None => text.parse().ok(),
        };
        if let Some(number) = number {
            return Ok(Port::new(number));
        }
        if !text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return Err(Why::Port(text.to_owned()));
        }
    }
    let is_meant = |service: &Service| over.iter().any(|protocol| service.is_over(*protocol));
    let meant = Service::find(text).filter(is_meant).find_map(Service::port);
    let found = meant.or_else(|| Service::find(text).find_map(Service::port));
    found.ok_or_else(|| Why::Service(text.to_owned()))
}

/// Two ports, of which either may be empty for the lowest or the highest.
pub fn range(first: &str, last: &str, over: &[Protocol]) -> Result<PortRange, Why> {
    let first_port = match first {
        "" => Port::MIN,
        text => port(text, over)?,
    };
    let last_port = match last {
        "" => Port::MAX,
        text => port(text, over)?,
    };
    PortRange::new(first_port, last_port).map_err(|_| Why::Backwards(format!("{first}-{last}")))
}

/// The ranges that are meant, in order and without overlaps.
pub fn meant(ranges: Vec<PortRange>, sense: Sense) -> Vec<PortRange> {
    match sense {
        Sense::Is => disjoint(ranges),
        Sense::IsNot => {
            let set: Box<PortSet> = Box::new(ranges.into_iter().collect());
            set.complement().ranges().collect()
        }
    }
}

/// The ports of both.
pub fn common(one: &[PortRange], other: &[PortRange]) -> Vec<PortRange> {
    let set = |ranges: &[PortRange]| ranges.iter().copied().collect::<PortSet>();
    (set(one) & set(other)).ranges().collect()
}

/// What a rule says of the packet's protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// One with ports that the registry knows.
    Transport(Protocol),
    /// One without ports, as ICMP, or unknown to the registry, as UDP-Lite.
    Other,
}

/// A name or a number of `/etc/protocols`.
pub fn carried(text: &str) -> Carried {
    let protocol = match text.parse::<u8>() {
        Ok(number) => Protocol::try_from(number).ok(),
        Err(_) => text.parse().ok(),
    };
    protocol.map_or(Carried::Other, Carried::Transport)
}

/// The transports that are among these, or with `except` that are not; `None` if a packet that fits
/// has no port of them.
pub fn over(carried: &[Carried], sense: Sense) -> Option<Over> {
    let is_among = |protocol: &Protocol| carried.contains(&Carried::Transport(*protocol));
    let these: Vec<Protocol> = Protocol::ALL
        .into_iter()
        .filter(|protocol| is_among(protocol) == (sense == Sense::Is))
        .collect();
    match these.len() {
        0 => None,
        len if len == Protocol::ALL.len() => Some(Over::Any),
        _ => Some(Over::These(these)),
    }
}

/// Whether a match is meant as it stands or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    Is,
    IsNot,
}
