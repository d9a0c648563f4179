//! Parses a packet from its link layer to its ports.
//!
//! `count` calls [`content`] for every record. What is before IP is parsed in `link`, the ports in
//! `transport`, and the headers of tunnels in `tunnel`.

use std::net::IpAddr;

use etherparse::err::Layer;
use etherparse::err::packet::SliceError;
use etherparse::{
    EtherType, IpAuthHeaderSlice, IpNumber, Ipv6FragmentHeaderSlice, Ipv6RawExtHeaderSlice,
    LaxIpPayloadSlice, LaxIpv4Slice, LaxIpv6Slice, LaxNetSlice,
};

use crate::capture::Record;
use crate::link::{Beyond, Rest, beyond, beyond_link};
use crate::no_ports::NoPorts;
use crate::transport::{Segment, Transport};
use crate::tunnel;
use crate::unread::Unread;

/// What a packet is counted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The content of the packet.
    pub content: Content,
    /// If the packet is the first fragment of a datagram, the datagram. A packet in a tunnel may be one, and
    /// be in one.
    pub first_of: [Option<Datagram>; 2],
    /// A remark on a packet that is counted although a part of it can't be read.
    pub note: Option<String>,
}

/// The content of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A segment with its ports.
    Segment(Addresses, Segment),
    /// A later fragment of a datagram, whose ports are in the first fragment.
    LaterFragment(Datagram),
    /// Something without ports.
    NoPorts(NoPorts),
}

/// The packet that is counted, of packets in tunnels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tunnels {
    /// The packet that the network carries.
    Outer,
    /// The packet in the innermost tunnel.
    Inner,
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

/// The number of tunnels in one another that are parsed at most.
const MOST_TUNNELS: usize = 8;

/// Parses a packet.
///
/// # Errors
///
/// Returns [`Unread`] if the packet can't be parsed up to its ports.
pub fn content(record: &Record, tunnels: Tunnels) -> Result<Parsed, Unread> {
    let whole = Rest::of(record);
    let (mut parsed, mut payload) = beyond_link(record, |beyond| after_link(beyond, whole))?;
    if tunnels == Tunnels::Outer {
        return Ok(parsed);
    }
    for _ in 0..MOST_TUNNELS {
        let Some(inside) = payload.and_then(|(number, rest)| tunnel::inside(number, rest)) else {
            break;
        };
        let parse = |layer| beyond(layer, |beyond| after_link(beyond, whole));
        match inside.and_then(parse) {
            Ok((inner, its_payload)) => {
                let [first, second] = parsed.first_of;
                parsed = Parsed {
                    first_of: [inner.first_of[0], first.or(second)],
                    ..inner
                };
                payload = its_payload;
            }
            Err(error) => {
                parsed.note = Some(format!("the packet in its tunnel is not read: {error}"));
                break;
            }
        }
    }
    Ok(parsed)
}

/// The payload of an IP packet, by the number of its protocol.
type Payload<'a> = (u8, Rest<'a>);

/// Parses a packet from IP on.
fn after_link<'a>(
    beyond: Beyond<'_, 'a>,
    whole: Rest<'a>,
) -> Result<(Parsed, Option<Payload<'a>>), Unread> {
    let packet = match beyond {
        Beyond::Packet(packet) => packet,
        Beyond::NoPorts(no_ports) => return Ok((without_ports(no_ports, None), None)),
    };
    let unread = |error: &SliceError| match error {
        SliceError::Len(_) if whole.is_cut() => Unread::Cut,
        error => Unread::Malformed(error.to_string()),
    };
    let stop = packet.stop_err.as_ref();
    let (addresses, fragment) = match &packet.net {
        Some(LaxNetSlice::Ipv4(ip)) => ipv4(ip),
        Some(LaxNetSlice::Ipv6(ip)) => ipv6(ip),
        Some(LaxNetSlice::Arp(_)) => return Ok((without_ports(ARP, None), None)),
        None => {
            return match stop {
                // An error inside ARP does not matter, since it has no ports.
                None | Some((_, Layer::Arp)) => Ok((without_ports(ARP, None), None)),
                Some((error, _)) => Err(unread(error)),
            };
        }
    };
    // The bytes of a later fragment may look like any header, so they must not be parsed.
    if let Some((datagram, 1..)) = fragment {
        let content = Content::LaterFragment(datagram);
        return Ok((Parsed::new(content, None), None));
    }
    let datagram = fragment.map(|(datagram, _)| datagram);
    let Some(payload) = packet.ip_payload() else {
        let why = "its IP header has no payload".to_owned();
        return Err(Unread::Malformed(why));
    };
    let number = payload.ip_number.0;
    let rest = whole.at(payload.payload);
    let Ok(transport) = Transport::from_number(number) else {
        return match stop {
            // An error inside ICMP or IGMP does not matter, since they have no ports.
            None | Some((_, Layer::Icmpv4 | Layer::Icmpv6 | Layer::Igmp)) => Ok((
                without_ports(NoPorts::Ip(number), datagram),
                Some((number, rest)),
            )),
            Some((error, _)) => Err(unread(error)),
        };
    };
    let Some(segment) = Segment::new(transport, payload.payload) else {
        return Err(match stop {
            Some((error, _)) => unread(error),
            None => too_short(whole, payload),
        });
    };
    let content = Content::Segment(addresses, segment);
    let mut parsed = Parsed::new(content, datagram);
    match stop {
        None => {}
        Some((SliceError::Len(_), _)) if whole.is_cut() => {}
        Some((error, _)) => parsed.note = Some(format!("its header is damaged: {error}")),
    }
    Ok((parsed, Some((number, rest))))
}

const ARP: NoPorts = NoPorts::EtherType(EtherType::ARP.0);

fn without_ports(no_ports: NoPorts, datagram: Option<Datagram>) -> Parsed {
    Parsed::new(Content::NoPorts(no_ports), datagram)
}

impl Parsed {
    fn new(content: Content, first_of: Option<Datagram>) -> Self {
        Self {
            content,
            first_of: [first_of, None],
            note: None,
        }
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
fn too_short(whole: Rest, payload: &LaxIpPayloadSlice) -> Unread {
    if whole.is_cut() {
        return Unread::Cut;
    }
    let length = payload.payload.len();
    Unread::Malformed(format!(
        "its IP payload has {length} bytes: expected at least 4 with the ports"
    ))
}
