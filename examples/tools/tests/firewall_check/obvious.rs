//! Tests of the network and the recorder, with rule sets of which it is obvious what they let through.

use std::collections::BTreeSet;

use crate::inside::network;
use crate::packets::{Family, Packet, TO_THE_HOST, Transport, packets};
use crate::recorder::through;
use crate::support::inside::run_inside;
use crate::tools::{Tool, reset};

#[test]
fn obvious_sets() {
    run_inside(
        "obvious::inside",
        "type nft iptables-restore ip6tables-restore > /dev/null",
    );
}

type IsThrough = fn(Packet) -> bool;

fn is(packet: Packet, transport: Transport, port: u16) -> bool {
    packet.subject.transport == transport && packet.subject.port == port
}

const SETS: [(Tool, &str, IsThrough); 12] = [
    (Tool::Nft, "", |_| true),
    (
        Tool::Nft,
        "table inet t { chain c { type filter hook input priority 0; policy drop; tcp dport 22 accept; }; }",
        |packet| is(packet, Transport::Tcp, 22),
    ),
    (
        Tool::Nft,
        "table ip6 t { chain c { type filter hook input priority 0; udp dport 53 reject; }; }",
        |packet| !(is(packet, Transport::Udp, 53) && packet.subject.family == Family::Ipv6),
    ),
    // What one chain accepts, another one may drop.
    (
        Tool::Nft,
        "table inet t { chain c { type filter hook input priority 0; policy drop; udp dport 53 accept; }; \
         chain d { type filter hook prerouting priority raw; udp dport 53 drop; }; }",
        |_| false,
    ),
    (
        Tool::Nft,
        "table inet t { chain c { type filter hook input priority 0; policy drop; iif eth1 accept; }; }",
        |packet| [2, 3, 5, 6].contains(&packet.sender),
    ),
    (
        Tool::Nft,
        "table inet t { chain c { type filter hook input priority 0; policy drop; ct state new accept; }; }",
        |_| true,
    ),
    (
        Tool::Nft,
        "table inet t { chain c { type filter hook input priority 0; ct state invalid,established drop; }; }",
        |_| true,
    ),
    (
        Tool::Nft,
        "table inet t { chain c { type filter hook input priority 0; policy drop; ip saddr 10.0.0.0/8 accept; }; }",
        |packet| packet.sender == 2,
    ),
    // A packet keeps its name when its port is translated.
    (
        Tool::Nft,
        "table inet t { chain c { type filter hook input priority 0; policy drop; tcp dport 80 accept; }; \
         chain n { type nat hook prerouting priority dstnat; tcp dport 22 redirect to :80; \
         tcp dport 80 dnat ip6 to 2001:db8:2::1; }; }",
        |packet| {
            is(packet, Transport::Tcp, 22)
                || is(packet, Transport::Tcp, 80) && packet.subject.family == Family::Ipv4
        },
    ),
    (
        Tool::Iptables,
        "*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n",
        |packet| packet.subject.family == Family::Ipv6 || is(packet, Transport::Tcp, 22),
    ),
    (
        Tool::Ip6tables,
        "*filter\n:INPUT DROP [0:0]\n-A INPUT -p udp --sport 53 -j ACCEPT\nCOMMIT\n",
        |packet| {
            packet.subject.family == Family::Ipv4
                || packet.sender == 5 && packet.subject.transport == Transport::Udp
        },
    ),
    (
        Tool::Nft,
        "table netdev t { chain c { type filter hook ingress device eth0 priority 0; tcp dport 22 drop; }; }",
        |packet| !(is(packet, Transport::Tcp, 22) && [0, 1, 4].contains(&packet.sender)),
    ),
];

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside() {
    let Some(network) = network("obvious::inside") else {
        return;
    };
    let ports = BTreeSet::from([0, 1, 22, 53, 80, 65_535]);
    let senders: Vec<u8> = (0..).take(TO_THE_HOST).collect();
    let sent = packets(&ports, &senders);
    for (tool, rules, is_through) in SETS {
        reset();
        tool.load(rules).unwrap();
        let found = through(&network, &sent);
        let expected = sent.iter().copied().filter(|packet| is_through(*packet));
        assert_eq!(found, expected.collect(), "{rules}");
    }
}
