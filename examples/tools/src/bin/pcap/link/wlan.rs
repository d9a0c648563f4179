//! Parses IEEE 802.11 data frames, and the headers that capture programs write before 802.11 frames.

use super::layer::Layer;
use super::rest::Rest;
use crate::no_ports::{NoPorts, Wlan};
use crate::unread::Unread;

/// Radiotap: a version, padding, the length of the header, and bits that say which fields it has.
pub fn radiotap(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([_, _, low, high], _) = rest.take()?;
    let length = usize::from(u16::from_le_bytes([low, high]));
    let after = rest.skip(length)?;
    let header = rest.until(length).bytes();
    wlan_of(after, is_padded(header).unwrap_or(false))
}

/// Returns whether the 802.11 header is padded to a multiple of four bytes, as the field `Flags` says. Returns
/// `None` if radiotap's header ends before the field.
fn is_padded(header: &[u8]) -> Option<bool> {
    const EXTENDED: u8 = 0x80;
    const HAS_TIMER: u8 = 1;
    const HAS_FLAGS: u8 = 2;
    const PADDED: u8 = 0x20;

    let present = *header.get(4)?;
    let mut at = 8;
    while header.get(at - 1)? & EXTENDED != 0 {
        at += 4;
    }
    if present & HAS_FLAGS == 0 {
        return Some(false);
    }
    if present & HAS_TIMER != 0 {
        at = at.next_multiple_of(8) + 8;
    }
    Some(header.get(at)? & PADDED != 0)
}

/// The header of Prism cards, which begins with a message code and its length, or that of AVS.
pub fn prism(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([a, b, c, d], after) = rest.take()?;
    if [a, b, c] == [0x80, 0x21, 0x10] {
        return avs(rest);
    }
    let (length, _) = after.take()?;
    let is_little = [c, d] == [0, 0];
    let length = if is_little {
        u32::from_le_bytes(length)
    } else {
        u32::from_be_bytes(length)
    };
    Ok(Layer::Wlan(rest.skip(length as usize)?))
}

/// The header of AVS: a version and its length.
pub fn avs(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let (_, after) = rest.take::<4>()?;
    let (length, _) = after.take()?;
    Ok(Layer::Wlan(rest.skip(u32::from_be_bytes(length) as usize)?))
}

/// An 802.11 frame.
pub fn wlan(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    wlan_of(rest, false)
}

/// An 802.11 frame (IEEE 802.11-2020, section 9.2). Of several packets in one frame (A-MSDU), the first is
/// read.
fn wlan_of(rest: Rest<'_>, is_padded: bool) -> Result<Layer<'_>, Unread> {
    const BOTH_DISTRIBUTION_SYSTEMS: u8 = 0x03;
    const PROTECTED: u8 = 0x40;
    const HAS_HT_CONTROL: u8 = 0x80;
    const IS_AGGREGATE: u8 = 0x80;
    const IS_QOS: u8 = 0x80;
    const HAS_NO_DATA: u8 = 0x40;

    let stop = |kind| Ok(Layer::NoPorts(NoPorts::Wlan(kind)));
    let ([kind, flags], _) = rest.take()?;
    match kind & 0x0C {
        0x00 => return stop(Wlan::Management),
        0x04 => return stop(Wlan::Control),
        0x0C => return stop(Wlan::Reserved),
        _ if kind & HAS_NO_DATA != 0 => return stop(Wlan::NoData),
        _ if flags & PROTECTED != 0 => return stop(Wlan::Encrypted),
        _ => {}
    }
    let (sequence, _) = rest.skip(22)?.take::<2>()?;
    if sequence[0] & 0x0F != 0 {
        return stop(Wlan::LaterFragment);
    }
    let mut length = 24;
    if flags & BOTH_DISTRIBUTION_SYSTEMS == BOTH_DISTRIBUTION_SYSTEMS {
        length += 6;
    }
    let mut is_aggregate = false;
    if kind & IS_QOS != 0 {
        let ([control, _], _) = rest.skip(length)?.take()?;
        is_aggregate = control & IS_AGGREGATE != 0;
        length += 2;
        if flags & HAS_HT_CONTROL != 0 {
            length += 4;
        }
    }
    if is_padded {
        length = usize::next_multiple_of(length, 4);
    }
    let data = rest.skip(length)?;
    if is_aggregate {
        // Two addresses and the length of the first packet.
        let (length, packet) = data.skip(12)?.take_u16()?;
        return Ok(Layer::Llc(packet.until(length.into())));
    }
    Ok(Layer::Llc(data))
}
