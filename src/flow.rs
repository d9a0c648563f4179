//! The two ports of a flow, which end began it, and which is the server.
//!
//! For programs that label flow records and packets: no other module uses this one.

use crate::ephemeral::EphemeralRange;
use crate::rows::Service;
use crate::tables::{RowInt, ports};
use crate::words::{Port, PortClass, Protocol};

/// The source port and the destination port of a flow, to find out which of them is the server's.
///
/// A flow record or a captured packet has two ports: the server's, and one that the client's
/// operating system picked. [`server`](Flow::server) returns which end is the server, and
/// [`service`](Flow::service) returns the service of that end. If the record states which end began
/// the flow, pass it to [`initiated_by`](Flow::initiated_by); otherwise the server is guessed.
///
/// ```
/// use port_registry::{Flow, Port, Protocol, Side};
///
/// let flow = Flow::new(Protocol::Tcp, Port::new(51514), Port::new(443));
/// assert_eq!(flow.server(), Some(Side::Destination));
/// assert_eq!(flow.service().unwrap().name(), "https");
/// assert_eq!(flow.reversed().server(), Some(Side::Source));
/// ```
///
/// # Record formats
///
/// The fields that make a flow have these names:
///
/// | format | transport protocol | source port | destination port |
/// | --- | --- | --- | --- |
/// | NetFlow version 5 | `prot` | `srcport` | `dstport` |
/// | NetFlow version 9 | `PROTOCOL` | `L4_SRC_PORT` | `L4_DST_PORT` |
/// | IPFIX | `protocolIdentifier` | `sourceTransportPort` | `destinationTransportPort` |
/// | AWS VPC flow logs | `protocol` | `srcport` | `dstport` |
/// | conntrack | the name and the number before the other fields | `sport` | `dport` |
///
/// The protocol is the number of an IP protocol, which [`Protocol::from_number`] converts.
/// conntrack prints the ports of both directions.
///
/// # Initiator
///
/// The end that began a flow is the client, and the other end is the server. Several formats state
/// which end began the flow. [`initiated_by`](Flow::initiated_by) takes it, and then the rules below
/// don't apply:
///
/// | format | field | end that began the flow |
/// | --- | --- | --- |
/// | Zeek | `id.orig_p` | the originator, whose port this is; that of the server is `id.resp_p` |
/// | AWS VPC flow logs | `tcp-flags` with SYN (2) but not ACK (16), as in 2 or 3 | the source |
/// | AWS VPC flow logs | `tcp-flags` with SYN and ACK, as in 18 or 19 | the destination |
/// | Argus | `Dir` | the source if it is `->`, the destination if it is `<-`; unknown with a `?` |
/// | Suricata | `src_port` of events of the type `flow` | the source |
/// | IPFIX | `biflowDirection` ([RFC 5103](https://www.rfc-editor.org/rfc/rfc5103)) | the source if it is 1, the destination if it is 2; unknown if it is 0 or 3 |
/// | conntrack | the first `sport` and `dport` | the source of the first direction, which is that of the first packet that it saw |
///
/// # Rules
///
/// If the initiator is not known, the server is the end that is preferred by the first of these rules
/// that applies:
///
/// 1. A port with a registered service is preferred to one without. If neither port has a service,
///    the server is unknown.
/// 2. A well-known port (0 to 1023) is preferred to a higher one.
/// 3. A port below 32768 is preferred to a higher one. From 32768 up, Linux picks the ports of
///    clients by default ([`EphemeralRange::LINUX`]), and services are registered for some of these
///    ports.
/// 4. A service that is not a historic alias is preferred to a historic alias.
/// 5. The lower port is preferred. If the ports are equal, the destination is.
///
/// The result is a guess from the port numbers alone. A client may use a port that is registered
/// for a service, a server may listen on any port, and with NTP or IKE both ends may use the same
/// port. If the first packet was seen (for TCP, the SYN), its source is the
/// [initiator](Flow::initiated_by).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "netflow")]
#[doc(alias = "ipfix")]
#[doc(alias = "conntrack")]
#[allow(clippy::doc_markdown, reason = "NetFlow is not an item of the code")]
pub struct Flow {
    protocol: Protocol,
    source: Port,
    destination: Port,
    initiator: Option<Side>,
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
    /// The end that sends the packets of the flow.
    Source,
    /// The end that receives the packets of the flow.
    Destination,
}

impl Side {
    /// Returns the other end.
    ///
    /// ```
    /// use port_registry::Side;
    ///
    /// assert_eq!(Side::Source.opposite(), Side::Destination);
    /// assert_eq!(Side::Destination.opposite(), Side::Source);
    /// ```
    #[must_use]
    #[inline]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Source => Self::Destination,
            Self::Destination => Self::Source,
        }
    }
}

/// The lowest port that Linux picks for clients by default.
const CLIENTS: u16 = EphemeralRange::LINUX.ports().first().get();

impl Flow {
    /// Returns the flow from one port to another.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol};
    ///
    /// const QUERY: Flow = Flow::new(Protocol::Udp, Port::new(50000), Port::new(53));
    /// assert_eq!(QUERY.service().unwrap().name(), "domain");
    /// ```
    #[must_use]
    #[inline]
    pub const fn new(protocol: Protocol, source: Port, destination: Port) -> Self {
        Self {
            protocol,
            source,
            destination,
            initiator: None,
        }
    }

    /// Returns the flow with this end as the one that began it: the client. The other end is then the
    /// [`server`](Flow::server), whatever the ports.
    ///
    /// [Initiator](Flow#initiator) lists the fields of flow records that state this end.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol, Side};
    ///
    /// // A record of AWS has the `tcp-flags` 18, SYN and ACK: the source answers.
    /// let answer = Flow::new(Protocol::Tcp, Port::new(8080), Port::new(443));
    /// let answer = answer.initiated_by(Side::Destination);
    /// assert_eq!(answer.server(), Some(Side::Source));
    /// assert_eq!(answer.service().unwrap().name(), "http-alt");
    /// ```
    #[must_use]
    #[inline]
    pub const fn initiated_by(mut self, side: Side) -> Self {
        self.initiator = Some(side);
        self
    }

    /// Returns the end that began the flow, or `None` if it is not known.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol, Side};
    ///
    /// let flow = Flow::new(Protocol::Tcp, Port::new(51514), Port::new(443));
    /// assert_eq!(flow.initiator(), None);
    /// assert_eq!(flow.initiated_by(Side::Source).initiator(), Some(Side::Source));
    /// ```
    #[must_use]
    #[inline]
    pub const fn initiator(self) -> Option<Side> {
        self.initiator
    }

    /// Returns the flow in the opposite direction, with source and destination exchanged. The end that
    /// began the flow remains the same.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol, Side};
    ///
    /// let flow = Flow::new(Protocol::Tcp, Port::new(1), Port::new(2)).initiated_by(Side::Source);
    /// assert_eq!(flow.reversed().port(Side::Source), 2);
    /// assert_eq!(flow.reversed().initiator(), Some(Side::Destination));
    /// ```
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self {
            protocol: self.protocol,
            source: self.destination,
            destination: self.source,
            initiator: match self.initiator {
                Some(side) => Some(side.opposite()),
                None => None,
            },
        }
    }

    /// Returns the port of an end.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol, Side};
    ///
    /// let flow = Flow::new(Protocol::Tcp, Port::new(51514), Port::new(443));
    /// assert_eq!(flow.port(Side::Destination), 443);
    /// ```
    #[must_use]
    #[inline]
    pub const fn port(self, side: Side) -> Port {
        match side {
            Side::Source => self.source,
            Side::Destination => self.destination,
        }
    }

    /// Returns the end that is the server: the one that did not begin the flow, or if the
    /// [`initiator`](Flow::initiator) is not known, the one that is most likely the server by the
    /// [rules](Flow#rules). Returns `None` if the initiator is not known and no service is registered
    /// for either port.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol, Side};
    ///
    /// // Services are registered for both ports, but Linux picks 33434 for clients.
    /// let flow = Flow::new(Protocol::Tcp, Port::new(33434), Port::new(8080));
    /// assert_eq!(flow.server(), Some(Side::Destination));
    /// let unknown = Flow::new(Protocol::Tcp, Port::new(50000), Port::new(50001));
    /// assert_eq!(unknown.server(), None);
    /// ```
    #[must_use]
    #[inline]
    pub const fn server(self) -> Option<Side> {
        if let Some(side) = self.initiator {
            return Some(side.opposite());
        }
        let (source, destination) = self.rows();
        match self.preferred(source, destination) {
            Some((side, _)) => Some(side),
            None => None,
        }
    }

    /// Returns the service registered for the port of the [`server`](Flow::server), or `None` if the
    /// server is not known or no service is registered for its port. If there are several services,
    /// it is the preferred one.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol};
    ///
    /// let flow = Flow::new(Protocol::Tcp, Port::new(22), Port::new(55555));
    /// assert_eq!(flow.service().unwrap().name(), "ssh");
    /// ```
    #[must_use]
    #[inline]
    pub const fn service(self) -> Option<Service> {
        if let Some(side) = self.initiator {
            let server = self.port(side.opposite());
            return Service::from_number(ports::preferred(self.protocol, server));
        }
        let (source, destination) = self.rows();
        // Nearly always one end is a client, and the processor could not predict which. Of comparisons
        // with 0 the compiler would make a branch for each end, so the sign of differences is tested.
        if ((source as i64 - 1) | (destination as i64 - 1)) < 0 {
            return Service::from_number(source | destination);
        }
        match self.preferred(source, destination) {
            Some((_, service)) => Some(service),
            None => None,
        }
    }

    /// Returns the numbers of the rows of the source's and the destination's service, or 0.
    #[inline]
    const fn rows(self) -> (RowInt, RowInt) {
        (
            ports::preferred(self.protocol, self.source),
            ports::preferred(self.protocol, self.destination),
        )
    }

    /// Returns the end that the rules prefer, and its service.
    #[inline(never)]
    const fn preferred(self, source: RowInt, destination: RowInt) -> Option<(Side, Service)> {
        match (
            Service::from_number(source),
            Service::from_number(destination),
        ) {
            (None, None) => None,
            (Some(source), None) => Some((Side::Source, source)),
            (None, Some(destination)) => Some((Side::Destination, destination)),
            (Some(source), Some(destination)) => Some(
                if rank(self.source, source) < rank(self.destination, destination) {
                    (Side::Source, source)
                } else {
                    (Side::Destination, destination)
                },
            ),
        }
    }
}

/// Returns rules 2 to 5 as one number: the lower one is preferred.
const fn rank(port: Port, service: Service) -> u32 {
    let place = match port.class() {
        PortClass::WellKnown => 0,
        _ if port.get() < CLIENTS => 1,
        _ => 2,
    };
    place << 17 | (service.is_historic_alias() as u32) << 16 | port.get() as u32
}
