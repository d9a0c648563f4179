//! Generates the captures in `tests/data/pcap`, and tests that the committed files equal them.
//!
//! The README, and the tests in `output` and `faults`, read these files.

use std::fs;
use std::path::{Path, PathBuf};

use etherparse::{EtherType, IpNumber};

use crate::files::{Ng, Order, Packet, at, ethernet};
use crate::frames::{
    ACK, SYN, SYN_ACK, auth_header, dccp_segment, extension, fragments, frame, ip, ip_frame,
    sctp_segment, segment, socket, tagged_udp, tcp, udp, udp_segment,
};

/// A minute of office traffic. The capture kept 64 bytes of each packet.
fn office() -> Vec<u8> {
    let [host, dns, web] = ["10.0.0.5:53124", "10.0.0.1:53", "192.0.2.10:443"].map(socket);
    let browser = socket("10.0.0.5:51514");
    let [shell, far] = ["[2001:db8::5]:40222", "[2001:db8::10]:22"].map(socket);
    let [clock, time] = ["10.0.0.5:123", "192.0.2.123:123"].map(socket);
    let [tool, odd] = ["10.0.0.5:50100", "10.0.0.9:8931"].map(socket);
    let echo = |kind: u8| [kind, 0, 0, 0, 0, 1, 0, 1].repeat(8);
    let ping = |from: std::net::SocketAddr, to: std::net::SocketAddr, kind| {
        segment(from, to, IpNumber::ICMP, &echo(kind))
    };
    let packets = [
        at(0, frame(EtherType::ARP, &[0; 28])),
        at(10, udp(host, dns, 33)),
        at(24, udp(dns, host, 120)),
        at(25, tcp(browser, web, SYN, 0)),
        at(47, tcp(web, browser, SYN_ACK, 0)),
        at(48, tcp(browser, web, ACK, 0)),
        at(49, tcp(browser, web, ACK, 517)),
        at(75, tcp(web, browser, ACK, 1448)),
        at(76, tcp(web, browser, ACK, 1448)),
        at(77, tcp(web, browser, ACK, 902)),
        at(78, tcp(browser, web, ACK, 0)),
        at(1200, tcp(far, shell, ACK, 36)),
        at(1201, tcp(shell, far, ACK, 0)),
        at(20_000, udp(clock, time, 48)),
        at(20_031, udp(time, clock, 48)),
        at(31_500, ping(tool, odd, 8)),
        at(31_501, ping(odd, tool, 0)),
        at(42_000, tcp(tool, odd, SYN, 0)),
        at(42_001, tcp(odd, tool, SYN_ACK, 0)),
    ];
    ethernet(&packets.map(|packet| packet.cut_to(64)))
}

/// Packets of all kinds that the program distinguishes.
fn kinds() -> Vec<u8> {
    let [four, four_to] = ["10.0.0.5:40000", "10.0.0.1:53"].map(socket);
    let [six, six_to] = ["[2001:db8::5]:40000", "[2001:db8::1]:53"].map(socket);
    let upper = udp_segment(six, six_to, 4);
    let hop = [
        extension(IpNumber::AUTHENTICATION_HEADER),
        auth_header(IpNumber::UDP),
        upper,
    ]
    .concat();
    let mut frames = vec![
        segment(six, six_to, IpNumber::IPV6_HEADER_HOP_BY_HOP, &hop),
        segment(
            four,
            four_to,
            IpNumber::SCTP,
            &sctp_segment(four, four_to, 1),
        ),
        segment(
            four,
            four_to,
            IpNumber::DCCP,
            &dccp_segment(four, four_to, 0),
        ),
        segment(
            four,
            four_to,
            IpNumber::UDP_LITE,
            &udp_segment(four, four_to, 4),
        ),
        tcp(four, four_to, SYN, 0),
    ];
    frames.extend(tagged_udp(four, four_to, 4));
    let whole = udp_segment(four, four_to, 24);
    frames.extend(fragments(
        four.ip(),
        four_to.ip(),
        IpNumber::UDP,
        7,
        &whole,
        16,
    ));
    frames.extend(fragments(
        six.ip(),
        six_to.ip(),
        IpNumber::UDP,
        7,
        &whole,
        16,
    ));
    let packets: Vec<Packet> = frames.into_iter().map(|frame| at(0, frame)).collect();
    let raw = at(1, ip(four.ip(), four_to.ip(), IpNumber::UDP, &whole));
    let cooked = |header: &[u8]| at(2, [header, &raw.data].concat());
    let ng = Ng(Order::Big);
    let mut file = ng.file(&packets);
    let links = [
        (101, raw.clone()),
        (113, cooked(&[&[0; 14][..], &[0x08, 0]].concat())),
        (276, cooked(&[&[0x08, 0][..], &[0; 18]].concat())),
        (0, cooked(&[0, 0, 0, 2])),
    ];
    for (number, (link, packet)) in (1..).zip(&links) {
        file.extend(ng.interface(*link, 0, &[(9, &[9]), (14, &[0, 0, 0, 0, 0, 0, 0, 1])]));
        file.extend(ng.enhanced(number, packet.time, packet));
    }
    file.extend(Ng(Order::Little).section());
    file.extend(Ng(Order::Little).interface(1, 64, &[]));
    file.extend(Ng(Order::Little).simple(&at(0, ip_frame(&raw.data))));
    file
}

/// Returns the path of a committed capture.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/pcap")
        .join(name)
}

#[test]
fn the_committed_captures_are_made_here() {
    let made = [("office.pcap", office()), ("kinds.pcapng", kinds())];
    let fresh = |name: &str| Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (name, made) in &made {
        fs::write(fresh(name), made).unwrap();
    }
    for (name, made) in made {
        assert!(made.len() < 2048, "{name} has {} bytes", made.len());
        let committed = fs::read(path(name)).unwrap_or_default();
        assert!(
            committed == made,
            "{name} is not that of {}",
            fresh(name).display()
        );
    }
}
