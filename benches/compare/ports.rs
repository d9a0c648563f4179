//! Lookups by port: the queries and the contenders.

use std::collections::HashMap;
use std::ffi::CStr;
use std::hash::BuildHasher;

use ndb_tcp_service::TcpServiceDb;
use port_desc::{PortDescription, TransportProtocol};
use port_registry::{Port, Protocol};
use port_registry_benches::glibc;

use crate::contender::Contender;
use crate::rounds::Lane;
use crate::tables::{BY_PAIR, PAIRS};

/// The names of the contenders in the report.
pub const OURS: &str = "Port::service";
pub const RAW_ARRAY: &str = "raw-array";
pub const PHF: &str = "phf";
pub const GLIBC: &str = "getservbyport_r";

pub const ASSIGNED: &str = "assigned-pairs";
pub const ALL_PORTS: &str = "all-ports";
pub const UNASSIGNED: &str = "unassigned-pairs";
pub const HOT: &str = "hot-ports";

const QUERIES: usize = 100_000;

/// The twelve most used services, as in flow logs.
pub const MOST_USED: [(Protocol, u16); 12] = [
    (Protocol::Tcp, 443),
    (Protocol::Udp, 443),
    (Protocol::Tcp, 80),
    (Protocol::Udp, 53),
    (Protocol::Tcp, 22),
    (Protocol::Udp, 123),
    (Protocol::Tcp, 25),
    (Protocol::Tcp, 993),
    (Protocol::Tcp, 3306),
    (Protocol::Tcp, 5432),
    (Protocol::Tcp, 6379),
    (Protocol::Tcp, 8080),
];

/// A query: a port and a transport protocol.
#[derive(Clone, Copy)]
pub struct PortQuery {
    pub protocol: Protocol,
    pub port: Port,
}

impl PortQuery {
    pub fn of_key(key: u32) -> Self {
        let [_, transport, high, low] = key.to_be_bytes();
        Self {
            protocol: Protocol::ALL[usize::from(transport)],
            port: Port::new(u16::from_be_bytes([high, low])),
        }
    }

    /// The key of peers that have one table for all transport protocols.
    fn key(self) -> u32 {
        (self.protocol as u32) << 16 | u32::from(self.port)
    }
}

/// The queries of each workload, in random order.
pub struct Workloads {
    pub assigned: Vec<PortQuery>,
    pub all_ports: Vec<PortQuery>,
    pub unassigned: Vec<PortQuery>,
    pub hot: Vec<PortQuery>,
}

impl Workloads {
    pub fn new() -> Self {
        let mut rng = fastrand::Rng::with_seed(1);
        let mut draw = |query: &mut dyn FnMut(&mut fastrand::Rng) -> PortQuery| {
            (0..QUERIES).map(|_| query(&mut rng)).collect()
        };
        // SCTP and DCCP are rare in traffic, and nearly all of their ports are misses.
        let any_port = |rng: &mut fastrand::Rng| PortQuery {
            protocol: [Protocol::Tcp, Protocol::Udp][rng.usize(..2)],
            port: Port::new(rng.u16(..)),
        };
        Self {
            assigned: draw(&mut |rng| PortQuery::of_key(PAIRS[rng.usize(..PAIRS.len())].0)),
            all_ports: draw(&mut |rng| any_port(rng)),
            unassigned: draw(&mut |rng| {
                loop {
                    let query = any_port(rng);
                    if query.port.service(query.protocol).is_none() {
                        break query;
                    }
                }
            }),
            hot: draw(&mut |rng| {
                let (protocol, port) = MOST_USED[rng.usize(..MOST_USED.len())];
                let port = Port::new(port);
                PortQuery { protocol, port }
            }),
        }
    }

    pub fn all(&self) -> [(&'static str, &[PortQuery]); 4] {
        [
            (ASSIGNED, &self.assigned),
            (ALL_PORTS, &self.all_ports),
            (UNASSIGNED, &self.unassigned),
            (HOT, &self.hot),
        ]
    }

    pub fn lanes<'a>(&'a self, contenders: &'a [Contender<PortQuery>]) -> Vec<Lane<'a>> {
        self.all()
            .into_iter()
            .flat_map(|(workload, queries)| {
                contenders
                    .iter()
                    .map(move |contender| contender.lane(workload, queries))
            })
            .collect()
    }
}

/// Returns all contenders by port. Ours come first.
pub fn contenders() -> Vec<Contender<PortQuery>> {
    let mut contenders = vec![
        Contender::of_rows(OURS, ours),
        raw_array(),
        Contender::of_rows(PHF, |query: PortQuery| {
            BY_PAIR.get(&query.key()).map_or(0, |&number| number.into())
        }),
        hash_map("HashMap", std::hash::RandomState::new()),
        hash_map("HashMap-foldhash", foldhash::fast::RandomState::default()),
        hash_map("HashMap-rustc-hash", rustc_hash::FxBuildHasher),
        Contender::of_rows("binary-search", |query: PortQuery| {
            let place = PAIRS.binary_search_by_key(&query.key(), |&(key, _)| key);
            place.map_or(0, |at| PAIRS[at].1.into())
        }),
        port_desc(),
        ndb_tcp_service(),
        Contender::slow("iana-services", |query: PortQuery| {
            let services = iana_services::lookup_by_port(query.port.get());
            services.map_or(0, |services| services.len() as u64)
        }),
    ];
    if glibc::IS_HERE {
        contenders.push(Contender::slow(GLIBC, |query: PortQuery| {
            let protocol = crate::names::c_protocol(query.protocol);
            let len = glibc::by_port(query.port.get(), protocol, CStr::count_bytes);
            len.unwrap_or(0) as u64
        }));
    }
    contenders
}

pub fn ours(query: PortQuery) -> u64 {
    let service = query.port.service(query.protocol);
    service.map_or(0, |service| service.record().index() as u64 + 1)
}

/// The lower limit: an array for each transport protocol, with 512 KB in total.
fn raw_array() -> Contender<PortQuery> {
    const PORTS: usize = 1 << 16;
    #[allow(
        clippy::large_stack_arrays,
        reason = "zeros, which `vec!` makes in place"
    )]
    let mut numbers: Box<[[u16; PORTS]; 4]> = vec![[0; PORTS]; 4]
        .try_into()
        .expect("there are four transports");
    for &(key, number) in PAIRS {
        let query = PortQuery::of_key(key);
        numbers[query.protocol as usize][usize::from(query.port.get())] = number;
    }
    Contender::of_rows(RAW_ARRAY, move |query: PortQuery| {
        numbers[query.protocol as usize][usize::from(query.port.get())].into()
    })
}

fn hash_map(
    name: &'static str,
    hasher: impl BuildHasher + Clone + 'static,
) -> Contender<PortQuery> {
    let mut map = HashMap::with_capacity_and_hasher(PAIRS.len(), hasher);
    map.extend(PAIRS.iter().copied());
    Contender::of_rows(name, move |query: PortQuery| {
        map.get(&query.key())
            .map_or(0, |&number: &u16| number.into())
    })
}

fn port_desc() -> Contender<PortQuery> {
    let ports = PortDescription::default().expect("it parses its own file");
    Contender::of_its_own("port-desc", move |query: PortQuery| {
        let name = ports.get_port_service_name(query.port.get(), peer_protocol(query.protocol));
        name.len() as u64
    })
}

pub fn peer_protocol(protocol: Protocol) -> TransportProtocol {
    match protocol {
        Protocol::Tcp => TransportProtocol::Tcp,
        Protocol::Udp => TransportProtocol::Udp,
        Protocol::Sctp => TransportProtocol::Sctp,
        Protocol::Dccp => TransportProtocol::Dccp,
        protocol => unreachable!("{protocol} has no ports"),
    }
}

/// ndb-tcp-service has TCP only, so the query is the port alone.
fn ndb_tcp_service() -> Contender<PortQuery> {
    let services = TcpServiceDb::bundled();
    Contender::of_its_own("ndb-tcp-service", move |query: PortQuery| {
        let name = services.get_name(query.port.get());
        name.map_or(0, |name| name.len() as u64)
    })
}
