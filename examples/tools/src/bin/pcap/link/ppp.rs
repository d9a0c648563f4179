//! Parses PPP and what it is carried by: HDLC of Cisco, PPP over Ethernet, Frame Relay.

use super::layer::Layer;
use super::rest::Rest;
use crate::no_ports::NoPorts;
use crate::unread::Unread;

/// The address of all stations and the control field of unnumbered information (RFC 1662, section 3.1).
const ADDRESS_AND_CONTROL: [u8; 2] = [0xFF, 0x03];

/// PPP (RFC 1661, section 2). The address and control fields may be left out, as may the first byte of the
/// protocol number if it is zero.
pub fn ppp(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let rest = if rest.bytes().starts_with(&ADDRESS_AND_CONTROL) {
        rest.skip(2)?
    } else {
        rest
    };
    let ([first], after) = rest.take()?;
    let (number, rest) = if first & 1 == 1 {
        (first.into(), after)
    } else {
        rest.take_u16()?
    };
    Ok(match number {
        0x0021 | 0x0057 => Layer::Ip(rest),
        0x0031 => bridged(rest)?,
        // Multilink (RFC 1990, section 3), with a number of 24 bits. A packet that is the first and the
        // last fragment is whole.
        0x003D if rest.bytes().first().is_some_and(|bits| bits >> 6 == 3) => {
            Layer::Ppp(rest.skip(4)?)
        }
        0x0281 | 0x0283 => Layer::Mpls(rest),
        number => Layer::NoPorts(NoPorts::Ppp(number)),
    })
}

/// Bridged frames (RFC 3518, section 4.2).
fn bridged(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([flags, kind], rest) = rest.take()?;
    let rest = if flags & 0x40 == 0 {
        rest
    } else {
        rest.skip(4)?
    };
    Ok(match kind {
        1 => Layer::Ethernet(rest),
        _ => Layer::NoPorts(NoPorts::Ppp(0x0031)),
    })
}

/// PPP or Cisco HDLC, which begin with different addresses (RFC 1547, section 4.3.1).
pub fn hdlc(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    match rest.bytes() {
        [0x0F | 0x8F, 0x00, ..] => cisco(rest),
        _ => Ok(Layer::Ppp(rest)),
    }
}

/// Cisco HDLC: an address, a zero, and an `EtherType`.
pub fn cisco(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let (_, rest) = rest.take_u16()?;
    let (number, rest) = rest.take_u16()?;
    Ok(match number {
        0x8035 => Layer::NoPorts(NoPorts::LinkControl("SLARP of Cisco HDLC")),
        0xFEFE => cisco_osi(rest)?,
        number => Layer::EtherType(number, rest),
    })
}

/// PPP over Ethernet (RFC 2516, section 4): version and type, a code, a session and a length.
pub fn over_ethernet(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([_, code, _, _, high, low], rest) = rest.take()?;
    Ok(match code {
        0 => Layer::Ppp(rest.until(u16::from_be_bytes([high, low]).into())),
        _ => Layer::NoPorts(NoPorts::EtherType(0x8863)),
    })
}

/// Frame Relay (RFC 2427, section 3). The address has two to four bytes; the last bit of the last one is set.
pub fn frame_relay(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let address = rest.bytes().iter().take(4).position(|byte| byte & 1 == 1);
    let rest = rest.skip(address.map_or(4, |last| last + 1))?;
    match rest.bytes() {
        [0x03, ..] => Ok(Layer::Nlpid(rest.skip(1)?)),
        // Cisco's encapsulation has an EtherType after the address.
        _ => super::ethernet::ether_type(rest),
    }
}

/// The OSI protocols of Cisco HDLC, after a control field.
fn cisco_osi(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([_], rest) = rest.take()?;
    Ok(Layer::Nlpid(rest))
}
