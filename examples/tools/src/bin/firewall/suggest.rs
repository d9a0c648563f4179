//! Suggests a service name or a transport for a name that has no port.
//!
//! Used by `opening` for its errors.

use std::fmt;

use port_registry::{Port, Protocol, Service};

/// A suggestion, written at the end of an error message.
#[derive(Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// There is no suggestion.
    None,
    /// The name has a port over these other transports only.
    Over(String, Vec<Protocol>),
    /// This service name is similar to the given name.
    Name(&'static str),
}

impl Suggestion {
    /// Finds a suggestion. A similar name may differ by one letter in three, but by no more than
    /// two letters. Of several similar names, the one with the fewest differences is suggested, and
    /// of these the one with the lowest port.
    pub fn new(name: &str, protocol: Protocol) -> Self {
        let is_over = |other: &Protocol| {
            Service::find(name).any(|service| service.is_over(*other) && service.port().is_some())
        };
        let over: Vec<Protocol> = Protocol::ALL.into_iter().filter(is_over).collect();
        if !over.is_empty() {
            return Self::Over(name.to_ascii_lowercase(), over);
        }
        if !name.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return Self::None;
        }
        let name = name.to_ascii_lowercase();
        let slips = |other: &str| strsim::osa_distance(&name, &other.to_ascii_lowercase());
        let forgiven = (name.len() / 3).clamp(1, 2);
        Service::all()
            .filter(|service| service.is_over(protocol))
            .filter_map(|service| Some((slips(service.name()), service.port()?, service.name())))
            .filter(|(slips, ..)| *slips <= forgiven)
            .min_by_key(|(slips, port, _): &(usize, Port, _)| (*slips, *port))
            .map_or(Self::None, |(.., name)| Self::Name(name))
    }
}

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Name(name) => write!(f, "; did you mean {name}?"),
            Self::Over(name, protocols) => {
                let protocols: Vec<&str> = protocols.iter().map(|one| one.as_str()).collect();
                write!(f, "; did you mean {name}/{}?", protocols.join("+"))
            }
        }
    }
}
