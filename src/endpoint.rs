//! A port with its transport protocol, and its parsing from the forms that people write.
//!
//! `PortSpec` is a set of endpoints.

use core::fmt;
use core::net::SocketAddr;
use core::slice;
use core::str::FromStr;

use crate::lookup::{meanings, suggestion};
use crate::rows::Service;
use crate::words::{
    Error, Port, PortRange, Protocol, ProtocolError, Quoted, Reason, ServiceName, Status, stated,
    without_address,
};

/// A port and its transport protocol, such as `443/tcp`.
///
/// IANA registers services for such pairs: 512/tcp and 512/udp are different services. An endpoint
/// is parsed from the forms that command lines and configuration files use, and names its service:
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
///
/// Endpoints are ordered by port, then by transport protocol.
///
/// # Parsing
///
/// | input | port | transport protocol |
/// | --- | --- | --- |
/// | `443/tcp`, `tcp/443`, `tcp6/443` | 443 | TCP |
/// | `443`, `:443` | 443 | TCP |
/// | `https/tcp`, `tcp/https`, `https` | the port of the service `https`, 443 | TCP |
/// | `0.0.0.0:443`, `[::1]:443/tcp`, `*:443` | 443 | TCP |
/// | `:53/udp` | 53 | UDP |
///
/// - **Without a transport protocol**, it is TCP. If a name has no port over TCP, it is the first of UDP,
///   SCTP and DCCP over which it has one: `wireguard` is 51820/udp.
/// - **Names** may replace the number in every form. They are IANA's names, aliases and names of known
///   uses: `dns/udp` is 53/udp. The port is the first one over the transport protocol that
///   [`meanings`](crate::lookup::meanings) returns. If it returns a range of ports, it is the first port
///   of the range.
/// - **An address** before a colon is ignored. It is an IPv4 address, an IPv6 address with or without
///   brackets, or `*`. Host names are errors. Parse a [`SocketAddr`] if you need the address.
/// - **An IP version** after the transport protocol is ignored, as in `tcp6` and `udp4`.
/// - Case is ignored.
///
/// # Formatting
///
/// `Display` writes the form `443/tcp`. The alternate form, `{:#}`, adds the name of the preferred
/// service if the port has one: `443/tcp (https)`.
///
/// # Conversions
///
/// An endpoint is converted from a [`Port`] and a [`Protocol`], and from a [`SocketAddr`] and a
/// `Protocol`. The second conversion takes the port of the address and ignores the IP address. Use the
/// alternate form to label the port of a socket address:
///
/// ```
/// use port_registry::{Endpoint, Port, Protocol};
/// use std::net::SocketAddr;
///
/// let address: SocketAddr = "[2001:db8::1]:443".parse()?;
/// let label = format!("{} {:#}", address.ip(), Endpoint::from((address, Protocol::Tcp)));
/// assert_eq!(label, "2001:db8::1 443/tcp (https)");
///
/// let endpoint = Endpoint::from((Port::new(53), Protocol::Udp));
/// assert_eq!(endpoint.to_string(), "53/udp");
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
///
/// # Serialization
///
/// With the feature `serde`, an endpoint is written as the string `"443/tcp"`, in human-readable
/// and in binary formats. Strings of all forms of the table are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "SocketAddr")]
#[doc(alias = "socket address")]
#[doc(alias = "config")]
pub struct Endpoint {
    port: Port,
    protocol: Protocol,
}

impl Endpoint {
    /// Returns the endpoint of this port and transport protocol.
    ///
    /// ```
    /// use port_registry::{Endpoint, Port, Protocol};
    ///
    /// const DNS: Endpoint = Endpoint::new(Port::new(53), Protocol::Udp);
    /// assert_eq!(DNS.to_string(), "53/udp");
    /// ```
    #[must_use]
    #[inline]
    pub const fn new(port: Port, protocol: Protocol) -> Self {
        Self { port, protocol }
    }

    /// Returns the port.
    ///
    /// ```
    /// use port_registry::Endpoint;
    ///
    /// assert_eq!("53/udp".parse::<Endpoint>()?.port(), 53);
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub const fn port(self) -> Port {
        self.port
    }

    /// Returns the transport protocol.
    ///
    /// ```
    /// use port_registry::{Endpoint, Protocol};
    ///
    /// assert_eq!("53/udp".parse::<Endpoint>()?.protocol(), Protocol::Udp);
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub const fn protocol(self) -> Protocol {
        self.protocol
    }

    /// Returns the service registered for this endpoint, as [`Port::service`] does; if there are
    /// several, the preferred one.
    ///
    /// ```
    /// use port_registry::Endpoint;
    ///
    /// assert_eq!("53/udp".parse::<Endpoint>()?.service().unwrap().name(), "domain");
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub const fn service(self) -> Option<Service> {
        self.port.service(self.protocol)
    }

    /// Returns whether this endpoint is assigned, reserved or unassigned, as [`Port::status`] does.
    ///
    /// ```
    /// use port_registry::{Endpoint, Status};
    ///
    /// assert_eq!("1023/tcp".parse::<Endpoint>()?.status(), Status::Reserved);
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub const fn status(self) -> Status {
        self.port.status(self.protocol)
    }
}

impl fmt::Display for Endpoint {
    /// Writes `443/tcp`, or with `{:#}` and if the port has a service, `443/tcp (https)`.
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

    /// Parses one of the [forms](Endpoint#parsing) of an endpoint, such as `443/tcp`, `https/tcp`
    /// or `:443`.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if
    ///
    /// - a slash has a transport protocol on neither side, or there are two;
    /// - what is before a colon is not an IP address;
    /// - the port is a number above 65535, has a leading zero, is a range, or is missing;
    /// - the name has no port over the transport protocol. The message suggests a similar name, if there
    ///   is one.
    ///
    /// ```
    /// use port_registry::Endpoint;
    ///
    /// let message = |input: &str| input.parse::<Endpoint>().unwrap_err().to_string();
    /// assert_eq!(
    ///     message("443/icmp"),
    ///     "invalid endpoint \"443/icmp\": unknown transport protocol \"icmp\": \
    ///      expected tcp, udp, sctp or dccp",
    /// );
    /// assert_eq!(
    ///     message("3000-3005/tcp"),
    ///     r#"invalid endpoint "3000-3005/tcp": expected one port, not a range"#,
    /// );
    /// assert_eq!(
    ///     message("htps/tcp"),
    ///     "invalid endpoint \"htps/tcp\": expected a service that has a port over this transport; \
    ///      did you mean https?",
    /// );
    /// ```
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let input = Quoted::new(text);
        let fail = |reason| Err(Error(reason));
        let (subject, over) = match stated(text) {
            Some(stated) => (stated.subject, Some(stated.protocol)),
            None => (text, None),
        };
        let Some(subject) = without_address(subject) else {
            return fail(Reason::EndpointAddress(input));
        };
        if text.is_empty() {
            return fail(Reason::EndpointSyntax(input));
        }
        let default = over.unwrap_or(Protocol::Tcp);
        if subject.bytes().all(|byte| byte.is_ascii_digit()) {
            return match Port::checked(subject) {
                Ok(port) => Ok(Self::new(port, default)),
                Err(error) => fail(Reason::EndpointPort(input, error)),
            };
        }
        let protocols = match &over {
            Some(protocol) => slice::from_ref(protocol),
            None => &Protocol::ALL,
        };
        let first = |protocol: &Protocol| {
            let mut ports = meanings(subject).flat_map(|meaning| meaning.ports(*protocol));
            Some(Self::new(ports.next()?.first(), *protocol))
        };
        if let Some(endpoint) = protocols.iter().find_map(first) {
            return Ok(endpoint);
        }
        // The name is unknown. Something in it may be what is wrong.
        fail(if subject.parse::<PortRange>().is_ok() {
            Reason::EndpointRange(input)
        } else if over.is_some() && stated(subject).is_some() {
            Reason::EndpointTransports(input)
        } else if let (None, Some((_, protocol))) = (over, subject.rsplit_once('/')) {
            Reason::EndpointProtocol(input, ProtocolError(Quoted::new(protocol)))
        } else if over.is_none() && ServiceName::new(subject).is_err() {
            Reason::EndpointSyntax(input)
        } else if over.is_none() {
            Reason::EndpointName(input, suggestion(subject, protocols))
        } else {
            Reason::EndpointService(input, suggestion(subject, protocols))
        })
    }
}

impl From<(Port, Protocol)> for Endpoint {
    /// Returns the same as [`Endpoint::new`].
    fn from((port, protocol): (Port, Protocol)) -> Self {
        Self { port, protocol }
    }
}

impl From<(SocketAddr, Protocol)> for Endpoint {
    /// Returns the endpoint of the port of the address. The IP address is ignored.
    fn from((address, protocol): (SocketAddr, Protocol)) -> Self {
        Self {
            port: Port::new(address.port()),
            protocol,
        }
    }
}
