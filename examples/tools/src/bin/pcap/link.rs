//! Links: what stands before IP.

use etherparse::{EtherType, LaxSlicedPacket};
use pcap_parser::Linktype;

use crate::capture::Record;
use crate::packet::Unread;

/// What libpcap calls raw IP on most systems; some programs write it into files.
const RAW: Linktype = Linktype(12);
const RAW_OF_OPENBSD: Linktype = Linktype(14);

/// The packet, sliced as its link's header says.
///
/// # Errors
///
/// [`Unread`] if that header can't be read, or the link is not known.
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
        // etherparse reads the cooked headers of few devices, and not that of the loopback.
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
            // In the byte order of whoever captured it; the numbers are small.
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

/// An `EtherType` and what it announces; IPv4 and IPv6 are told apart by their first bits.
fn after(ether_type: [u8; 2], data: &[u8]) -> LaxSlicedPacket<'_> {
    LaxSlicedPacket::from_ether_type(EtherType(u16::from_be_bytes(ether_type)), data)
}
