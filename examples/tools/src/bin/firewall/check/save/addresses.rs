//! Parses addresses and prefixes, as they are written after `-s` and `-d`.
//!
//! Used by `facts` and `matches`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::error::SaveError;
use super::words;
use crate::check::rule_set::Families;

/// Addresses that a packet may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// The families that the addresses are of. Both for a name.
    pub families: Families,
    /// The address and the mask, with all bits beyond the mask zero.
    pub canonical: String,
    pub kind: Kind,
    /// How many addresses there are: each makes a rule. `None` for a name, which may have several.
    pub count: Option<usize>,
}

/// What is known of these addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// All addresses of the family.
    All,
    /// None but multicast addresses and the broadcast address 255.255.255.255.
    Groups,
    /// Addresses of the host itself, which no packet of another host has: Linux drops packets with 127.0.0.0/8 unless
    /// `route_localnet` is set, and all with `::1`.
    Loopback,
    Some,
}

/// Parses an address, a prefix, an address with a mask, or the name of a host.
pub fn parse(text: &str) -> Result<Addresses, SaveError> {
    let invalid = || SaveError::Address(text.to_owned());
    let (address, mask) = match text.split_once('/') {
        Some((address, mask)) => (address, Some(mask)),
        None => (text, None),
    };
    if let Some(address) = v4(address) {
        let mask = match mask {
            None => u32::MAX,
            Some(mask) => mask_v4(mask).ok_or_else(invalid)?,
        };
        let address = Ipv4Addr::from(address.to_bits() & mask);
        let is_group = address.is_multicast() && mask.leading_ones() >= 4;
        return Ok(Addresses {
            families: Families::IPV4,
            canonical: format!("{address}/{mask:x}"),
            kind: match mask {
                0 => Kind::All,
                u32::MAX if address.is_broadcast() => Kind::Groups,
                _ if is_group => Kind::Groups,
                _ if address.is_loopback() && mask.leading_ones() >= 8 => Kind::Loopback,
                _ => Kind::Some,
            },
            count: Some(1),
        });
    }
    if let Ok(address) = address.parse::<Ipv6Addr>() {
        let mask = match mask {
            None => u128::MAX,
            Some(mask) => mask_v6(mask).ok_or_else(invalid)?,
        };
        let address = Ipv6Addr::from(address.to_bits() & mask);
        let is_group = address.is_multicast() && mask.leading_ones() >= 8;
        return Ok(Addresses {
            families: Families::IPV6,
            canonical: format!("{address}/{mask:x}"),
            kind: match mask {
                0 => Kind::All,
                u128::MAX if address.is_loopback() => Kind::Loopback,
                _ if is_group => Kind::Groups,
                _ => Kind::Some,
            },
            count: Some(1),
        });
    }
    if address == "localhost" && mask.is_none() {
        return Ok(Addresses {
            families: Families::BOTH,
            canonical: text.to_owned(),
            kind: Kind::Loopback,
            count: None,
        });
    }
    let is_name = address.contains(|one: char| one.is_ascii_alphabetic())
        && address
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '.' | '_'));
    if !is_name {
        return Err(invalid());
    }
    let families = match mask {
        None => Families::BOTH,
        Some(mask) => {
            let v4 = mask_v4(mask).map_or(Families::NONE, |_| Families::IPV4);
            v4.or(mask_v6(mask).map_or(Families::NONE, |_| Families::IPV6))
        }
    };
    if families.is_empty() {
        return Err(invalid());
    }
    let is_all = mask.is_some_and(|mask| mask_v4(mask) == Some(0) || mask_v6(mask) == Some(0));
    Ok(Addresses {
        families,
        canonical: text.to_owned(),
        kind: if is_all { Kind::All } else { Kind::Some },
        count: is_all.then_some(1),
    })
}

/// Parses up to four numbers: `10.1` is `10.1.0.0`.
fn v4(text: &str) -> Option<Ipv4Addr> {
    let mut octets = [0; 4];
    for (index, part) in text.split('.').enumerate() {
        *octets.get_mut(index)? = u8::try_from(words::number(part, 255)?).ok()?;
    }
    Some(octets.into())
}

fn mask_v4(text: &str) -> Option<u32> {
    match words::number(text, 32) {
        Some(length) => Some(u32::MAX.checked_shl(32 - length).unwrap_or(0)),
        None => text.parse::<Ipv4Addr>().ok().map(Ipv4Addr::to_bits),
    }
}

fn mask_v6(text: &str) -> Option<u128> {
    match words::number(text, 128) {
        Some(length) => Some(u128::MAX.checked_shl(128 - length).unwrap_or(0)),
        None => text.parse::<Ipv6Addr>().ok().map(Ipv6Addr::to_bits),
    }
}

/// Parses a single address or the first of a range of addresses, for its family.
pub fn family(text: &str) -> Option<Families> {
    let first = text.split(['-', '/']).next()?;
    match first.parse::<IpAddr>().ok()? {
        IpAddr::V4(_) => Some(Families::IPV4),
        IpAddr::V6(_) => Some(Families::IPV6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_masks() {
        for (text, canonical, kind) in [
            ("10/8", "10.0.0.0/ff000000", Kind::Some),
            ("10.1", "10.1.0.0/ffffffff", Kind::Some),
            ("10.1.2.3/255.0.255.0", "10.0.2.0/ff00ff00", Kind::Some),
            ("0/0", "0.0.0.0/0", Kind::All),
            ("1.2.3.4/0", "0.0.0.0/0", Kind::All),
            ("0.0.0.0/0.0.0.0", "0.0.0.0/0", Kind::All),
            ("0.0.0.0/1", "0.0.0.0/80000000", Kind::Some),
            ("224.0.0.0/4", "224.0.0.0/f0000000", Kind::Groups),
            ("224.0.0.0/3", "224.0.0.0/e0000000", Kind::Some),
            ("239.1.2.3", "239.1.2.3/ffffffff", Kind::Groups),
            ("255.255.255.255", "255.255.255.255/ffffffff", Kind::Groups),
            ("255.255.255.254", "255.255.255.254/ffffffff", Kind::Some),
            ("::/0", "::/0", Kind::All),
            (
                "fe80::1/ffff::",
                "fe80::/ffff0000000000000000000000000000",
                Kind::Some,
            ),
            (
                "ff02::/8",
                "ff00::/ff000000000000000000000000000000",
                Kind::Groups,
            ),
            (
                "ff02::/7",
                "fe00::/fe000000000000000000000000000000",
                Kind::Some,
            ),
            ("127.0.0.1", "127.0.0.1/ffffffff", Kind::Loopback),
            ("127/8", "127.0.0.0/ff000000", Kind::Loopback),
            ("126/7", "126.0.0.0/fe000000", Kind::Some),
            (
                "::1",
                "::1/ffffffffffffffffffffffffffffffff",
                Kind::Loopback,
            ),
            ("::1/127", "::/fffffffffffffffffffffffffffffffe", Kind::Some),
            ("localhost", "localhost", Kind::Loopback),
            ("any/0", "any/0", Kind::All),
            ("gate.example", "gate.example", Kind::Some),
        ] {
            let addresses = parse(text).unwrap();
            assert_eq!(
                (addresses.canonical.as_str(), addresses.kind),
                (canonical, kind),
                "{text}"
            );
        }
    }

    #[test]
    fn families_of_addresses() {
        for (text, families) in [
            ("10.0.0.1", Families::IPV4),
            ("::1", Families::IPV6),
            ("gate.example", Families::BOTH),
            ("gate.example/24", Families::BOTH),
            ("gate.example/64", Families::IPV6),
            ("gate.example/255.255.255.0", Families::IPV4),
        ] {
            assert_eq!(parse(text).unwrap().families, families, "{text}");
        }
        assert_eq!(family("10.0.0.1-10.0.0.9"), Some(Families::IPV4));
        assert_eq!(family("2001:db8::/32"), Some(Families::IPV6));
        assert_eq!(family("x"), None);
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "",
            "1.2.3.4/33",
            "1.2.3.4.5",
            "256",
            "::1/129",
            "a b",
            "gate/x",
            "1.2.3.4/",
            "-",
        ] {
            assert_eq!(
                parse(text),
                Err(SaveError::Address(text.to_owned())),
                "{text}"
            );
        }
        assert_eq!(
            SaveError::Address("1.2.3.4/33".to_owned()).to_string(),
            "invalid address \"1.2.3.4/33\": expected an address, a prefix or a name of a host"
        );
    }
}
