//! From a name to the services of IANA's registry.

use super::Services;
use crate::rows::Service;
use crate::tables::{columns, names};
use crate::words::Protocol;

impl Service {
    /// All records of this name, in any case, preferred first: of all transports, with or without
    /// a port.
    ///
    /// Preferred is (1) what the crate's curated list says (`http-alt` is 8080 first); (2) what is
    /// neither a historic alias nor a duplicate; (3) a record with a port before one without, one
    /// of one port before a span, one with a transport before one without; (4) the first in IANA's
    /// file.
    ///
    /// Only names that IANA registered are found; for `dns` or `rdp` see [`Service::find`].
    ///
    /// ```
    /// use port_registry::Service;
    ///
    /// let ports = Service::by_name("HTTP-ALT").flat_map(|s| s.port()).map(u16::from);
    /// assert!(ports.eq([8080, 8080, 591, 591, 8008, 8008]));
    /// assert_eq!(Service::by_name("no-such-name").len(), 0);
    /// ```
    #[inline]
    #[doc(alias = "getservbyname")]
    #[doc(alias = "lookup")]
    pub const fn by_name(name: &str) -> Services {
        Services::of_name(names::rows(name.as_bytes()))
    }

    /// The preferred record of this name, in any case, over this transport: one that states it, or
    /// that stands for all of them.
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// const DOMAIN: Option<Service> = Service::by_name_over("domain", Protocol::Udp);
    /// assert_eq!(DOMAIN.unwrap().port().unwrap(), 53);
    /// assert_eq!(Service::by_name_over("domain", Protocol::Dccp), None);
    /// ```
    #[must_use]
    #[inline]
    #[doc(alias = "getservbyname")]
    pub const fn by_name_over(name: &str, protocol: Protocol) -> Option<Self> {
        Self::from_number(names::row_over(name.as_bytes(), protocol))
    }

    /// The services that IANA's notes call historic aliases of this one, on its port and transport.
    ///
    /// ```
    /// use port_registry::service;
    ///
    /// let aliases = service!("z39-50/tcp").historic_aliases().map(|alias| alias.name());
    /// assert!(aliases.eq(["z39.50"]));
    /// ```
    pub const fn historic_aliases(self) -> Services {
        Services::of_rows(columns::replaced(self.record().index()))
    }
}
