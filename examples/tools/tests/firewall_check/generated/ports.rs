//! Draws destination ports. There are few of them, so that the rules of a set are about the same ports.

use super::draws::Draws;

/// A port or a range of ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub first: u16,
    pub last: u16,
}

const PORTS: [u16; 12] = [22, 23, 53, 80, 123, 443, 445, 3389, 6379, 8080, 0, 65_535];

/// Services that each services file has for TCP.
const NAMES_OF_TCP: [(&str, u16); 4] = [("ssh", 22), ("telnet", 23), ("http", 80), ("smtp", 25)];

/// Services that each services file has for both transports.
const NAMES: [(&str, u16); 2] = [("domain", 53), ("https", 443)];

pub fn port(draws: &mut Draws) -> u16 {
    if draws.happens(1, 8) {
        return u16::try_from(draws.below(1 << 16)).unwrap();
    }
    let port = draws.pick(&PORTS);
    // The ports next to it, because bounds are easily wrong by one.
    match draws.below(8) {
        7 => port.saturating_add(1),
        6 => port.saturating_sub(1),
        _ => port,
    }
}

pub fn span(draws: &mut Draws) -> Span {
    let first = port(draws);
    let last = match draws.below(6) {
        5 => port(draws),
        4 => first.saturating_add(u16::try_from(draws.below(100)).unwrap()),
        _ => first,
    };
    Span {
        first: first.min(last),
        last: first.max(last),
    }
}

/// Returns spans in order that neither overlap nor touch, which some versions of nft refuse or merge.
pub fn spans(draws: &mut Draws) -> Vec<Span> {
    let mut spans: Vec<Span> = (0..draws.between(1, 5)).map(|_| span(draws)).collect();
    spans.sort_by_key(|span| span.first);
    let mut apart: Vec<Span> = Vec::new();
    for span in spans {
        let before = apart.last().map(|before| u32::from(before.last) + 1);
        if before.is_none_or(|before| u32::from(span.first) > before) {
            apart.push(span);
        }
    }
    apart
}

/// Returns the name of the service of a port, now and then. Only nft takes a name for the port that another transport
/// has.
pub fn written_for_nft(port: u16, draws: &mut Draws) -> String {
    match NAMES_OF_TCP.iter().find(|(_, of)| *of == port) {
        Some((name, _)) if draws.happens(1, 3) => (*name).to_owned(),
        _ => written(port, draws),
    }
}

/// Returns the name of the service that a port has over both transports, now and then.
pub fn written(port: u16, draws: &mut Draws) -> String {
    let name = NAMES.iter().find(|(_, of)| *of == port);
    match name {
        Some((name, _)) if draws.happens(1, 3) => (*name).to_owned(),
        _ => port.to_string(),
    }
}
