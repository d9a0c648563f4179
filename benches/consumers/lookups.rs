//! Times lookups in the compiled registry, and prints nanoseconds per lookup: by port over all
//! assigned pairs, and by name over all names, in random order.

use std::hint::black_box;
use std::time::Instant;

use port_registry::{Port, Protocol, Service};

const QUERIES: usize = 100_000;
const CHUNK: usize = 1_000;
const ROUNDS: usize = 15;

fn main() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let pairs = pairs();
    let names = names();
    let pairs: Vec<_> = (0..QUERIES).map(|_| *random.pick(&pairs)).collect();
    // The names of the queries are joined in one string in the order of the queries, so that
    // reading them costs the same for any number of names.
    let (mut text, mut names_at) = (String::new(), Vec::new());
    for _ in 0..QUERIES {
        let (name, protocol) = *random.pick(&names);
        names_at.push((text.len(), name.len(), protocol));
        text.push_str(name);
    }

    let by_port = nanoseconds(&pairs, |(port, protocol)| port.service(*protocol).is_some());
    let by_name = nanoseconds(&names_at, |(at, len, protocol)| {
        Service::by_name_over(&text[*at..at + len], *protocol).is_some()
    });
    println!("{by_port:.3} {by_name:.3}");
}

/// Returns all assigned pairs.
fn pairs() -> Vec<(Port, Protocol)> {
    let ports = (0..=u16::MAX).map(Port::new);
    let all = ports.flat_map(|port| Protocol::ALL.map(|protocol| (port, protocol)));
    all.filter(|(port, protocol)| port.service(*protocol).is_some())
        .collect()
}

/// Returns all names, each with a transport protocol that the name is registered over.
fn names() -> Vec<(&'static str, Protocol)> {
    let mut names: Vec<_> = Service::all()
        .map(|service| (service.name(), service.protocol().unwrap_or(Protocol::Tcp)))
        .collect();
    names.sort_unstable_by_key(|(name, _)| name.to_ascii_lowercase());
    names.dedup_by_key(|(name, _)| name.to_ascii_lowercase());
    names
}

/// Returns the nanoseconds per query of lookups that must find something. All queries are made in
/// each round, but each chunk of queries is timed on its own, and the median of its rounds is used.
/// A chunk is short enough to end before the scheduler runs another process.
fn nanoseconds<Q>(queries: &[Q], is_found: impl Fn(&Q) -> bool) -> f64 {
    let mut chunks = vec![[0.0; ROUNDS]; QUERIES / CHUNK];
    for round in 0..ROUNDS {
        for (times, chunk) in chunks.iter_mut().zip(queries.chunks(CHUNK)) {
            let start = Instant::now();
            let found = black_box(chunk).iter().filter(|query| is_found(query));
            assert_eq!(found.count(), CHUNK);
            times[round] = start.elapsed().as_secs_f64() * 1e9;
        }
    }
    let medians = chunks.iter_mut().map(|times| {
        times.sort_unstable_by(f64::total_cmp);
        times[ROUNDS / 2]
    });
    medians.sum::<f64>() / QUERIES as f64
}

/// A xorshift generator, since the order only needs to have no pattern.
struct Random(usize);

impl Random {
    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        &items[self.0 % items.len()]
    }
}
