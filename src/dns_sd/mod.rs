//! DNS-based service discovery (DNS-SD, RFC 6763) and SRV records (RFC 2782).
//!
//! DNS-SD is what mDNS responders such as Bonjour, Avahi and zeroconf libraries use to announce
//! services and to browse for them. Use this module to translate between the registry and the names
//! that such software shows.
//!
//! - [`ServiceType`] is the pair of labels that identifies a service in the DNS, such as `_http._tcp`.
//!   [`Service::dns_sd_type`](crate::Service::dns_sd_type) and
//!   [`Service::srv_type`](crate::Service::srv_type) return the labels of a registered service.
//!   Parsing a domain name such as `_ipp._tcp.local.` is the inverse, and [`ServiceType::services`]
//!   returns the registered services of the labels.
//! - [`ServiceLabels`] is the same for names that were received, which may break the syntax of RFC 6335,
//!   such as `_dyson_mqtt._tcp`.
//! - [`TxtRecord`] has the keys that the registry defines for the TXT record of a service.
//!
//! The module neither sends nor receives DNS messages.
//!
//! ```
//! use port_registry::dns_sd::ServiceType;
//! use port_registry::service;
//!
//! assert_eq!(service!("ldap/tcp").srv_type().unwrap().to_string(), "_ldap._tcp");
//!
//! let browsed: ServiceType = "_ipp._tcp.local.".parse()?;
//! assert_eq!(browsed.services().next(), Some(service!("ipp/tcp")));
//! # Ok::<(), port_registry::dns_sd::Error>(())
//! ```
#![doc(
    alias = "DNS-SD",
    alias = "mDNS",
    alias = "Bonjour",
    alias = "zeroconf"
)]
#![doc(alias = "SRV")]

mod error;
mod labels;
mod service_type;
mod txt;

pub use error::Error;
pub use labels::ServiceLabels;
pub use service_type::ServiceType;
pub use txt::{TxtKey, TxtKeys, TxtRecord};
