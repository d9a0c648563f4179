//! The two labels of a service as they are written, and the parser that finds them in a domain name.
//!
//! `ServiceType` is parsed by it too, and then checks the service name.

use core::fmt;
use core::hash::{Hash, Hasher};

use super::error::Reason;
use super::{Error, ServiceType};
use crate::lookup::Services;
use crate::tables::names;
use crate::words::{Protocol, ServiceName};

/// The two labels of a service as they are written, such as `_dyson_mqtt._tcp`, whose service name may
/// break the syntax of RFC 6335.
///
/// Devices announce such names over mDNS, with underscores or of more than 15 bytes, although RFC 6763
/// section 7 requires service names. Use this type for names that were received, and [`ServiceType`] for
/// names that a program announces or browses for.
///
/// `Display` writes both labels. Names are compared and hashed without regard to ASCII case.
///
/// ```
/// use port_registry::dns_sd::{ServiceLabels, ServiceType};
/// use port_registry::Protocol;
///
/// let seen = "475_product._dyson_mqtt._tcp.local.";
/// assert!(seen.parse::<ServiceType>().is_err()); // an underscore in the service name
///
/// let labels = ServiceLabels::parse(seen)?;
/// assert_eq!((labels.name(), labels.label()), ("dyson_mqtt", Protocol::Tcp));
/// assert_eq!(labels.to_string(), "_dyson_mqtt._tcp");
/// # Ok::<(), port_registry::dns_sd::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[doc(alias = "mDNS")]
#[doc(alias = "Bonjour")]
#[doc(alias = "zeroconf")]
pub struct ServiceLabels<'a> {
    /// The first label, without its underscore. Never empty.
    name: &'a str,
    /// The second label, without its underscore.
    label: Protocol,
}

impl<'a> ServiceLabels<'a> {
    /// Parses the labels of a service, alone or in a domain name.
    ///
    /// The labels are found as by [`ServiceType::from_str`](core::str::FromStr::from_str), but the first
    /// label may have any characters and any length.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the string has no two successive labels of which both begin with an underscore
    /// and the second is the name of a transport protocol, or if there is nothing after the underscore of
    /// the first.
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceLabels;
    ///
    /// let labels = ServiceLabels::parse("_zigate-zigbee-gateway._tcp.local.")?; // 21 bytes
    /// assert_eq!(labels.name(), "zigate-zigbee-gateway");
    /// assert!(ServiceLabels::parse("http.tcp").is_err());
    /// assert!(ServiceLabels::parse("_._tcp").is_err());
    /// # Ok::<(), port_registry::dns_sd::Error>(())
    /// ```
    pub fn parse(domain: &'a str) -> Result<Self, Error> {
        Self::find(domain)
            .filter(|labels| !labels.name.is_empty())
            .ok_or_else(|| Error::new(domain, Reason::Labels))
    }

    /// Returns the first two successive labels that are those of a service. The name may be empty.
    pub(super) fn find(domain: &'a str) -> Option<Self> {
        let mut labels = Labels { rest: Some(domain) };
        let mut before = labels.next();
        for label in labels {
            let name = before.and_then(|before| before.strip_prefix('_'));
            let protocol = label.strip_prefix('_').and_then(|label| label.parse().ok());
            if let (Some(name), Some(label)) = (name, protocol) {
                return Some(Self { name, label });
            }
            before = Some(label);
        }
        None
    }

    /// Returns the first label without its underscore, as it is written.
    ///
    /// Escapes with a backslash (RFC 6763 section 4.3) are part of the name.
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceLabels;
    ///
    /// assert_eq!(ServiceLabels::parse("_ibisip_http._tcp.local.")?.name(), "ibisip_http");
    /// # Ok::<(), port_registry::dns_sd::Error>(())
    /// ```
    #[must_use]
    pub const fn name(self) -> &'a str {
        self.name
    }

    /// Returns the transport protocol that the second label names.
    ///
    /// In DNS-SD the label `_udp` is also used for SCTP and DCCP (RFC 6763 section 7).
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceLabels;
    /// use port_registry::Protocol;
    ///
    /// assert_eq!(ServiceLabels::parse("_ibisip_udp._udp")?.label(), Protocol::Udp);
    /// # Ok::<(), port_registry::dns_sd::Error>(())
    /// ```
    #[must_use]
    pub const fn label(self) -> Protocol {
        self.label
    }

    /// Returns the labels as a [`ServiceType`], whose service name is checked.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the name is not a service name by the syntax of RFC 6335 section 5.1. The
    /// message says which rule it breaks.
    ///
    /// ```
    /// use port_registry::dns_sd::ServiceLabels;
    ///
    /// let checked = |domain| ServiceLabels::parse(domain)?.service_type();
    /// assert_eq!(checked("_ipp._tcp.local.")?.to_string(), "_ipp._tcp");
    /// assert_eq!(
    ///     checked("_dyson_mqtt._tcp").unwrap_err().to_string(),
    ///     "invalid service type \"dyson_mqtt\": invalid service name \"dyson_mqtt\": \
    ///      expected ASCII letters, digits and hyphens only",
    /// );
    /// # Ok::<(), port_registry::dns_sd::Error>(())
    /// ```
    pub fn service_type(self) -> Result<ServiceType, Error> {
        self.checked(self.name)
    }

    /// Checks the service name. An error quotes `input`.
    pub(super) fn checked(self, input: &str) -> Result<ServiceType, Error> {
        match ServiceName::checked(self.name) {
            Ok(name) => Ok(ServiceType::srv(name, self.label)),
            Err(error) => Err(Error::new(input, Reason::Name(error))),
        }
    }

    /// Returns the registered services that the labels may mean, preferred first.
    ///
    /// The services are those of [`ServiceType::services`], for any name. Most names that break the
    /// syntax are not registered.
    ///
    /// ```
    /// use port_registry::Port;
    /// use port_registry::dns_sd::ServiceLabels;
    ///
    /// let old = ServiceLabels::parse("_rsvp_tunnel._tcp.example.com")?;
    /// assert_eq!(old.services().next().and_then(|service| service.port()), Some(Port::new(363)));
    /// assert_eq!(ServiceLabels::parse("_dyson_mqtt._tcp.local.")?.services().len(), 0);
    /// # Ok::<(), port_registry::dns_sd::Error>(())
    /// ```
    pub fn services(self) -> Services {
        Services::labelled(names::rows(self.name.as_bytes()), self.label)
    }
}

impl fmt::Display for ServiceLabels<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "_{}._{}", self.name, self.label)
    }
}

impl PartialEq for ServiceLabels<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label && self.name.eq_ignore_ascii_case(other.name)
    }
}

impl Eq for ServiceLabels<'_> {}

impl Hash for ServiceLabels<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.name.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
        state.write_u8(0xff); // as `str` does: the name must not run into what follows
        self.label.hash(state);
    }
}

impl<'a> TryFrom<&'a str> for ServiceLabels<'a> {
    type Error = Error;

    /// Parses the labels, as by [`ServiceLabels::parse`].
    fn try_from(domain: &'a str) -> Result<Self, Self::Error> {
        Self::parse(domain)
    }
}

impl TryFrom<ServiceLabels<'_>> for ServiceType {
    type Error = Error;

    /// Checks the service name, as by [`ServiceLabels::service_type`].
    fn try_from(labels: ServiceLabels<'_>) -> Result<Self, Self::Error> {
        labels.service_type()
    }
}

/// An iterator over the labels of a domain name. A dot after a backslash is part of its label (RFC
/// 6763 section 4.3).
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
