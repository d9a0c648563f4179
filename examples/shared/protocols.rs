//! The names of the transport protocols, for help texts and messages.
//!
//! Other programs mount this file: the list is the library's, and written nowhere else.

use port_registry::Protocol;

/// Returns `tcp, udp, sctp or dccp`.
#[must_use]
pub fn names() -> String {
    let [others @ .., last] = Protocol::ALL.map(Protocol::as_str);
    format!("{} or {last}", others.join(", "))
}

/// Returns a help text with the names in place of `{protocols}`.
#[must_use]
pub fn fill_in(help: &str) -> String {
    help.replace("{protocols}", &names())
}
