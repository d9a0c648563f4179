//! Notation that endpoints and lists of ports share: a transport protocol before or after a slash, and an
//! address before a colon.

use core::net::{Ipv4Addr, Ipv6Addr};

use super::Protocol;

/// A string with its transport protocol, such as `443/tcp`.
#[derive(Clone, Copy)]
pub(crate) struct Stated<'a> {
    /// The string without the transport protocol and the slash, and where it begins.
    pub(crate) subject: &'a str,
    pub(crate) at: usize,
    pub(crate) protocol: Protocol,
}

/// Returns the transport protocol after the last slash, or else that before the first one.
///
/// Some names contain a slash: `cl/1/tcp` and `tcp/cl/1` are both the service `cl/1`.
pub(crate) fn stated(text: &str) -> Option<Stated<'_>> {
    let after = text.rsplit_once('/').and_then(|(subject, protocol)| {
        Some(Stated {
            subject,
            at: 0,
            protocol: versioned(protocol)?,
        })
    });
    after.or_else(|| {
        let (protocol, subject) = text.split_once('/')?;
        Some(Stated {
            subject,
            at: protocol.len() + 1,
            protocol: versioned(protocol)?,
        })
    })
}

/// Parses a transport protocol, also with an IP version, as in `tcp6` of ss, netstat and Go.
fn versioned(text: &str) -> Option<Protocol> {
    let name = text.strip_suffix(['4', '6']).unwrap_or(text);
    Protocol::parse(text.as_bytes()).or_else(|| Protocol::parse(name.as_bytes()))
}

/// Returns what follows the address and the colon, or the whole string if there is no colon. Returns `None`
/// if what is before the colon is not an address.
///
/// The address may be missing, as in `:443`, or be a `*`, as ss writes it. netstat writes IPv6 addresses
/// without brackets, as in `:::22`.
pub(crate) fn without_address(text: &str) -> Option<&str> {
    let Some((address, rest)) = text.rsplit_once(':') else {
        return Some(text);
    };
    let brackets = |text: &'_ str| -> Option<bool> {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        // A zone may follow the address: `fe80::1%eth0`.
        let (address, _) = inner.split_once('%').unwrap_or((inner, ""));
        Some(address.parse::<Ipv6Addr>().is_ok())
    };
    let is_address = matches!(address, "" | "*")
        || address.parse::<Ipv4Addr>().is_ok()
        || address.parse::<Ipv6Addr>().is_ok()
        || brackets(address) == Some(true);
    is_address.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::{stated, without_address};

    #[test]
    fn transports_are_after_the_last_slash_or_before_the_first() {
        for (text, expected) in [
            ("443/tcp", Some(("443", 0, "tcp"))),
            ("TCP/443", Some(("443", 4, "tcp"))),
            ("tcp6/443", Some(("443", 5, "tcp"))),
            ("443/udp4", Some(("443", 0, "udp"))),
            ("cl/1/tcp", Some(("cl/1", 0, "tcp"))),
            ("tcp/cl/1", Some(("cl/1", 4, "tcp"))),
            ("tcp/udp", Some(("tcp", 0, "udp"))),
            ("443/tcp5", None),
            ("443/icmp", None),
            ("443", None),
            ("tcp", None),
        ] {
            let found = stated(text).map(|one| (one.subject, one.at, one.protocol.as_str()));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn addresses_are_ignored() {
        for (text, expected) in [
            ("443", Some("443")),
            (":443", Some("443")),
            ("*:443", Some("443")),
            ("0.0.0.0:443", Some("443")),
            ("[::1]:443", Some("443")),
            ("[fe80::1%eth0]:https", Some("https")),
            (":::22", Some("22")),
            ("2001:db8::1:22", Some("22")),
            ("0.0.0:443", None),
            ("[::1:443", None),
            ("host:443", None),
            ("[1.2.3.4]:443", None),
            ("", Some("")),
        ] {
            assert_eq!(without_address(text), expected, "{text}");
        }
    }
}
