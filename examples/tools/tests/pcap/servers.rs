//! Tests which end of a conversation `pcap` takes to be the server.

use etherparse::IpNumber;
use port_registry::{Flow, Port, Protocol, Side};

use crate::files::{at, at_once, ethernet};
use crate::frames::{
    ACK, SYN, SYN_ACK, dccp_segment, sctp_segment, segment, socket, tcp, udp, udp_segment,
};
use crate::program::{conversations, in_short};

/// Returns the only conversation of these frames, and what shows its server.
fn only(frames: impl IntoIterator<Item = Vec<u8>>) -> (String, String) {
    let found = conversations(&ethernet(&at_once(frames)));
    assert_eq!(found.len(), 1);
    (
        in_short(&found[0]),
        found[0]["server_known_by"].as_str().unwrap().to_owned(),
    )
}

fn known(line: &str, by: &str) -> (String, String) {
    (line.to_owned(), by.to_owned())
}

/// The client has port 443 and the server port 50000, although the ports suggest the reverse.
#[test]
fn a_handshake_knows_better() {
    let [odd, plain] = ["10.0.0.1:443", "10.0.0.2:50000"].map(socket);
    let flow = Flow::new(Protocol::Tcp, Port::new(443), Port::new(50000));
    assert_eq!(flow.server(), Some(Side::Source));
    let line = "- tcp 10.0.0.1:443 10.0.0.2:50000 1 54 0";
    assert_eq!(only([tcp(odd, plain, SYN, 0)]), known(line, "handshake"));
    let line = "- tcp 10.0.0.1:443 10.0.0.2:50000 1 0 54";
    assert_eq!(
        only([tcp(plain, odd, SYN_ACK, 0)]),
        known(line, "handshake")
    );
    let line = "https tcp 10.0.0.2:50000 10.0.0.1:443 1 0 54";
    assert_eq!(only([tcp(odd, plain, ACK, 0)]), known(line, "ports"));
    // The capture begins in the middle of the connection. The reverse handshake that follows later
    // decides, and a second one changes nothing.
    let frames = [
        tcp(plain, odd, ACK, 10),
        tcp(odd, plain, SYN, 0),
        tcp(plain, odd, SYN_ACK, 0),
        tcp(plain, odd, SYN, 0),
    ];
    let line = "- tcp 10.0.0.1:443 10.0.0.2:50000 4 54 172";
    assert_eq!(only(frames), known(line, "handshake"));
}

#[test]
fn other_transports_have_handshakes_too() {
    let [odd, plain] = ["10.0.0.1:5004", "10.0.0.2:50000"].map(socket);
    for (protocol, name, first) in [
        (
            IpNumber::SCTP,
            "sctp",
            [sctp_segment(odd, plain, 1), sctp_segment(plain, odd, 2)],
        ),
        (
            IpNumber::DCCP,
            "dccp",
            [dccp_segment(odd, plain, 0), dccp_segment(plain, odd, 1)],
        ),
    ] {
        for (asks, frame) in [
            (true, segment(odd, plain, protocol, &first[0])),
            (false, segment(plain, odd, protocol, &first[1])),
        ] {
            let bytes = frame.len();
            let (to, back) = if asks { (bytes, 0) } else { (0, bytes) };
            let line = format!("- {name} 10.0.0.1:5004 10.0.0.2:50000 1 {to} {back}");
            assert_eq!(only([frame]), known(&line, "handshake"));
        }
    }
    // UDP has data at the offset of the TCP flags.
    let mut data = udp_segment(odd, plain, 8);
    data[13] = SYN;
    let line = "avt-profile-1 udp 10.0.0.2:50000 10.0.0.1:5004 1 0 50";
    assert_eq!(
        only([segment(odd, plain, IpNumber::UDP, &data)]),
        known(line, "ports")
    );
}

#[test]
fn without_a_handshake_ports_are_compared() {
    let ports = [22, 53, 123, 443, 5004, 8080, 33434, 40000, 50000, 60000];
    for from in ports {
        for to in ports {
            let [sender, receiver] = [("10.0.0.1", from), ("10.0.0.2", to)]
                .map(|(ip, port)| socket(&format!("{ip}:{port}")));
            let flow = Flow::new(Protocol::Udp, Port::new(from), Port::new(to));
            let (client, server, to_server, by) = match flow.server() {
                Some(Side::Source) => (receiver, sender, "0 142", "ports"),
                Some(Side::Destination) => (sender, receiver, "142 0", "ports"),
                None => (sender, receiver, "142 0", "first packet"),
            };
            let service = Port::new(server.port()).service(Protocol::Udp);
            let service = service.map_or("-", port_registry::Service::name);
            let line = format!("{service} udp {client} {server} 1 {to_server}");
            assert_eq!(only([udp(sender, receiver, 100)]), known(&line, by));
        }
    }
}

/// No host sends from an address of multicast or broadcast, so that the other end began the conversation. TCP
/// has no such addresses.
#[test]
fn addresses_of_many_hosts_are_no_clients() {
    for (from, to, service) in [
        ("10.0.0.5:50000", "239.255.255.250:1900", "ssdp"),
        ("10.0.0.5:53", "224.0.0.251:50000", "-"),
        ("[fe80::5]:546", "[ff02::1:2]:547", "dhcpv6-server"),
        ("[fe80::5]:53", "[ff02::1]:50000", "-"),
        ("10.0.0.5:137", "255.255.255.255:50000", "-"),
    ] {
        let frame = udp(socket(from), socket(to), 10);
        let bytes = frame.len();
        let line = format!("{service} udp {from} {to} 1 {bytes} 0");
        assert_eq!(only([frame]), known(&line, "address"));
        // The same if a packet seems to come from there.
        let frame = udp(socket(to), socket(from), 10);
        let line = format!("{service} udp {from} {to} 1 0 {bytes}");
        assert_eq!(only([frame]), known(&line, "address"));
    }
    let [from, to] = ["10.0.0.5:53", "224.0.0.251:50000"].map(socket);
    let line = format!("domain tcp {to} {from} 1 0 54");
    assert_eq!(only([tcp(from, to, ACK, 0)]), known(&line, "ports"));
    for edge in ["223.255.255.255", "240.0.0.0", "255.255.255.254"] {
        let [from, to] =
            ["10.0.0.5:53".to_owned(), format!("{edge}:50000")].map(|text| socket(&text));
        let line = format!("domain udp {to} {from} 1 0 52");
        assert_eq!(only([udp(from, to, 10)]), known(&line, "ports"));
    }
}

/// The rules of `Flow` know the ports from which clients of a protocol begin.
#[test]
fn ports_of_clients_are_not_servers() {
    for (client, server, service) in [
        ("[fe80::5]:546", "[fe80::1]:547", "dhcpv6-server"),
        ("10.0.0.5:68", "10.0.0.1:67", "bootps"),
        ("10.0.0.5:700", "10.0.0.1:2049", "nfs"),
        ("10.0.0.5:1023", "10.0.0.1:2049", "nfs"),
    ] {
        for (from, to, bytes) in [(client, server, [1, 0]), (server, client, [0, 1])] {
            let frame = udp(socket(from), socket(to), 10);
            let bytes = bytes.map(|times| times * frame.len());
            let line = format!(
                "{service} udp {client} {server} 1 {} {}",
                bytes[0], bytes[1]
            );
            assert_eq!(only([frame]), known(&line, "ports"));
        }
    }
}

#[test]
fn a_socket_may_talk_to_itself() {
    let own = socket("127.0.0.1:53");
    let line = "domain udp 127.0.0.1:53 127.0.0.1:53 2 104 0";
    assert_eq!(
        only([udp(own, own, 10), udp(own, own, 10)]),
        known(line, "ports")
    );
}

#[test]
fn packets_may_come_in_any_order() {
    let [client, server] = ["10.0.0.5:50000", "10.0.0.1:53"].map(socket);
    let packets = [
        at(20, udp(client, server, 1)),
        at(10, udp(server, client, 1)),
        at(30, udp(client, server, 1)),
        at(25, udp(client, server, 1)),
    ];
    let found = conversations(&ethernet(&packets));
    assert_eq!(found[0]["first"], "2023-11-14T22:13:20.01Z");
    assert_eq!(found[0]["last"], "2023-11-14T22:13:20.03Z");
}

/// Conversations come with the most bytes first. Those with the same number of bytes come in the
/// order in which they began.
#[test]
fn conversations_are_in_order() {
    let server = socket("10.0.0.1:53");
    let from = |port: u16, length| udp(socket(&format!("10.0.0.5:{port}")), server, length);
    let frames = [
        from(50003, 10),
        from(50001, 30),
        from(50002, 10),
        from(50000, 10),
        from(50003, 0),
    ];
    let found = conversations(&ethernet(&at_once(frames)));
    let ports: Vec<u64> = found
        .iter()
        .map(|one| one["client_port"].as_u64().unwrap())
        .collect();
    assert_eq!(ports, [50003, 50001, 50002, 50000]);
}
