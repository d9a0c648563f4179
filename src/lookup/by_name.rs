//! Lookups by a name of IANA's, and of the historic aliases among the names.
//!
//! The lookups of this file know no other names. `Service::find` in `alias.rs` does.

use super::Services;
use crate::rows::Service;
use crate::tables::{columns, names};
use crate::words::Protocol;

/// Lookups by the names that IANA has registered.
impl Service {
    /// Returns all services registered under this name, the preferred one first.
    ///
    /// Case is ignored. The services are of all transport protocols, with and without a port. Only
    /// names that IANA has registered are found: [`Service::find`] also finds aliases such as `dns`
    /// and `rdp`.
    ///
    /// The order of two services follows from the first of these rules that applies to them:
    ///
    /// 1. The order of the crate's own list, `registry/preferred.csv`, which has port 8080 first
    ///    for `http-alt`.
    /// 2. A service that IANA's notes call a historic alias or a duplicate comes after others.
    /// 3. A service with a port comes before one without.
    /// 4. A service with a single port comes before one with a range.
    /// 5. A service of one transport protocol comes before one of all transport protocols.
    /// 6. The order of IANA's file.
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

    /// Returns the preferred service registered under this name over this transport protocol.
    ///
    /// This is the first of the services that [`by_name`](Service::by_name) returns which is
    /// registered for this transport protocol or for all of them. It may have no port. Case is
    /// ignored. Aliases such as `dns` are not found: see [`Service::find`].
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

    /// Returns the historic aliases of this service: older, ill-formed names that IANA has replaced
    /// by the name of this service.
    ///
    /// IANA's notes say of each that it is an alias. The services are returned in the order of
    /// IANA's file. [`canonical`](Service::canonical) is the inverse.
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
