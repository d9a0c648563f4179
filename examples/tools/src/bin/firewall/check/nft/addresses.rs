//! Addresses that the standard packet can't have.
//!
//! Used by `leaf` and `presence`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::statement::Expression;

/// Returns whether a value is the prefix of all addresses, `0.0.0.0/0` or `::/0`.
pub fn is_everything(value: &Expression<'_>) -> bool {
    matches!(value, Expression::Prefix(_, 0))
}

/// Returns whether all addresses of a value are those of the loopback interface (RFC 1122 section 3.2.1.3). Linux drops
/// packets of other hosts that have one, unless the setting `route_localnet` is on.
pub fn is_loopback_of_ipv4(value: &Expression<'_>) -> bool {
    let is_loopback = |value: &Expression<'_>| {
        let address: Result<Ipv4Addr, _> = value.to_string().parse();
        address.is_ok_and(|address| address.is_loopback())
    };
    match value {
        Expression::Prefix(address, 8..) => is_loopback(address),
        Expression::Range(ends) => ends.iter().all(is_loopback),
        Expression::Set(elements) => elements.iter().all(|one| is_loopback_of_ipv4(&one.key)),
        value => is_loopback(value),
    }
}

/// Returns whether a value is the loopback address of IPv6 (RFC 4291 section 2.5.3). Linux drops packets of other hosts that
/// have it as the source or the destination.
pub fn is_loopback_of_ipv6(value: &Expression<'_>) -> bool {
    let address = match value {
        Expression::Prefix(address, 128) => address,
        value => value,
    };
    let address: Result<Ipv6Addr, _> = address.to_string().parse();
    address.is_ok_and(|address| address.is_loopback())
}

/// Returns whether all addresses of a value are those of groups, to which no unicast packet is sent:
/// multicast (RFC 5771, RFC 4291 section 2.7) and 255.255.255.255.
pub fn is_of_groups(value: &Expression<'_>) -> bool {
    let is_group = |value: &Expression<'_>| match value.to_string().parse() {
        Ok(IpAddr::V4(address)) => address.is_multicast() || address.is_broadcast(),
        Ok(IpAddr::V6(address)) => address.is_multicast(),
        Err(_) => false,
    };
    match value {
        // All that begins as a group of these lengths is one.
        Expression::Prefix(address, length) => {
            let is_v6 = address.to_string().contains(':');
            is_group(address) && *length >= if is_v6 { 8 } else { 4 }
        }
        Expression::Range(ends) => {
            // From the first group to the last, there are groups only, apart from the reserved
            // addresses between multicast and broadcast.
            ends.iter().all(is_group)
        }
        value => is_group(value),
    }
}
