//! A row of the registry that has a name.

use core::fmt;

use super::Record;
use crate::tables::{RowInt, columns};
use crate::words::{Error, Port, PortRange, Protocol, Reason};

/// A named row of the registry: a handle of two bytes, as is `Option<Service>`.
///
/// A service of several transports has a row for each, and each is a `Service` of its own. Services
/// compare and sort by their position in IANA's file.
///
/// ```
/// use port_registry::{Port, Protocol, Service, service};
///
/// const HTTPS: Service = service!("https/tcp"); // checked when compiling
/// assert_eq!(HTTPS.name(), "https");
/// assert_eq!(HTTPS.port().unwrap(), 443);
/// assert_eq!(HTTPS.protocol(), Some(Protocol::Tcp));
///
/// assert_eq!(Port::new(443).service(Protocol::Tcp), Some(HTTPS));
/// assert_eq!(Service::by_name_over("HTTPS", Protocol::Tcp), Some(HTTPS));
/// assert_eq!(size_of::<Option<Service>>(), 2);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "servent")]
pub struct Service(Record);

impl Service {
    /// For callers who know that the record has a name.
    pub(crate) const fn of_named(record: Record) -> Self {
        Self(record)
    }

    /// The service of the row with this number, which the caller knows to be 0 or to have a name.
    #[inline]
    pub(crate) const fn from_number(number: RowInt) -> Option<Self> {
        match Record::from_number(number) {
            Some(record) => Some(Self(record)),
            None => None,
        }
    }

    /// The row, which has the same columns.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("https/tcp").record().name(), Some("https"));
    /// ```
    #[must_use]
    pub const fn record(self) -> Record {
        self.0
    }

    /// The name, in IANA's spelling: column `Service Name`.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("http/tcp").name(), "http");
    /// assert_eq!(service!("ethernet-ip-1/tcp").name(), "EtherNet-IP-1");
    /// ```
    #[must_use]
    #[doc(alias = "s_name")]
    pub fn name(self) -> &'static str {
        self.0.name().unwrap_or_default()
    }

    /// The port, or the first of the span; `None` for a name without a port, as DNS-SD uses them.
    /// Column `Port Number`.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("https/tcp").port().unwrap(), 443);
    /// assert_eq!(service!("x11/tcp").port().unwrap(), 6000);
    /// assert_eq!(service!("airplay/tcp").port(), None);
    /// ```
    #[must_use]
    #[doc(alias = "s_port")]
    pub const fn port(self) -> Option<Port> {
        self.0.port()
    }

    /// All ports of the span: column `Port Number`.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("x11/tcp").ports().unwrap().len(), 64);
    /// ```
    #[must_use]
    pub const fn ports(self) -> Option<PortRange> {
        self.0.ports()
    }

    /// The transport, or `None` for a row that stands for all of them: column `Transport
    /// Protocol`.
    ///
    /// ```
    /// use port_registry::{Protocol, service};
    ///
    /// assert_eq!(service!("domain/udp").protocol(), Some(Protocol::Udp));
    /// assert_eq!(service!("flex-lm/udp").protocol(), None);
    /// ```
    #[must_use]
    #[doc(alias = "s_proto")]
    #[doc(alias = "transport")]
    pub const fn protocol(self) -> Option<Protocol> {
        self.0.protocol()
    }

    /// Whether the service is registered over this transport, by its name or for all of them.
    ///
    /// ```
    /// use port_registry::{Protocol, service};
    ///
    /// assert!(service!("flex-lm/tcp").is_over(Protocol::Dccp));
    /// assert!(!service!("https/tcp").is_over(Protocol::Udp));
    /// ```
    #[must_use]
    pub const fn is_over(self, protocol: Protocol) -> bool {
        self.0.is_over(protocol)
    }

    /// The description, empty if there is none: column `Description`, as in
    /// [`Record::description`].
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("https/tcp").description(), "http protocol over TLS/SSL");
    /// ```
    #[must_use]
    pub fn description(self) -> &'static str {
        self.0.description()
    }

    /// The service that this one is a historic alias of, or itself.
    ///
    /// IANA notes of 184 ill-formed names that they are an `alias to` another, on the same port and
    /// transport. [`historic_aliases`](Service::historic_aliases) is the inverse.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("z39.50/tcp").canonical(), service!("z39-50/tcp"));
    /// assert_eq!(service!("https/tcp").canonical(), service!("https/tcp"));
    /// ```
    #[must_use]
    pub const fn canonical(self) -> Self {
        match columns::canonical(self.0.index()) {
            Some(number) => match Self::from_number(number) {
                Some(canonical) => canonical,
                None => self,
            },
            None => self,
        }
    }

    /// Whether this is a historic alias of another service, "not usable for use with many common
    /// service discovery mechanisms" as IANA's note says.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert!(service!("z39.50/tcp").is_historic_alias());
    /// assert!(!service!("z39-50/tcp").is_historic_alias());
    /// ```
    #[must_use]
    pub const fn is_historic_alias(self) -> bool {
        columns::canonical(self.0.index()).is_some()
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service({}", self.name())?;
        if let Some(ports) = self.ports() {
            write!(f, " {ports}")?;
        }
        if let Some(protocol) = self.protocol() {
            write!(f, "/{protocol}")?;
        }
        f.write_str(")")
    }
}

impl From<Service> for Record {
    fn from(service: Service) -> Self {
        service.0
    }
}

impl TryFrom<Record> for Service {
    type Error = Error;

    /// The same as [`Record::service`].
    fn try_from(record: Record) -> Result<Self, Self::Error> {
        record.service().ok_or(Error(Reason::NamelessRecord {
            index: record.index(),
            description: record.description(),
        }))
    }
}
