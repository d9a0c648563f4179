//! The two labels of a service in the DNS.

use core::fmt;
use core::str::FromStr;

use super::Error;
use super::error::Reason;
use crate::lookup::Services;
use crate::rows::Service;
use crate::tables::names;
use crate::words::{Protocol, ServiceName};

/// The two labels that stand for a service in the DNS: `_http._tcp`.
///
/// They mean a little less than a service does. In DNS-SD the second label is `_udp` for every
/// transport but TCP (RFC 6763 section 7); in an SRV record it is the transport's own name (RFC
/// 2782). Case makes no difference.
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
    /// What the second label says.
    label: Protocol,
}

impl ServiceType {
    /// The type by which DNS-SD finds a service: over UDP, as far as its label says, unless it is
    /// over TCP (RFC 6763 section 7).
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

    /// The labels that own an SRV record, with the transport's own name (RFC 2782).
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

    /// The name, without its underscore.
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

    /// What the second label says. In DNS-SD `_udp` stands for SCTP and DCCP too.
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

    /// The registered services that the labels can stand for, preferred first: for `_udp` those
    /// over any transport but TCP, else those over the label's transport.
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceType;
    ///
    /// let types: ServiceType = "_https._tcp".parse()?;
    /// let ports: Vec<_> = types.services().map(|service| service.port()).collect();
    /// assert_eq!(ports.len(), 2); // 443, and the name alone
    /// # Ok::<(), port_registry::dns_sd::Error>(())
    /// ```
    pub fn services(self) -> Services {
        Services::labelled(names::rows(self.name.as_str().as_bytes()), self.label)
    }
}

impl Service {
    /// The type by which DNS-SD finds the service (RFC 6763 section 7): `_http._tcp`.
    ///
    /// `None` if the name breaks the syntax of RFC 6335, as a hundred old ones do. A service that
    /// is registered for all transports, or for none in particular, is given as `_tcp`.
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

    /// The labels that own the service's SRV records (RFC 2782): `_sip._sctp`. `None` and `_tcp`
    /// as for [`dns_sd_type`](Service::dns_sd_type).
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

    /// Reads the first label with an underscore that a transport's label follows. What stands
    /// before it (an instance, a subtype) and after it (a domain) is passed over.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut labels = Labels { rest: Some(text) };
        let mut before = labels.next();
        for label in labels {
            let name = before.and_then(|before| before.strip_prefix('_'));
            let protocol = label.strip_prefix('_').and_then(|label| label.parse().ok());
            if let (Some(name), Some(protocol)) = (name, protocol) {
                return match ServiceName::checked(name) {
                    Ok(name) => Ok(Self::srv(name, protocol)),
                    Err(error) => Err(Error::new(text, Reason::Name(error))),
                };
            }
            before = Some(label);
        }
        Err(Error::new(text, Reason::Labels))
    }
}

/// The labels of a domain name; a dot after a backslash is part of one (RFC 6763 section 4.3).
struct Labels<'a> {
    rest: Option<&'a str>,
}

impl<'a> Iterator for Labels<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let mut is_escaped = false;
        let dot = rest.find(|character| {
            let ends = character == '.' && !is_escaped;
            is_escaped = character == '\\' && !is_escaped;
            ends
        });
        let (label, rest) = match dot {
            Some(dot) => (rest.get(..dot), rest.get(dot + 1..)),
            None => (Some(rest), None),
        };
        self.rest = rest;
        label
    }
}
