//! The host: its name, and the address that is probed.
//!
//! `main` looks it up once, before the first probe.

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, ToSocketAddrs};

/// The IP versions that an address may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Any,
    V4,
    V6,
}

/// A host with the address that is probed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// The name or address as it was given.
    pub name: String,
    /// The address, with the scope of an IPv6 address and port 0.
    pub address: SocketAddr,
    /// Its other addresses, which are not probed.
    pub others: Vec<IpAddr>,
}

/// The error returned when a host is malformed or has no address.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    #[error(
        "invalid host {0:?}: expected a name or an address, as localhost, 192.0.2.1 or 2001:db8::1"
    )]
    Syntax(String),
    #[error("invalid host {0:?}: expected an address of one host, not of a multicast group")]
    Multicast(String),
    #[error("host {name:?} is not found")]
    NotFound { name: String, source: io::Error },
    #[error("host {name:?} has no {version} address: it has {}", list(.others))]
    OtherFamily {
        name: String,
        version: &'static str,
        others: Vec<IpAddr>,
    },
}

impl HostError {
    /// Returns whether the argument is well-formed, but no such host or address was found.
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. } | Self::OtherFamily { .. })
    }
}

impl Host {
    /// Looks up a host. The address is the first one of the family, in the order of the system.
    ///
    /// # Errors
    ///
    /// Returns [`HostError`] if the name is malformed, is not found, or has no address of the family.
    pub fn find(name: &str, family: Family) -> Result<Self, HostError> {
        if !is_well_formed(name) {
            return Err(HostError::Syntax(name.to_owned()));
        }
        let found = (name, 0).to_socket_addrs();
        let found = found.map_err(|source| HostError::NotFound {
            name: name.to_owned(),
            source,
        })?;
        Self::choose(name, family, found)
    }

    fn choose(
        name: &str,
        family: Family,
        found: impl Iterator<Item = SocketAddr>,
    ) -> Result<Self, HostError> {
        let (mut address, mut others) = (None, Vec::new());
        for one in found {
            if address.is_none() && is_of(family, one) {
                address = Some(one);
            } else if !others.contains(&one.ip()) {
                others.push(one.ip());
            }
        }
        let Some(address) = address else {
            let version = if family == Family::V6 { "IPv6" } else { "IPv4" };
            return Err(HostError::OtherFamily {
                name: name.to_owned(),
                version,
                others,
            });
        };
        if address.ip().is_multicast() {
            return Err(HostError::Multicast(name.to_owned()));
        }
        others.retain(|other| *other != address.ip());
        Ok(Self {
            name: name.to_owned(),
            address,
            others,
        })
    }

    /// Returns the address as text, with the zone of a link-local address (`fe80::1%2`).
    pub fn address_text(&self) -> String {
        match self.address {
            SocketAddr::V6(address) if address.scope_id() > 0 => {
                format!("{}%{}", address.ip(), address.scope_id())
            }
            address => address.ip().to_string(),
        }
    }
}

const fn is_of(family: Family, address: SocketAddr) -> bool {
    match family {
        Family::Any => true,
        Family::V4 => address.is_ipv4(),
        Family::V6 => address.is_ipv6(),
    }
}

/// Returns whether the system may be asked for the name. A URL, a host with a port and the like would be
/// sent to a name server, and the answer would say that there is no such name, not why.
fn is_well_formed(name: &str) -> bool {
    let (address, zone) = match name.split_once('%') {
        Some((address, zone)) => (address, Some(zone)),
        None => (name, None),
    };
    if address.contains(':') || zone.is_some() {
        let is_zone = |zone: &str| !zone.is_empty() && zone.chars().all(is_of_name);
        return address.parse::<Ipv6Addr>().is_ok() && zone.is_none_or(is_zone);
    }
    !name.is_empty() && name.chars().all(is_of_name)
}

fn is_of_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '-' | '_')
}

fn list(addresses: &[IpAddr]) -> String {
    let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    addresses.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(family: Family, found: &[&str]) -> Result<Host, HostError> {
        let found = found
            .iter()
            .map(|one| SocketAddr::new(one.parse().unwrap(), 0));
        Host::choose("h", family, found)
    }

    #[test]
    fn the_first_address_of_the_family_is_probed() {
        // The system returns an address several times, once for each type of socket.
        let found = ["2001:db8::1", "192.0.2.1", "192.0.2.1", "192.0.2.2"];
        for (family, address, others) in [
            (Family::Any, "2001:db8::1", &["192.0.2.1", "192.0.2.2"][..]),
            (Family::V6, "2001:db8::1", &["192.0.2.1", "192.0.2.2"]),
            (Family::V4, "192.0.2.1", &["2001:db8::1", "192.0.2.2"]),
        ] {
            let host = choose(family, &found).unwrap();
            assert_eq!(host.address_text(), address);
            let found: Vec<String> = host.others.iter().map(ToString::to_string).collect();
            assert_eq!(found, others);
        }
        assert_eq!(
            choose(Family::V6, &found[1..]).unwrap_err().to_string(),
            r#"host "h" has no IPv6 address: it has 192.0.2.1, 192.0.2.2"#
        );
        assert_eq!(
            choose(Family::V4, &found[..1]).unwrap_err().to_string(),
            r#"host "h" has no IPv4 address: it has 2001:db8::1"#
        );
    }

    #[test]
    fn what_is_no_host_is_not_looked_up() {
        for name in [
            "localhost",
            "host.example.",
            "_sip.host-1.example",
            "bücher.example",
            "192.0.2.1",
            "::1",
            "fe80::1%eth0",
            "fe80::1%2",
        ] {
            assert!(is_well_formed(name), "{name}");
        }
        for name in [
            "",
            " ",
            "host:22",
            "[::1]",
            "https://host.example",
            "host/22",
            "a\u{1b}b",
            "host example",
            "::1%",
            "host%eth0",
            "fe80::1%eth0%1",
            "user@host",
        ] {
            assert!(!is_well_formed(name), "{name}");
        }
    }
}
