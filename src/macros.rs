//! The macros `service!` and `port!`, which look up a service at compile time.
//!
//! The functions of this module are public, but hidden, since the macros expand to calls of them.

use crate::lookup::{instead_of, resolve};
use crate::rows::Service;
use crate::words::{self, Text, Unresolved};

/// Returns the service of a string such as `https/tcp`, for [`service!`](crate::service!).
pub const fn service(text: &str) -> Result<Service, Unresolved> {
    resolve(text)
}

/// Returns the compile error of [`service!`](crate::service!) for a string that is not a service.
#[must_use]
pub const fn message(reason: Unresolved, text: &str) -> Text<320> {
    reason.compile_error(text)
}

/// Returns the compile error of [`port!`](crate::port!) for a service without a port.
#[must_use]
pub const fn no_port(text: &str) -> Text<320> {
    words::no_port(text, instead_of(text))
}

/// Returns the [`Service`](crate::Service) of a name over a transport protocol, looked up at
/// compile time.
///
/// The argument is a string literal such as `"https/tcp"`, in any case. The result is the service
/// that [`Service::by_name_over`](crate::Service::by_name_over) returns for the name and the
/// transport protocol.
///
/// # Errors
///
/// It is a compile error if the string has another form, or if IANA has not registered the name
/// over the transport protocol. For a name that is not registered, the message suggests a similar
/// name, if there is one. An [alias](crate::Service::aliases) is not accepted.
///
/// A name may be lost in newer data, so that it no longer compiles after an update. Such a release raises
/// at least the minor version. To tolerate it, look the name up at run time.
///
/// ```
/// use port_registry::{Service, service};
///
/// const SSH: Service = service!("ssh/tcp");
/// assert_eq!(SSH.port().unwrap(), 22);
/// ```
///
/// ```compile_fail
/// // unknown service "shh/tcp": expected a name that is registered over this transport;
/// // did you mean ssh?
/// port_registry::service!("shh/tcp");
/// ```
// A `const` item, since it is evaluated even in code that is never called. A `const` block is not.
#[macro_export]
macro_rules! service {
    ($text:literal) => {{
        const SERVICE: $crate::Service = match $crate::__macros::service($text) {
            ::core::result::Result::Ok(service) => service,
            ::core::result::Result::Err(reason) => {
                ::core::panic!("{}", $crate::__macros::message(reason, $text).as_str())
            }
        };
        SERVICE
    }};
}

/// Returns the [`Port`](crate::Port) of a service, looked up at compile time.
///
/// The argument is a string literal such as `"https/tcp"`, in any case. If the service is
/// registered for several ports, the result is the port of the service that
/// [`by_name_over`](crate::Service::by_name_over) prefers. If it is registered for a range, the result
/// is the first port.
///
/// # Errors
///
/// It is a compile error if the string has another form, if IANA has not registered the name over
/// the transport protocol, or if the service has no port. An [alias](crate::Service::aliases) is
/// not accepted.
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
            ::core::option::Option::None => {
                ::core::panic!("{}", $crate::__macros::no_port($text).as_str())
            }
        };
        PORT
    }};
}
