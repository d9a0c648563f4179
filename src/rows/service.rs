//! A row of the registry that has a service name.

use core::fmt;

use super::Record;
use crate::tables::{RowInt, columns, names};
use crate::words::{Error, Port, PortRange, Protocol, Reason};

/// A row of the registry that has a service name.
///
/// A service that is registered over several transport protocols has a record for each of them, and
/// each record is a `Service`: `https` over TCP and `https` over UDP are two.
///
/// A service is a handle of two bytes, and so is `Option<Service>`. Services are compared, ordered
/// and hashed by their position in IANA's file. [`record`](Service::record) returns the [`Record`],
/// which has a getter for each column.
///
/// ```
/// use port_registry::{Port, Protocol, Service, service};
///
/// const HTTPS: Service = service!("https/tcp"); // checked at compile time
/// assert_eq!(HTTPS.name(), "https");
/// assert_eq!(HTTPS.port().unwrap(), 443);
/// assert_eq!(HTTPS.protocol(), Some(Protocol::Tcp));
///
/// assert_eq!(Port::new(443).service(Protocol::Tcp), Some(HTTPS));
/// assert_eq!(Service::by_name_over("HTTPS", Protocol::Tcp), Some(HTTPS));
/// assert_eq!(size_of::<Option<Service>>(), 2);
/// ```
///
/// # Serialization
///
/// With the feature `serde`, a service is serialized as its [`Record`]. It is deserialized from a
/// string such as `"https/tcp"`, or from a map with these keys:
///
/// - `service_name`, or `name`;
/// - `transport_protocol`, or `protocol`, without which or with `null` it is a record that states none;
/// - optionally `port_number`, or `port`, where `null` means a record without a port.
///
/// Other keys are ignored, so that the serialized form can be deserialized. If several records
/// match, the preferred one is returned.
///
/// In binary formats, a service is its name, its transport protocol and its ports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "servent")]
#[doc(alias = "getservbyname")]
#[doc(alias = "getservbyport")]
pub struct Service(Record);

/// The columns of the service's record.
impl Service {
    /// Returns the service of a record, which the caller knows to have a name.
    pub(crate) const fn of_named(record: Record) -> Self {
        Self(record)
    }

    /// Returns the service of the row with this number, or `None` for 0. The caller knows that the
    /// row has a name.
    #[inline]
    pub(crate) const fn from_number(number: RowInt) -> Option<Self> {
        match Record::from_number(number) {
            Some(record) => Some(Self(record)),
            None => None,
        }
    }

    /// Returns the record, which has a getter for each column.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("https/tcp").record().name(), Some("https"));
    /// ```
    #[must_use]
    #[inline]
    pub const fn record(self) -> Record {
        self.0
    }

    /// Returns the service name in IANA's spelling: the column `Service Name`.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("http/tcp").name(), "http");
    /// assert_eq!(service!("ethernet-ip-1/tcp").name(), "EtherNet-IP-1");
    /// ```
    #[must_use]
    #[doc(alias = "s_name")]
    #[inline]
    pub fn name(self) -> &'static str {
        names::name(self.0.index())
    }

    /// Returns the port, or the first port of a range: the column `Port Number`.
    ///
    /// Returns `None` if the service has no port. Services without a port are registered for
    /// DNS-SD, which announces the port.
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
    #[inline]
    pub const fn port(self) -> Option<Port> {
        self.0.port()
    }

    /// Returns the range of ports, or `None` if the service has no port: the column `Port Number`.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("x11/tcp").ports().unwrap().len(), 64);
    /// ```
    #[must_use]
    #[inline]
    pub const fn ports(self) -> Option<PortRange> {
        self.0.ports()
    }

    /// Returns the transport protocol: the column `Transport Protocol`.
    ///
    /// Returns `None` if the record states none. Such a service is registered for every transport
    /// protocol.
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
    #[inline]
    pub const fn protocol(self) -> Option<Protocol> {
        self.0.protocol()
    }

    /// Returns whether the service is registered over this transport protocol: its record states
    /// it, or states none.
    ///
    /// ```
    /// use port_registry::{Protocol, service};
    ///
    /// assert!(service!("flex-lm/tcp").is_over(Protocol::Dccp));
    /// assert!(!service!("https/tcp").is_over(Protocol::Udp));
    /// ```
    #[must_use]
    #[inline]
    pub const fn is_over(self, protocol: Protocol) -> bool {
        self.0.is_over(protocol)
    }

    /// Returns the description, which may be empty: the column `Description`. See
    /// [`Record::description`].
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("https/tcp").description(), "http protocol over TLS/SSL");
    /// ```
    #[must_use]
    #[inline]
    pub fn description(self) -> &'static str {
        self.0.description()
    }

    /// Returns the service that this service is a historic alias of, or this service if it is not
    /// an alias.
    ///
    /// IANA's notes say of 184 records, each with an ill-formed name, that the name is an
    /// `alias to` another one for the same port and transport protocol.
    /// [`historic_aliases`](Service::historic_aliases) is the inverse.
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

    /// Returns whether this is a historic alias of another service.
    ///
    /// IANA's note says that such a name is "not usable for use with many common service discovery
    /// mechanisms". [`canonical`](Service::canonical) returns the other service.
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

/// Compares with a name, ignoring case, as lookups do.
impl PartialEq<str> for Service {
    fn eq(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }
}

/// Compares with a name, ignoring case, as lookups do.
impl PartialEq<&str> for Service {
    fn eq(&self, name: &&str) -> bool {
        self == *name
    }
}

impl fmt::Display for Service {
    /// Writes the name and the transport protocol, such as `https/tcp`, or the name alone if the service
    /// is registered for all transport protocols.
    ///
    /// Parsing `https/tcp` returns the preferred service of the name over TCP, which is another one for a
    /// few names with several ports.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.protocol() {
            Some(protocol) => write!(f, "/{protocol}"),
            None => Ok(()),
        }
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

    /// Returns the same service as [`Record::service`].
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the record has no name.
    fn try_from(record: Record) -> Result<Self, Self::Error> {
        record.service().ok_or(Error(Reason::NamelessRecord {
            index: record.index(),
            description: record.description(),
        }))
    }
}
