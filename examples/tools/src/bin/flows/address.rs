//! Distinguishes the addresses of many hosts from those of one. `record.rs` uses it.

use std::net::IpAddr;

/// Returns whether an address is one of multicast (`224.0.0.0/4`, `ff00::/8`) or of broadcast
/// (`255.255.255.255`). No host sends from such an address, so it is not a client's.
#[inline]
pub fn is_for_many(address: &[u8]) -> bool {
    // Such an address begins with 22, 23, 25 or ff.
    match address {
        [b'2', b'2' | b'3' | b'5', ..] | [b'f' | b'F', b'f' | b'F', ..] => {
            parsed_is_for_many(address)
        }
        [first, ..] if !first.is_ascii_hexdigit() => parsed_is_for_many(address.trim_ascii()),
        _ => false,
    }
}

#[cold]
fn parsed_is_for_many(address: &[u8]) -> bool {
    let text = std::str::from_utf8(address).unwrap_or_default();
    match text.parse() {
        Ok(IpAddr::V4(address)) => address.is_multicast() || address.is_broadcast(),
        Ok(IpAddr::V6(address)) => address.is_multicast(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_end_where_the_rfcs_say() {
        for (address, expected) in [
            ("223.255.255.255", false),
            ("224.0.0.0", true),
            ("239.255.255.255", true),
            ("240.0.0.0", false),
            ("255.255.255.254", false),
            ("255.255.255.255", true),
            ("22.0.0.1", false),
            ("fe80::1", false),
            ("ff00::", true),
            ("FF02::1:2", true),
            (" 224.0.0.251 ", true),
            ("2250::1", false),
            ("ffff", false),
            ("-", false),
            ("", false),
        ] {
            assert_eq!(is_for_many(address.as_bytes()), expected, "{address:?}");
        }
    }
}
