//! Parsing a service from a string such as `https/tcp`.
//!
//! `FromStr` parses at run time, and the macros `service!` and `port!` parse at compile time.

use core::str::FromStr;

use super::suggest;
use crate::rows::Service;
use crate::tables::names;
use crate::words::{Error, Protocol, Quoted, Reason, Suggestion, Unresolved};

/// Returns the service that a string like `https/tcp` names. The transport protocol follows the
/// last slash, since some old names contain a slash.
pub(crate) const fn resolve(text: &str) -> Result<Service, Unresolved> {
    let (name, protocol) = match split(text) {
        Ok(parts) => parts,
        Err(error) => return Err(error),
    };
    match Service::from_number(names::row_over(name, protocol)) {
        Some(service) => Ok(service),
        None => Err(Unresolved::Name(suggest::registered(name, protocol))),
    }
}

/// Returns the suggestion of a service with a port for a string like `rdp/tcp`, which names a
/// service without a port.
pub(crate) const fn instead_of(text: &str) -> Suggestion {
    match split(text) {
        Ok((name, protocol)) => suggest::registered(name, protocol),
        Err(_) => Suggestion::None,
    }
}

const fn split(text: &str) -> Result<(&[u8], Protocol), Unresolved> {
    let text = text.as_bytes();
    let mut slash = text.len();
    loop {
        if slash == 0 {
            return Err(Unresolved::Syntax);
        }
        slash -= 1;
        if text[slash] == b'/' {
            break;
        }
    }
    let (name, rest) = text.split_at(slash);
    match Protocol::parse(rest.split_at(1).1) {
        Some(protocol) => Ok((name, protocol)),
        None => Err(Unresolved::Protocol),
    }
}

impl FromStr for Service {
    type Err = Error;

    /// Parses a service name and a transport protocol, as in `https/tcp`.
    ///
    /// The result is the service that [`Service::by_name_over`] returns. Case is ignored.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if
    ///
    /// - there is no slash;
    /// - no transport protocol follows the last slash;
    /// - the name is not registered over the transport protocol. The message suggests a similar
    ///   name, if there is one.
    ///
    /// ```
    /// use port_registry::{Service, service};
    ///
    /// assert_eq!("HTTPS/tcp".parse::<Service>()?, service!("https/tcp"));
    /// assert_eq!("cl/1/udp".parse::<Service>()?.name(), "cl/1");
    ///
    /// let message = |text: &str| text.parse::<Service>().unwrap_err().to_string();
    /// assert_eq!(
    ///     message("https"),
    ///     r#"invalid service "https": expected a name and a transport protocol, as in https/tcp"#,
    /// );
    /// assert_eq!(
    ///     message("https/icmp"),
    ///     r#"invalid service "https/icmp": expected tcp, udp, sctp or dccp after the slash"#,
    /// );
    /// assert_eq!(
    ///     message("htps/tcp"),
    ///     "unknown service \"htps/tcp\": expected a name that is registered over this transport; \
    ///      did you mean https?",
    /// );
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        resolve(text).map_err(|reason| {
            Error(Reason::Service {
                input: Quoted::new(text),
                reason,
            })
        })
    }
}
