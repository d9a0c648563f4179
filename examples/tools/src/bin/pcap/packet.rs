//! Parses a packet from its link layer to its ports.
//!
//! `count` calls [`content`] for every record. The first layer is parsed in `link`, the last in
//! `transport`.

use std::fmt;
use std::net::IpAddr;

use etherparse::err::Layer;
use etherparse::err::packet::SliceError;
use etherparse::{
    EtherType, IpAuthHeaderSlice, IpNumber, Ipv6FragmentHeaderSlice, Ipv6RawExtHeaderSlice,
    LaxIpPayloadSlice, LaxIpv4Slice, LaxIpv6Slice, LaxNetSlice, LaxSlicedPacket,
};
use port_registry::Error;

use crate::capture::Record;
use crate::link::beyond_link;
use crate::transport::{Segment, Transport};
use crate::unread::Unread;

/// The content of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A segment with its ports. If it is the first fragment of a datagram, also the datagram.
    Segment(Addresses, Segment, Option<Datagram>),
    /// A later fragment of a datagram, whose ports are in the first fragment.
    LaterFragment(Datagram),
    /// Something without ports. If it is the first fragment of a datagram, also the datagram.
    NoPorts(NoPorts, Option<Datagram>),
}

/// The addresses of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Addresses {
    /// The address of the sender.
    pub source: IpAddr,
    /// The address of the receiver.
    pub destination: IpAddr,
}

/// The fields that identify a datagram. All its fragments have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Datagram {
    addresses: Addresses,
    identification: u32,
    /// The IP protocol number, for IPv4 only: IPv6 identifies datagrams without it (RFC 8200
    /// section 4.5).
    protocol: Option<u8>,
}

/// The content of a packet without ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPorts {
    /// An IP protocol without ports, by number.
    Ip(u8, Error),
    /// A protocol other than IP, by `EtherType`.
    Link(u16),
}

impl NoPorts {
    /// Returns a number that identifies the protocol. An `EtherType` has two bytes, so the numbers
    /// of IP protocols begin above two bytes.
    pub fn kind(self) -> u32 {
        match self {
            Self::Ip(number, _) => 0x1_0000 + u32::from(number),
            Self::Link(number) => number.into(),
        }
    }
}

impl fmt::Display for NoPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Ip(_, error) => error.fmt(f),
            Self::Link(0x0806) => f.write_str("ARP (EtherType 0x0806) is not IP"),
            // Numbers below 0x600 are lengths (IEEE 802.3), or numbers that Linux uses internally.
            Self::Link(..0x0600) => f.write_str("a frame without an EtherType is not IP"),
            Self::Link(number) => write!(f, "EtherType {number:#06x} is not IP"),
        }
    }
}

/// Parses a packet.
///
/// # Errors
///
/// Returns [`Unread`] if the packet can't be parsed up to its ports.
pub fn content(record: &Record) -> Result<Content, Unread> {
    let packet = beyond_link(record)?;
    let unread = |error: &SliceError| match error {
        SliceError::Len(_) if record.is_cut() => Unread::Cut,
        error => Unread::Malformed(error.to_string()),
    };
    let stop = packet.stop_err.as_ref();
    let (addresses, fragment) = match &packet.net {
        Some(LaxNetSlice::Ipv4(ip)) => ipv4(ip),
        Some(LaxNetSlice::Ipv6(ip)) => ipv6(ip),
        Some(LaxNetSlice::Arp(_)) | None => return without_ip(&packet, unread),
    };
    // The bytes of a later fragment may look like any header, so they must not be parsed.
    if let Some((datagram, 1..)) = fragment {
        return Ok(Content::LaterFragment(datagram));
    }
    let datagram = fragment.map(|(datagram, _)| datagram);
    let Some(payload) = packet.ip_payload() else {
        return without_ip(&packet, unread);
    };
    let transport = match Transport::from_number(payload.ip_number.0) {
        Ok(transport) => transport,
        Err(error) => {
            return match stop {
                // An error inside ICMP or IGMP does not matter, since they have no ports.
                None | Some((_, Layer::Icmpv4 | Layer::Icmpv6 | Layer::Igmp)) => Ok(
                    Content::NoPorts(NoPorts::Ip(payload.ip_number.0, error), datagram),
                ),
                Some((error, _)) => Err(unread(error)),
            };
        }
    };
    match (stop, Segment::new(transport, payload.payload)) {
        (Some((error @ SliceError::Len(_), _)), Some(_)) if !record.is_cut() => Err(unread(error)),
        (None | Some((SliceError::Len(_), _)), Some(segment)) => {
            Ok(Content::Segment(addresses, segment, datagram))
        }
        (Some((error, _)), _) => Err(unread(error)),
        (None, None) => Err(too_short(record, payload)),
    }
}

/// The datagram of a fragment, and the offset of the fragment in it.
type Fragment = (Datagram, u16);

fn ipv4(ip: &LaxIpv4Slice) -> (Addresses, Option<Fragment>) {
    let header = ip.header();
    let addresses = Addresses {
        source: header.source_addr().into(),
        destination: header.destination_addr().into(),
    };
    let datagram = Datagram {
        addresses,
        identification: header.identification().into(),
        protocol: Some(header.protocol().0),
    };
    let fragment = (datagram, header.fragments_offset().value());
    let is_fragment = header.is_fragmenting_payload();
    (addresses, is_fragment.then_some(fragment))
}

fn ipv6(ip: &LaxIpv6Slice) -> (Addresses, Option<Fragment>) {
    let header = ip.header();
    let addresses = Addresses {
        source: header.source_addr().into(),
        destination: header.destination_addr().into(),
    };
    let fragment = fragment_header(ip).map(|header| {
        let datagram = Datagram {
            addresses,
            identification: header.identification(),
            protocol: None,
        };
        (datagram, header.fragment_offset().value())
    });
    (addresses, fragment)
}

/// Returns the header of a fragment, or `None` if the packet is not a fragment. etherparse's
/// iterator over extension headers is not used here, because it reads beyond the last header if a
/// malformed one follows.
fn fragment_header<'a>(ip: &LaxIpv6Slice<'a>) -> Option<Ipv6FragmentHeaderSlice<'a>> {
    let (mut next, mut rest) = (ip.header().next_header(), ip.extensions().slice());
    loop {
        let length = match next {
            IpNumber::IPV6_FRAGMENTATION_HEADER => {
                let header = Ipv6FragmentHeaderSlice::from_slice(rest).ok()?;
                if header.is_fragmenting_payload() {
                    return Some(header);
                }
                next = header.next_header();
                header.slice().len()
            }
            IpNumber::AUTHENTICATION_HEADER => {
                let header = IpAuthHeaderSlice::from_slice(rest).ok()?;
                next = header.next_header();
                header.slice().len()
            }
            IpNumber::IPV6_HEADER_HOP_BY_HOP
            | IpNumber::IPV6_ROUTE_HEADER
            | IpNumber::IPV6_DESTINATION_OPTIONS => {
                let header = Ipv6RawExtHeaderSlice::from_slice(rest).ok()?;
                next = header.next_header();
                header.slice().len()
            }
            _ => return None,
        };
        rest = rest.get(length..)?;
    }
}

/// Returns the error for a payload that is too short to contain the ports.
fn too_short(record: &Record, payload: &LaxIpPayloadSlice) -> Unread {
    if record.is_cut() {
        return Unread::Cut;
    }
    let length = payload.payload.len();
    Unread::Malformed(format!(
        "its IP payload has {length} bytes: expected at least 4 with the ports"
    ))
}

/// Returns the content of a packet that is neither IPv4 nor IPv6, or an error if the packet is
/// malformed before that is known.
fn without_ip(
    packet: &LaxSlicedPacket,
    unread: impl Fn(&SliceError) -> Unread,
) -> Result<Content, Unread> {
    let ether_type = packet.ether_payload().map(|payload| payload.ether_type);
    match (&packet.stop_err, ether_type) {
        // An error inside ARP does not matter, since it has no ports.
        (_, Some(EtherType::ARP)) => {}
        (Some((error, _)), _) => return Err(unread(error)),
        (
            None,
            Some(
                EtherType::VLAN_TAGGED_FRAME
                | EtherType::PROVIDER_BRIDGING
                | EtherType::VLAN_DOUBLE_TAGGED_FRAME,
            ),
        ) => {
            let most = LaxSlicedPacket::LINK_EXTS_CAP;
            let why = format!("it has more than {most} VLAN tags");
            return Err(Unread::Malformed(why));
        }
        (None, _) => {}
    }
    let ether_type = ether_type.unwrap_or(EtherType::MACSEC); // MACsec hides the type of what it encrypts
    Ok(Content::NoPorts(NoPorts::Link(ether_type.0), None))
}
