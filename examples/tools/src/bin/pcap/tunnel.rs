//! Parses the headers of tunnels, whose payload is a packet.
//!
//! Called by `packet` with `--inner`. What is inside is parsed by `link` from the protocol that is returned.

use crate::link::{Layer, Rest};
use crate::unread::Unread;

/// The IP protocol numbers of UDP.
const UDP: u8 = 17;

/// Returns the packet inside a tunnel, from its first header, or `None` if the payload is not that of a tunnel.
/// A tunnel over UDP is known by its port, and by what its header must be.
pub fn inside(ip_protocol: u8, rest: Rest<'_>) -> Option<Result<Layer<'_>, Unread>> {
    match ip_protocol {
        4 | 41 => Some(Ok(Layer::Ip(rest))), // RFC 2003, RFC 4213
        47 => gre(rest),
        97 => Some(rest.skip(2).map(Layer::Ethernet)), // EtherIP, RFC 3378
        137 => Some(Ok(Layer::Mpls(rest))),            // RFC 4023
        UDP => over_udp(rest),
        _ => None,
    }
}

/// Returns a header, or `None` if there are too few bytes for one, so that this is not the tunnel.
fn header<const N: usize>(rest: Rest<'_>) -> Option<([u8; N], Rest<'_>)> {
    rest.take().ok()
}

fn over_udp(rest: Rest<'_>) -> Option<Result<Layer<'_>, Unread>> {
    let ([a, b, c, d, ..], rest) = header::<8>(rest)?;
    let ports = [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])];
    // Teredo's client may be at either end, and a NAT may change its port.
    if ports.contains(&3544) {
        return teredo(rest);
    }
    match ports[1] {
        1701 => layer_2(rest),
        2152 => gtp(rest),
        // Linux had 8472 for VXLAN before IANA assigned 4789.
        4789 | 8472 => vxlan(rest),
        4790 => vxlan_with_protocol(rest),
        4754 => gre(rest),
        6081 => geneve(rest),
        6635 => Some(Ok(Layer::Mpls(rest))), // RFC 7510
        _ => None,
    }
}

/// GRE (RFC 2784, RFC 2890), with the version 1 of PPTP (RFC 2637, section 4.1), and ERSPAN over it.
fn gre(rest: Rest<'_>) -> Option<Result<Layer<'_>, Unread>> {
    const HAS_CHECKSUM: u8 = 0x80;
    const HAS_ROUTING: u8 = 0x40;
    const HAS_KEY: u8 = 0x20;
    const HAS_SEQUENCE: u8 = 0x10;
    const HAS_ACKNOWLEDGEMENT: u8 = 0x80;

    let ([bits, version, high, low], _) = header(rest)?;
    let has_sequence = bits & HAS_SEQUENCE != 0;
    let fields = [
        bits & (HAS_CHECKSUM | HAS_ROUTING) != 0,
        bits & HAS_KEY != 0,
        has_sequence,
        version & 7 == 1 && version & HAS_ACKNOWLEDGEMENT != 0,
    ];
    let length = 4 + 4 * fields.into_iter().filter(|has| *has).count();
    let number = u16::from_be_bytes([high, low]);
    if version & 7 > 1 || bits & HAS_ROUTING != 0 {
        return None;
    }
    let rest = match rest.skip(length) {
        Ok(rest) => rest,
        Err(error) => return Some(Err(error)),
    };
    if version & 7 == 1 && rest.bytes().is_empty() {
        return None; // an acknowledgement alone
    }
    Some(match number {
        0 => return None, // a keep-alive
        0x88BE if has_sequence => rest.skip(8).map(Layer::Ethernet),
        0x88BE => Ok(Layer::Ethernet(rest)),
        0x22EB => erspan_3(rest),
        // WCCP, with a header of four bytes in its version 2.
        0x883E if rest.bytes().first().is_some_and(|byte| byte >> 4 != 4) => {
            rest.skip(4).map(Layer::Ip)
        }
        0x883E => Ok(Layer::Ip(rest)),
        number => Ok(Layer::EtherType(number, rest)),
    })
}

/// ERSPAN version 3: a header of 12 bytes, and one of 8 bytes if the last bit is set.
fn erspan_3(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let (bytes, after) = rest.take::<12>()?;
    let [.., last] = bytes;
    Ok(Layer::Ethernet(if last & 1 == 0 {
        after
    } else {
        after.skip(8)?
    }))
}

/// VXLAN (RFC 7348, section 5), whose flag of a valid network identifier must be set.
fn vxlan(rest: Rest<'_>) -> Option<Result<Layer<'_>, Unread>> {
    let ([flags, ..], rest) = header::<8>(rest)?;
    (flags & 0x08 != 0).then_some(Ok(Layer::Ethernet(rest)))
}

/// VXLAN with the generic protocol extension (draft-ietf-nvo3-vxlan-gpe, section 3).
fn vxlan_with_protocol(rest: Rest<'_>) -> Option<Result<Layer<'_>, Unread>> {
    let ([flags, _, _, protocol, ..], rest) = header::<8>(rest)?;
    if flags & 0x04 == 0 {
        return Some(Ok(Layer::Ethernet(rest)));
    }
    Some(Ok(match protocol {
        1 | 2 => Layer::Ip(rest),
        3 => Layer::Ethernet(rest),
        4 => Layer::EtherType(0x894F, rest),
        5 => Layer::Mpls(rest),
        _ => return None,
    }))
}

/// Geneve (RFC 8926, section 3.4), of version 0. The options are counted in words of four bytes.
fn geneve(rest: Rest<'_>) -> Option<Result<Layer<'_>, Unread>> {
    let ([bits, _, high, low, ..], after) = header::<8>(rest)?;
    if bits >> 6 != 0 {
        return None;
    }
    let options = usize::from(bits & 0x3F) * 4;
    let number = u16::from_be_bytes([high, low]);
    Some(
        after
            .skip(options)
            .map(|rest| Layer::EtherType(number, rest)),
    )
}

/// The user plane of GTP (3GPP TS 29.281, section 5.1), of version 1: a message that is a packet.
fn gtp(rest: Rest<'_>) -> Option<Result<Layer<'_>, Unread>> {
    const HAS_OPTIONS: u8 = 0x07;
    const HAS_EXTENSIONS: u8 = 0x04;
    const PACKET: u8 = 255;

    let ([bits, kind, ..], after) = header::<8>(rest)?;
    if bits >> 4 != 3 || kind != PACKET {
        return None;
    }
    if bits & HAS_OPTIONS == 0 {
        return Some(Ok(Layer::Ip(after)));
    }
    let ([_, _, _, mut next], mut rest) = header(after)?;
    if bits & HAS_EXTENSIONS == 0 {
        next = 0;
    }
    // An extension has its length in words of four bytes first, and the type of the next one last.
    while next != 0 {
        let length = usize::from(*rest.bytes().first()?) * 4;
        next = *rest.bytes().get(length.checked_sub(1)?)?;
        rest = rest.skip(length).ok()?;
    }
    Some(Ok(Layer::Ip(rest)))
}

/// Teredo (RFC 4380, section 5.1.1): IPv6, after what authenticates the server and the origin of a client.
fn teredo(mut rest: Rest<'_>) -> Option<Result<Layer<'_>, Unread>> {
    loop {
        match rest.bytes() {
            [0, 1, client, value, ..] => {
                rest = rest
                    .skip(13 + usize::from(*client) + usize::from(*value))
                    .ok()?;
            }
            [0, 0, ..] => rest = rest.skip(8).ok()?,
            [first, ..] if first >> 4 == 6 => return Some(Ok(Layer::Ip(rest))),
            _ => return None,
        }
    }
}

/// L2TP (RFC 2661, section 3.1), of version 2: a message of data, whose payload is PPP.
fn layer_2(rest: Rest<'_>) -> Option<Result<Layer<'_>, Unread>> {
    const IS_CONTROL: u8 = 0x80;
    const HAS_LENGTH: u8 = 0x40;
    const HAS_SEQUENCE: u8 = 0x08;
    const HAS_OFFSET: u8 = 0x02;

    let ([bits, version], mut after) = header(rest)?;
    if version & 0x0F != 2 || bits & IS_CONTROL != 0 {
        return None;
    }
    if bits & HAS_LENGTH != 0 {
        after = after.skip(2).ok()?;
    }
    after = after.skip(4).ok()?;
    if bits & HAS_SEQUENCE != 0 {
        after = after.skip(4).ok()?;
    }
    if bits & HAS_OFFSET != 0 {
        let (length, rest) = after.take_u16().ok()?;
        after = rest.skip(length.into()).ok()?;
    }
    Some(Ok(Layer::Ppp(after)))
}
