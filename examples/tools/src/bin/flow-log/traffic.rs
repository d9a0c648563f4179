//! Generates the content of the lines: the random traffic of a network. `main.rs` calls it.

use std::net::Ipv4Addr;

use fastrand::Rng;
use port_registry::{Port, Protocol, port};

/// The content of a line.
pub struct LogLine {
    /// The number of the network interface that recorded it.
    pub interface: u32,
    /// The beginning of the recorded time, in seconds since 1970.
    pub start: u64,
    /// The end of the recorded time, in seconds since 1970.
    pub end: u64,
    /// The recorded event.
    pub event: Event,
}

/// The event that an interface recorded.
pub enum Event {
    /// Packets from one address to another.
    Flow(Flow),
    /// There was no traffic.
    NoData,
    /// There was traffic, but it was not recorded.
    SkipData,
}

/// Packets from one address to another.
pub struct Flow {
    pub source: Ipv4Addr,
    pub destination: Ipv4Addr,
    /// The protocol number of the IP header.
    pub protocol: u8,
    /// Source and destination port, if the protocol has ports.
    pub ports: Option<(Port, Port)>,
    pub packets: u64,
    pub bytes: u64,
    pub verdict: Verdict,
    pub direction: Direction,
    pub sender: Sender,
}

/// The end of a connection that sent the packets.
#[derive(Clone, Copy)]
pub enum Sender {
    Client,
    Server,
}

/// The decision of the network's security rules.
#[derive(Clone, Copy)]
pub enum Verdict {
    Accept,
    Reject,
}

/// The direction, as seen from the interface.
#[derive(Clone, Copy)]
pub enum Direction {
    Ingress,
    Egress,
}

const TCP: Protocol = Protocol::Tcp;
const UDP: Protocol = Protocol::Udp;

/// The services of the servers, with the number of flows that each has in a thousand. The order of
/// this table decides the log that a seed generates.
const SERVICES: [(Protocol, Port, usize); 32] = [
    (TCP, port!("https/tcp"), 380),
    (UDP, port!("domain/udp"), 160),
    (TCP, port!("http/tcp"), 70),
    (UDP, port!("https/udp"), 60),
    (TCP, port!("postgresql/tcp"), 45),
    (TCP, port!("mysql/tcp"), 35),
    (TCP, port!("ssh/tcp"), 30),
    (UDP, port!("ntp/udp"), 30),
    (TCP, port!("http-alt/tcp"), 25),
    (TCP, Port::new(9092), 22),
    (TCP, Port::new(6379), 20),
    (TCP, port!("ldap/tcp"), 15),
    (TCP, port!("domain/tcp"), 10),
    (TCP, port!("nfs/tcp"), 10),
    (TCP, Port::new(9200), 10),
    (UDP, port!("syslog/udp"), 10),
    (TCP, port!("microsoft-ds/tcp"), 8),
    (TCP, port!("kerberos/tcp"), 6),
    (TCP, port!("smtp/tcp"), 6),
    (TCP, port!("imaps/tcp"), 6),
    (TCP, port!("submission/tcp"), 5),
    (TCP, port!("ldaps/tcp"), 5),
    (TCP, port!("amqp/tcp"), 5),
    (UDP, port!("snmp/udp"), 5),
    (TCP, port!("ms-wbt-server/tcp"), 4),
    (TCP, Port::new(30_443), 4), // not registered
    (UDP, Port::new(8472), 4),
    (UDP, port!("isakmp/udp"), 3),
    (TCP, port!("ftp/tcp"), 2),
    (TCP, port!("telnet/tcp"), 2),
    (Protocol::Sctp, Port::new(38_412), 2),
    (UDP, port!("radius/udp"), 1),
];

/// The time of the first line: 2026-01-01, 00:00 UTC.
const MIDNIGHT: u64 = 1_767_225_600;

/// The number of lines that all interfaces together record in a second.
const LINES_A_SECOND: u64 = 200;

/// The random traffic; each call of [`Traffic::next_line`] advances it.
pub struct Traffic {
    rng: Rng,
    /// The services, each repeated as often as its share of flows requires.
    services: Vec<(Protocol, Port)>,
    lines: u64,
}

impl Traffic {
    pub fn new(seed: u64) -> Self {
        let times = |&(protocol, port, times)| std::iter::repeat_n((protocol, port), times);
        Self {
            rng: Rng::with_seed(seed),
            services: SERVICES.iter().flat_map(times).collect(),
            lines: 0,
        }
    }

    pub fn next_line(&mut self) -> LogLine {
        let event = match self.rng.u32(0..10_000) {
            0..150 => Event::NoData,
            150..155 => Event::SkipData,
            155..255 => Event::Flow(self.without_ports(1)),
            255..270 => Event::Flow(self.without_ports(47)),
            270..275 => Event::Flow(self.without_ports(50)),
            275..280 => {
                // IANA has assigned none of these protocol numbers.
                let unknown = self.rng.u8(150..=252);
                Event::Flow(self.without_ports(unknown))
            }
            280..480 => Event::Flow(self.scan()),
            480..580 => Event::Flow(self.between_clients()),
            _ => Event::Flow(self.of_a_service()),
        };
        let start = MIDNIGHT + self.lines / LINES_A_SECOND;
        self.lines += 1;
        LogLine {
            interface: self.rng.u32(0..64),
            start,
            end: start + self.rng.u64(1..60),
            event,
        }
    }

    /// Returns a flow from a client to a service, or the reverse.
    fn of_a_service(&mut self) -> Flow {
        let at = self.rng.usize(0..self.services.len());
        let (protocol, server) = self
            .services
            .get(at)
            .copied()
            .unwrap_or((TCP, Port::new(0)));
        let client = self.client_port();
        let packets = self.packets();
        let (ports, bytes_a_packet, sender) = if self.rng.bool() {
            ((client, server), 40..400, Sender::Client)
        } else {
            ((server, client), 60..1500, Sender::Server)
        };
        let bytes = packets * self.rng.u64(bytes_a_packet);
        Flow {
            sender,
            ..self.flow(protocol.number(), Some(ports), (packets, bytes))
        }
    }

    /// Returns a rejected connection attempt to a random port, as of a port scan.
    fn scan(&mut self) -> Flow {
        let ports = (self.client_port(), Port::new(self.rng.u16(1..)));
        Flow {
            verdict: Verdict::Reject,
            direction: Direction::Ingress,
            ..self.flow(TCP.number(), Some(ports), (1, 44))
        }
    }

    fn between_clients(&mut self) -> Flow {
        let ports = (self.client_port(), self.client_port());
        let packets = self.packets();
        self.flow(UDP.number(), Some(ports), (packets, packets * 1200))
    }

    fn without_ports(&mut self, protocol: u8) -> Flow {
        let packets = self.rng.u64(1..10);
        self.flow(protocol, None, (packets, packets * 84))
    }

    fn flow(&mut self, protocol: u8, ports: Option<(Port, Port)>, amounts: (u64, u64)) -> Flow {
        let inside = Ipv4Addr::new(10, 0, self.rng.u8(0..16), self.rng.u8(1..255));
        let outside = if self.rng.u8(0..3) == 0 {
            Ipv4Addr::from(self.rng.u32(0x0b00_0000..0xdf00_0000))
        } else {
            Ipv4Addr::new(10, 0, self.rng.u8(0..16), self.rng.u8(1..255))
        };
        let (source, destination, direction) = if self.rng.bool() {
            (outside, inside, Direction::Ingress)
        } else {
            (inside, outside, Direction::Egress)
        };
        let (packets, bytes) = amounts;
        Flow {
            source,
            destination,
            protocol,
            ports,
            packets,
            bytes,
            verdict: Verdict::Accept,
            direction,
            sender: Sender::Client,
        }
    }

    /// Returns a client port from Linux's default range, or from IANA's dynamic range, which other
    /// systems use.
    fn client_port(&mut self) -> Port {
        Port::new(if self.rng.u8(0..10) < 7 {
            self.rng.u16(32_768..61_000)
        } else {
            self.rng.u16(49_152..)
        })
    }

    /// Returns a number of packets: most flows are small, and a few are very large.
    fn packets(&mut self) -> u64 {
        let scale = self.rng.u32(0..14);
        1 + self.rng.u64(0..1 << scale)
    }
}
