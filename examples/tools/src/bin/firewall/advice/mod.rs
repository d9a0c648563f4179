//! Warnings about openings.
//!
//! Used by `policy` for the openings on the command line, and by `check` for the ports of a rule
//! set.

mod bounded;
mod dangers;
mod known_uses;
mod names;
mod ranges;
mod runs;
mod writing;

use std::fmt;

use port_registry::ephemeral::EphemeralRange;
use port_registry::port_set::PortSpec;
use port_registry::{Endpoint, PortRange, PortSet, Protocol, Status};
use port_registry_tools::escape::one_line;
use port_registry_tools::transports::Usual;

use crate::opening::Opening;
use crate::sources::Reach;
pub use bounded::Bounded;
use dangers::Danger;
use known_uses::{Asked, OtherUse};
use names::Names;
use ranges::Contents;
pub use ranges::{services, statuses};

/// A warning about a range of ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    range: PortRange,
    protocol: Protocol,
    reason: Reason,
}

/// The reason for a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    Danger(&'static Danger),
    Reserved,
    /// The port is dynamic. Linux, on which the rule set is used, gives it to clients if it is in the
    /// range.
    Dynamic(Option<EphemeralRange>),
    /// Linux gives the port to clients, though it is not dynamic.
    Ephemeral(EphemeralRange),
    /// The port is unassigned. If it is registered over another transport, this is the port over
    /// that transport.
    Unassigned(Option<Endpoint>),
    OtherUse(OtherUse),
    /// The unauthorized use that IANA has recorded, in IANA's words.
    UnauthorizedUse(&'static str),
    /// The ports in a range.
    Contents(Contents),
    /// The name has these ports too, which are not open.
    OtherPorts(String, Box<PortSet>),
    /// The name also means something else, whose ports are not open, for this reason if one is known.
    OtherMeaning(String, Vec<String>, Option<&'static str>),
    /// Software with the name is known to use these ports too, which are not open.
    OtherKnownUse(String, Vec<String>),
    /// The service is used over these transports, which are not open.
    OtherTransports(&'static Usual, Vec<Protocol>),
    /// The port of IKE is open, and ESP, whose keys it negotiates, has no port.
    Esp,
}

/// Returns the warnings about a range of ports, however it was requested.
///
/// The cost hardly depends on the length of the range, so that a rule set may have thousands of ranges.
pub fn about_ports(range: PortRange, protocol: Protocol, reach: Reach) -> Vec<Warning> {
    about_asked(range, protocol, reach, Asked::Port)
}

/// Returns the warnings about the ports of an opening, those included that depend on how it was written.
pub fn about(opening: &Opening, open: &PortSpec, reach: Reach) -> Vec<Warning> {
    let asked = writing::asked(opening);
    let mut warnings = about_asked(opening.range, opening.protocol, reach, asked);
    warnings.extend(
        writing::about(opening, open)
            .into_iter()
            .map(|reason| Warning {
                range: opening.range,
                protocol: opening.protocol,
                reason,
            }),
    );
    warnings
}

fn about_asked(range: PortRange, protocol: Protocol, reach: Reach, asked: Asked) -> Vec<Warning> {
    let reasons = if range.len() == 1 {
        about_port(Endpoint::new(range.first(), protocol), reach, asked)
    } else {
        ranges::about(range, protocol, reach)
    };
    let warning = |reason| Warning {
        range,
        protocol,
        reason,
    };
    reasons.into_iter().map(warning).collect()
}

fn about_port(endpoint: Endpoint, reach: Reach, asked: Asked) -> Vec<Reason> {
    let mut reasons = Vec::new();
    reasons.extend(dangers::of(endpoint, reach).map(Reason::Danger));
    let linux = Some(EphemeralRange::LINUX);
    let linux = linux.filter(|range| range.ports().contains(endpoint.port()));
    match endpoint.status() {
        Status::Assigned => reasons.extend(linux.map(Reason::Ephemeral)),
        Status::Reserved => reasons.push(Reason::Reserved),
        Status::Dynamic => reasons.push(Reason::Dynamic(linux)),
        Status::Unassigned => {
            reasons.push(Reason::Unassigned(elsewhere(endpoint)));
            reasons.extend(linux.map(Reason::Ephemeral));
        }
    }
    if let Some(other) = known_uses::of(endpoint, asked) {
        reasons.push(Reason::OtherUse(other));
    } else if let Some(service) = endpoint.service() {
        // IANA records unauthorized use once for a whole range, so the text may be about another
        // port.
        let is_alone = service.ports().is_some_and(|ports| ports.len() == 1);
        let reported = service.record().unauthorized_use().filter(|_| is_alone);
        reasons.extend(reported.map(Reason::UnauthorizedUse));
    }
    reasons
}

/// Returns the port over another transport for which it is registered, if there is one.
fn elsewhere(endpoint: Endpoint) -> Option<Endpoint> {
    Protocol::ALL
        .into_iter()
        .map(|protocol| Endpoint::new(endpoint.port(), protocol))
        .find(|endpoint| endpoint.service().is_some())
}

impl Warning {
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Returns whether the warning is about services that are dangerous to open.
    pub const fn is_of_danger(&self) -> bool {
        matches!(
            self.reason,
            Reason::Danger(_) | Reason::Contents(Contents::Dangers(_))
        )
    }

    /// Returns whether the reason is what a list of the services and statuses in the range says too.
    pub const fn is_of_contents(&self) -> bool {
        matches!(
            self.reason,
            Reason::Contents(Contents::Services { .. } | Contents::Gaps { .. })
        )
    }

    /// Returns a string that is the same for warnings that say the same. What a name means besides is
    /// said once, not for each of its ports.
    pub fn key(&self) -> String {
        match self.reason {
            Reason::OtherPorts(..) | Reason::OtherMeaning(..) | Reason::OtherKnownUse(..) => {
                self.reason.to_string()
            }
            _ => self.to_string(),
        }
    }
}

/// Names and texts of a registry that was replaced at build time, and names from the command line, may
/// have line ends and controls. They are escaped here and in [`Reason`], and nowhere else.
impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.range, self.protocol)?;
        if self.range.len() == 1 {
            let service = Endpoint::new(self.range.first(), self.protocol).service();
            if let Some(service) = service {
                write!(f, " ({})", one_line(service.name()))?;
            }
        }
        write!(f, ": {}", self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.text()))
    }
}

impl Reason {
    /// Returns the text of the warning, which may have line ends and controls.
    fn text(&self) -> String {
        match self {
            Self::Danger(danger) => danger.to_string(),
            Self::Reserved => "reserved, not meant for any service".to_owned(),
            Self::Dynamic(None) => "dynamic, so registered for no service".to_owned(),
            Self::Dynamic(Some(range)) => {
                format!(
                    "dynamic, so registered for no service, and {}",
                    taken(*range)
                )
            }
            Self::Ephemeral(range) => taken(*range),
            Self::Unassigned(None) => "unassigned, registered for no service".to_owned(),
            Self::Unassigned(Some(other)) => format!("unassigned; registered is {other:#}"),
            Self::OtherUse(other) => other.to_string(),
            Self::UnauthorizedUse(words) => {
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                format!("used by others, says IANA: {words}")
            }
            Self::Contents(contents) => contents.to_string(),
            Self::OtherPorts(name, ports) => {
                let stay = stay(ports.len() as usize);
                format!("{name} has {ports} too, which {stay} closed")
            }
            Self::OtherMeaning(name, others, reason) => {
                let (places, stay) = (listed(others), stay(others.len()));
                let also = format!("{name} also means {places}, which {stay} closed");
                match reason {
                    Some(reason) => format!("{also}. {reason}"),
                    None => also,
                }
            }
            Self::OtherKnownUse(name, others) => {
                let (places, stay) = (listed(others), stay(others.len()));
                format!("{name} is also known to use {places}, which {stay} closed")
            }
            Self::Esp => {
                "IPsec's ESP has no port: it is dropped unless this host sends it first, or it is \
                          encapsulated in UDP (RFC 3948), which ipsec-nat-t/udp opens"
                    .to_owned()
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
                format!("{name} is used over {over}{too}, which {name}/{over} opens")
            }
        }
    }
}

/// Says that a system gives a port to clients.
fn taken(range: EphemeralRange) -> String {
    let (system, ports) = (range.system(), range.ports());
    format!("in the range from which {system} takes the ports of clients, {ports}")
}

/// Returns the verb for a number of ports.
const fn stay(count: usize) -> &'static str {
    if count == 1 { "stays" } else { "stay" }
}

fn listed(names: &[String]) -> Names {
    Names::of(names.iter(), Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_acts_on_the_terminal_or_ends_the_line() {
        let hostile = "a\nflush ruleset\r\u{1b}[2J\u{9b}2J\u{202e}b";
        let one = || vec![hostile.to_owned()];
        for reason in [
            Reason::OtherPorts(hostile.to_owned(), Box::new(PortSet::new())),
            Reason::OtherMeaning(hostile.to_owned(), one(), Some("c\n\u{85}d")),
            Reason::OtherKnownUse(hostile.to_owned(), one()),
            Reason::UnauthorizedUse("a\nb \u{1b}[2J\u{2028}"),
            Reason::Contents(Contents::Services(listed(&one()))),
        ] {
            let warning = Warning {
                range: PortRange::from_numbers(1, 2).unwrap(),
                protocol: Protocol::Tcp,
                reason,
            };
            for text in [warning.to_string(), warning.reason().to_string()] {
                let is_shown = |letter: char| (' '..='~').contains(&letter);
                assert!(text.chars().all(is_shown), "{text:?}");
            }
        }
        let text = Reason::OtherKnownUse(hostile.to_owned(), Vec::new()).to_string();
        assert!(
            text.starts_with(r"a flush ruleset \u{1b}[2J\u{9b}2J\u{202e}b is also"),
            "{text}"
        );
    }
}
