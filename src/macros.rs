//! Lookups that the compiler makes, and that fail to compile if there is nothing to find.

use crate::lookup::resolve;
use crate::rows::Service;
use crate::words::{Text, Unresolved};

/// What [`service!`](crate::service!) calls; not for others.
pub const fn service(text: &str) -> Result<Service, Unresolved> {
    resolve(text)
}

/// The message of [`service!`](crate::service!) for a string that is not a service.
#[must_use]
pub const fn message(reason: Unresolved, text: &str) -> Text<320> {
    reason.compile_error(text)
}

/// Returns the [`Service`](crate::Service) of a name over a transport protocol, looked up at compile
/// time.
///
/// It takes a string literal such as `"https/tcp"`: what
/// [`Service::by_name_over`](crate::Service::by_name_over) returns for the name and the transport
/// protocol.
///
/// # Errors
///
/// A name that IANA has not registered over the transport protocol is a compile error, which suggests
/// a similar name. An [alias](crate::Service::aliases) is not accepted.
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
// A `const` item is evaluated even in code that nobody calls; a `const` block is not.
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
/// It takes a string literal such as `"https/tcp"`. Of a service on several ports it returns the
/// preferred one, and of a range the first.
///
/// # Errors
///
/// A name that IANA has not registered over the transport protocol is a compile error, and so is a
/// service without a port.
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
