//! The senders that the openings are for, from the option `--from`.
//!
//! Used by `policy` and `write`. `advice` uses [`Reach`] to choose the warnings.

use std::net::IpAddr;

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

    pub fn reach(&self) -> Reach {
        match self {
            Self::Only { v4, v6 }
                if v4.iter().all(|prefix| prefix.prefix_len() > 0)
                    && v6.iter().all(|prefix| prefix.prefix_len() > 0) =>
            {
                Reach::Some
            }
            Self::Anyone | Self::Only { .. } => Reach::World,
        }
    }
}

/// The error returned when a string is not a prefix.
#[derive(Debug, thiserror::Error)]
pub enum PrefixError {
    #[error("expected an address or a prefix, as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32")]
    Syntax,
    #[error("the address has bits beyond the prefix: expected {0}")]
    HostBits(IpNet),
}

/// Parses a prefix such as `192.0.2.0/24`, or a single address.
pub fn parse_prefix(text: &str) -> Result<IpNet, PrefixError> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(address.into());
    }
    let prefix: IpNet = text.parse().map_err(|_| PrefixError::Syntax)?;
    if prefix.trunc() == prefix {
        Ok(prefix)
    } else {
        Err(PrefixError::HostBits(prefix.trunc()))
    }
}
