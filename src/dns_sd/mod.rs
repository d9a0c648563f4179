//! DNS-based service discovery (DNS-SD, RFC 6763) and SRV records (RFC 2782).
//!
//! A [`ServiceType`] is the pair of labels under which the DNS has a service: `_http._tcp`. It is
//! made of a [`Service`](crate::Service) by [`dns_sd_type`](crate::Service::dns_sd_type) and
//! [`srv_type`](crate::Service::srv_type), and parsed from a domain name as browsers of services
//! show it. [`TxtRecord`] is what the registry says of the keys in the service's TXT record.
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

mod error;
mod service_type;
mod txt;

pub use error::Error;
pub use service_type::ServiceType;
pub use txt::{TxtKey, TxtKeys, TxtRecord};
