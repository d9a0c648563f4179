//! From the numbers in a packet or a flow record to the name of the service, which is what programs print.
//!
//! Each contender returns the name. A result is used with its address and its length, so that no
//! contender is spared from computing them.

use std::collections::HashMap;
use std::hash::BuildHasher;

use port_registry::{Flow, Port, Protocol};

use crate::contender::Contender;
use crate::ports::{self, MOST_USED};
use crate::rounds::Lane;
use crate::tables::{NAME_BY_PACKET, PAIRS};

/// The names of our contenders in the report.
pub const PORT: &str = "Port::service+name";
pub const NUMBER: &str = "from_number+name";
pub const FLOW: &str = "Flow::service+name";
pub const FLOW_HANDLE: &str = "Flow::service";
pub const HASH_MAP: &str = "HashMap-rustc-hash";
pub const RAW_NUMBERS: &str = "raw-array-of-numbers";

pub const REGISTERED: &str = "packet-names";
pub const ALL_PORTS: &str = "packet-names-all-ports";
pub const HOT: &str = "packet-names-hot";
pub const FLOWS: &str = "flow-names";

const QUERIES: usize = 100_000;

/// A packet's IP protocol number, that of TCP or UDP, and the port of the server.
#[derive(Clone, Copy)]
pub struct Packet {
    number: u8,
    protocol: Protocol,
    port: u16,
}

/// The numbers of a flow record.
#[derive(Clone, Copy)]
pub struct FlowRecord {
    number: u8,
    protocol: Protocol,
    source: u16,
    destination: u16,
}

impl Packet {
    fn new(protocol: Protocol, port: u16) -> Self {
        Self {
            number: protocol.number(),
            protocol,
            port,
        }
    }

    fn key(self) -> u32 {
        key(self.number, self.port)
    }
}

/// The key of a map from packets to names.
fn key(number: u8, port: u16) -> u32 {
    u32::from(number) << 16 | u32::from(port)
}

/// The queries of each workload, in random order.
pub struct Workloads {
    registered: Vec<Packet>,
    all_ports: Vec<Packet>,
    hot: Vec<Packet>,
    flows: Vec<FlowRecord>,
}

impl Workloads {
    pub fn new() -> Self {
        let mut rng = fastrand::Rng::with_seed(3);
        let over_tcp_or_udp = |key: u32| key >> 16 < 2;
        let registered: Vec<Packet> = PAIRS
            .iter()
            .filter(|(key, _)| over_tcp_or_udp(*key))
            .map(|(key, _)| {
                let query = ports::PortQuery::of_key(*key);
                Packet::new(query.protocol, query.port.get())
            })
            .collect();
        let mut any_registered = || registered[rng.usize(..registered.len())];
        let drawn: Vec<Packet> = (0..QUERIES).map(|_| any_registered()).collect();
        let mut any_flow = |packet: Packet| {
            let client = rng.u16(49_152..);
            let (source, destination) = if rng.bool() {
                (client, packet.port)
            } else {
                (packet.port, client)
            };
            FlowRecord {
                number: packet.number,
                protocol: packet.protocol,
                source,
                destination,
            }
        };
        Self {
            // A map has names of the ports from which clients begin flows too, which no server has.
            flows: drawn
                .iter()
                .map(|packet| any_flow(*packet))
                .filter(|record| flow(record.protocol, *record).server().is_some())
                .collect(),
            all_ports: (0..QUERIES)
                .map(|_| Packet::new([Protocol::Tcp, Protocol::Udp][rng.usize(..2)], rng.u16(..)))
                .collect(),
            hot: (0..QUERIES)
                .map(|_| {
                    let (protocol, port) = MOST_USED[rng.usize(..MOST_USED.len())];
                    Packet::new(protocol, port)
                })
                .collect(),
            registered: drawn,
        }
    }

    fn packets(&self) -> [(&'static str, &[Packet]); 3] {
        [
            (REGISTERED, &self.registered),
            (ALL_PORTS, &self.all_ports),
            (HOT, &self.hot),
        ]
    }

    pub fn lanes<'a>(
        &'a self,
        packets: &'a [Contender<Packet>],
        flows: &'a [Contender<FlowRecord>],
    ) -> Vec<Lane<'a>> {
        let of_packets = self.packets().into_iter().flat_map(|(workload, queries)| {
            packets
                .iter()
                .map(move |contender| contender.lane(workload, queries))
        });
        let of_flows = flows
            .iter()
            .map(|contender| contender.lane(FLOWS, &self.flows));
        of_packets.chain(of_flows).collect()
    }

    /// Returns a contender that returns our name for each packet. Panics if it returns another.
    fn by_packet(
        &self,
        name: &'static str,
        answer: impl Fn(Packet) -> &'static str + 'static,
    ) -> Contender<Packet> {
        for packet in self.packets().into_iter().flat_map(|(_, queries)| queries) {
            assert_eq!(answer(*packet), ours(*packet), "{name}");
        }
        Contender::of_names(name, answer)
    }

    /// Returns all contenders by packet. Ours come first.
    pub fn packet_contenders(&self) -> Vec<Contender<Packet>> {
        vec![
            self.by_packet(PORT, ours),
            self.by_packet(NUMBER, |packet| {
                let protocol = Protocol::from_number(packet.number).ok();
                let service = protocol.and_then(|over| Port::new(packet.port).service(over));
                service.map_or("", |service| service.name())
            }),
            raw_numbers(),
            self.raw_names(),
            self.by_packet("phf", |packet| {
                NAME_BY_PACKET
                    .get(&packet.key())
                    .copied()
                    .unwrap_or_default()
            }),
            self.hash_map("HashMap", std::hash::RandomState::new()),
            self.hash_map("HashMap-foldhash", foldhash::fast::RandomState::default()),
            self.hash_map(HASH_MAP, rustc_hash::FxBuildHasher),
        ]
    }

    /// The lower limit of those that return a name: an array for each of TCP and UDP, with 2 MB in total.
    fn raw_names(&self) -> Contender<Packet> {
        let mut names = vec![""; 2 << 16];
        for (at, name) in names.iter_mut().enumerate() {
            let port = u16::try_from(at & 0xffff).expect("16 bits");
            *name = ours(Packet::new(Protocol::ALL[at >> 16], port));
        }
        self.by_packet("raw-array-of-names", move |packet| names[place(packet)])
    }

    fn hash_map(
        &self,
        name: &'static str,
        hasher: impl BuildHasher + Clone + 'static,
    ) -> Contender<Packet> {
        let map = name_map(hasher);
        self.by_packet(name, move |packet| {
            map.get(&packet.key()).copied().unwrap_or_default()
        })
    }

    /// Returns all contenders by flow record. Ours come first.
    pub fn flow_contenders(&self) -> Vec<Contender<FlowRecord>> {
        let map = name_map(rustc_hash::FxBuildHasher);
        vec![
            Contender::of_its_own(FLOW_HANDLE, |record: FlowRecord| {
                let service = flow(record.protocol, record).service();
                service.map_or(0, |service| service.record().index() as u64 + 1)
            }),
            Contender::of_its_own(ports::OURS, |record: FlowRecord| {
                let service = Port::new(record.source).service(record.protocol);
                service.map_or(0, |service| service.record().index() as u64 + 1)
            }),
            self.by_flow(FLOW, |record| {
                let flow = Protocol::from_number(record.number).map(|over| flow(over, record));
                let service = flow.ok().and_then(Flow::service);
                service.map_or("", |service| service.name())
            }),
            // The destination first, as a program without rules does.
            self.by_flow(HASH_MAP, move |record| {
                let name = |port| map.get(&key(record.number, port)).copied();
                let name = name(record.destination).or_else(|| name(record.source));
                name.unwrap_or_default()
            }),
        ]
    }

    /// Returns a contender that returns our name for each flow. Panics if it returns another.
    fn by_flow(
        &self,
        name: &'static str,
        answer: impl Fn(FlowRecord) -> &'static str + 'static,
    ) -> Contender<FlowRecord> {
        for record in &self.flows {
            let ours = flow(record.protocol, *record).service();
            let ours = ours.map_or("", |service| service.name());
            assert_eq!(answer(*record), ours, "{name}");
        }
        Contender::of_names(name, answer)
    }
}

/// Returns the place of a packet in an array for each of TCP and UDP.
fn place(packet: Packet) -> usize {
    (packet.protocol as usize) << 16 | usize::from(packet.port)
}

/// The lower limit of any lookup: an array of row numbers, not of names.
fn raw_numbers() -> Contender<Packet> {
    let mut numbers = vec![0_u16; 2 << 16];
    for &(key, number) in PAIRS {
        if let Some(place) = numbers.get_mut(key as usize) {
            *place = number;
        }
    }
    Contender::of_its_own(RAW_NUMBERS, move |packet: Packet| {
        numbers[place(packet)].into()
    })
}

fn ours(packet: Packet) -> &'static str {
    let service = Port::new(packet.port).service(packet.protocol);
    service.map_or("", |service| service.name())
}

fn flow(protocol: Protocol, record: FlowRecord) -> Flow {
    let [source, destination] = [record.source, record.destination].map(Port::new);
    Flow::new(protocol, source, destination)
}

/// Returns a map from IP protocol numbers and ports to names.
fn name_map<S: BuildHasher>(hasher: S) -> HashMap<u32, &'static str, S> {
    let mut map = HashMap::with_capacity_and_hasher(PAIRS.len(), hasher);
    for (pair, _) in PAIRS {
        let query = ports::PortQuery::of_key(*pair);
        let packet = Packet::new(query.protocol, query.port.get());
        map.insert(packet.key(), ours(packet));
    }
    map
}
