//! Builds packets and frames for the other test modules.

use std::net::{IpAddr, SocketAddr};

use etherparse::{
    EtherType, Ethernet2Header, IpAuthHeader, IpFragOffset, IpNumber, Ipv4Header,
    Ipv6FragmentHeader, Ipv6Header, PacketBuilder, TcpHeader, UdpHeader, VlanId,
};

pub const SYN: u8 = 0x02;
pub const SYN_ACK: u8 = 0x12;
pub const ACK: u8 = 0x10;

pub fn socket(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// Returns application data.
pub fn payload(length: usize) -> Vec<u8> {
    (0..length).map(|at| at as u8).collect()
}

pub fn udp_segment(from: SocketAddr, to: SocketAddr, length: usize) -> Vec<u8> {
    let header = UdpHeader::without_ipv4_checksum(from.port(), to.port(), length).unwrap();
    [&header.to_bytes()[..], &payload(length)].concat()
}

pub fn tcp_segment(from: SocketAddr, to: SocketAddr, flags: u8, length: usize) -> Vec<u8> {
    let mut header = TcpHeader::new(from.port(), to.port(), 1, 1024);
    header.syn = flags & 0x02 != 0;
    header.ack = flags & 0x10 != 0;
    [&header.to_bytes()[..], &payload(length)].concat()
}

/// Returns the common header of SCTP and a chunk of this type (RFC 9260).
pub fn sctp_segment(from: SocketAddr, to: SocketAddr, chunk: u8) -> Vec<u8> {
    let ports = [from.port().to_be_bytes(), to.port().to_be_bytes()].concat();
    [&ports[..], &[0; 8], &[chunk, 0, 0, 4]].concat()
}

/// Returns the generic header of DCCP with this packet type (RFC 4340).
pub fn dccp_segment(from: SocketAddr, to: SocketAddr, kind: u8) -> Vec<u8> {
    let ports = [from.port().to_be_bytes(), to.port().to_be_bytes()].concat();
    [&ports[..], &[4, 0, 0, 0, kind << 1 | 1], &[0; 7]].concat()
}

/// Returns an IP packet.
pub fn ip(from: IpAddr, to: IpAddr, protocol: IpNumber, payload: &[u8]) -> Vec<u8> {
    match (from, to) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            let length = payload.len() as u16;
            let header = Ipv4Header::new(length, 64, protocol, from.octets(), to.octets());
            [&header.unwrap().to_bytes()[..], payload].concat()
        }
        (IpAddr::V6(from), IpAddr::V6(to)) => {
            let header = Ipv6Header {
                payload_length: payload.len() as u16,
                next_header: protocol,
                hop_limit: 64,
                source: from.octets(),
                destination: to.octets(),
                ..Ipv6Header::default()
            };
            [&header.to_bytes()[..], payload].concat()
        }
        _ => panic!("{from} and {to} are of two kinds"),
    }
}

/// Returns an Ethernet frame with this payload.
pub fn frame(ether_type: EtherType, payload: &[u8]) -> Vec<u8> {
    let header = Ethernet2Header {
        source: [2, 0, 0, 0, 0, 1],
        destination: [2, 0, 0, 0, 0, 2],
        ether_type,
    };
    [&header.to_bytes()[..], payload].concat()
}

/// Returns an Ethernet frame with this IP packet.
pub fn ip_frame(packet: &[u8]) -> Vec<u8> {
    let is_ipv4 = packet[0] >> 4 == 4;
    frame(
        if is_ipv4 {
            EtherType::IPV4
        } else {
            EtherType::IPV6
        },
        packet,
    )
}

/// Returns an Ethernet frame with a segment of any transport.
pub fn segment(from: SocketAddr, to: SocketAddr, protocol: IpNumber, segment: &[u8]) -> Vec<u8> {
    ip_frame(&ip(from.ip(), to.ip(), protocol, segment))
}

pub fn udp(from: SocketAddr, to: SocketAddr, length: usize) -> Vec<u8> {
    segment(from, to, IpNumber::UDP, &udp_segment(from, to, length))
}

pub fn tcp(from: SocketAddr, to: SocketAddr, flags: u8, length: usize) -> Vec<u8> {
    segment(
        from,
        to,
        IpNumber::TCP,
        &tcp_segment(from, to, flags, length),
    )
}

/// Returns a frame with one VLAN tag and a frame with two. They are built by etherparse, not by
/// this module, as an independent check.
pub fn tagged_udp(from: SocketAddr, to: SocketAddr, length: usize) -> [Vec<u8>; 2] {
    let (IpAddr::V4(source), IpAddr::V4(destination)) = (from.ip(), to.ip()) else {
        panic!("{from} and {to} are not IPv4");
    };
    let tag = |number| VlanId::try_new(number).unwrap();
    let outer = [None, Some(tag(100))];
    outer.map(|outer| {
        let link = PacketBuilder::ethernet2([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2]);
        let link = match outer {
            Some(outer) => link.double_vlan(outer, tag(7)),
            None => link.single_vlan(tag(7)),
        };
        let ip = link.ipv4(source.octets(), destination.octets(), 64);
        let mut frame = Vec::new();
        let builder = ip.udp(from.port(), to.port());
        builder.write(&mut frame, &payload(length)).unwrap();
        frame
    })
}

/// Returns the frame with a VLAN tag inserted.
pub fn tag(frame: &[u8]) -> Vec<u8> {
    [&frame[..12], &[0x81, 0x00, 0x00, 0x05], &frame[12..]].concat()
}

pub fn auth_header(next: IpNumber) -> Vec<u8> {
    IpAuthHeader::new(next, 1, 2, &[0; 12])
        .unwrap()
        .to_bytes()
        .to_vec()
}

/// Returns an IPv6 extension header of 8 bytes, of any kind but the fragment header.
pub fn extension(next: IpNumber) -> Vec<u8> {
    vec![next.0, 0, 1, 4, 0, 0, 0, 0]
}

/// Returns an IP packet in fragments with `each` bytes of payload, a multiple of eight.
pub fn fragments(
    from: IpAddr,
    to: IpAddr,
    protocol: IpNumber,
    identification: u16,
    whole: &[u8],
    each: usize,
) -> Vec<Vec<u8>> {
    let count = whole.len().div_ceil(each);
    let pieces = whole.chunks(each).enumerate();
    let frames = pieces.map(|(number, piece)| {
        let offset = IpFragOffset::try_new((number * each / 8) as u16).unwrap();
        let more = number + 1 < count;
        if let (IpAddr::V4(from), IpAddr::V4(to)) = (from, to) {
            let length = piece.len() as u16;
            let new = Ipv4Header::new(length, 64, protocol, from.octets(), to.octets());
            let mut header = new.unwrap();
            header.identification = identification;
            header.dont_fragment = false;
            header.more_fragments = more;
            header.fragment_offset = offset;
            return ip_frame(&[&header.to_bytes()[..], piece].concat());
        }
        let header = Ipv6FragmentHeader::new(protocol, offset, more, identification.into());
        let packet = [&header.to_bytes()[..], piece].concat();
        ip_frame(&ip(from, to, IpNumber::IPV6_FRAGMENTATION_HEADER, &packet))
    });
    frames.collect()
}
