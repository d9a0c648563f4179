//! Parses the link layer: the header before IP.
//!
//! Called by `packet`.

use etherparse::{EtherType, LaxSlicedPacket};
use pcap_parser::Linktype;

use crate::capture::Record;
use crate::unread::Unread;

/// The number that libpcap uses for raw IP on most systems. Some programs write it to files.
const RAW: Linktype = Linktype(12);
/// The number that libpcap uses for raw IP on OpenBSD.
const RAW_OF_OPENBSD: Linktype = Linktype(14);

/// Parses the link header, and returns the packet sliced into its layers.
///
/// # Errors
///
/// Returns [`Unread`] if the link header can't be parsed, or the link type is not supported.
pub fn beyond_link<'a>(record: &Record<'a>) -> Result<LaxSlicedPacket<'a>, Unread> {
    let data = record.data;
    let too_short = |expected: usize| {
        if record.is_cut() {
            return Unread::Cut;
        }
        let length = data.len();
        Unread::Malformed(format!(
            "it has {length} bytes: expected at least {expected} of a link's header"
        ))
    };
    match record.link {
        Linktype::ETHERNET => {
            LaxSlicedPacket::from_ethernet(data).map_err(|error| too_short(error.required_len))
        }
        RAW | RAW_OF_OPENBSD | Linktype::RAW | Linktype::IPV4 | Linktype::IPV6 => {
            Ok(LaxSlicedPacket::from_ether_type(EtherType::IPV4, data))
        }
        // Parsed here because etherparse supports the cooked headers of few device types. Loopback
        // is not among them.
        Linktype::LINUX_SLL => match (data.get(14..).and_then(<[u8]>::first_chunk), data.get(16..))
        {
            (Some(ether_type), Some(rest)) => Ok(after(*ether_type, rest)),
            _ => Err(too_short(16)),
        },
        Linktype::LINUX_SLL2 => match (data.first_chunk(), data.get(20..)) {
            (Some(ether_type), Some(rest)) => Ok(after(*ether_type, rest)),
            _ => Err(too_short(20)),
        },
        Linktype::NULL | Linktype::LOOP => match data.split_first_chunk() {
            // The family is in the byte order of the capturing machine. All families are small
            // numbers, so the smaller reading is the right one.
            Some((family, rest)) => {
                let family = u32::from_le_bytes(*family).min(u32::from_be_bytes(*family));
                match family {
                    2 | 24 | 28 | 30 => Ok(LaxSlicedPacket::from_ether_type(EtherType::IPV4, rest)),
                    family => Err(Unread::Family(family)),
                }
            }
            None => Err(too_short(4)),
        },
        Linktype(number) => Err(Unread::Link(number)),
    }
}

/// Returns the packet that follows an `EtherType`. etherparse distinguishes IPv4 from IPv6 by the
/// first four bits.
fn after(ether_type: [u8; 2], data: &[u8]) -> LaxSlicedPacket<'_> {
    LaxSlicedPacket::from_ether_type(EtherType(u16::from_be_bytes(ether_type)), data)
}
