//! Counts the instructions of lookups with callgrind. The counts do not depend on other work of the
//! machine. `../check-instructions` compares them with `recorded`.

use std::hint::black_box;

use gungraun::prelude::*;
use port_registry::{Flow, Port, Protocol, Service};

/// The number of lookups per benchmark. With this number, the instructions around the lookups are
/// negligible.
const LOOKUPS: usize = 1_000;

type Pairs = &'static [(Port, Protocol)];
type Names = &'static [(&'static str, Protocol)];

/// Returns `LOOKUPS` items that are spread evenly over all items. They are leaked, so that nothing
/// is freed while instructions are counted.
fn sample<T: Copy>(items: impl Iterator<Item = T>) -> &'static [T] {
    let items: Vec<T> = items.collect();
    let spread = (0..LOOKUPS).map(|at| items[at * items.len() / LOOKUPS]);
    spread.collect::<Vec<T>>().leak()
}

fn pairs(is_assigned: bool) -> Pairs {
    let ports = (0..=u16::MAX).map(Port::new);
    let all = ports.flat_map(|port| Protocol::ALL.map(|protocol| (port, protocol)));
    sample(all.filter(|(port, protocol)| port.service(*protocol).is_some() == is_assigned))
}

fn names() -> Names {
    sample(Service::all().filter_map(|service| Some((service.name(), service.protocol()?))))
}

/// Returns the same names with another last byte.
fn wrong_names() -> Names {
    sample(names().iter().map(|(name, protocol)| {
        let (start, _) = name.split_at(name.len() - 1);
        let wrong: &str = format!("{start}/").leak();
        assert!(Service::by_name_over(wrong, *protocol).is_none());
        (wrong, *protocol)
    }))
}

#[library_benchmark]
#[bench::hit(pairs(true))]
#[bench::miss(pairs(false))]
fn service(pairs: Pairs) {
    for (port, protocol) in black_box(pairs) {
        black_box(port.service(*protocol));
    }
}

#[library_benchmark]
#[bench::hit(pairs(true))]
#[bench::miss(pairs(false))]
fn status(pairs: Pairs) {
    for (port, protocol) in black_box(pairs) {
        black_box(port.status(*protocol));
    }
}

#[library_benchmark]
#[bench::hit(names())]
#[bench::miss(wrong_names())]
fn by_name_over(names: Names) {
    for (name, protocol) in black_box(names) {
        black_box(Service::by_name_over(name, *protocol));
    }
}

#[library_benchmark]
#[bench::hit(names())]
#[bench::miss(wrong_names())]
fn by_name(names: Names) {
    for (name, _) in black_box(names) {
        black_box(Service::by_name(name).next());
    }
}

// From the IP protocol number and the port of a packet to the name.
#[library_benchmark]
#[bench::hit(pairs(true))]
#[bench::miss(pairs(false))]
fn packet_name(pairs: Pairs) {
    for (port, protocol) in black_box(pairs) {
        let protocol = Protocol::from_number(black_box(protocol.number()));
        let service = protocol.ok().and_then(|over| port.service(over));
        black_box(service.map(Service::name));
    }
}

// The other end has no service.
#[library_benchmark]
#[bench::hit(pairs(true))]
#[bench::miss(pairs(false))]
fn flow_name(pairs: Pairs) {
    for (port, protocol) in black_box(pairs) {
        let flow = Flow::new(*protocol, *port, Port::new(65_535));
        black_box(flow.service().map(Service::name));
    }
}

#[library_benchmark]
#[bench::hit(names())]
#[bench::miss(wrong_names())]
fn find(names: Names) {
    for (name, _) in black_box(names) {
        black_box(Service::find(name).next());
    }
}

library_benchmark_group!(
    name = lookups,
    benchmarks = [
        service,
        status,
        packet_name,
        flow_name,
        by_name_over,
        by_name,
        find
    ]
);

main!(library_benchmark_groups = lookups);
