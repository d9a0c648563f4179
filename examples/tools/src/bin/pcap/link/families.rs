//! Parses the links whose header has an address family: the loopbacks of BSD, its packet filter's log, and
//! others.

use super::layer::Layer;
use super::rest::Rest;
use crate::unread::Unread;

/// A family of four bytes. It may be in either byte order: all families are small numbers, so that the smaller
/// reading is the right one.
///
/// `length` is that of the header.
pub fn wide(rest: Rest<'_>, length: usize) -> Result<Layer<'_>, Unread> {
    let after = rest.skip(length)?;
    if rest.bytes().starts_with(&[0xFF, 0x03]) {
        return Ok(Layer::Ppp(rest));
    }
    let (family, _) = rest.take()?;
    let family = u32::from_le_bytes(family).min(u32::from_be_bytes(family));
    match u16::try_from(family) {
        // Some programs write an EtherType.
        Ok(number @ 0x0600..) => Ok(Layer::EtherType(number, after)),
        _ => of(family, after),
    }
}

/// Returns the payload of a family, if it is one of IP.
pub fn of(family: u32, rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    match family {
        // IPv4; IPv6 of Linux, OpenBSD and NetBSD, Solaris, FreeBSD, Darwin
        2 | 10 | 24 | 26 | 28 | 30 => Ok(Layer::Ip(rest)),
        family => Err(Unread::Family(family)),
    }
}
