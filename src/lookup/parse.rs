use core::str::FromStr;

use crate::rows::Service;
use crate::tables::names;
use crate::words::{Protocol, Quoted};

/// Why a text names no service. The macros turn it into a compile error, `FromStr` into an error.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// There is no slash in it.
    Syntax,
    /// What follows the last slash is no transport.
    Protocol,
    /// The name is not registered over the transport.
    Service,
}

/// The service that a text like `https/tcp` names. Its last slash is the one that counts, since
/// some old names have one themselves.
pub(crate) const fn resolve(text: &str) -> Result<Service, Unresolved> {
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
    let Some(protocol) = Protocol::parse(rest.split_at(1).1) else {
        return Err(Unresolved::Protocol);
    };
    match Service::from_number(names::row_over(name, protocol)) {
        Some(service) => Ok(service),
        None => Err(Unresolved::Service),
    }
}

impl FromStr for Service {
    type Err = ParseServiceError;

    /// Reads a name and a transport, in any case, as in `https/tcp`: the service that
    /// [`Service::named`] gives.
    ///
    /// ```
    /// use port_registry::{Service, service};
    ///
    /// assert_eq!("HTTPS/tcp".parse::<Service>()?, service!("https/tcp"));
    /// assert_eq!("cl/1/udp".parse::<Service>()?.name(), "cl/1");
    /// # Ok::<(), port_registry::ParseServiceError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let input = Quoted::new(text);
        resolve(text).map_err(|unresolved| match unresolved {
            Unresolved::Syntax => ParseServiceError::Syntax { input },
            Unresolved::Protocol => ParseServiceError::Protocol { input },
            Unresolved::Service => ParseServiceError::Unregistered { input },
        })
    }
}

/// A text that names no [`Service`].
///
/// ```
/// use port_registry::Service;
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
///     r#"unknown service "htps/tcp": expected a name that is registered over this transport"#,
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseServiceError {
    /// There is no slash between a name and a transport.
    #[error("invalid service {input}: expected a name and a transport protocol, as in https/tcp")]
    Syntax {
        /// The text.
        input: Quoted,
    },
    /// What follows the last slash is no transport that has ports.
    #[error("invalid service {input}: expected tcp, udp, sctp or dccp after the slash")]
    Protocol {
        /// The text.
        input: Quoted,
    },
    /// IANA has no record of this name over this transport.
    #[error("unknown service {input}: expected a name that is registered over this transport")]
    Unregistered {
        /// The text.
        input: Quoted,
    },
}
