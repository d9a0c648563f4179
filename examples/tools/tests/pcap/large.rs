//! Tests a large random capture against counts that are made here, independently of the program.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use port_registry::{Flow, Port, Protocol, Service, Side};
use serde_json::Value;

use crate::files::{Ng, Order, at, ethernet};
use crate::frames::{ACK, SYN, SYN_ACK, segment, tcp, udp};
use crate::program::{in_short, json_lines, pcap, stderr};

const PACKETS: u64 = 100_000;

/// The counts of a conversation. The indices 0 and 1 are its first sender and first receiver.
#[derive(Default)]
struct Known {
    packets: [u64; 2],
    bytes: [u64; 2],
    /// Whether a packet has shown that the first sender is the server.
    is_reversed: Option<bool>,
}

type Ends = (Protocol, SocketAddr, SocketAddr);

#[test]
fn a_large_capture() {
    let mut random = fastrand::Rng::with_seed(20_231_114);
    let mut known: HashMap<Ends, Known> = HashMap::new();
    let (mut packets, mut icmp) = (Vec::new(), [0, 0]);
    for number in 0..PACKETS {
        let is_six = random.u8(..4) == 0;
        let mut ip = |net: u8, hosts: u16| -> IpAddr {
            let host = random.u16(..hosts);
            if is_six {
                Ipv6Addr::new(0x2001, 0xDB8, net.into(), 0, 0, 0, 0, host).into()
            } else {
                let [high, low] = host.to_be_bytes();
                Ipv4Addr::new(10, net, high, low).into()
            }
        };
        let (client, server) = (ip(1, 40), ip(2, 5));
        let ports = [
            22, 53, 80, 123, 443, 465, 2049, 6007, 8080, 9999, 33434, 50000, 50001,
        ];
        let port = ports[random.usize(..ports.len())];
        let server = SocketAddr::new(server, port);
        let client = SocketAddr::new(client, 49_990 + random.u16(..40));
        let (from, to) = if random.bool() {
            (client, server)
        } else {
            (server, client)
        };
        let length = random.usize(..100);
        let (protocol, frame, opens) = match random.u8(..10) {
            0 => {
                let frame = segment(from, to, etherparse::IpNumber::ICMP, &vec![8; length]);
                icmp[0] += 1;
                icmp[1] += frame.len();
                packets.push(at(number, frame));
                continue;
            }
            1..5 => (Protocol::Udp, udp(from, to, length), None),
            5 => (Protocol::Tcp, tcp(from, to, SYN, 0), Some(false)),
            6 => (Protocol::Tcp, tcp(from, to, SYN_ACK, 0), Some(true)),
            _ => (Protocol::Tcp, tcp(from, to, ACK, length), None),
        };
        let bytes = frame.len() as u64;
        packets.push(at(number, frame));
        let (ends, way) = if known.contains_key(&(protocol, to, from)) {
            ((protocol, to, from), 1)
        } else {
            ((protocol, from, to), 0)
        };
        let one = known.entry(ends).or_default();
        one.packets[way] += 1;
        one.bytes[way] += bytes;
        if let (None, Some(sender_serves)) = (one.is_reversed, opens) {
            one.is_reversed = Some(sender_serves == (way == 0));
        }
    }
    assert!(known.len() > 5000, "{}", known.len());
    assert!(known.values().any(|one| one.is_reversed.is_none()));

    let mut expected: Vec<String> = known.iter().map(|(ends, one)| line(*ends, one)).collect();
    expected.sort_unstable();
    let file = ethernet(&packets);
    let output = pcap(&["--json"], &file);
    let [packets_of_icmp, bytes_of_icmp] = icmp;
    assert_eq!(
        stderr(&output),
        format!(
            "pcap: {packets_of_icmp} packets with {bytes_of_icmp} bytes: ICMP (IP protocol 1) has no port \
             numbers\n"
        )
    );
    let mut lines: Vec<String> = json_lines(&output).iter().map(in_short).collect();
    lines.sort_unstable();
    assert!(lines == expected, "the conversations differ");
    let other = pcap(&["--json"], &Ng(Order::Big).file(&packets));
    assert!(other.stdout == output.stdout, "pcapng says something else");

    let sums = json_lines(&pcap(&["--json", "--summary"], &file));
    let sum = |key: &str| -> u64 { sums.iter().map(|sum| sum[key].as_u64().unwrap()).sum() };
    let all = |of: fn(&Known) -> [u64; 2]| -> u64 { known.values().flat_map(of).sum() };
    assert_eq!(sum("conversations"), known.len() as u64);
    assert_eq!(sum("packets"), all(|one| one.packets));
    assert_eq!(sum("bytes"), all(|one| one.bytes));
    assert!(sums.is_sorted_by_key(|sum| Reverse(sum["bytes"].as_u64())));
    let shares: f64 = sums
        .iter()
        .map(|sum| sum["share_of_bytes"].as_f64().unwrap())
        .sum();
    assert!((shares - 1.0).abs() < 1e-9);
    let is_https = |sum: &&Value| sum["port"] == 443 && sum["protocol"] == "tcp";
    let https = sums.iter().find(is_https).unwrap();
    let is_https = |line: &&String| line.starts_with("https tcp ");
    assert_eq!(
        https["conversations"],
        expected.iter().filter(is_https).count()
    );
}

/// Returns the conversation in the format of [`in_short`].
fn line((protocol, first, second): Ends, known: &Known) -> String {
    let flow = Flow::new(protocol, Port::new(first.port()), Port::new(second.port()));
    let guess = flow.server() == Some(Side::Source);
    let [sent, received] = known.bytes;
    let (client, server, to, back) = if known.is_reversed.unwrap_or(guess) {
        (second, first, received, sent)
    } else {
        (first, second, sent, received)
    };
    let service = Port::new(server.port())
        .service(protocol)
        .map_or("-", Service::name);
    let packets = known.packets[0] + known.packets[1];
    format!("{service} {protocol} {client} {server} {packets} {to} {back}")
}
