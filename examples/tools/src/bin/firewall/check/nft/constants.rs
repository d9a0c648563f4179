//! Constants of the rules: ports, protocols, and the types that nft has names for.
//!
//! Used by `leaf` and `matches`.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use port_registry::{Port, PortRange, Protocol};

use super::bits::{self, Bits};
use super::error::NftError;
use super::statement::{Expression, Operator};
use crate::check::rule_set::{Families, Transports};
use crate::check::values;

/// The families of protocols, as nft names their numbers.
const FAMILIES: [(&str, u32); 2] = [("ipv4", 2), ("ipv6", 10)];
/// The protocols of a link, as nft names their numbers.
const ETHER_TYPES: [(&str, u32); 6] = [
    ("ip", 0x0800),
    ("arp", 0x0806),
    ("8021q", 0x8100),
    ("vlan", 0x8100),
    ("ip6", 0x86dd),
    ("8021ad", 0x88a8),
];
/// The types of packets, as nft names their numbers.
const PACKET_TYPES: [(&str, u32); 5] = [
    ("host", 0),
    ("unicast", 0),
    ("broadcast", 1),
    ("multicast", 2),
    ("other", 3),
];
/// The types of addresses, as nft names their numbers.
const ADDRESS_TYPES: [(&str, u32); 9] = [
    ("unspec", 0),
    ("unicast", 1),
    ("local", 2),
    ("broadcast", 3),
    ("anycast", 4),
    ("multicast", 5),
    ("blackhole", 6),
    ("unreachable", 7),
    ("prohibit", 8),
];

/// Returns the numbers of a value: a name, a number, or a range of them.
fn numbers(
    value: &Expression<'_>,
    names: &[(&str, u32)],
    expected: &'static str,
) -> Result<RangeInclusive<u32>, NftError> {
    let number = |one: &Expression<'_>| match one {
        Expression::Value(text) | Expression::Quoted(text) => {
            let known = names.iter().find(|(name, _)| name == text);
            let number = known.map(|(_, number)| *number);
            number.or_else(|| bits::integer(text))
        }
        _ => None,
    };
    let numbers = match value {
        Expression::Range(ends) => number(&ends[0]).zip(number(&ends[1])),
        one => number(one).map(|number| (number, number)),
    };
    let (first, last) = numbers.ok_or_else(|| NftError::Value(value.to_string(), expected))?;
    Ok(first..=last)
}

/// Returns the families of a value of `meta nfproto`.
pub fn families(value: &Expression<'_>) -> Result<Families, NftError> {
    let numbers = numbers(value, &FAMILIES, "a family of protocols")?;
    Ok(families_of(&numbers, [2, 10]))
}

/// Returns the families of a value of `meta protocol`.
pub fn families_of_link(value: &Expression<'_>) -> Result<Families, NftError> {
    let numbers = numbers(value, &ETHER_TYPES, "a protocol of a link")?;
    Ok(families_of(&numbers, [0x0800, 0x86dd]))
}

/// Returns the families whose number is among these.
fn families_of(numbers: &RangeInclusive<u32>, [v4, v6]: [u32; 2]) -> Families {
    let named = [(v4, Families::IPV4), (v6, Families::IPV6)].into_iter();
    let found = named.filter(|(number, _)| numbers.contains(number));
    found.fold(Families::NONE, |all, (_, family)| all.or(family))
}

/// Returns the numbers of a value of `meta pkttype`.
pub fn packet_types(value: &Expression<'_>) -> Result<RangeInclusive<u32>, NftError> {
    numbers(value, &PACKET_TYPES, "a type of packets")
}

/// Returns the numbers of a value of `fib daddr type`.
pub fn address_types(value: &Expression<'_>) -> Result<RangeInclusive<u32>, NftError> {
    numbers(value, &ADDRESS_TYPES, "a type of addresses")
}

/// Returns the ports of a value.
pub fn ports(value: &Expression<'_>) -> Result<PortRange, NftError> {
    let text = |value: &Expression<'_>| match value {
        Expression::Value(text) | Expression::Quoted(text) => Ok(text.to_string()),
        _ => Err(NftError::Value(
            value.to_string(),
            "a port, a range or a set of them",
        )),
    };
    match value {
        Expression::Range(ends) => {
            let [first, last] = [text(&ends[0])?, text(&ends[1])?];
            Ok(values::range(
                &decimal(&first),
                &decimal(&last),
                &Protocol::ALL,
            )?)
        }
        Expression::Prefix(first, length @ 0..=16) => {
            let first = port(&text(first)?)?.get();
            let mask = !u16::MAX.checked_shr(u32::from(*length)).unwrap_or(0);
            ports_of_mask(first & mask, mask).ok_or(NftError::Comparison("a part of this field"))
        }
        value => Ok(PortRange::single(port(&text(value)?)?)),
    }
}

/// Returns the ports whose bits under a mask are these. Returns `None` if there are none, or if they are no range.
pub fn ports_of_mask(bits: u16, mask: u16) -> Option<PortRange> {
    let is_range = mask.leading_ones() + mask.trailing_zeros() == u16::BITS;
    if !is_range || bits & !mask != 0 {
        return None;
    }
    PortRange::new(Port::new(bits), Port::new(bits | !mask)).ok()
}

fn port(text: &str) -> Result<Port, NftError> {
    Ok(values::port(&decimal(text), &Protocol::ALL)?)
}

/// Returns a number that nft reads as octal as a decimal one. Another text is the same.
fn decimal(text: &str) -> Cow<'_, str> {
    match bits::integer(text) {
        Some(number) if text.starts_with('0') => number.to_string().into(),
        _ => text.into(),
    }
}

/// Returns the transport protocols whose numbers a comparison by size selects.
pub fn protocols_beside(
    operator: Operator,
    value: &Expression<'_>,
) -> Result<Transports, NftError> {
    let name = |protocol: Protocol| (protocol.as_str(), u32::from(protocol.number()));
    let names = Protocol::ALL.map(name);
    let limit = *numbers(value, &names, "the number of a protocol")?.start();
    let is_selected = |protocol: &Protocol| {
        let number = Bits::known(u32::from(protocol.number()));
        number.compare(operator, limit, false) == Some(true)
    };
    let selected = Protocol::ALL.into_iter().filter(is_selected);
    Ok(selected.fold(Transports::NONE, |all, one| all.or(Transports::of(one))))
}

pub fn protocols(value: &Expression<'_>) -> Result<Transports, NftError> {
    let of_number = |number: u8| match Protocol::try_from(number) {
        Ok(protocol) => Transports::of(protocol),
        Err(_) => Transports::NONE,
    };
    let number = |text: &str| bits::integer(text).and_then(|number| u8::try_from(number).ok());
    match value {
        Expression::Value(text) | Expression::Quoted(text) => Ok(match number(text) {
            Some(number) => of_number(number),
            // UDP-Lite and ICMP are no transport protocols of the registry.
            None => text.parse().map_or(Transports::NONE, Transports::of),
        }),
        Expression::Range(ends) => {
            let end = |value: &Expression<'_>| number(&value.to_string());
            let (Some(first), Some(last)) = (end(&ends[0]), end(&ends[1])) else {
                return Err(NftError::Value(
                    value.to_string(),
                    "the numbers of protocols",
                ));
            };
            Ok((first..=last).fold(Transports::NONE, |all, number| all.or(of_number(number))))
        }
        _ => Err(NftError::Value(value.to_string(), "a protocol")),
    }
}
