//! Parses what follows an `EtherType`: tags between Ethernet and IP, and frames within frames.
//!
//! The crate etherparse parses VLAN tags, `MACsec`, ARP and IP.

use etherparse::{EtherType, LaxSlicedPacket};

use super::layer::Layer;
use super::rest::Rest;
use crate::no_ports::NoPorts;
use crate::unread::Unread;

/// The highest number that is a length and not an `EtherType` (IEEE 802.3, section 3.2.6).
const LONGEST: u16 = 1500;

/// Returns whether etherparse parses what follows this `EtherType`.
pub fn is_of_etherparse(number: u16) -> bool {
    matches!(
        EtherType(number),
        EtherType::IPV4
            | EtherType::IPV6
            | EtherType::ARP
            | EtherType::VLAN_TAGGED_FRAME
            | EtherType::PROVIDER_BRIDGING
            | EtherType::VLAN_DOUBLE_TAGGED_FRAME
            | EtherType::MACSEC
    )
}

/// Returns the payload of a packet whose next header etherparse does not parse, or `None` if it has parsed
/// all headers or an error has stopped it.
pub fn payload<'a>(
    packet: &LaxSlicedPacket<'a>,
    whole: Rest<'a>,
) -> Option<Result<Layer<'a>, Unread>> {
    if packet.net.is_some() || packet.stop_err.is_some() {
        return None;
    }
    let Some(payload) = packet.ether_payload() else {
        // MACsec hides the type of what it encrypts.
        return Some(Ok(Layer::NoPorts(NoPorts::EtherType(EtherType::MACSEC.0))));
    };
    let number = payload.ether_type.0;
    let rest = whole.at(payload.payload);
    if number <= LONGEST && is_isl(whole.bytes()) {
        return Some(whole.skip(26).map(Layer::Ethernet));
    }
    Some(Ok(Layer::EtherType(number, rest)))
}

/// Returns whether a frame begins with the destination of Cisco's ISL, whose header is before another frame.
fn is_isl(frame: &[u8]) -> bool {
    matches!(frame, [0x01 | 0x03, 0x00, 0x0C, 0x00, 0x00, ..])
}

/// Returns what follows an `EtherType`.
///
/// # Errors
///
/// Returns [`Unread`] if the header is too short.
pub fn after(number: u16, rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    Ok(match number {
        ..=LONGEST => match rest.bytes() {
            // Novell put IPX directly after the length.
            [0xFF, 0xFF, ..] => Layer::NoPorts(NoPorts::Llc(0xFF)),
            _ => Layer::Llc(rest.until(number.into())),
        },
        0x6558 => Layer::Ethernet(rest), // Transparent Ethernet bridging
        0x8847 | 0x8848 => Layer::Mpls(rest),
        0x8864 => Layer::PppOverEthernet(rest),
        0x880B => Layer::Ppp(rest),
        0x8870 => Layer::Llc(rest),               // Jumbo frames
        0x88E7 => Layer::Ethernet(rest.skip(4)?), // IEEE 802.1ah: the tag of the service instance
        0x8903 => Layer::Ethernet(rest.skip(2)?), // FabricPath
        // VN-Tag, HSR, and R-TAG of IEEE 802.1CB
        0x8926 | 0x892F | 0xF1C1 => ether_type(rest.skip(4)?)?,
        // Cisco metadata, and E-TAG of IEEE 802.1BR
        0x8909 | 0x893F => ether_type(rest.skip(6)?)?,
        0x894F => service_header(rest)?,
        0x22F3 => trill(rest)?,
        number if is_of_etherparse(number) => Layer::EtherType(number, rest),
        number => Layer::NoPorts(NoPorts::EtherType(number)),
    })
}

/// Returns what follows, from its `EtherType`.
///
/// # Errors
///
/// Returns [`Unread`] if there are fewer than two bytes.
pub fn ether_type(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let (number, rest) = rest.take_u16()?;
    Ok(Layer::EtherType(number, rest))
}

/// TRILL (RFC 6325, section 3): the options are counted in words of four bytes.
fn trill(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let (first, rest) = rest.take_u16()?;
    let options = usize::from(first >> 6 & 0x1F) * 4;
    Ok(Layer::Ethernet(rest.skip(4 + options)?))
}

/// The network service header (RFC 8300, section 2.2).
fn service_header(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([_, length, _, next], _) = rest.take()?;
    let rest = rest.skip(usize::from(length & 0x3F) * 4)?;
    Ok(match next {
        1 | 2 => Layer::Ip(rest),
        3 => Layer::Ethernet(rest),
        4 if length & 0x3F > 0 => Layer::EtherType(0x894F, rest),
        5 => Layer::Mpls(rest),
        _ => Layer::NoPorts(NoPorts::EtherType(0x894F)),
    })
}
