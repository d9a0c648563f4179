use core::fmt;

use super::{Record, References};
use crate::tables::{RowInt, columns};
use crate::words::{Date, Port, PortRange, Protocol, ServiceCode};

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
/// assert_eq!(Service::named("HTTPS", Protocol::Tcp), Some(HTTPS));
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

    /// The ill-formed name that this one was registered to replace, as in [`Record::replaces`].
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("whoispp/tcp").replaces(), Some("whois++"));
    /// assert_eq!(service!("https/tcp").replaces(), None);
    /// ```
    #[must_use]
    pub fn replaces(self) -> Option<&'static str> {
        self.0.replaces()
    }

    /// Who it is assigned to: column `Assignee`, brackets and all.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("https/tcp").assignee(), Some("[IESG]"));
    /// ```
    #[must_use]
    pub fn assignee(self) -> Option<&'static str> {
        self.0.assignee()
    }

    /// Whom to ask about it: column `Contact`, brackets and all.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("https/tcp").contact(), Some("[IETF_Chair]"));
    /// ```
    #[must_use]
    pub fn contact(self) -> Option<&'static str> {
        self.0.contact()
    }

    /// When it was registered: column `Registration Date`.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("submissions/tcp").registration_date().unwrap().year(), 2017);
    /// ```
    #[must_use]
    pub const fn registration_date(self) -> Option<Date> {
        self.0.registration_date()
    }

    /// When it was last changed: column `Modification Date`.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert!(service!("https/tcp").modification_date().is_some());
    /// ```
    #[must_use]
    pub const fn modification_date(self) -> Option<Date> {
        self.0.modification_date()
    }

    /// The documents that define it: column `Reference`.
    ///
    /// ```
    /// use port_registry::{Reference, service};
    ///
    /// let mut references = service!("https/tcp").references();
    /// assert_eq!(references.next().unwrap().reference(), Reference::Rfc(9110));
    /// ```
    pub fn references(self) -> References {
        self.0.references()
    }

    /// The DCCP service code: column `Service Code`.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("discard/dccp").service_code().unwrap().get(), 1_145_656_131);
    /// ```
    #[must_use]
    pub const fn service_code(self) -> Option<ServiceCode> {
        self.0.service_code()
    }

    /// Who else was seen to use the port: column `Unauthorized Use Reported`.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("https/tcp").unauthorized_use(), None);
    /// ```
    #[must_use]
    pub fn unauthorized_use(self) -> Option<&'static str> {
        self.0.unauthorized_use()
    }

    /// Remarks of several lines: column `Assignment Notes`.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert!(service!("nfs/tcp").notes().unwrap().starts_with("Defined TXT keys"));
    /// ```
    #[must_use]
    pub fn notes(self) -> Option<&'static str> {
        self.0.notes()
    }

    /// The service that this one is a historic alias of, or itself.
    ///
    /// IANA notes of 184 ill-formed names that they are an `alias to` another, on the same port and
    /// transport. [`aliases`](Service::aliases) goes back.
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
    /// assert!(service!("z39.50/tcp").is_alias());
    /// assert!(!service!("z39-50/tcp").is_alias());
    /// ```
    #[must_use]
    pub const fn is_alias(self) -> bool {
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

/// The error of a conversion to [`Service`] from a [`Record`] that has no name.
///
/// ```
/// use port_registry::{Record, Service};
///
/// let error = Service::try_from(Record::from_index(0).unwrap()).unwrap_err();
/// assert_eq!(error.to_string(), "record 0 (Reserved) has no service name");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamelessRecordError(Record);

impl fmt::Display for NamelessRecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "record {} ({}) has no service name",
            self.0.index(),
            self.0.description()
        )
    }
}

impl core::error::Error for NamelessRecordError {}

impl TryFrom<Record> for Service {
    type Error = NamelessRecordError;

    /// The same as [`Record::service`].
    fn try_from(record: Record) -> Result<Self, Self::Error> {
        record.service().ok_or(NamelessRecordError(record))
    }
}
