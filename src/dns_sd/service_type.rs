//! The two labels that identify a service in the DNS, for DNS-SD and for SRV records.

use core::fmt;
use core::str::FromStr;

use super::error::Reason;
use super::{Error, ServiceLabels};
use crate::lookup::Services;
use crate::rows::Service;
use crate::tables::names;
use crate::words::{Protocol, ServiceName};

/// The two labels that identify a service in the DNS, such as `_http._tcp`.
///
/// The first label is the service name. The second label depends on the use: in DNS-SD it is `_tcp`
/// for TCP and `_udp` for every other transport protocol (RFC 6763 section 7), and in an SRV record
/// it is the name of the transport protocol (RFC 2782). The labels `_http._udp` may therefore mean
/// several services; [`services`](ServiceType::services) returns all of them.
///
/// The service name follows the syntax of RFC 6335, which not all devices do: see [`ServiceLabels`] for names
/// that were received.
///
/// `Display` writes both labels. Names are compared and hashed without regard to ASCII case.
///
/// ```
/// use port_registry::dns_sd::ServiceType;
/// use port_registry::{Protocol, service};
///
/// let http = service!("http/tcp").dns_sd_type().unwrap();
/// assert_eq!(http.to_string(), "_http._tcp");
/// assert!(http.services().any(|service| service == service!("http/tcp")));
///
/// // As it is browsed for: with a subtype, and in a domain.
/// let browsed: ServiceType = "_printer._sub._http._tcp.local.".parse()?;
/// assert_eq!(browsed, http);
/// # Ok::<(), port_registry::dns_sd::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "DNS-SD")]
#[doc(alias = "mDNS")]
#[doc(alias = "Bonjour")]
#[doc(alias = "zeroconf")]
#[doc(alias = "SRV")]
pub struct ServiceType {
    name: ServiceName,
    /// The second label, without its underscore.
    label: Protocol,
}

impl ServiceType {
    /// Returns the labels under which DNS-SD finds a service with this name and transport protocol.
    ///
    /// The second label is `_tcp` for TCP and `_udp` for every other transport protocol (RFC 6763
    /// section 7).
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceType;
    /// use port_registry::{Protocol, ServiceName};
    ///
    /// let name = ServiceName::new("ipp")?;
    /// assert_eq!(ServiceType::dns_sd(name, Protocol::Tcp).to_string(), "_ipp._tcp");
    /// assert_eq!(ServiceType::dns_sd(name, Protocol::Sctp).to_string(), "_ipp._udp");
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    #[must_use]
    pub const fn dns_sd(name: ServiceName, protocol: Protocol) -> Self {
        let label = match protocol {
            Protocol::Tcp => Protocol::Tcp,
            _ => Protocol::Udp,
        };
        Self { name, label }
    }

    /// Returns the labels of the SRV records of a service with this name and transport protocol.
    ///
    /// The second label is the name of the transport protocol (RFC 2782).
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceType;
    /// use port_registry::{Protocol, ServiceName};
    ///
    /// let name = ServiceName::new("sip")?;
    /// assert_eq!(ServiceType::srv(name, Protocol::Sctp).to_string(), "_sip._sctp");
    /// # Ok::<(), port_registry::Error>(())
    /// ```
    #[must_use]
    pub const fn srv(name: ServiceName, protocol: Protocol) -> Self {
        Self {
            name,
            label: protocol,
        }
    }

    /// Returns the service name: the first label without its underscore.
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceType;
    ///
    /// assert_eq!("_http._tcp".parse::<ServiceType>()?.name().as_str(), "http");
    /// # Ok::<(), port_registry::dns_sd::Error>(())
    /// ```
    #[must_use]
    pub const fn name(self) -> ServiceName {
        self.name
    }

    /// Returns the transport protocol that the second label names.
    ///
    /// In DNS-SD the label `_udp` is also used for SCTP and DCCP (RFC 6763 section 7).
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceType;
    /// use port_registry::Protocol;
    ///
    /// assert_eq!("_sip._udp".parse::<ServiceType>()?.label(), Protocol::Udp);
    /// # Ok::<(), port_registry::dns_sd::Error>(())
    /// ```
    #[must_use]
    pub const fn label(self) -> Protocol {
        self.label
    }

    /// Returns the registered services that the labels may mean, preferred first.
    ///
    /// A service matches if it has the [`name`](ServiceType::name) of the labels, without regard to
    /// ASCII case, and is registered over the transport protocol of the second label. For the label
    /// `_udp`, services over SCTP and DCCP match too, as in DNS-SD. A service that is registered
    /// without a transport protocol matches every label. Services without a port are included.
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceType;
    ///
    /// let https: ServiceType = "_https._tcp".parse()?;
    /// let ports: Vec<_> = https.services().map(|service| service.port()).collect();
    /// assert_eq!(ports.len(), 2); // port 443, and a record of the name without a port
    /// # Ok::<(), port_registry::dns_sd::Error>(())
    /// ```
    pub fn services(self) -> Services {
        Services::labelled(names::rows(self.name.as_str().as_bytes()), self.label)
    }
}

impl Service {
    /// Returns the labels under which DNS-SD finds the service, such as `_http._tcp` (RFC 6763
    /// section 7).
    ///
    /// The second label is `_tcp` if the service is registered without a transport protocol.
    ///
    /// Returns `None` if the name breaks the syntax of RFC 6335 section 5.1, as about a hundred old
    /// names do.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("airplay/tcp").dns_sd_type().unwrap().to_string(), "_airplay._tcp");
    /// assert_eq!(service!("https/sctp").dns_sd_type().unwrap().to_string(), "_https._udp");
    /// assert_eq!(service!("z39.50/tcp").dns_sd_type(), None);
    /// ```
    #[must_use]
    pub fn dns_sd_type(self) -> Option<ServiceType> {
        let name = ServiceName::new(self.name()).ok()?;
        Some(ServiceType::dns_sd(
            name,
            self.protocol().unwrap_or(Protocol::Tcp),
        ))
    }

    /// Returns the labels of the service's SRV records, such as `_sip._sctp` (RFC 2782).
    ///
    /// The second label is `_tcp` if the service is registered without a transport protocol.
    ///
    /// Returns `None` if the name breaks the syntax of RFC 6335 section 5.1, as about a hundred old
    /// names do.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// assert_eq!(service!("https/sctp").srv_type().unwrap().to_string(), "_https._sctp");
    /// ```
    #[must_use]
    pub fn srv_type(self) -> Option<ServiceType> {
        let name = ServiceName::new(self.name()).ok()?;
        Some(ServiceType::srv(
            name,
            self.protocol().unwrap_or(Protocol::Tcp),
        ))
    }
}

impl fmt::Display for ServiceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "_{}._{}", self.name.as_str(), self.label)
    }
}

impl FromStr for ServiceType {
    type Err = Error;

    /// Parses the labels of a service, alone or in a domain name.
    ///
    /// The parser looks for two successive labels that begin with an underscore. The second must be
    /// the name of a transport protocol, in any case. The first such pair counts: labels before it,
    /// such as an instance or a subtype, are skipped, and so is the domain after it. A dot after a
    /// backslash does not end a label (RFC 6763 section 4.3).
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the string has no such pair of labels, or if the first label of the pair
    /// is not a service name by the syntax of RFC 6335 section 5.1.
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceType;
    ///
    /// let printer: ServiceType = r"Printer\. 2nd floor._ipp._tcp.example.com".parse()?;
    /// assert_eq!(printer.to_string(), "_ipp._tcp");
    /// assert!("ipp.tcp".parse::<ServiceType>().is_err());
    /// # Ok::<(), port_registry::dns_sd::Error>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match ServiceLabels::find(text) {
            Some(labels) => labels.checked(text),
            None => Err(Error::new(text, Reason::Labels)),
        }
    }
}
