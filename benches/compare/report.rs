//! Prints the tables and the ratios, and checks the limits.

use crate::rounds::Measure;
use crate::{names, others, packets, ports, processes, sets};

/// A ratio that must not be exceeded.
struct Limit {
    ours: &'static str,
    peer: &'static str,
    workload: &'static str,
    at_most: f64,
}

const fn limit(
    ours: &'static str,
    peer: &'static str,
    workload: &'static str,
    at_most: f64,
) -> Limit {
    Limit {
        ours,
        peer,
        workload,
        at_most,
    }
}

const LIMITS: [Limit; 17] = [
    limit(packets::PORT, packets::HASH_MAP, packets::REGISTERED, 0.9),
    limit(packets::PORT, packets::HASH_MAP, packets::ALL_PORTS, 0.9),
    limit(packets::PORT, packets::HASH_MAP, packets::HOT, 0.9),
    limit(
        packets::PORT,
        packets::RAW_NUMBERS,
        packets::REGISTERED,
        4.0,
    ),
    limit(packets::NUMBER, packets::PORT, packets::REGISTERED, 1.1),
    limit(packets::FLOW_HANDLE, ports::OURS, packets::FLOWS, 5.0),
    limit(names::BY_NAME_OURS, names::FOLDHASH, names::ALL, 0.9),
    limit(names::NAMED, names::FOLDHASH, names::ALL, 0.9),
    limit(ports::OURS, ports::RAW_ARRAY, ports::ASSIGNED, 3.0),
    limit(ports::OURS, ports::PHF, ports::ASSIGNED, 0.25),
    limit(ports::OURS, ports::GLIBC, ports::ASSIGNED, 1.0 / 5_000.0),
    limit(names::BY_NAME_OURS, names::PHF, names::ALL, 0.40),
    limit(names::NAMED, names::PHF, names::ALL, 0.40),
    limit(names::BY_NAME_OURS, names::HASH_MAP, names::ALL, 0.50),
    limit(names::NAMED, names::HASH_MAP, names::ALL, 0.50),
    limit(names::BY_NAME_OURS, names::GLIBC, names::ALL, 1.0 / 1_000.0),
    limit(names::NAMED, names::GLIBC, names::ALL, 1.0 / 1_000.0),
];

/// Our contenders, each with its workload of misses, which must not take longer than its workload
/// of hits.
const MISSES: [(&str, &str, &str); 3] = [
    (ports::OURS, ports::UNASSIGNED, ports::ASSIGNED),
    (names::BY_NAME_OURS, names::UNKNOWN, names::ALL),
    (names::NAMED, names::UNKNOWN, names::ALL),
];

/// Our contenders, which all others are compared with.
const OURS: [&str; 7] = [
    ports::OURS,
    packets::PORT,
    packets::NUMBER,
    packets::FLOW,
    names::BY_NAME_OURS,
    names::NAMED,
    processes::OURS,
];

pub fn print(results: &[Measure]) {
    for table in results.chunk_by(|left, right| left.workload == right.workload) {
        print_table(table);
    }
    println!();
    for table in results.chunk_by(|left, right| left.workload == right.workload) {
        print_ratios(table);
    }
    let find = |contender, workload| {
        let mut lanes = results.iter();
        lanes.find(|lane| (lane.contender, lane.workload) == (contender, workload))
    };
    let ratio = |(ours, workload), (peer, peers_workload)| {
        Some(find(ours, workload)?.ratio_to(find(peer, peers_workload)?))
    };
    for (ours, misses, hits) in MISSES {
        if let Some(ratio) = ratio((ours, misses), (ours, hits)) {
            println!("RATIO miss/hit {ours} {}", Figure(ratio));
        }
    }
    for ours in [ports::OURS, names::NAMED] {
        if let Some(ratio) = ratio((ours, others::TWO_THREADS), (ours, others::ONE_THREAD)) {
            println!("RATIO two-threads/one-thread {ours} {}", Figure(ratio));
        }
    }

    println!();
    for limit in LIMITS {
        let label = format!("{}/{} {}", limit.ours, limit.peer, limit.workload);
        let ratio = ratio((limit.ours, limit.workload), (limit.peer, limit.workload));
        print_limit(&label, ratio, limit.at_most);
    }
    let found = ratio((others::FIND, others::CALLS), (names::NAMED, names::ALL));
    let label = format!("{}/{} {}", others::FIND, names::NAMED, names::ALL);
    print_limit(&label, found, 4.0);
    let searched = find(sets::SEARCH, sets::WHOLE).map(|lane| lane.median() / SEARCH_NANOSECONDS);
    print_limit(&format!("{}/0.2 ms", sets::SEARCH), searched, 1.0);
    for (ours, misses, hits) in MISSES {
        let ratio = ratio((ours, misses), (ours, hits));
        print_limit(&format!("miss/hit {ours}"), ratio, 1.0);
    }
}

/// The limit of a search of two words.
const SEARCH_NANOSECONDS: f64 = 200_000.0;

fn print_table(table: &[Measure]) {
    println!("\n{}, ns for one\n", table[0].workload);
    println!("{:27} {:>10} {:>23}", "", "median", "quartiles");
    for lane in table {
        let (low, high) = lane.quartiles();
        println!(
            "{:27} {:>10} {:>11} {:>11}",
            lane.contender,
            Figure(lane.median()).to_string(),
            Figure(low).to_string(),
            Figure(high).to_string(),
        );
    }
}

fn print_ratios(table: &[Measure]) {
    let is_ours = |lane: &&Measure| OURS.contains(&lane.contender);
    for ours in table.iter().filter(is_ours) {
        for peer in table.iter().filter(|lane| !is_ours(lane)) {
            println!(
                "RATIO {}/{} {} {}",
                ours.contender,
                peer.contender,
                ours.workload,
                Figure(ours.ratio_to(peer))
            );
        }
    }
}

fn print_limit(label: &str, ratio: Option<f64>, at_most: f64) {
    let Some(ratio) = ratio else {
        println!("LIMIT {label}: not measured here");
        return;
    };
    let verdict = if ratio <= at_most { "met" } else { "NOT MET" };
    println!(
        "LIMIT {label}: {} of {}, {verdict}",
        Figure(ratio),
        Figure(at_most)
    );
}

/// A number that is printed with three significant digits.
struct Figure(f64);

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = match self.0 {
            100.0.. => 0,
            10.0..100.0 => 1,
            1.0..10.0 => 2,
            0.01..1.0 => 3,
            _ => 6,
        };
        write!(f, "{:.digits$}", self.0)
    }
}
