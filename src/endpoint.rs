use core::fmt;
use core::str::FromStr;

use crate::rows::Service;
use crate::words::{ParsePortError, ParseProtocolError, Port, Protocol, Quoted, Status};

/// A port with its transport, written `443/tcp`: what the registry assigns.
///
/// ```
/// use port_registry::{Endpoint, Port, Protocol};
///
/// let endpoint: Endpoint = "443/tcp".parse()?;
/// assert_eq!(endpoint, Endpoint::new(Port::new(443), Protocol::Tcp));
/// assert_eq!(endpoint.service().unwrap().name(), "https");
/// assert_eq!(endpoint.to_string(), "443/tcp");
/// # Ok::<(), port_registry::ParseEndpointError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    port: Port,
    protocol: Protocol,
}

impl Endpoint {
    /// The port of the transport.
    ///
    /// ```
    /// use port_registry::{Endpoint, Port, Protocol};
    ///
    /// const DNS: Endpoint = Endpoint::new(Port::new(53), Protocol::Udp);
    /// assert_eq!(DNS.to_string(), "53/udp");
    /// ```
    #[must_use]
    pub const fn new(port: Port, protocol: Protocol) -> Self {
        Self { port, protocol }
    }

    /// The port.
    ///
    /// ```
    /// use port_registry::Endpoint;
    ///
    /// assert_eq!("53/udp".parse::<Endpoint>()?.port(), 53);
    /// # Ok::<(), port_registry::ParseEndpointError>(())
    /// ```
    #[must_use]
    pub const fn port(self) -> Port {
        self.port
    }

    /// The transport.
    ///
    /// ```
    /// use port_registry::{Endpoint, Protocol};
    ///
    /// assert_eq!("53/udp".parse::<Endpoint>()?.protocol(), Protocol::Udp);
    /// # Ok::<(), port_registry::ParseEndpointError>(())
    /// ```
    #[must_use]
    pub const fn protocol(self) -> Protocol {
        self.protocol
    }

    /// The preferred service, as [`Port::service`] gives it.
    ///
    /// ```
    /// use port_registry::Endpoint;
    ///
    /// assert_eq!("53/udp".parse::<Endpoint>()?.service().unwrap().name(), "domain");
    /// # Ok::<(), port_registry::ParseEndpointError>(())
    /// ```
    #[must_use]
    pub const fn service(self) -> Option<Service> {
        self.port.service(self.protocol)
    }

    /// What the registry says of it, as [`Port::status`] tells.
    ///
    /// ```
    /// use port_registry::{Endpoint, Status};
    ///
    /// assert_eq!("1023/tcp".parse::<Endpoint>()?.status(), Status::Reserved);
    /// # Ok::<(), port_registry::ParseEndpointError>(())
    /// ```
    #[must_use]
    pub const fn status(self) -> Status {
        self.port.status(self.protocol)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.port, self.protocol)
    }
}

impl FromStr for Endpoint {
    type Err = ParseEndpointError;

    /// Reads `443/tcp`, the transport in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = |reason| ParseEndpointError {
            input: Quoted::new(text),
            reason,
        };
        let (port, protocol) = text
            .split_once('/')
            .ok_or_else(|| refused(Reason::Syntax))?;
        Ok(Self {
            port: port.parse().map_err(|error| refused(Reason::Port(error)))?,
            protocol: protocol
                .parse()
                .map_err(|error| refused(Reason::Protocol(error)))?,
        })
    }
}

impl From<(Port, Protocol)> for Endpoint {
    fn from((port, protocol): (Port, Protocol)) -> Self {
        Self { port, protocol }
    }
}

/// A text that is no [`Endpoint`].
///
/// ```
/// use port_registry::Endpoint;
///
/// let message = |text: &str| text.parse::<Endpoint>().unwrap_err().to_string();
/// assert_eq!(
///     message("443"),
///     r#"invalid endpoint "443": expected a port and a transport protocol, as in 443/tcp"#,
/// );
/// assert_eq!(
///     message("443/icmp"),
///     r#"invalid endpoint "443/icmp": unknown transport protocol "icmp": expected tcp, udp, sctp or dccp"#,
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid endpoint {input}: {reason}")]
pub struct ParseEndpointError {
    input: Quoted,
    reason: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Reason {
    #[error("expected a port and a transport protocol, as in 443/tcp")]
    Syntax,
    #[error(transparent)]
    Port(ParsePortError),
    #[error(transparent)]
    Protocol(ParseProtocolError),
}
