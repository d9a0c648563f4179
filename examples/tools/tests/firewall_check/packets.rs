//! The packets that the tests send: the first one of a connection, or a datagram, from several senders.
//!
//! The source address of the frame has what the packet is, so that it is recognised wherever it is found, even
//! after a translation of its addresses or ports.

use std::collections::BTreeSet;
use std::net::IpAddr;

use etherparse::{PacketBuilder, TcpOptionElement};

use crate::network::Interface;

/// The first two bytes of the source address of each frame.
pub const MARK: [u8; 2] = [0x02, 0x70];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    Tcp,
    Udp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Ipv4,
    Ipv6,
}

/// What `--check` is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    pub family: Family,
    pub transport: Transport,
    pub port: u16,
}

/// A packet: a subject, and the index of its sender in [`SENDERS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Packet {
    pub subject: Subject,
    pub sender: u8,
}

/// A host that sends to the host under test.
#[derive(Debug)]
pub struct Sender {
    pub family: Family,
    to: Interface,
    source: &'static str,
    destination: &'static str,
    source_port: u16,
}

impl Sender {
    /// Returns whether the first packet of a connection asks for ECN (RFC 3168 section 6.1.1): that of hosts with an odd
    /// source port does.
    fn asks_for_ecn(&self) -> bool {
        self.source_port % 2 == 1
    }

    /// Returns the link-layer address that the destination has (RFC 1112 section 6.4, RFC 2464 section 7).
    fn frame_destination(&self) -> [u8; 6] {
        match self.destination.parse().unwrap() {
            IpAddr::V4(address) if address.is_broadcast() => [0xff; 6],
            IpAddr::V4(address) if address.is_multicast() => {
                let [_, b, c, d] = address.octets();
                [0x01, 0x00, 0x5e, b & 0x7f, c, d]
            }
            IpAddr::V6(address) if address.is_multicast() => {
                let [.., a, b, c, d] = address.octets();
                [0x33, 0x33, a, b, c, d]
            }
            _ => self.to.address(),
        }
    }
}

const fn sender(
    family: Family,
    to: Interface,
    source: &'static str,
    destination: &'static str,
    source_port: u16,
) -> Sender {
    Sender {
        family,
        to,
        source,
        destination,
        source_port,
    }
}

/// Hosts that differ in what a rule may ask for: the interface, the addresses, the source port and ECN. The last ones send
/// datagrams to all hosts of a link.
pub const SENDERS: [Sender; 10] = [
    sender(
        Family::Ipv4,
        Interface::Eth0,
        "203.0.113.9",
        "198.51.100.1",
        40_000,
    ),
    sender(
        Family::Ipv4,
        Interface::Eth0,
        "192.0.2.200",
        "198.51.100.1",
        53,
    ),
    sender(
        Family::Ipv4,
        Interface::Eth1,
        "10.1.2.3",
        "10.0.0.1",
        50_000,
    ),
    sender(
        Family::Ipv4,
        Interface::Eth1,
        "192.168.5.77",
        "192.168.0.1",
        1023,
    ),
    sender(
        Family::Ipv6,
        Interface::Eth0,
        "2001:db8:ffff::9",
        "2001:db8:1::1",
        40_000,
    ),
    sender(Family::Ipv6, Interface::Eth1, "fd00::77", "fd00::1", 53),
    sender(Family::Ipv6, Interface::Eth1, "fe80::77", "fe80::1", 50_000),
    sender(
        Family::Ipv4,
        Interface::Eth1,
        "10.1.2.3",
        "224.0.0.1",
        50_001,
    ),
    sender(
        Family::Ipv4,
        Interface::Eth1,
        "10.1.2.3",
        "255.255.255.255",
        50_002,
    ),
    sender(Family::Ipv6, Interface::Eth1, "fe80::77", "ff02::1", 50_001),
];

/// The number of those that send to the addresses of the host.
pub const TO_THE_HOST: usize = 7;

impl Packet {
    fn sender(self) -> &'static Sender {
        &SENDERS[usize::from(self.sender)]
    }

    pub fn is_to_the_host(self) -> bool {
        usize::from(self.sender) < TO_THE_HOST
    }

    pub fn interface(self) -> Interface {
        self.sender().to
    }

    /// Returns the packet that a source address of a frame names.
    pub fn of_address(address: [u8; 6]) -> Option<Self> {
        let [a, b, high, low, sender, transport] = address;
        let family = SENDERS.get(usize::from(sender))?.family;
        let transport = [Transport::Tcp, Transport::Udp].get(usize::from(transport))?;
        let subject = Subject {
            family,
            transport: *transport,
            port: u16::from_be_bytes([high, low]),
        };
        ([a, b] == MARK).then_some(Self { subject, sender })
    }

    fn address(self) -> [u8; 6] {
        let [high, low] = self.subject.port.to_be_bytes();
        let transport = self.subject.transport as u8;
        [MARK[0], MARK[1], high, low, self.sender, transport]
    }

    pub fn frame(self) -> Vec<u8> {
        let sender = self.sender();
        let builder = PacketBuilder::ethernet2(self.address(), sender.frame_destination());
        let (source, destination) = (sender.source.parse(), sender.destination.parse());
        let builder = match (source.unwrap(), destination.unwrap()) {
            (IpAddr::V4(source), IpAddr::V4(destination)) => {
                builder.ipv4(source.octets(), destination.octets(), 60)
            }
            (IpAddr::V6(source), IpAddr::V6(destination)) => {
                builder.ipv6(source.octets(), destination.octets(), 60)
            }
            _ => unreachable!("both are of the family of the sender"),
        };
        let mut frame = Vec::new();
        let (from, to) = (sender.source_port, self.subject.port);
        match self.subject.transport {
            Transport::Tcp => {
                let mut step = builder.tcp(from, to, 1_000_000, 64_240).syn();
                if sender.asks_for_ecn() {
                    step = step.ece().cwr();
                }
                step.options(&[TcpOptionElement::MaximumSegmentSize(1460)])
                    .unwrap()
                    .write(&mut frame, &[])
                    .unwrap();
            }
            Transport::Udp => builder.udp(from, to).write(&mut frame, b"hello").unwrap(),
        }
        frame
    }
}

/// Returns the packets to these ports over the transports, from these senders.
pub fn packets(ports: &BTreeSet<u16>, senders: &[u8]) -> Vec<Packet> {
    let mut packets = Vec::new();
    for &port in ports {
        for &sender in senders {
            for transport in [Transport::Tcp, Transport::Udp] {
                let family = SENDERS[usize::from(sender)].family;
                let subject = Subject {
                    family,
                    transport,
                    port,
                };
                let packet = Packet { subject, sender };
                // Connections are with one host.
                if packet.is_to_the_host() || transport == Transport::Udp {
                    packets.push(packet);
                }
            }
        }
    }
    packets
}
