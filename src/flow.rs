//! The two ports of a conversation.

use crate::rows::Service;
use crate::words::{Port, PortClass, Protocol};

/// The two ports of a conversation, and which of them names the service.
///
/// A flow log or a capture has two ports a line; one is the server's, the other was picked by the
/// client's system. [`server`](Flow::server) tells them apart by these rules, the first that
/// decides:
///
/// 1. A port with a registered service beats one without. If neither has one, nothing is known.
/// 2. A well-known port (0–1023) beats a registered one.
/// 3. A port under 32768 beats one from there up, where Linux takes its clients' ports from by
///    default (`ip_local_port_range`), registered or not.
/// 4. A service that is nobody's historic alias beats one that is.
/// 5. The lower number wins; of two equal ports, the destination.
///
/// These are guesses from the numbers alone. A client may be given any port that some service has
/// registered, a server may listen on any, and both ends of NTP or IKE may use the same. Whoever
/// saw the first packet (a TCP SYN) knows better.
///
/// ```
/// use port_registry::{Flow, Port, Protocol, Side};
///
/// let flow = Flow::new(Protocol::Tcp, Port::new(51514), Port::new(443));
/// assert_eq!(flow.server(), Some(Side::Destination));
/// assert_eq!(flow.service().unwrap().name(), "https");
/// assert_eq!(flow.reversed().server(), Some(Side::Source));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flow {
    protocol: Protocol,
    source: Port,
    destination: Port,
}

/// An end of a [`Flow`].
///
/// ```
/// use port_registry::{Flow, Port, Protocol, Side};
///
/// let answer = Flow::new(Protocol::Udp, Port::new(53), Port::new(40000));
/// assert_eq!(answer.server(), Some(Side::Source));
/// assert_eq!(answer.port(Side::Source), 53);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Where the packet comes from.
    Source,
    /// Where it goes to.
    Destination,
}

/// The first port that Linux gives to clients by default.
const CLIENTS: u16 = 32768;

impl Flow {
    /// A flow from one port to another.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol};
    ///
    /// const QUERY: Flow = Flow::new(Protocol::Udp, Port::new(50000), Port::new(53));
    /// assert_eq!(QUERY.service().unwrap().name(), "domain");
    /// ```
    #[must_use]
    pub const fn new(protocol: Protocol, source: Port, destination: Port) -> Self {
        Self {
            protocol,
            source,
            destination,
        }
    }

    /// The same flow, seen from its other end.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol, Side};
    ///
    /// let flow = Flow::new(Protocol::Tcp, Port::new(1), Port::new(2)).reversed();
    /// assert_eq!(flow.port(Side::Source), 2);
    /// ```
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self {
            protocol: self.protocol,
            source: self.destination,
            destination: self.source,
        }
    }

    /// The port at an end.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol, Side};
    ///
    /// let flow = Flow::new(Protocol::Tcp, Port::new(51514), Port::new(443));
    /// assert_eq!(flow.port(Side::Destination), 443);
    /// ```
    #[must_use]
    pub const fn port(self, side: Side) -> Port {
        match side {
            Side::Source => self.source,
            Side::Destination => self.destination,
        }
    }

    /// The end whose port names the service, by the rules that [`Flow`] lists; `None` if neither
    /// port has one.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol, Side};
    ///
    /// // 8080 is registered and so is 33434, but that is where Linux takes clients' ports from.
    /// let flow = Flow::new(Protocol::Tcp, Port::new(33434), Port::new(8080));
    /// assert_eq!(flow.server(), Some(Side::Destination));
    /// let unknown = Flow::new(Protocol::Tcp, Port::new(50000), Port::new(50001));
    /// assert_eq!(unknown.server(), None);
    /// ```
    #[must_use]
    pub const fn server(self) -> Option<Side> {
        let source = self.source.service(self.protocol);
        let destination = self.destination.service(self.protocol);
        let (source, destination) = match (source, destination) {
            (None, None) => return None,
            (Some(_), None) => return Some(Side::Source),
            (None, Some(_)) => return Some(Side::Destination),
            (Some(source), Some(destination)) => (source, destination),
        };
        let (of_source, of_destination) = (
            rank(self.source, source),
            rank(self.destination, destination),
        );
        Some(if of_source < of_destination {
            Side::Source
        } else {
            Side::Destination
        })
    }

    /// The service that [`server`](Flow::server)'s port is registered for.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol};
    ///
    /// let flow = Flow::new(Protocol::Tcp, Port::new(22), Port::new(55555));
    /// assert_eq!(flow.service().unwrap().name(), "ssh");
    /// ```
    #[must_use]
    pub const fn service(self) -> Option<Service> {
        match self.server() {
            Some(side) => self.port(side).service(self.protocol),
            None => None,
        }
    }
}

/// Rules 2 to 5 as one number, lowest first.
const fn rank(port: Port, service: Service) -> u32 {
    let place = match port.class() {
        PortClass::WellKnown => 0,
        _ if port.get() < CLIENTS => 1,
        _ => 2,
    };
    place << 17 | (service.is_historic_alias() as u32) << 16 | port.get() as u32
}
