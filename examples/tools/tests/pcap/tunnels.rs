//! Tests the packets in tunnels, which `--inner` counts.

use etherparse::{EtherType, IpNumber};

use crate::files::{at_once, ethernet};
use crate::frames::{
    SYN, fragments, frame, ip, ip_frame, segment, socket, tcp_segment, udp_segment,
};
use crate::program::{in_short, json_lines, pcap, stderr};
use crate::tshark;

const OUTER: [&str; 2] = ["192.0.2.1:50000", "192.0.2.2:50001"];
const INNER: [&str; 2] = ["10.0.0.5:40000", "10.0.0.1:443"];

/// Returns a packet of the conversation that is inside the tunnels.
fn inner() -> Vec<u8> {
    let [from, to] = INNER.map(socket);
    let segment = tcp_segment(from, to, SYN, 20);
    ip(from.ip(), to.ip(), IpNumber::TCP, &segment)
}

fn inner_six() -> Vec<u8> {
    let [from, to] = ["[2001:db8::5]:40000", "[2001:db8::1]:443"].map(socket);
    ip(
        from.ip(),
        to.ip(),
        IpNumber::TCP,
        &tcp_segment(from, to, SYN, 20),
    )
}

/// Returns a frame with a payload of this IP protocol.
fn over_ip(protocol: u8, payload: &[u8]) -> Vec<u8> {
    let [from, to] = OUTER.map(socket);
    ip_frame(&ip(from.ip(), to.ip(), IpNumber(protocol), payload))
}

/// Returns a frame with a datagram to this port.
fn over_udp(port: u16, payload: &[u8]) -> Vec<u8> {
    let [from, mut to] = OUTER.map(socket);
    to.set_port(port);
    let mut datagram = udp_segment(from, to, payload.len());
    datagram.truncate(8);
    datagram.extend(payload);
    segment(from, to, IpNumber::UDP, &datagram)
}

fn join(header: &[u8], payload: &[u8]) -> Vec<u8> {
    [header, payload].concat()
}

/// Returns the tunnels that tshark knows without being told, each with a packet.
#[expect(clippy::too_many_lines, reason = "a table of packets")]
fn tunnels() -> Vec<(&'static str, Vec<u8>)> {
    let ip = inner();
    let ethernet = ip_frame(&ip);
    vec![
        ("IP in IP", over_ip(4, &ip)),
        ("GRE", over_ip(47, &join(&[0, 0, 0x08, 0], &ip))),
        (
            "GRE with all fields",
            over_ip(
                47,
                &join(&[0xB0, 0, 0x08, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2], &ip),
            ),
        ),
        (
            "GRE of PPTP",
            over_ip(
                47,
                &join(
                    &[
                        0x30, 0x81, 0x88, 0x0B, 0, 60, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0x21,
                    ],
                    &ip,
                ),
            ),
        ),
        (
            "GRE with Ethernet",
            over_ip(47, &join(&[0, 0, 0x65, 0x58], &ethernet)),
        ),
        (
            "ERSPAN, version 2",
            over_ip(
                47,
                &join(
                    &[0x10, 0, 0x88, 0xBE, 0, 0, 0, 1, 0x10, 1, 0, 1, 0, 0, 0, 0],
                    &ethernet,
                ),
            ),
        ),
        (
            "ERSPAN, version 3",
            over_ip(
                47,
                &join(
                    &[
                        0x10, 0, 0x22, 0xEB, 0, 0, 0, 1, 0x20, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
                    ],
                    &ethernet,
                ),
            ),
        ),
        ("WCCP", over_ip(47, &join(&[0, 0, 0x88, 0x3E], &ip))),
        (
            "WCCP, version 2",
            over_ip(47, &join(&[0, 0, 0x88, 0x3E, 0, 1, 2, 3], &ip)),
        ),
        ("EtherIP", over_ip(97, &join(&[0x30, 0], &ethernet))),
        ("MPLS in IP", over_ip(137, &join(&[0, 9, 1, 64], &ip))),
        (
            "VXLAN",
            over_udp(4789, &join(&[8, 0, 0, 0, 0, 0, 7, 0], &ethernet)),
        ),
        (
            "VXLAN-GPE",
            over_udp(4790, &join(&[0x0C, 0, 0, 1, 0, 0, 7, 0], &ip)),
        ),
        (
            "VXLAN-GPE with Ethernet",
            over_udp(4790, &join(&[0x0C, 0, 0, 3, 0, 0, 7, 0], &ethernet)),
        ),
        (
            "Geneve",
            over_udp(6081, &join(&[0, 0, 0x65, 0x58, 0, 0, 7, 0], &ethernet)),
        ),
        (
            "Geneve with an option",
            over_udp(
                6081,
                &join(&[2, 0, 0x08, 0, 0, 0, 7, 0, 1, 2, 3, 1, 9, 9, 9, 9], &ip),
            ),
        ),
        (
            "GTP",
            over_udp(2152, &join(&[0x30, 255, 0, 60, 0, 0, 0, 7], &ip)),
        ),
        (
            "GTP with extensions",
            over_udp(
                2152,
                &join(
                    &[0x34, 255, 0, 68, 0, 0, 0, 7, 0, 0, 0, 0x85, 1, 0, 9, 0],
                    &ip,
                ),
            ),
        ),
        (
            "GTP with a number",
            over_udp(
                2152,
                &join(&[0x32, 255, 0, 64, 0, 0, 0, 7, 0, 1, 0, 0], &ip),
            ),
        ),
        ("MPLS over UDP", over_udp(6635, &join(&[0, 9, 1, 64], &ip))),
        (
            "L2TP",
            over_udp(
                1701,
                &join(&[0x40, 2, 0, 72, 0, 1, 0, 2, 0xFF, 3, 0, 0x21], &ip),
            ),
        ),
        (
            "VXLAN in GRE",
            over_ip(
                47,
                &join(
                    &[0, 0, 0x08, 0],
                    &over_udp(4789, &join(&[8, 0, 0, 0, 0, 0, 7, 0], &ethernet))[14..],
                ),
            ),
        ),
    ]
}

fn tunnels_with_six() -> Vec<(&'static str, Vec<u8>)> {
    let six = inner_six();
    let origin = [0, 0, 1, 2, 3, 4, 5, 6];
    let authentication = [0, 1, 1, 2, b'c', 1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 0];
    vec![
        ("IPv6 in IPv4", over_ip(41, &six)),
        ("Teredo", over_udp(3544, &six)),
        (
            "Teredo with an origin",
            over_udp(3544, &join(&origin, &six)),
        ),
        (
            "Teredo with authentication",
            over_udp(3544, &[&authentication[..], &origin, &six].concat()),
        ),
    ]
}

fn conversations(arguments: &[&str], frames: Vec<Vec<u8>>) -> (Vec<String>, String) {
    let output = pcap(arguments, &ethernet(&at_once(frames)));
    assert_eq!(output.status.code(), Some(0));
    let lines = json_lines(&output).iter().map(in_short).collect();
    (lines, stderr(&output).to_owned())
}

fn inside(frame: Vec<u8>) -> (Vec<String>, String) {
    conversations(&["--json", "--inner"], vec![frame])
}

#[test]
fn the_packet_in_a_tunnel_is_counted() {
    let six = ["[2001:db8::5]:40000", "[2001:db8::1]:443"];
    for (all, ends) in [(tunnels(), INNER), (tunnels_with_six(), six)] {
        for (name, frame) in all {
            let bytes = frame.len();
            let line = format!("https tcp {} {} 1 {bytes} 0", ends[0], ends[1]);
            assert_eq!(inside(frame), (vec![line], String::new()), "{name}");
        }
    }
}

#[test]
fn without_the_option_the_tunnel_is_counted() {
    let tunnels = [tunnels(), tunnels_with_six()].concat();
    let count = tunnels.len();
    let frames: Vec<Vec<u8>> = tunnels.into_iter().map(|(_, frame)| frame).collect();
    let (lines, errors) = conversations(&["--json"], frames);
    assert!(
        lines.iter().all(|line| line.contains("192.0.2.2:")),
        "{lines:?}"
    );
    let packets = lines.iter().map(|line| line.split(' ').nth(4).unwrap());
    let others = errors.lines().map(|line| line.split(' ').nth(1).unwrap());
    let sum: usize = packets
        .chain(others)
        .map(|one| one.parse::<usize>().unwrap())
        .sum();
    assert_eq!(sum, count);
    assert!(
        errors.contains("GRE (IP protocol 47) has no port numbers"),
        "{errors}"
    );
}

#[test]
fn tshark_finds_the_same() {
    let frames: Vec<Vec<u8>> = [tunnels(), tunnels_with_six()]
        .concat()
        .into_iter()
        .map(|(_, frame)| frame)
        .collect();
    let is_udp = |frame: &&Vec<u8>| frame[14 + 9] == IpNumber::UDP.0;
    // With a tunnel directly over IP, tshark's fields have the addresses of the tunnel and the ports inside.
    let outer: Vec<Vec<u8>> = frames.iter().filter(is_udp).cloned().collect();
    for (arguments, packets, frames) in [
        (&["--json"][..], tshark::Packets::Outer, outer),
        (&["--json", "--inner"], tshark::Packets::Inner, frames),
    ] {
        let file = ethernet(&at_once(frames.clone()));
        let Some(theirs) = tshark::conversations(&file, packets) else {
            eprintln!("skipped: there is no tshark");
            return;
        };
        let (ours, errors) = conversations(arguments, frames);
        assert_eq!(errors, "");
        let ours = ours.iter().map(|line| line.split_once(' ').unwrap().1);
        let mut ours: Vec<String> = ours.map(str::to_owned).collect();
        let mut theirs: Vec<String> = theirs.iter().map(ToString::to_string).collect();
        ours.sort_unstable();
        theirs.sort_unstable();
        assert_eq!(ours, theirs);
    }
}

/// What is not a packet of the tunnel belongs to the conversation that carries it.
#[test]
fn other_messages_belong_to_the_tunnel() {
    let ip = inner();
    for (port, payload) in [
        (4789, join(&[0; 8], &ip_frame(&ip))), // without the flag of an identifier
        (4789, vec![8, 0]),
        (4790, join(&[0x0C, 0, 0, 9, 0, 0, 7, 0], &ip)),
        (6081, join(&[0x40, 0, 0x65, 0x58, 0, 0, 7, 0], &ip)),
        (2152, join(&[0x32, 1, 0, 4, 0, 0, 0, 0, 0, 1, 0, 0], &[])), // an echo request
        (2152, join(&[0x50, 255, 0, 60, 0, 0, 0, 7], &ip)),
        (
            2152,
            join(&[0x34, 255, 0, 60, 0, 0, 0, 7, 0, 0, 0, 0x85, 0], &ip),
        ),
        (3544, vec![0, 1, 200]),
        (3544, ip.clone()),
        (1701, join(&[0xC8, 2, 0, 12, 0, 1, 0, 0, 0, 0, 0, 0], &[])), // control
        (1701, join(&[0, 3, 0, 0], &ip)),
        (53, join(&[8, 0, 0, 0, 0, 0, 7, 0], &ip_frame(&ip))),
    ] {
        let frame = over_udp(port, &payload);
        let (lines, errors) = inside(frame);
        assert_eq!((lines.len(), &*errors), (1, ""), "{port}");
        assert!(
            lines[0].contains(&format!("192.0.2.2:{port} 1 ")),
            "{lines:?}"
        );
    }
    for (header, name) in [
        (&[0, 0, 0, 0][..], "a keep-alive"),
        (
            &[0x20, 0x81, 0x88, 0x0B, 0, 0, 0, 1, 0, 0, 0, 1],
            "an acknowledgement",
        ),
        (&[0x40, 0, 0x08, 0], "a route"),
        (&[0, 2, 0x08, 0], "a version"),
    ] {
        let (lines, errors) = inside(over_ip(47, header));
        assert!(lines.is_empty(), "{name}");
        assert!(
            errors.contains("GRE (IP protocol 47) has no port numbers"),
            "{name}: {errors}"
        );
    }
}

#[test]
fn what_has_no_ports_in_a_tunnel_is_named() {
    let arp = frame(EtherType::ARP, &[0; 28]);
    let frame = over_udp(4789, &join(&[8, 0, 0, 0, 0, 0, 7, 0], &arp));
    let bytes = frame.len();
    let expected = format!("pcap: 1 packet with {bytes} bytes: ARP (EtherType 0x0806) is not IP\n");
    assert_eq!(inside(frame), (vec![], expected));
}

#[test]
fn damage_in_a_tunnel_is_reported() {
    let mut damaged = inner();
    damaged[0] = 0x44;
    let frame = over_udp(
        4789,
        &join(&[8, 0, 0, 0, 0, 0, 7, 0], &frame(EtherType::IPV4, &damaged)),
    );
    let (lines, errors) = inside(frame);
    assert!(
        lines[0].starts_with("vxlan udp 192.0.2.1:50000 192.0.2.2:4789 1 "),
        "{lines:?}"
    );
    let start = "pcap: 1 packet counted, record 1: the packet in its tunnel is not read: IPv4 Header Error: ";
    assert!(errors.starts_with(start), "{errors}");
}

/// The fragments of a tunnel's datagram are counted with the packet that is in the first one.
#[test]
fn tunnels_may_be_in_fragments() {
    let [from, to] = OUTER.map(socket);
    let [client, server] = INNER.map(socket);
    let packet = ip(
        client.ip(),
        server.ip(),
        IpNumber::TCP,
        &tcp_segment(client, server, SYN, 1000),
    );
    let gre = join(&[0, 0, 0x08, 0], &packet);
    let frames = fragments(from.ip(), to.ip(), IpNumber::GRE, 7, &gre, 400);
    let (count, bytes) = (frames.len(), frames.iter().map(Vec::len).sum::<usize>());
    assert_eq!(count, 3);
    let line = format!("https tcp {} {} {count} {bytes} 0", INNER[0], INNER[1]);
    for frames in [frames.clone(), frames.into_iter().rev().collect()] {
        let found = conversations(&["--json", "--inner"], frames);
        assert_eq!(found, (vec![line.clone()], String::new()));
    }
    // Fragments within a tunnel.
    let segment = tcp_segment(client, server, SYN, 1000);
    let frames = fragments(client.ip(), server.ip(), IpNumber::TCP, 7, &segment, 400);
    let frames: Vec<Vec<u8>> = frames
        .iter()
        .map(|frame| over_ip(4, &frame[14..]))
        .collect();
    let (count, bytes) = (frames.len(), frames.iter().map(Vec::len).sum::<usize>());
    let line = format!("https tcp {} {} {count} {bytes} 0", INNER[0], INNER[1]);
    let found = conversations(&["--json", "--inner"], frames);
    assert_eq!(found, (vec![line], String::new()));
}
