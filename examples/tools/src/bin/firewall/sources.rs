//! The senders that the openings are for, from the option `--from`.
//!
//! Used by `policy` and `write`. `advice` uses [`Reach`] to choose the warnings.

use std::net::{IpAddr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The senders that may reach the openings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sources {
    /// All senders.
    Anyone,
    /// The senders in these prefixes. At least one of the lists is not empty.
    Only { v4: Vec<Ipv4Net>, v6: Vec<Ipv6Net> },
}

/// Whether unknown senders can reach an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All senders can reach it.
    World,
    /// Only selected senders can reach it.
    Some,
}

impl Sources {
    /// Returns the smallest list of prefixes that contains the given prefixes. An empty list is
    /// [`Sources::Anyone`].
    pub fn new(prefixes: &[IpNet]) -> Self {
        if prefixes.is_empty() {
            return Self::Anyone;
        }
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for prefix in prefixes {
            match prefix {
                IpNet::V4(prefix) => v4.push(*prefix),
                IpNet::V6(prefix) => v6.push(*prefix),
            }
        }
        Self::Only {
            v4: Ipv4Net::aggregate(&v4),
            v6: Ipv6Net::aggregate(&v6),
        }
    }

    /// Returns whether unknown senders can reach the openings. Prefixes that are shorter than any that is assigned to
    /// one network have many: than `10.0.0.0/8`, and of the global addresses of IPv6 (RFC 4291, section 2.4), than a /16.
    pub fn reach(&self) -> Reach {
        let Self::Only { v4, v6 } = self else {
            return Reach::World;
        };
        let is_global = |prefix: &Ipv6Net| GLOBAL.contains(prefix) || prefix.contains(&GLOBAL);
        let many_v4 = v4.iter().any(|prefix| prefix.prefix_len() < 8);
        let many_v6 = v6
            .iter()
            .any(|prefix| prefix.prefix_len() < 16 && is_global(prefix));
        if many_v4 || many_v6 {
            Reach::World
        } else {
            Reach::Some
        }
    }
}

/// The global addresses of IPv6 that IANA assigns from.
const GLOBAL: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// The error returned when a string is not a prefix.
#[derive(Debug, thiserror::Error)]
pub enum PrefixError {
    #[error("expected an address or a prefix, as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32")]
    Syntax,
    #[error("the address has bits beyond the prefix: expected {0}")]
    HostBits(IpNet),
    #[error("no packet has such a sender, an IPv4 address that is mapped to IPv6: expected {0}")]
    Mapped(IpNet),
}

/// Parses a prefix such as `192.0.2.0/24`, or a single address.
pub fn parse_prefix(text: &str) -> Result<IpNet, PrefixError> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (text, None),
    };
    // Not as `IpNet` parses them, which takes 010.0.0.0/08: in an address, some systems read a leading zero as octal.
    let address: IpAddr = address.parse().map_err(|_| PrefixError::Syntax)?;
    let prefix = match length {
        None => IpNet::from(address),
        Some(length) => {
            let number = length.parse().map_err(|_| PrefixError::Syntax)?;
            let prefix = IpNet::new(address, number).map_err(|_| PrefixError::Syntax)?;
            if number.to_string() != length {
                return Err(PrefixError::Syntax);
            }
            prefix
        }
    };
    if let Some(mapped) = mapped(prefix) {
        return Err(PrefixError::Mapped(mapped));
    }
    if prefix.trunc() == prefix {
        Ok(prefix)
    } else {
        Err(PrefixError::HostBits(prefix.trunc()))
    }
}

/// Returns the prefix that is mapped to one of IPv6 (RFC 4291, section 2.5.5.2), if it is.
fn mapped(prefix: IpNet) -> Option<IpNet> {
    let IpNet::V6(prefix) = prefix else {
        return None;
    };
    let length = prefix.prefix_len().checked_sub(96)?;
    let address = prefix.addr().to_ipv4_mapped()?;
    IpNet::new(address.into(), length)
        .ok()
        .map(|net| net.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_of_many_networks_are_the_world() {
        for (prefixes, expected) in [
            (&["10.0.0.0/8"][..], Reach::Some),
            (&["192.0.2.0/24", "2001:db8::/32"], Reach::Some),
            (&["fc00::/7", "fe80::/10"], Reach::Some),
            (&["2002::/16"], Reach::Some),
            (&["0.0.0.0/0"], Reach::World),
            (&["0.0.0.0/1", "10.0.0.0/8"], Reach::World),
            (&["10.0.0.0/8", "11.0.0.0/8"], Reach::World),
            (&["::/0"], Reach::World),
            (&["2000::/3"], Reach::World),
            (&["2000::/4", "192.0.2.7/32"], Reach::World),
            (&["2002::/15"], Reach::World),
            (&["::/2"], Reach::World),
        ] {
            let parsed = prefixes.iter().map(|prefix| parse_prefix(prefix).unwrap());
            let sources = Sources::new(&parsed.collect::<Vec<_>>());
            assert_eq!(sources.reach(), expected, "{prefixes:?}");
        }
        assert_eq!(Sources::new(&[]).reach(), Reach::World);
    }

    #[test]
    fn each_prefix_is_one_of_a_sender_on_the_network() {
        let syntax = PrefixError::Syntax.to_string();
        let host_bits = "the address has bits beyond the prefix: expected 10.0.0.0/8";
        let mapped = "no packet has such a sender, an IPv4 address that is mapped to IPv6: expected 192.0.2.";
        for (text, expected) in [
            ("192.0.2.7", Ok("192.0.2.7/32")),
            ("10.0.0.0/8", Ok("10.0.0.0/8")),
            ("0.0.0.0/0", Ok("0.0.0.0/0")),
            ("2001:db8::/32", Ok("2001:db8::/32")),
            ("::1", Ok("::1/128")),
            ("::/0", Ok("::/0")),
            (
                "::ffff:0:0/95",
                Err("the address has bits beyond the prefix: expected ::fffe:0:0/95".to_owned()),
            ),
            ("2001:db8::192.0.2.0/120", Ok("2001:db8::c000:200/120")),
            ("10.0.0.1/8", Err(host_bits.to_owned())),
            ("::ffff:192.0.2.0/120", Err(format!("{mapped}0/24"))),
            ("::ffff:192.0.2.7", Err(format!("{mapped}7/32"))),
            ("010.0.0.0/8", Err(syntax.clone())),
            ("10.0.0.0/08", Err(syntax.clone())),
            ("10.0.0.0/+8", Err(syntax.clone())),
            ("10.0.0.0/33", Err(syntax.clone())),
            ("2001:db8::/129", Err(syntax.clone())),
            ("10.0.0.0/", Err(syntax.clone())),
            ("/8", Err(syntax.clone())),
            ("10.0.0/8", Err(syntax.clone())),
            ("fe80::1%eth0", Err(syntax.clone())),
        ] {
            let parsed = parse_prefix(text).map(|prefix| prefix.to_string());
            let parsed = parsed.map_err(|error| error.to_string());
            assert_eq!(parsed, expected.map(str::to_owned), "{text}");
        }
    }
}
