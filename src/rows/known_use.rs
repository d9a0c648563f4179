//! Known uses: what software is known to listen on, whatever IANA says of the port.

use core::fmt;

use crate::tables::known_uses;
use crate::words::{PortRange, Protocol};

/// A port on which well-known software listens by default or by convention, where IANA has no record
/// or another service.
///
/// IANA assigns 9200/tcp to `wap-wsp`, but most programs found there are Elasticsearch. A known use has
/// a port or a range of ports, a transport protocol, a name, a title, and a document that says so.
///
/// Known uses are a layer of their own: no lookup of a [`Service`](crate::Service) or a
/// [`Status`](crate::Status) reads them. Look them up by port with
/// [`Port::known_uses`](crate::Port::known_uses), or by name with [`KnownUse::by_name`]. The list is this
/// crate's, and has what was looked up; a port without a known use may well be in use.
///
/// An [`Endpoint`](crate::Endpoint) and a list of ports are also parsed from the name of a known use, as in
/// `wireguard/udp`, if neither IANA nor the list of aliases has a port for the name over the transport
/// protocol. A few names mean a known use first: see [`meanings`](crate::lookup::meanings).
///
/// `Display` writes the name and the ports, such as `elasticsearch 9200/tcp`.
///
/// ```
/// use port_registry::{Port, Protocol};
///
/// let port = Port::new(9200);
/// assert_eq!(port.service(Protocol::Tcp).unwrap().name(), "wap-wsp");
///
/// let known = port.known_uses(Protocol::Tcp).next().unwrap();
/// assert_eq!(known.name(), "elasticsearch");
/// assert!(known.title().starts_with("Elasticsearch"));
/// assert!(known.source().starts_with("https://"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "unofficial")]
#[doc(alias = "de facto")]
#[doc(alias = "default port")]
pub struct KnownUse(u16);

impl KnownUse {
    /// Returns the entry with this number, which the caller knows to be below the number of entries.
    pub(crate) const fn of_number(number: u16) -> Self {
        Self(number)
    }

    /// Returns the name, such as `elasticsearch`.
    ///
    /// It has the syntax of a [`ServiceName`](crate::ServiceName), in lower case. Software that listens
    /// on several ports has one name with several entries.
    ///
    /// ```
    /// use port_registry::KnownUse;
    ///
    /// assert_eq!(KnownUse::by_name("Grafana").next().unwrap().name(), "grafana");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        known_uses::name(self.0)
    }

    /// Returns the name of the software, and what the port is for.
    ///
    /// ```
    /// use port_registry::KnownUse;
    ///
    /// let ports = KnownUse::by_name("elasticsearch");
    /// assert!(ports.map(|known| known.title()).any(|title| title.contains("transport")));
    /// ```
    #[must_use]
    pub fn title(self) -> &'static str {
        known_uses::title(self.0)
    }

    /// Returns the port, as a range of one, or the range of ports.
    ///
    /// ```
    /// use port_registry::KnownUse;
    ///
    /// assert_eq!(KnownUse::by_name("nodeport").next().unwrap().ports().to_string(), "30000-32767");
    /// ```
    #[must_use]
    pub fn ports(self) -> PortRange {
        known_uses::ports(self.0)
    }

    /// Returns the transport protocol.
    ///
    /// ```
    /// use port_registry::{KnownUse, Protocol};
    ///
    /// assert_eq!(KnownUse::by_name("wireguard").next().unwrap().protocol(), Protocol::Udp);
    /// ```
    #[must_use]
    pub fn protocol(self) -> Protocol {
        known_uses::protocol(self.0)
    }

    /// Returns the address of the document that names the port.
    ///
    /// ```
    /// use port_registry::KnownUse;
    ///
    /// assert!(KnownUse::all().all(|known| known.source().starts_with("http")));
    /// ```
    #[must_use]
    pub fn source(self) -> &'static str {
        known_uses::source(self.0)
    }

    /// Returns what there is to know besides, such as that the port is a convention only.
    ///
    /// ```
    /// use port_registry::KnownUse;
    ///
    /// assert!(KnownUse::by_name("nodeport").next().unwrap().note().is_some());
    /// ```
    #[must_use]
    pub fn note(self) -> Option<&'static str> {
        Some(known_uses::note(self.0)).filter(|note| !note.is_empty())
    }
}

impl fmt::Display for KnownUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/{}", self.name(), self.ports(), self.protocol())
    }
}

impl fmt::Debug for KnownUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KnownUse({self})")
    }
}
