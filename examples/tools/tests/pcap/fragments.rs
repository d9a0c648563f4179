//! Tests fragmented datagrams: all fragments count for the conversation of the first.

use std::net::SocketAddr;

use etherparse::IpNumber;

use crate::files::{at_once, ethernet};
use crate::frames::{extension, fragments, socket, udp_segment};
use crate::program::conversations_and_errors;

const ENDS: [[&str; 2]; 2] = [
    ["10.0.0.5:40000", "10.0.0.1:2049"],
    ["[2001:db8::5]:40000", "[2001:db8::1]:2049"],
];

/// Returns a datagram of 4008 bytes in three fragments.
fn datagram(from: SocketAddr, to: SocketAddr, identification: u16) -> Vec<Vec<u8>> {
    let whole = udp_segment(from, to, 4000);
    fragments(
        from.ip(),
        to.ip(),
        IpNumber::UDP,
        identification,
        &whole,
        1480,
    )
}

fn length(frames: &[Vec<u8>]) -> usize {
    frames.iter().map(Vec::len).sum()
}

#[test]
fn all_pieces_count_for_their_conversation() {
    for [from, to] in ENDS {
        let [client, server] = [from, to].map(socket);
        let there = datagram(client, server, 1);
        let back = datagram(server, client, 1); // the same identification, in the other direction
        assert_eq!((there.len(), back.len()), (3, 3));
        let (sent, received) = (length(&there), length(&back));
        let expected = [format!("nfs udp {from} {to} 6 {sent} {received}")];
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
            let mixed = order
                .iter()
                .flat_map(|at| [there[*at].clone(), back[*at].clone()]);
            let (lines, errors) = conversations_and_errors(&ethernet(&at_once(mixed)));
            assert_eq!(
                (lines, errors.as_str()),
                (expected.to_vec(), ""),
                "{order:?}"
            );
        }
    }
}

/// An identification may be used again, by another conversation of the same hosts.
#[test]
fn numbers_come_again() {
    for [from, to] in ENDS {
        let [client, server] = [from, to].map(socket);
        let other = SocketAddr::new(client.ip(), 40001);
        let (first, second) = (datagram(client, server, 9), datagram(other, server, 9));
        let bytes = length(&first);
        let (lines, errors) =
            conversations_and_errors(&ethernet(&at_once([first, second].concat())));
        let line = |from| format!("nfs udp {from} {to} 3 {bytes} 0");
        assert_eq!(
            (lines, errors.as_str()),
            (vec![line(client), line(other)], "")
        );
    }
}

#[test]
fn pieces_without_a_first_are_reported() {
    for [from, to] in ENDS {
        let [client, server] = [from, to].map(socket);
        let frames = datagram(client, server, 1);
        let (lines, errors) = conversations_and_errors(&ethernet(&at_once(frames[1..].to_vec())));
        assert!(lines.is_empty());
        let bytes = length(&frames[1..]);
        let what = "fragments of datagrams whose first fragment is missing";
        assert_eq!(
            errors,
            format!("pcap: 2 packets with {bytes} bytes: {what}\n")
        );
    }
}

/// A first fragment may be too short to contain the ports. They are not read from later fragments.
#[test]
fn a_first_piece_may_hold_no_ports() {
    let [client, server] = ENDS[1].map(socket);
    let upper = [extension(IpNumber::UDP), udp_segment(client, server, 40)].concat();
    let number = IpNumber::IPV6_DESTINATION_OPTIONS;
    let frames = fragments(client.ip(), server.ip(), number, 1, &upper, 8);
    let (lines, errors) = conversations_and_errors(&ethernet(&at_once(frames.clone())));
    assert!(lines.is_empty());
    let lost = length(&frames[1..]);
    assert_eq!(
        errors,
        format!(
            "\
pcap: {} packets with {lost} bytes: fragments of datagrams whose first fragment is missing
pcap: 1 packet not read, record 1: its IP payload has 0 bytes: expected at least 4 with the ports
",
            frames.len() - 1
        )
    );
    // If the first fragment contains the ports, the later fragments are counted with it, whatever
    // their bytes look like.
    let frames = fragments(client.ip(), server.ip(), number, 1, &upper, 16);
    let (count, bytes) = (frames.len(), length(&frames));
    let (lines, errors) = conversations_and_errors(&ethernet(&at_once(frames)));
    let [from, to] = ENDS[1];
    assert_eq!(lines, [format!("nfs udp {from} {to} {count} {bytes} 0")]);
    assert_eq!(errors, "");
}

#[test]
fn pieces_of_what_has_no_ports_have_none() {
    for ([from, to], protocol, name) in [
        (ENDS[0], IpNumber::ICMP, "ICMP (IP protocol 1)"),
        (ENDS[1], IpNumber::IPV6_ICMP, "IPv6-ICMP (IP protocol 58)"),
    ] {
        let [client, server] = [from, to].map(socket);
        let mut frames = fragments(client.ip(), server.ip(), protocol, 1, &[8; 3000], 1480);
        let bytes = length(&frames);
        for _ in 0..2 {
            let (lines, errors) = conversations_and_errors(&ethernet(&at_once(frames.clone())));
            assert!(lines.is_empty());
            let expected =
                format!("pcap: 3 packets with {bytes} bytes: {name} has no port numbers\n");
            assert_eq!(errors, expected);
            frames.reverse();
        }
    }
}

/// Each fragment is counted once, however many datagrams there are. Here all first fragments come
/// last, in the reverse order.
#[test]
fn what_is_forgotten_is_reported() {
    let [client, server] = ENDS[1].map(socket);
    let (mut frames, mut firsts) = (Vec::new(), Vec::new());
    for number in 0..20_000 {
        let mut three = fragments(
            client.ip(),
            server.ip(),
            IpNumber::UDP,
            number,
            &udp_segment(client, server, 16),
            8,
        );
        frames.push(three.pop().unwrap());
        frames.push(three.pop().unwrap());
        firsts.extend(three);
    }
    frames.extend(firsts.into_iter().rev());
    let all = length(&frames);
    let (lines, errors) = conversations_and_errors(&ethernet(&at_once(frames)));
    let number =
        |text: &str, at: usize| -> usize { text.split(' ').nth(at).unwrap().parse().unwrap() };
    let (kept, kept_bytes) = (number(&lines[0], 4), number(&lines[0], 5));
    let (lost, lost_bytes) = (number(&errors, 1), number(&errors, 4));
    assert_eq!(kept + lost, 60_000);
    assert_eq!(kept_bytes + lost_bytes, all);
    // All first fragments are counted, and the later fragments of 4096 to 8192 datagrams.
    assert!(
        (20_000 + 2 * 4096..=20_000 + 2 * 8192).contains(&kept),
        "{kept}"
    );
    assert!(errors.ends_with("fragments of datagrams whose first fragment is missing\n"));
}
