//! Tests the packets that `pcap` reads: links, VLAN tags, extension headers and transports.

use etherparse::{EtherType, IpNumber};
use port_registry::{Port, Protocol as P, Service};

use crate::files::{Classic, Order, at_once, classic, ethernet};
use crate::frames::{
    auth_header, dccp_segment, extension, frame, ip, ip_frame, sctp_segment, segment, socket, tag,
    tagged_udp, tcp_segment, udp, udp_segment,
};
use crate::program::{conversations_and_errors, pcap, stderr, stdout};

const FOUR: [&str; 2] = ["10.0.0.5:40000", "10.0.0.1:53"];
const SIX: [&str; 2] = ["[2001:db8::5]:40000", "[2001:db8::1]:53"];

fn capture(link: u32, packets: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    classic(
        Order::Little,
        Classic::Microseconds,
        link,
        &at_once(packets),
    )
}

/// Returns the lines for a capture that leads to no errors.
fn lines(link: u32, packets: impl IntoIterator<Item = Vec<u8>>) -> Vec<String> {
    let (lines, errors) = conversations_and_errors(&capture(link, packets));
    assert_eq!(errors, "");
    lines
}

#[test]
fn links_of_all_kinds() {
    let packets = [FOUR, SIX].map(|ends| {
        let [from, to] = ends.map(socket);
        ip(
            from.ip(),
            to.ip(),
            IpNumber::UDP,
            &udp_segment(from, to, 100),
        )
    });
    let ether_types = [[0x08, 0x00], [0x86, 0xDD]];
    // The ARPHRD type is 772, loopback, which etherparse does not support.
    let cooked =
        |ether_type: [u8; 2]| [&[0, 0, 0x03, 0x04, 0, 6][..], &[0; 8], &ether_type].concat();
    let cooked2 = |ether_type: [u8; 2]| [&ether_type[..], &[0; 18]].concat();
    let expect = |link: u32, headers: [Vec<u8>; 2]| {
        let [four, six] = [0, 1].map(|at| [&headers[at][..], &packets[at]].concat());
        let lengths = [four.len(), six.len()];
        assert_eq!(
            lines(link, [four, six]),
            [
                format!("domain udp {} {} 1 {} 0", SIX[0], SIX[1], lengths[1]),
                format!("domain udp {} {} 1 {} 0", FOUR[0], FOUR[1], lengths[0]),
            ],
            "link type {link}"
        );
    };
    for raw in [12, 14, 101, 228, 229] {
        expect(raw, [vec![], vec![]]);
    }
    expect(
        1,
        ether_types.map(|number| frame(EtherType(u16::from_be_bytes(number)), &[])),
    );
    expect(113, ether_types.map(cooked));
    expect(276, ether_types.map(cooked2));
    for six in [24_u32, 28, 30] {
        expect(0, [2_u32, six].map(|family| family.to_le_bytes().to_vec()));
        expect(0, [2_u32, six].map(|family| family.to_be_bytes().to_vec()));
        expect(
            108,
            [2_u32, six].map(|family| family.to_be_bytes().to_vec()),
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of packets")]
fn links_that_carry_something_else() {
    let (lines, errors) = conversations_and_errors(&capture(0, [vec![0, 0, 0, 7, 1, 2, 3]]));
    assert!(lines.is_empty());
    assert_eq!(
        errors,
        "pcap: 1 packet not read, record 1: address family 7 is not IP: expected 2 (IPv4), or 10, 24, 26, 28 or 30 (IPv6)\n"
    );
    let wlan = |kind: u8, flags: u8| {
        let mut frame = vec![kind, flags];
        frame.resize(24, 0);
        frame
    };
    let fragment = {
        let mut frame = wlan(0x08, 0);
        frame[22] = 3;
        frame
    };
    let label = [0, 9, 1, 64];
    for (link, packet, what) in [
        (
            1,
            frame(EtherType::ARP, &[0; 28]),
            "ARP (EtherType 0x0806) is not IP",
        ),
        (
            1,
            tag(&frame(EtherType::ARP, &[0; 3])),
            "ARP (EtherType 0x0806) is not IP",
        ),
        (
            1,
            frame(EtherType(0x88CC), &[0; 46]),
            "LLDP (EtherType 0x88cc) is not IP",
        ),
        (
            1,
            frame(EtherType(0x8863), &[0; 46]),
            "PPPoE discovery (EtherType 0x8863) is not IP",
        ),
        (
            1,
            frame(EtherType(0x8864), &[0x11, 9, 0, 0, 0, 0]),
            "PPPoE discovery (EtherType 0x8863) is not IP",
        ),
        (
            1,
            frame(EtherType(0x1234), &[0; 46]),
            "EtherType 0x1234 is not read",
        ),
        (
            1,
            frame(EtherType(0x88E5), &[0x0C; 46]),
            "MACsec, which is encrypted, (EtherType 0x88e5) is not read",
        ),
        (
            1,
            frame(EtherType(38), &[0x42; 46]),
            "STP (LLC service access point 0x42) is not IP",
        ),
        (
            1,
            frame(EtherType(38), &[0xFF; 46]),
            "IPX (LLC service access point 0xff) is not IP",
        ),
        (
            1,
            frame(EtherType(38), &[0x12; 46]),
            "LLC service access point 0x12 is not read",
        ),
        (
            1,
            frame(EtherType(8), &[0xAA, 0xAA, 3, 0, 0, 0x0C, 0x20, 0x00]),
            "CDP (SNAP protocol 00000c:2000) is not IP",
        ),
        (
            1,
            frame(EtherType(8), &[0xAA, 0xAA, 3, 1, 2, 3, 4, 5]),
            "SNAP protocol 010203:0405 is not read",
        ),
        (
            1,
            frame(EtherType(4), &[0xFE, 0xFE, 3, 0x83]),
            "IS-IS (NLPID 0x83) is not IP",
        ),
        (
            1,
            frame(EtherType(0x8847), &[&label[..], &[0x10, 0, 0, 0]].concat()),
            "MPLS with neither IP nor Ethernet is not read",
        ),
        (
            9,
            vec![0xFF, 3, 0xC0, 0x21, 1],
            "LCP (PPP protocol 0xc021) is not IP",
        ),
        (
            9,
            vec![0x2D, 1],
            "TCP/IP with Van Jacobson's compression (PPP protocol 0x002d) is not read",
        ),
        (9, vec![0x12, 0x35], "PPP protocol 0x1235 is not read"),
        (
            9,
            vec![0, 0x3D, 0x80, 0, 0, 1, 0, 0x21],
            "a fragment of Multilink PPP (PPP protocol 0x003d) is not read",
        ),
        (
            104,
            vec![0x0F, 0, 0x80, 0x35],
            "SLARP of Cisco HDLC is not IP",
        ),
        (
            104,
            vec![0x0F, 0, 0xFE, 0xFE, 3, 0x82],
            "ES-IS (NLPID 0x82) is not IP",
        ),
        (105, wlan(0x80, 0), "an 802.11 management frame is not IP"),
        (105, wlan(0xD4, 0), "an 802.11 control frame is not IP"),
        (
            105,
            wlan(0x48, 0),
            "an 802.11 data frame without data is not IP",
        ),
        (
            105,
            wlan(0x08, 0x40),
            "an 802.11 data frame, which is encrypted, is not read",
        ),
        (
            105,
            fragment,
            "a later fragment of an 802.11 frame is not read",
        ),
        (
            105,
            wlan(0x0C, 0),
            "an 802.11 frame of a reserved type is not read",
        ),
        (
            107,
            vec![0x18, 0x41, 3, 0x08],
            "Q.933 (NLPID 0x08) is not IP",
        ),
        (
            182,
            vec![0xE1, 0, 0],
            "control of Multilink Frame Relay is not IP",
        ),
    ] {
        let bytes = packet.len();
        let (lines, errors) = conversations_and_errors(&capture(link, [packet]));
        assert!(lines.is_empty());
        assert_eq!(
            errors,
            format!("pcap: 1 packet with {bytes} bytes: {what}\n")
        );
    }
}

/// What follows the length of an 802.3 frame is padding.
#[test]
fn padding_is_not_parsed() {
    let (lines, errors) = conversations_and_errors(&capture(1, [frame(EtherType(2), &[0x42; 46])]));
    assert!(lines.is_empty());
    let why = "it has 16 bytes: expected at least 17 of a link's header";
    assert_eq!(
        errors,
        format!("pcap: 1 packet not read, record 1: {why}\n")
    );
}

/// The name is that of tcpdump.org's list.
#[test]
fn links_that_are_not_read() {
    for (link, name) in [
        (195, "IEEE802_15_4_WITHFCS"),
        (147, "USER0"),
        (220, "USB_LINUX_MMAPPED"),
        (60000, "unknown"),
    ] {
        let output = pcap(&["--json"], &capture(link, [vec![0; 60], vec![]]));
        let expected = format!(
            "pcap: 2 packets not read, records 1, 2: link type {link} ({name}) is not read\n"
        );
        assert_eq!((stdout(&output), stderr(&output)), ("", &*expected));
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn headers_may_be_many() {
    let [from, to] = FOUR.map(socket);
    let plain = ip(
        from.ip(),
        to.ip(),
        IpNumber::UDP,
        &udp_segment(from, to, 100),
    );
    let nested = |times: usize| {
        let tag = [0x88, 0xE7, 0, 0, 0, 1];
        let mut frame = ip_frame(&plain);
        for _ in 0..times {
            frame = [&frame[..12], &tag, &frame].concat();
        }
        frame
    };
    assert_eq!(lines(1, [nested(6)]).len(), 1);
    let (lines, errors) = conversations_and_errors(&capture(1, [nested(8)]));
    assert!(lines.is_empty());
    assert_eq!(
        errors,
        "pcap: 1 packet not read, record 1: it has more than 16 headers before IP\n"
    );
    let labels = |count: usize| {
        let mut labels = vec![0; 4 * count];
        labels[4 * count - 2] = 1;
        frame(EtherType(0x8847), &[&labels[..], &plain].concat())
    };
    let (lines, errors) = conversations_and_errors(&capture(1, [labels(32), labels(33)]));
    assert_eq!(lines.len(), 1);
    assert_eq!(
        errors,
        "pcap: 1 packet not read, record 2: it has more than 32 MPLS labels\n"
    );
}

#[test]
fn vlan_tags() {
    let [from, to] = FOUR.map(socket);
    let [one, two] = tagged_udp(from, to, 10);
    let three = tag(&two);
    let four = tag(&three);
    let plain = udp(from, to, 10);
    let bytes: usize = [&plain, &one, &two, &three, &four]
        .map(Vec::len)
        .iter()
        .sum();
    let (lines, errors) = conversations_and_errors(&capture(1, [plain, one, two, three, four]));
    assert_eq!(
        lines,
        [format!("domain udp {} {} 5 {bytes} 0", FOUR[0], FOUR[1])]
    );
    assert_eq!(errors, "");
}

#[test]
fn extension_headers() {
    use IpNumber as N;

    let [from, to] = SIX.map(socket);
    let upper = udp_segment(from, to, 8);
    let with = |first: IpNumber, headers: &[Vec<u8>]| {
        segment(from, to, first, &[&headers.concat()[..], &upper].concat())
    };
    let frames = [
        with(N::UDP, &[]),
        with(N::IPV6_HEADER_HOP_BY_HOP, &[extension(N::UDP)]),
        with(N::IPV6_ROUTE_HEADER, &[extension(N::UDP)]),
        with(N::IPV6_DESTINATION_OPTIONS, &[extension(N::UDP)]),
        with(N::AUTHENTICATION_HEADER, &[auth_header(N::UDP)]),
        with(
            N::IPV6_HEADER_HOP_BY_HOP,
            &[
                extension(N::IPV6_DESTINATION_OPTIONS),
                extension(N::IPV6_ROUTE_HEADER),
                extension(N::AUTHENTICATION_HEADER),
                auth_header(N::IPV6_DESTINATION_OPTIONS),
                extension(N::UDP),
            ],
        ),
        // A fragment that is the whole datagram (RFC 6946).
        with(
            N::IPV6_FRAGMENTATION_HEADER,
            &[vec![N::UDP.0, 0, 0, 0, 0, 0, 0, 9]],
        ),
    ];
    let bytes: usize = frames.iter().map(Vec::len).sum();
    assert_eq!(
        lines(1, frames),
        [format!("domain udp {} {} 7 {bytes} 0", SIX[0], SIX[1])]
    );

    let [from, to] = FOUR.map(socket);
    let body = [auth_header(N::UDP), udp_segment(from, to, 8)].concat();
    let authenticated = segment(from, to, N::AUTHENTICATION_HEADER, &body);
    let bytes = authenticated.len();
    let expected = [format!("domain udp {} {} 1 {bytes} 0", FOUR[0], FOUR[1])];
    assert_eq!(lines(1, [authenticated]), expected);
}

#[test]
fn ip_options() {
    let [from, to] = FOUR.map(socket);
    let mut packet = ip(from.ip(), to.ip(), IpNumber::UDP, &udp_segment(from, to, 8));
    packet[0] = 0x46;
    packet.splice(20..20, [1, 1, 1, 0]);
    let length = packet.len() as u16;
    packet[2..4].copy_from_slice(&length.to_be_bytes());
    assert_eq!(
        lines(101, [packet]),
        [format!("domain udp {} {} 1 {length} 0", FOUR[0], FOUR[1])]
    );
}

/// The length is 0 in packets that a sending system leaves to its network card to segment.
#[test]
fn ip_lengths_may_be_missing() {
    let [from, to] = FOUR.map(socket);
    let mut packet = ip(
        from.ip(),
        to.ip(),
        IpNumber::UDP,
        &udp_segment(from, to, 2000),
    );
    packet[2..4].copy_from_slice(&[0, 0]);
    assert_eq!(
        lines(101, [packet]),
        [format!("domain udp {} {} 1 2028 0", FOUR[0], FOUR[1])]
    );
}

#[test]
fn transports() {
    let ends = ["10.0.0.5:40000", "10.0.0.1:5004"];
    let [from, to] = ends.map(socket);
    let frames = [
        segment(from, to, IpNumber::TCP, &tcp_segment(from, to, 0x10, 500)),
        segment(from, to, IpNumber::UDP, &udp_segment(from, to, 400)),
        segment(from, to, IpNumber::SCTP, &sctp_segment(from, to, 0)),
        segment(from, to, IpNumber::DCCP, &dccp_segment(from, to, 2)),
        // UDP-Lite has the checksum coverage in the place of the length (RFC 3828 section 3.1).
        segment(from, to, IpNumber::UDP_LITE, &udp_segment(from, to, 100)),
    ];
    let named = |service: &str, protocol, frame: &Vec<u8>| {
        format!(
            "{service} {protocol} {} {} 1 {} 0",
            ends[0],
            ends[1],
            frame.len()
        )
    };
    let name = |protocol| {
        let service = Port::new(5004).service(protocol);
        service.map_or("-", Service::name)
    };
    let expected = [
        named(name(P::Tcp), "tcp", &frames[0]),
        named(name(P::Udp), "udp", &frames[1]),
        named(name(P::Udp), "udplite", &frames[4]),
        named(name(P::Sctp), "sctp", &frames[2]),
        named(name(P::Dccp), "dccp", &frames[3]),
    ];
    assert_eq!(lines(1, frames), expected);
}

#[test]
fn what_has_no_ports_is_counted() {
    let [from, to] = FOUR.map(socket);
    let [from6, to6] = SIX.map(socket);
    let four = |protocol, length| segment(from, to, protocol, &vec![0; length]);
    let frames = [
        four(IpNumber::ICMP, 64),
        four(IpNumber::ICMP, 2), // too short for an ICMP header, which is not parsed
        four(IpNumber::ICMP, 64),
        four(IpNumber::GRE, 64),
        four(IpNumber::ENCAPSULATING_SECURITY_PAYLOAD, 64),
        four(IpNumber(200), 64),
        four(IpNumber(0), 64),
        segment(from6, to6, IpNumber::IPV6_ICMP, &[0; 64]),
        segment(from6, to6, IpNumber::IPV6_NO_NEXT_HEADER, &[]),
        ip_frame(&ip(
            from.ip(),
            to.ip(),
            IpNumber::IPV4,
            &udp(from, to, 9)[14..],
        )), // a tunnel
    ];
    let (lines, errors) = conversations_and_errors(&ethernet(&at_once(frames)));
    assert!(lines.is_empty());
    let mut errors: Vec<&str> = errors.lines().collect();
    assert_eq!(
        errors.remove(0),
        "pcap: 3 packets with 232 bytes: ICMP (IP protocol 1) has no port numbers"
    );
    errors.sort_unstable();
    assert_eq!(
        errors,
        [
            "pcap: 1 packet with 118 bytes: IPv6-ICMP (IP protocol 58) has no port numbers",
            "pcap: 1 packet with 54 bytes: IPv6-NoNxt (IP protocol 59) has no port numbers",
            "pcap: 1 packet with 71 bytes: IPv4 (IP protocol 4) has no port numbers",
            "pcap: 1 packet with 98 bytes: ESP (IP protocol 50) has no port numbers",
            "pcap: 1 packet with 98 bytes: GRE (IP protocol 47) has no port numbers",
            "pcap: 1 packet with 98 bytes: HOPOPT (IP protocol 0) has no port numbers",
            "pcap: 1 packet with 98 bytes: IP protocol 200 has no port numbers: expected 6 (tcp), \
             17 (udp), 33 (dccp) or 132 (sctp)",
        ]
    );
}
