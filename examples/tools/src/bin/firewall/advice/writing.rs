//! Warns about what the name of an opening means besides the ports that are open.
//!
//! Called by `advice`.

use port_registry::lookup::{Meaning, meanings};
use port_registry::port_set::PortSpec;
use port_registry::{Endpoint, Port, PortRange, PortSet, Protocol};
use port_registry_tools::transports;

use super::Reason;
use super::known_uses::{self, Asked};
use crate::opening::{self, Opening, Written};

/// The port of the Internet Key Exchange (RFC 7296, section 2).
const IKE: Port = Port::new(500);

/// Returns what an opening asks for.
pub fn asked(opening: &Opening) -> Asked<'_> {
    match &opening.written {
        Written::Ports => Asked::Port,
        Written::Pattern => Asked::Service,
        Written::Name(name) | Written::NameAlone(name) => {
            match opening::meant(name, opening.protocol) {
                Some(Meaning::KnownUse(mut known)) => known
                    .next()
                    .map_or(Asked::Port, |known| Asked::Software(known.name())),
                _ => Asked::Service,
            }
        }
    }
}

/// Returns the reasons for warnings that depend on how an opening was written.
pub fn about(opening: &Opening, open: &PortSpec) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Written::Name(name) | Written::NameAlone(name) = &opening.written {
        reasons.extend(about_name(name, opening, open));
    }
    if let Written::NameAlone(name) = &opening.written {
        reasons.extend(about_other_transports(name, opening, open));
    }
    // What software uses is not what the service uses that the port is registered for.
    let is_service = |name: &str| {
        !matches!(
            opening::meant(name, opening.protocol),
            Some(Meaning::KnownUse(_))
        )
    };
    let is_service = matches!(&opening.written, Written::NameAlone(name) if is_service(name));
    if let Some(usual) = transports::of(opening.range).filter(|_| is_service) {
        let is_closed = |protocol: &Protocol| !open.ports(*protocol).contains_range(opening.range);
        let closed: Vec<Protocol> = usual.protocols.iter().copied().filter(is_closed).collect();
        if !closed.is_empty() {
            reasons.push(Reason::OtherTransports(usual, closed));
        }
    }
    if opening.protocol == Protocol::Udp && opening.range == PortRange::single(IKE) {
        reasons.push(Reason::Esp);
    }
    reasons
}

/// Returns the warnings about the ports that a name has besides those that are open.
fn about_name(name: &str, opening: &Opening, open: &PortSpec) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let opened = opening::meant(name, opening.protocol);
    if let Some(meaning @ Meaning::KnownUse(_)) = &opened {
        let closed = places_over(meaning, opening.protocol, open);
        if !closed.is_empty() {
            let name = name.to_ascii_lowercase();
            reasons.push(Reason::OtherKnownUse(name, closed));
        }
    } else if let Some(meaning) = &opened {
        let mut ports = PortSet::new();
        for range in meaning.ports(opening.protocol) {
            ports.insert_range(range);
        }
        ports -= open.ports(opening.protocol);
        if !ports.is_empty() {
            let name = opening::canonical(name, meaning);
            reasons.push(Reason::OtherPorts(name, Box::new(ports)));
        }
    }
    let all = meanings(name);
    let reason = all.reason();
    let lower = name.to_ascii_lowercase();
    let (mut others, mut known) = (Vec::new(), Vec::new());
    for meaning in all {
        if opened.as_ref().is_some_and(|opened| same(opened, &meaning)) {
            continue;
        }
        let closed = places(&meaning, opening.protocol, open);
        match meaning {
            Meaning::KnownUse(_) if reason.is_none() => known.extend(closed),
            _ => others.extend(closed),
        }
    }
    if !others.is_empty() {
        reasons.push(Reason::OtherMeaning(lower.clone(), others, reason));
    }
    if !known.is_empty() {
        reasons.push(Reason::OtherKnownUse(lower, known));
    }
    reasons
}

/// Returns the warning about the ports over other transports of software that is opened by its name alone.
/// What is known of software is of one transport each, unlike IANA's records.
fn about_other_transports(name: &str, opening: &Opening, open: &PortSpec) -> Option<Reason> {
    let meaning = opening::meant(name, opening.protocol)?;
    if !matches!(meaning, Meaning::KnownUse(_)) {
        return None;
    }
    let others = Protocol::ALL.into_iter();
    let others = others.filter(|protocol| *protocol != opening.protocol);
    let closed: Vec<String> = others
        .flat_map(|protocol| places_over(&meaning, protocol, open))
        .collect();
    let name = name.to_ascii_lowercase();
    (!closed.is_empty()).then_some(Reason::OtherKnownUse(name, closed))
}

/// Returns whether two meanings of one name are of the same layer.
fn same(one: &Meaning, other: &Meaning) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// Returns the ports that a name means and that are not open, such as `sftp 115/tcp`. Those over the
/// opening's own transport are enough, if there are any.
fn places(meaning: &Meaning, own: Protocol, open: &PortSpec) -> Vec<String> {
    let over_own = places_over(meaning, own, open);
    if over_own.is_empty() {
        let all = Protocol::ALL.into_iter();
        all.flat_map(|protocol| places_over(meaning, protocol, open))
            .collect()
    } else {
        over_own
    }
}

/// Returns the ports over a transport that a name means and that are not open.
fn places_over(meaning: &Meaning, protocol: Protocol, open: &PortSpec) -> Vec<String> {
    let is_closed = |range: &PortRange| !open.ports(protocol).contains_range(*range);
    if let Meaning::KnownUse(known) = meaning {
        let known = known.clone().filter(|known| known.protocol() == protocol);
        let known = known.filter(|known| is_closed(&known.ports()));
        // Some ports are for others, and some for the operator alone.
        let place = |known| match known_uses::purpose(known) {
            Some(purpose) => format!("{}/{protocol} ({purpose})", known.ports()),
            None => format!("{}/{protocol}", known.ports()),
        };
        return known.map(place).collect();
    }
    let name = |range: PortRange| {
        let service = Endpoint::new(range.first(), protocol).service();
        let place = format!("{range}/{protocol}");
        service.map_or_else(|| place.clone(), |one| format!("{} {place}", one.name()))
    };
    let mut closed: Vec<PortRange> = meaning.ports(protocol).filter(is_closed).collect();
    closed.dedup();
    closed.into_iter().map(name).collect()
}
