//! Parses IEEE 802.2 LLC, SNAP and the network layer protocol identifiers of ISO.

use super::ethernet::ether_type;
use super::layer::Layer;
use super::rest::Rest;
use crate::no_ports::NoPorts;
use crate::unread::Unread;

/// The control field of unnumbered information.
const INFORMATION: u8 = 0x03;

/// LLC: two service access points and a control field.
pub fn llc(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([destination, source, control], rest) = rest.take()?;
    Ok(match (destination, source, control) {
        (0xAA, 0xAA, INFORMATION) => snap(rest, 2)?,
        (0x06, 0x06, INFORMATION) => Layer::Ip(rest),
        (0xFE, 0xFE, INFORMATION) => Layer::Nlpid(rest),
        _ => Layer::NoPorts(NoPorts::Llc(destination)),
    })
}

/// SNAP: an organization, and a protocol of it. A bridged frame is after padding of this length: RFC 2684,
/// section 5.2, has some, and RFC 2427, section 4.2, has none.
fn snap(rest: Rest<'_>, padding: usize) -> Result<Layer<'_>, Unread> {
    let (organization, after) = rest.take()?;
    let (protocol, rest) = after.take_u16()?;
    Ok(match (organization, protocol) {
        // The EtherTypes, and those of bridges (IEEE 802.1H).
        ([0, 0, 0], _) | ([0, 0, 0xF8], 0x0800 | 0x86DD) => ether_type(after)?,
        // Bridged Ethernet, with and without its checksum.
        ([0, 0x80, 0xC2], 1 | 7) => Layer::Ethernet(rest.skip(padding)?),
        _ => Layer::NoPorts(NoPorts::Snap(organization, protocol)),
    })
}

/// A network layer protocol identifier (RFC 2427, section 3).
pub fn nlpid(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([number], rest) = rest.take()?;
    Ok(match number {
        0x00 => Layer::Nlpid(rest), // Padding
        0x80 => snap(rest, 0)?,
        0x8E | 0xCC => Layer::Ip(rest),
        0xCF => Layer::Ppp(rest),
        number => Layer::NoPorts(NoPorts::Nlpid(number)),
    })
}
