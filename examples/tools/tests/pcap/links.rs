//! Tests that IP packets are found behind the headers of `encapsulations`, also by tshark.

use std::net::SocketAddr;

use etherparse::IpNumber;

use crate::encapsulations::{ALL, Encapsulation, Tshark};
use crate::files::{Classic, Ng, Order, Packet, at, classic};
use crate::frames::{ip, socket, udp_segment};
use crate::program::{conversations_and_errors, json_lines, pcap, stderr};
use crate::tshark;

/// Returns two packets of a conversation of its own, from and to a client port.
fn packets(encapsulation: &Encapsulation, client_port: u16) -> [Packet; 2] {
    let client = SocketAddr::new([10, 0, 0, 5].into(), client_port);
    let server = socket("10.0.0.1:7");
    let packet = |from: SocketAddr, to: SocketAddr, length| {
        let segment = udp_segment(from, to, length);
        let packet = ip(from.ip(), to.ip(), IpNumber::UDP, &segment);
        at(0, (encapsulation.around)(&packet))
    };
    [packet(client, server, 30), packet(server, client, 50)]
}

fn line(packets: &[Packet; 2], client_port: u16) -> String {
    let [to, back] = packets.each_ref().map(|packet| packet.data.len());
    format!("echo udp 10.0.0.5:{client_port} 10.0.0.1:7 2 {to} {back}")
}

fn capture(link: u32, packets: &[Packet]) -> Vec<u8> {
    classic(Order::Little, Classic::Microseconds, link, packets)
}

#[test]
fn every_encapsulation_is_read() {
    for encapsulation in ALL {
        let packets = packets(encapsulation, 40000);
        let found = conversations_and_errors(&capture(encapsulation.link, &packets));
        let expected = (vec![line(&packets, 40000)], String::new());
        assert_eq!(found, expected, "{}", encapsulation.name);
    }
}

/// Headers that have another number for IPv6 than for IPv4.
#[test]
fn six_has_numbers_of_its_own() {
    let [client, server] = ["[2001:db8::5]:40000", "[2001:db8::1]:7"].map(socket);
    let segment = udp_segment(client, server, 30);
    let packet = ip(client.ip(), server.ip(), IpNumber::UDP, &segment);
    for (link, header) in [
        (0, &[10, 0, 0, 0][..]),
        (0, &[24, 0, 0, 0]),
        (0, &[28, 0, 0, 0]),
        (0, &[0, 0, 0, 30]),
        (0, &[0xDD, 0x86, 0, 0]),
        (9, &[0xFF, 0x03, 0x00, 0x57]),
        (9, &[0x57]),
        (50, &[0x0F, 0x00, 0x86, 0xDD]),
        (51, &[0x11, 0, 0, 1, 0, 80, 0x00, 0x57]),
        (104, &[0x8F, 0x00, 0x86, 0xDD]),
        (107, &[0x18, 0x41, 0x03, 0x8E]),
        (219, &[0, 2, 1, 64]),
        (239, &[10, 0, 0, 5, 82, 0, 9, 0]),
        (239, &[10, 0, 0, 5, 0, 82, 0, 9]),
    ] {
        let whole = at(0, [header, &packet].concat());
        let bytes = whole.data.len();
        let expected = format!("echo udp {client} {server} 1 {bytes} 0");
        let found = conversations_and_errors(&capture(link, &[whole]));
        assert_eq!(found, (vec![expected], String::new()), "{link}: {header:?}");
    }
}

/// A packet that the capture truncated within a header is reported as such; one that is short, as malformed.
#[test]
fn every_encapsulation_may_be_cut() {
    for encapsulation in ALL {
        let [packet, _] = packets(encapsulation, 40000);
        // Up to the ports, which are followed by four bytes and the payload.
        let header = packet.data.len() - (30 + 4);
        let mut cut = Vec::new();
        let mut short = Vec::new();
        for length in 0..header.min(packet.data.len()) {
            cut.push(packet.clone().cut_to(length));
            let mut one = packet.clone().cut_to(length);
            one.wire_length = length as u32;
            short.push(one);
        }
        let count = cut.len() as u64;
        for (packets, name) in [(cut, "cut"), (short, "short")] {
            let output = pcap(&["--json"], &capture(encapsulation.link, &packets));
            let place = format!("{} {name}: {}", encapsulation.name, stderr(&output));
            // Padding may be read as ports, and a header that is cut may be a whole one of another kind.
            let conversations = json_lines(&output);
            let of_conversations = conversations
                .iter()
                .map(|line| line["packets"].as_u64().unwrap());
            let counts = stderr(&output).lines().filter_map(|line| {
                let line = line.strip_prefix("pcap: ")?;
                if line.contains(" counted, ") {
                    return None;
                }
                line.split(' ').next()?.parse::<u64>().ok()
            });
            assert_eq!(
                of_conversations.chain(counts).sum::<u64>(),
                count,
                "{place}"
            );
            assert!(conversations.len() <= 1, "{place}");
        }
    }
}

#[test]
fn tshark_finds_the_same() {
    let mut file = Ng(Order::Little).section();
    let mut interfaces = 0;
    let mut expected = Vec::new();
    for (port, encapsulation) in (40000..).zip(ALL) {
        if encapsulation.tshark == Tshark::DoesNot {
            continue;
        }
        let ng = Ng(Order::Little);
        file.extend(ng.interface(encapsulation.link, 0, &[]));
        let packets = packets(encapsulation, port);
        for packet in &packets {
            file.extend(ng.enhanced(interfaces, 0, packet));
        }
        interfaces += 1;
        expected.push((port, encapsulation.name, line(&packets, port)));
    }
    assert!(expected.len() > 80);
    let Some(found) = tshark::conversations(&file, tshark::Packets::Outer) else {
        eprintln!("skipped: there is no tshark");
        return;
    };
    let (ours, errors) = conversations_and_errors(&file);
    assert_eq!(errors, "");
    let mut differences = Vec::new();
    for (port, name, line) in expected {
        assert!(ours.contains(&line), "{name}: {line} is missing");
        let theirs = found.iter().find(|one| one.client.port() == port);
        let theirs = theirs.map_or("nothing".to_owned(), |one| format!("echo {one}"));
        if theirs != line {
            differences.push(format!("{name}: {theirs}"));
        }
    }
    assert_eq!(differences, [""; 0]);
    assert_eq!(ours.len(), found.len());
}
