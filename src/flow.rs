//! The two ports of a flow, which end began it, and which is the server.
//!
//! For programs that label flow records and packets: no other module uses this one.

use crate::ephemeral::EphemeralRange;
use crate::rows::Service;
use crate::tables::encoding::standing::{self, Standing};
use crate::tables::{RowInt, ports};
use crate::words::{Port, Protocol};

/// The source port and the destination port of a flow, to find out which of them is the server's.
///
/// A flow record or a captured packet has two ports: the server's, and one that the client's
/// operating system picked. [`server`](Flow::server) returns which end is the server, and
/// [`service`](Flow::service) returns the service of that end. If the record states which end began
/// the flow, pass it to [`initiated_by`](Flow::initiated_by); otherwise the server is guessed from the
/// ports.
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
/// If the initiator is not known, the ports decide. There are five classes of ports, by the systems that
/// take the ports of clients from them ([`EphemeralRange`]). A port of a later class is more likely the
/// port of a client:
///
/// | class | ports | systems that take the ports of clients from them |
/// | --- | --- | --- |
/// | 1 | 0 to 1023 | none, unless the program asks for one |
/// | 2 | 5001 to 9999 | OpenBSD |
/// | 3 | 1024 to 5000 | OpenBSD, and old systems: 4.3BSD, and Windows up to Server 2003 (Microsoft, KB 929851) |
/// | 4 | 10000 to 32767 | OpenBSD and FreeBSD |
/// | 5 | 32768 to 65535 | all systems, each from its part |
///
/// The first of these rules that distinguishes the two ends decides which end is preferred:
///
/// 1. A port from which a protocol begins its flows is not the server's: 68 over UDP, of clients of BOOTP
///    and DHCP (RFC 2131, section 4.1); 546 over UDP, of clients of `DHCPv6` (RFC 8415, section 7.2); 20 and
///    989 over TCP, from which an FTP server connects to its client, without and with TLS (RFC 959,
///    section 3.2).
/// 2. A widely used service is preferred to another one and to none. A service is widely used if it has
///    an alias ([`Service::aliases`]), or if a [`KnownUse`](crate::KnownUse) has one of its ports, and not
///    only a range that contains it. These come from the documentation of software and from lists of
///    firewalls. IANA's registry has far more services than are in use, and most of the ports from 1024 to
///    5000 are registered.
/// 3. A port of an earlier class is preferred.
/// 4. In the classes 1 to 4, a port without a service is preferred to one with a service: each may be
///    the port of a client. In the class 5, a port with a service is preferred. Few of its ports are
///    registered (0.5 % of Linux's range over TCP), so that the port of a client rarely has a service.
/// 5. The lower port is preferred. If the ports are equal, the destination is.
///
/// If the preferred end has no service, the server is unknown.
///
/// # Limitations
///
/// Without the initiator, the result is a guess. It was compared with 7,344 flows over TCP and UDP in
/// public captures that have the first packet, so that the server is known:
///
/// - For the server's port of 5,966 flows a service is registered. The guess is right for 5,918 of them
///   (99.2 %), and the server is unknown for 13.
/// - For the server's port of the other 1,378 flows no service is registered. The guess is the client's end
///   for 11 of them (0.8 %). For the others, the server is unknown.
///
/// The numbers cannot show that a server listens on the port of another service, or a client on that of a
/// widely used one. If both ends have a port from 1024 to 5000 with a service that is not widely used, the
/// guess is hardly better than chance. With NTP or IKE, both ends may use the same port. An FTP server
/// connects to its client for data, so that [`service`](Flow::service) never returns `ftp-data`: the
/// server of that connection is the FTP client. If the first packet was seen (for TCP, the SYN), its source
/// is the [initiator](Flow::initiated_by).
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
    /// [rules](Flow#rules). Returns `None` if the initiator is not known and the rules prefer an end
    /// without a service, as they do if neither port has one.
    ///
    /// ```
    /// use port_registry::{Flow, Port, Protocol, Side};
    ///
    /// let server = |source, destination| {
    ///     Flow::new(Protocol::Tcp, Port::new(source), Port::new(destination)).server()
    /// };
    /// // Services are registered for both ports, but 8080 is widely used.
    /// assert_eq!(server(1050, 8080), Some(Side::Destination));
    /// // A service is registered for 1203 and none for 1027, but each may be the port of a client.
    /// assert_eq!(server(1203, 1027), None);
    /// assert_eq!(server(50000, 50001), None);
    /// ```
    #[must_use]
    #[inline]
    pub const fn server(self) -> Option<Side> {
        if let Some(side) = self.initiator {
            return Some(side.opposite());
        }
        let (source, destination) = self.rows();
        let (side, row) = if self.mask(source, destination) == 0 {
            (Side::Destination, destination)
        } else {
            (Side::Source, source)
        };
        if row == 0 { None } else { Some(side) }
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
        // Nearly always one end is a client with a port from which most systems take it, and the processor
        // could not predict which end. Of comparisons the compiler would make a branch for each end, so the
        // sign of differences is tested.
        let by_source = (source as i64 - 1) & (BELOW_MOST - self.source.get() as i64);
        let by_destination =
            (destination as i64 - 1) & (BELOW_MOST - self.destination.get() as i64);
        if (by_source | by_destination) < 0 {
            let row = source | destination;
            if ports::standing(row) == Standing::OfClients as usize {
                return None;
            }
            return Service::from_number(row);
        }
        self.preferred_service(source, destination)
    }

    /// Returns the numbers of the rows of the source's and the destination's service, or 0.
    #[inline]
    const fn rows(self) -> (RowInt, RowInt) {
        (
            ports::preferred(self.protocol, self.source),
            ports::preferred(self.protocol, self.destination),
        )
    }

    /// Returns the service of the end that the rules prefer.
    #[inline(never)]
    const fn preferred_service(self, source: RowInt, destination: RowInt) -> Option<Service> {
        let mask = self.mask(source, destination);
        Service::from_number(source & mask | destination & !mask)
    }

    /// Returns all bits if the rules prefer the source, and 0 if they prefer the destination. If the
    /// preferred end has no service, the server is unknown.
    #[inline]
    const fn mask(self, source: RowInt, destination: RowInt) -> RowInt {
        let is_source = rank(self.source, source) < rank(self.destination, destination);
        RowInt::MIN.wrapping_sub(is_source as RowInt)
    }
}

/// Returns the rules as one number: the end with the lower number is preferred.
#[inline]
const fn rank(port: Port, row: RowInt) -> u32 {
    let at = class(port.get()) * standing::VALUES + ports::standing(row);
    (PLACES[at % PLACES.len()] as u32) << 16 | port.get() as u32
}

/// The port below those of the last class.
const BELOW_MOST: i64 = EphemeralRange::LINUX.ports().first().get() as i64 - 1;

/// The number of classes of ports.
const CLASSES: usize = 5;

/// Returns the class of a port, from 0. It is a sum of comparisons and not a choice, for the same reason
/// as in [`Flow::service`].
#[inline]
const fn class(port: u16) -> usize {
    const fn is_from(port: u16, range: EphemeralRange) -> usize {
        (port >= range.ports().first().get()) as usize
    }
    let by_any = is_from(port, EphemeralRange::OPENBSD);
    let by_old = by_any & (port <= LAST_OF_OLD_SYSTEMS) as usize;
    let by_some = is_from(port, EphemeralRange::FREEBSD);
    let by_most = is_from(port, EphemeralRange::LINUX);
    by_any + by_old + 2 * by_some + by_most
}

/// The highest port that BSD gave to clients at first, and Windows up to Server 2003.
const LAST_OF_OLD_SYSTEMS: u16 = 5000;

/// Rules 1 to 4 as a number for each class and standing. The length is a power of two, so that an index
/// needs no check.
const PLACES: [u8; (CLASSES * standing::VALUES).next_power_of_two()] = {
    let mut places = [0; (CLASSES * standing::VALUES).next_power_of_two()];
    let mut class = 0;
    while class < CLASSES {
        let is_last = class == CLASSES - 1;
        let at = class * standing::VALUES;
        let by_class = (CLASSES + 2 * class) as u8;
        places[at + Standing::WidelyUsed as usize] = class as u8;
        places[at + Standing::None as usize] = by_class + is_last as u8;
        places[at + Standing::Registered as usize] = by_class + !is_last as u8;
        places[at + Standing::OfClients as usize] = u8::MAX;
        class += 1;
    }
    places
};
