//! Lookups that the compiler makes, and that fail to compile if there is nothing to find.

use crate::lookup::resolve;
use crate::rows::Service;

pub use crate::lookup::Unresolved;

/// What `service!` calls; not for others.
pub const fn service(text: &str) -> Result<Service, Unresolved> {
    resolve(text)
}

/// The service of a name over a transport, looked up by the compiler.
///
/// It takes a literal like `"https/tcp"` and gives the [`Service`](crate::Service) that
/// [`Service::named`](crate::Service::named) would. What IANA has not registered does not compile.
///
/// ```
/// use port_registry::{Service, service};
///
/// const SSH: Service = service!("ssh/tcp");
/// assert_eq!(SSH.port().unwrap(), 22);
/// ```
///
/// ```compile_fail
/// port_registry::service!("shh/tcp");
/// ```
// A `const` item is looked at wherever it stands; a `const` block only where it is called.
#[macro_export]
macro_rules! service {
    ($text:literal) => {{
        const SERVICE: $crate::Service = match $crate::__macros::service($text) {
            ::core::result::Result::Ok(service) => service,
            ::core::result::Result::Err($crate::__macros::Unresolved::Syntax) => ::core::panic!(
                "{}",
                ::core::concat!(
                    "invalid service \"",
                    $text,
                    "\": expected a name and a transport protocol, as in https/tcp"
                )
            ),
            ::core::result::Result::Err($crate::__macros::Unresolved::Protocol) => ::core::panic!(
                "{}",
                ::core::concat!(
                    "invalid service \"",
                    $text,
                    "\": expected tcp, udp, sctp or dccp after the slash"
                )
            ),
            ::core::result::Result::Err($crate::__macros::Unresolved::Service) => ::core::panic!(
                "{}",
                ::core::concat!(
                    "unknown service \"",
                    $text,
                    "\": expected a name that is registered over this transport"
                )
            ),
        };
        SERVICE
    }};
}

/// The port of a service, looked up by the compiler.
///
/// It takes a literal like `"https/tcp"`. Of a service on several ports it gives the preferred one,
/// of a span the first. A service that is not registered, or that has no port, does not compile.
///
/// ```
/// use port_registry::{Port, port};
///
/// const HTTPS: Port = port!("https/tcp");
/// assert_eq!(HTTPS, 443);
/// assert_eq!(port!("http-alt/tcp"), 8080);
/// ```
///
/// ```compile_fail
/// port_registry::port!("airplay/tcp"); // registered without a port
/// ```
#[macro_export]
macro_rules! port {
    ($text:literal) => {{
        const PORT: $crate::Port = match $crate::service!($text).port() {
            ::core::option::Option::Some(port) => port,
            ::core::option::Option::None => ::core::panic!(
                "{}",
                ::core::concat!(
                    "service \"",
                    $text,
                    "\" has no port: expected one that is registered with a port"
                )
            ),
        };
        PORT
    }};
}
