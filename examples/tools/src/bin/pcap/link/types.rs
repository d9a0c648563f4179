//! Parses the header that a link type of capture files has, and names the protocol after it.

use super::layer::Layer;
use super::rest::Rest;
use super::{ethernet, families, names, nflog, ppp, wlan};
use crate::no_ports::NoPorts;
use crate::unread::Unread;

/// Returns the protocol after the header of a link type. The numbers are those of `LINKTYPE_`, in the order of
/// tcpdump.org's list.
///
/// # Errors
///
/// Returns [`Unread`] if the header can't be parsed, or the link type is not supported.
pub fn link(number: i32, rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    Ok(match number {
        1 => Layer::Ethernet(rest),
        0 | 108 => families::wide(rest, 4)?,
        6 => token_ring(rest)?,
        7 => arcnet(rest.skip(2)?)?,
        8 => Layer::Ip(rest.skip(16)?), // SLIP
        9 | 50 => Layer::Hdlc(rest),
        10 => Layer::Llc(rest.skip(13)?), // FDDI: frame control and two addresses
        // 12 and 14 are the numbers that libpcap uses for raw IP on most systems and on OpenBSD. Some
        // programs write them to files.
        12 | 14 | 101 | 228 | 229 => Layer::Ip(rest),
        51 => Layer::PppOverEthernet(rest),
        100 | 106 => Layer::Llc(rest), // ATM
        104 => ppp::cisco(rest)?,
        105 => Layer::Wlan(rest),
        107 => Layer::FrameRelay(rest),
        109 => families::wide(rest, 12)?, // OpenBSD's enc(4)
        113 => cooked(rest)?,
        117 => packet_filter(rest)?,
        119 => wlan::prism(rest)?,
        122 => Layer::Llc(rest.skip(16)?), // IP over Fibre Channel: two addresses
        123 => sun_atm(rest)?,
        127 => Layer::Radiotap(rest),
        129 => arcnet(rest.skip(4)?)?,
        // IP over IEEE 1394: two addresses. The others have a switch's tag between the addresses and the EtherType.
        138 | 281 | 284 => ethernet::ether_type(rest.skip(16)?)?,
        149 if is_packet_tap(rest.bytes()) => packet_tap(rest)?,
        163 => wlan::avs(rest)?,
        166 => Layer::Ppp(rest.skip(2)?), // a direction in place of the address
        178 => Layer::Ethernet(juniper(rest)?),
        179 => Layer::Ppp(juniper(rest)?),
        180 => Layer::FrameRelay(juniper(rest)?),
        181 => ppp::cisco(juniper(rest)?)?,
        182 => multilink_frame_relay(rest)?,
        192 => per_packet_information(rest)?,
        204 => Layer::Hdlc(rest.skip(1)?), // a direction
        205 => ppp::cisco(rest.skip(1)?)?,
        206 => Layer::FrameRelay(rest.skip(1)?),
        219 => Layer::Mpls(rest),
        226 => ip_net(rest)?,
        239 => nflog::nflog(rest)?,
        240 | 282 => Layer::Ethernet(rest.skip(4)?), // netANALYZER; a switch's tag before the frame
        241 => Layer::Ethernet(rest.skip(12)?),      // netANALYZER, then a preamble
        242 => ip_over_infiniband(rest)?,
        258 => packet_tap(rest)?,
        259 | 274 => Layer::Ethernet(rest.skip(8)?), // a preamble
        276 => cooked_2(rest)?,
        285 => ethernet::ether_type(rest.skip(20)?)?, // a longer tag of a switch
        number if number < 0 => return Err(Unread::SnoopLink(!number)),
        number => {
            let name = names::name(number);
            return Err(Unread::Link { number, name });
        }
    })
}

/// The types of hardware (`ARPHRD_`) in Linux cooked headers whose payload does not begin with the protocol
/// of an `EtherType`.
fn cooked_payload(hardware: u16, protocol: u16, rest: Rest<'_>) -> Layer<'_> {
    match hardware {
        770 => Layer::FrameRelay(rest),
        801 => Layer::Wlan(rest),
        803 => Layer::Radiotap(rest),
        824 => Layer::NoPorts(NoPorts::LinkControl("netlink")),
        280 => Layer::NoPorts(NoPorts::LinkControl("CAN")),
        _ => match protocol {
            // The numbers of Linux for frames without an EtherType: IPX after a length, and LLC.
            0x0001 => Layer::NoPorts(NoPorts::Llc(0xFF)),
            0x0004 => Layer::Llc(rest),
            0x000C..=0x000E => Layer::NoPorts(NoPorts::LinkControl("CAN")),
            _ => Layer::EtherType(protocol, rest),
        },
    }
}

/// Linux cooked header. Parsed here because etherparse supports few device types: loopback is not among them.
fn cooked(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let payload = rest.skip(16)?;
    let (hardware, _) = rest.skip(2)?.take_u16()?;
    let (protocol, _) = rest.skip(14)?.take_u16()?;
    Ok(cooked_payload(hardware, protocol, payload))
}

/// Linux cooked header, version 2.
fn cooked_2(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let payload = rest.skip(20)?;
    let (protocol, _) = rest.take_u16()?;
    let (hardware, _) = rest.skip(8)?.take_u16()?;
    Ok(cooked_payload(hardware, protocol, payload))
}

/// Token Ring: access control, frame control, two addresses, and a route if the first bit of the source is set.
fn token_ring(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([source], _) = rest.skip(8)?.take()?;
    let after = rest.skip(14)?;
    if source & 0x80 == 0 {
        return Ok(Layer::Llc(after));
    }
    let ([control], _) = after.take()?;
    Ok(Layer::Llc(after.skip(usize::from(control & 0x1F))?))
}

/// ARCNET from its protocol: IP of RFC 1201, after a flag and a number, or of RFC 1051.
fn arcnet(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([protocol], rest) = rest.take()?;
    match protocol {
        0xD4 => Ok(Layer::Ip(rest.skip(3)?)),
        0xF0 => Ok(Layer::Ip(rest)),
        _ => Ok(Layer::NoPorts(NoPorts::LinkControl("ARCNET"))),
    }
}

/// The packet filter's log of BSD: a length, which is padded to four bytes, and a family.
fn packet_filter(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([length, family], _) = rest.take()?;
    let length = usize::from(length).next_multiple_of(4);
    families::of(family.into(), rest.skip(length)?)
}

/// ATM of Sun: the low bits of the first byte say what follows.
fn sun_atm(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([kind, ..], rest) = rest.take::<4>()?;
    Ok(match kind & 0x0F {
        1 => Layer::Ethernet(rest.skip(2)?), // LAN emulation
        2 => Layer::Llc(rest),
        _ => Layer::NoPorts(NoPorts::LinkControl("ATM signalling")),
    })
}

/// The header of Juniper: a magic number, flags, and extensions if there are any.
fn juniper(rest: Rest<'_>) -> Result<Rest<'_>, Unread> {
    const HAS_EXTENSIONS: u8 = 0x80;
    const HAS_NO_LINK: u8 = 0x02;

    let ([magic @ .., flags], after) = rest.take::<4>()?;
    if magic != *b"MGC" || flags & HAS_NO_LINK != 0 {
        let why = "its header of Juniper is not read".to_owned();
        return Err(Unread::Malformed(why));
    }
    if flags & HAS_EXTENSIONS == 0 {
        return Ok(after);
    }
    let (length, after) = after.take_u16()?;
    after.skip(length.into())
}

/// Multilink Frame Relay (FRF.16): a packet that is the first and the last fragment is whole.
fn multilink_frame_relay(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([bits, _], after) = rest.take()?;
    Ok(match bits >> 5 {
        0b110 => Layer::FrameRelay(after),
        0b111 => Layer::NoPorts(NoPorts::LinkControl("control of Multilink Frame Relay")),
        _ => Layer::NoPorts(NoPorts::Nlpid(0xB1)),
    })
}

/// PPI: a version, flags, the length of the header, and the link type of what follows.
fn per_packet_information(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([_, _, low, high, link @ ..], _) = rest.take::<8>()?;
    let length = u16::from_le_bytes([low, high]);
    let after = rest.skip(usize::from(length).max(8))?;
    Ok(Layer::Link(i32::from_le_bytes(link), after))
}

/// The header of Solaris's IP interfaces, with its version and a family.
fn ip_net(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let ([_, family], _) = rest.take()?;
    families::of(family.into(), rest.skip(24)?)
}

/// IP over InfiniBand: a global routing header, an `EtherType` and two bytes.
fn ip_over_infiniband(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let (number, rest) = rest.skip(40)?.take_u16()?;
    Ok(Layer::EtherType(number, rest.skip(2)?))
}

/// The header of Darwin's PKTAP: its length, the kind of record, the link type of what follows, and more.
fn packet_tap(rest: Rest<'_>) -> Result<Layer<'_>, Unread> {
    let (length, after) = rest.take()?;
    let (_, after) = after.take::<4>()?;
    let (link, _) = after.take()?;
    let length = u32::from_le_bytes(length).max(12);
    Ok(Layer::Link(
        i32::from_le_bytes(link),
        rest.skip(length as usize)?,
    ))
}

/// Returns whether a packet of the link type `USER2` begins with the header of PKTAP, as Apple's tcpdump once
/// wrote it.
fn is_packet_tap(bytes: &[u8]) -> bool {
    let length = bytes.first_chunk().map(|bytes| u32::from_le_bytes(*bytes));
    matches!(
        (length, bytes.get(4..8)),
        (Some(108..=512), Some([1, 0, 0, 0]))
    )
}
