//! Lookups by name: the queries and the contenders.

use std::collections::HashMap;
use std::ffi::{CStr, CString};
use std::hash::BuildHasher;

use port_registry::{Protocol, Service};
use port_registry_benches::glibc;

use crate::contender::Contender;
use crate::rounds::Lane;
use crate::tables::{BY_NAME, NAMES};

/// The file with which our tables pack names.
#[path = "../../src/tables/name_key.rs"]
#[allow(
    dead_code,
    unused_imports,
    clippy::cast_lossless,
    clippy::cast_possible_truncation,
    reason = "the limit only packs and compares; the crate itself allows these conversions"
)]
mod name_key;

/// The names of the contenders in the report.
pub const BY_NAME_OURS: &str = "Service::by_name";
pub const NAMED: &str = "Service::by_name_over";
pub const PACKED: &str = "packed-name";
pub const PHF: &str = "phf";
pub const HASH_MAP: &str = "HashMap";
pub const FOLDHASH: &str = "HashMap-foldhash";
pub const GLIBC: &str = "getservbyname_r";

pub const ALL: &str = "all-names";
pub const UNKNOWN: &str = "unknown-names";
pub const HOT: &str = "hot-names";

const QUERIES: usize = 100_000;

/// The twelve most used services, by name.
const MOST_USED: [(&str, Protocol); 12] = [
    ("https", Protocol::Tcp),
    ("https", Protocol::Udp),
    ("http", Protocol::Tcp),
    ("domain", Protocol::Udp),
    ("ssh", Protocol::Tcp),
    ("ntp", Protocol::Udp),
    ("smtp", Protocol::Tcp),
    ("imaps", Protocol::Tcp),
    ("mysql", Protocol::Tcp),
    ("postgresql", Protocol::Tcp),
    ("redis", Protocol::Tcp),
    ("http-alt", Protocol::Tcp),
];

/// A query: a name and a transport protocol.
#[derive(Clone, Copy)]
pub struct NameQuery {
    pub name: &'static str,
    /// A transport protocol that the name is registered over, if there is one.
    pub protocol: Protocol,
    /// The position of the name in `NAMES`, for the contender that need not search for it. It is
    /// any position if the name is not there.
    at: u32,
}

/// The queries of each workload, in random order.
pub struct Workloads {
    pub all: Vec<NameQuery>,
    pub unknown: Vec<NameQuery>,
    pub hot: Vec<NameQuery>,
}

impl Workloads {
    pub fn new() -> Self {
        let mut rng = fastrand::Rng::with_seed(2);
        Self {
            all: lay_out((0..QUERIES).map(|_| {
                let at = rng.usize(..NAMES.len());
                (
                    NAMES[at].0.to_owned(),
                    any_transport(NAMES[at].0, &mut rng),
                    at,
                )
            })),
            unknown: lay_out((0..QUERIES).map(|_| {
                let at = rng.usize(..NAMES.len());
                (misspell(NAMES[at].0, &mut rng), Protocol::Tcp, at)
            })),
            hot: lay_out((0..QUERIES).map(|_| {
                let (name, protocol) = MOST_USED[rng.usize(..MOST_USED.len())];
                let at = NAMES.binary_search_by_key(&name, |&(name, _)| name);
                (name.to_owned(), protocol, at.expect("it is registered"))
            })),
        }
    }

    pub fn all(&self) -> [(&'static str, &[NameQuery]); 3] {
        [(ALL, &self.all), (UNKNOWN, &self.unknown), (HOT, &self.hot)]
    }

    pub fn lanes<'a>(&'a self, contenders: &'a [Contender<NameQuery>]) -> Vec<Lane<'a>> {
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

/// Joins the names in one string, as in a file. If the queries borrowed from the tables of a
/// contender, they would bring these tables into the cache.
fn lay_out(queries: impl Iterator<Item = (String, Protocol, usize)>) -> Vec<NameQuery> {
    let queries: Vec<_> = queries.collect();
    let text: String = queries.iter().map(|(name, ..)| name.as_str()).collect();
    let mut rest: &'static str = text.leak();
    queries
        .into_iter()
        .map(|(name, protocol, at)| {
            let (name, after) = rest.split_at(name.len());
            rest = after;
            let at = u32::try_from(at).expect("a few thousand names");
            NameQuery { name, protocol, at }
        })
        .collect()
}

/// Returns one of the transport protocols that the name is registered over, or TCP if the name is
/// not registered.
fn any_transport(name: &str, rng: &mut fastrand::Rng) -> Protocol {
    let over: Vec<_> = Protocol::ALL
        .into_iter()
        .filter(|&protocol| Service::by_name_over(name, protocol).is_some())
        .collect();
    if over.is_empty() {
        Protocol::Tcp
    } else {
        over[rng.usize(..over.len())]
    }
}

/// Returns an unregistered name: with another letter, with a wrong letter, or with two letters
/// swapped.
fn misspell(name: &str, rng: &mut fastrand::Rng) -> String {
    loop {
        let mut letters: Vec<char> = name.chars().collect();
        let at = rng.usize(..letters.len());
        match rng.u8(..3) {
            0 => letters[at] = rng.lowercase(),
            1 if at > 0 => letters.swap(at - 1, at),
            _ => {
                letters.insert(at, letters[at]);
                letters.pop();
            }
        }
        let name: String = letters.into_iter().collect();
        if Service::by_name(&name).len() == 0 {
            return name;
        }
    }
}

/// Returns all contenders by name. Ours come first.
pub fn contenders() -> Vec<Contender<NameQuery>> {
    let mut contenders = vec![
        Contender::of_rows(BY_NAME_OURS, |query: NameQuery| {
            row_number(Service::by_name(query.name).next())
        }),
        // This call may return another row than the others: the row of the transport protocol.
        Contender::of_its_own(NAMED, named),
        packed_name(),
        Contender::of_rows(PHF, |query: NameQuery| {
            BY_NAME.get(query.name).map_or(0, |&number| number.into())
        }),
        hash_map(HASH_MAP, std::hash::RandomState::new()),
        hash_map(FOLDHASH, foldhash::fast::RandomState::default()),
        hash_map("HashMap-rustc-hash", rustc_hash::FxBuildHasher),
        Contender::of_rows("binary-search", |query: NameQuery| {
            let place = NAMES.binary_search_by_key(&query.name, |&(name, _)| name);
            place.map_or(0, |at| NAMES[at].1.into())
        }),
        fst(),
        Contender::slow("iana-services", |query: NameQuery| {
            let services = iana_services::lookup_by_name(query.name);
            services.map_or(0, |services| services.len() as u64)
        }),
    ];
    if glibc::IS_HERE {
        contenders.push(Contender::slow(GLIBC, |query: NameQuery| {
            let name = CString::new(query.name).expect("names have no NUL");
            let port = glibc::by_name(&name, c_protocol(query.protocol));
            port.unwrap_or(0).into()
        }));
    }
    contenders
}

pub fn named(query: NameQuery) -> u64 {
    row_number(Service::by_name_over(query.name, query.protocol))
}

fn row_number(service: Option<Service>) -> u64 {
    service.map_or(0, |service| service.record().index() as u64 + 1)
}

/// The lower limit: packs the name and compares it with the name at a known position.
fn packed_name() -> Contender<NameQuery> {
    let pack = |name: &str| name_key::pack(name.as_bytes()).map(name_key::fold_case);
    // A name too long for a key has none. The registry of today has no such name.
    let (keys, numbers): (Vec<u128>, Vec<u16>) = NAMES
        .iter()
        .map(|&(name, number)| (pack(name).unwrap_or_default(), number))
        .unzip();
    Contender::of_rows(PACKED, move |query: NameQuery| {
        let at = query.at as usize;
        match pack(query.name) {
            Some(key) if key == keys[at] => numbers[at].into(),
            _ => 0,
        }
    })
}

fn hash_map(
    name: &'static str,
    hasher: impl BuildHasher + Clone + 'static,
) -> Contender<NameQuery> {
    let mut map = HashMap::with_capacity_and_hasher(NAMES.len(), hasher);
    map.extend(NAMES.iter().copied());
    Contender::of_rows(name, move |query: NameQuery| {
        map.get(query.name).map_or(0, |&number: &u16| number.into())
    })
}

fn fst() -> Contender<NameQuery> {
    let sorted = NAMES.iter().map(|&(name, number)| (name, number.into()));
    let map = fst::Map::from_iter(sorted).expect("the names are in order");
    Contender::of_rows("fst", move |query: NameQuery| {
        map.get(query.name).unwrap_or(0)
    })
}

/// Returns the transport protocol as a C string.
pub fn c_protocol(protocol: Protocol) -> &'static CStr {
    match protocol {
        Protocol::Tcp => c"tcp",
        Protocol::Udp => c"udp",
        Protocol::Sctp => c"sctp",
        Protocol::Dccp => c"dccp",
        protocol => unreachable!("{protocol} has no ports"),
    }
}
