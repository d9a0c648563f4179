//! Parses the messages of netfilter's log, whose payload is a packet.

use super::layer::Layer;
use super::rest::Rest;
use crate::unread::Unread;

/// The attribute that begins with the packet's `EtherType`.
const HEADER: u16 = 1;
/// The attribute with the packet.
const PAYLOAD: u16 = 9;

/// A header of four bytes, then attributes: a length, a type, and a value padded to four bytes.
pub fn nflog(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let mut rest = rest.skip(4)?;
    let mut ether_type = None;
    loop {
        let (length, _) = rest.take()?;
        let ([_, _, a, b], value) = rest.take()?;
        // The numbers have the byte order of the capturing machine. The lengths and types are small, so
        // that the type, which has one byte, shows the order.
        let number = |bytes| match b {
            0 => u16::from_le_bytes(bytes),
            _ => u16::from_be_bytes(bytes),
        };
        let length = usize::from(number(length));
        match number([a, b]) & 0x7FFF {
            HEADER => ether_type = Some(value.take_u16()?.0),
            PAYLOAD => {
                let packet = value.until(length.saturating_sub(4));
                return Ok(match ether_type {
                    None | Some(0) => Layer::Ip(packet),
                    Some(number) => Layer::EtherType(number, packet),
                });
            }
            _ => {}
        }
        if length < 4 {
            let why = format!("an attribute of NFLOG has the length {length}: expected at least 4");
            return Err(Unread::Malformed(why));
        }
        rest = rest.skip(length.next_multiple_of(4))?;
    }
}
