//! A port with its transport protocol.

use core::fmt;
use core::net::SocketAddr;
use core::str::FromStr;

use crate::lookup::suggestion;
use crate::rows::Service;
use crate::words::{Error, Port, Protocol, Quoted, Reason, Status};

/// A port with its transport, written `443/tcp`: what the registry assigns.
///
/// It is read from what people write: `443/tcp`, `https/tcp`, `tcp/443`, `:443`. `Display` writes
/// the first form, and with `{:#}` the service too.
///
/// ```
/// use port_registry::{Endpoint, Port, Protocol};
///
/// let endpoint: Endpoint = "443/tcp".parse()?;
/// assert_eq!(endpoint, Endpoint::new(Port::new(443), Protocol::Tcp));
/// assert_eq!(endpoint.service().unwrap().name(), "https");
/// assert_eq!(endpoint.to_string(), "443/tcp");
/// assert_eq!(format!("{endpoint:#}"), "443/tcp (https)");
/// assert_eq!("https/tcp".parse::<Endpoint>()?, endpoint);
/// assert_eq!("TCP/443".parse::<Endpoint>()?, endpoint);
/// assert_eq!(":443".parse::<Endpoint>()?, endpoint);
/// # Ok::<(), port_registry::Error>(())
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
    /// # Ok::<(), port_registry::Error>(())
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
    /// # Ok::<(), port_registry::Error>(())
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
    /// # Ok::<(), port_registry::Error>(())
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
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    #[must_use]
    pub const fn status(self) -> Status {
        self.port.status(self.protocol)
    }
}

impl fmt::Display for Endpoint {
    /// `443/tcp`; with `{:#}` `443/tcp (https)`, if the port has a service.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.port.get(), self.protocol.as_str())?;
        match self.service().filter(|_| f.alternate()) {
            Some(service) => write!(f, " ({})", service.name()),
            None => Ok(()),
        }
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    /// Reads a port and a transport, in either order, with a slash between them: `443/tcp`,
    /// `tcp/443`. The port may be a service's name as [`Service::find`] knows it, and may have a
    /// colon before it as in addresses to listen on; with a colon the transport may be left out,
    /// and is TCP then: `:443`, `:53/udp`. Case makes no difference.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let input = Quoted::new(text);
        let (port, protocol) = match text.rsplit_once('/') {
            Some((left, right)) => match (Protocol::checked(left), Protocol::checked(right)) {
                (_, Ok(protocol)) => (left, protocol),
                (Ok(protocol), Err(_)) => (right, protocol),
                (Err(_), Err(error)) => return Err(Error(Reason::EndpointProtocol(input, error))),
            },
            None if text.starts_with(':') => (text, Protocol::Tcp),
            None => return Err(Error(Reason::EndpointSyntax(input))),
        };
        let subject = port.strip_prefix(':').unwrap_or(port);
        let port = if subject.bytes().all(|byte| byte.is_ascii_digit()) {
            Port::checked(subject).map_err(|error| Error(Reason::EndpointPort(input, error)))?
        } else {
            let services = Service::find(subject);
            let mut services = services.filter(|service| service.is_over(protocol));
            services.find_map(Service::port).ok_or_else(|| {
                Error(Reason::EndpointService(
                    input,
                    suggestion(subject, protocol),
                ))
            })?
        };
        Ok(Self { port, protocol })
    }
}

impl From<(Port, Protocol)> for Endpoint {
    fn from((port, protocol): (Port, Protocol)) -> Self {
        Self { port, protocol }
    }
}

impl From<(SocketAddr, Protocol)> for Endpoint {
    /// The address's port.
    fn from((address, protocol): (SocketAddr, Protocol)) -> Self {
        Self {
            port: Port::new(address.port()),
            protocol,
        }
    }
}
