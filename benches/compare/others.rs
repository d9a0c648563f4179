//! The other calls of the crate, iteration, and lookups in two threads at once.

use std::hint::black_box;
use std::thread::{self, ScopedJoinHandle};

use cpu_time::ThreadTime;
use ndb_tcp_service::TcpServiceDb;
use port_registry::Service;

use crate::contender::add_up;
use crate::names::{self, NameQuery};
use crate::ports::{self, PortQuery};
use crate::rounds::Lane;
use crate::tables::BY_PAIR;

pub const ITERATION: &str = "whole-registry";
pub const CALLS: &str = "other-calls";
pub const FIND: &str = "Service::find";
pub const ONE_THREAD: &str = "one-thread";
pub const TWO_THREADS: &str = "two-threads";

/// How often a thread answers all queries. It is several times, so that both threads run at the
/// same time.
const PASSES: usize = 10;

pub fn lanes<'a>(ports: &'a ports::Workloads, names: &'a names::Workloads) -> Vec<Lane<'a>> {
    let mut lanes = iteration();
    lanes.extend(calls(&ports.assigned, &names.all));
    for (workload, threads) in [(ONE_THREAD, 1), (TWO_THREADS, 2)] {
        lanes.push(in_threads(
            workload,
            ports::OURS,
            threads,
            &ports.assigned,
            ports::ours,
        ));
        lanes.push(in_threads(
            workload,
            names::NAMED,
            threads,
            &names.all,
            names::named,
        ));
    }
    lanes
}

/// Returns the lanes that iterate over all entries. The figure is for one entry.
fn iteration() -> Vec<Lane<'static>> {
    let of_ndb = TcpServiceDb::bundled();
    let in_ndb = of_ndb.all().count();
    vec![
        Lane::timed(ITERATION, "Service::all", Service::COUNT, || {
            Service::all().map(index).sum::<u64>()
        }),
        Lane::timed(ITERATION, "Service::all+name", Service::COUNT, || {
            Service::all()
                .map(|service| service.name().len())
                .sum::<usize>()
        }),
        Lane::timed(ITERATION, "phf", BY_PAIR.len(), || {
            BY_PAIR
                .values()
                .map(|&number| u64::from(number))
                .sum::<u64>()
        }),
        Lane::timed(ITERATION, "ndb-tcp-service", in_ndb, move || {
            of_ndb
                .all()
                .map(|(_, entry)| entry.name.len())
                .sum::<usize>()
        }),
    ]
}

fn index(service: Service) -> u64 {
    service.record().index() as u64
}

/// Returns the lanes of calls that no peer has.
fn calls<'a>(ports: &'a [PortQuery], names: &'a [NameQuery]) -> Vec<Lane<'a>> {
    let services: Vec<Service> = ports
        .iter()
        .filter_map(|query| query.port.service(query.protocol))
        .collect();
    vec![
        call("Port::status", ports, |query| {
            query.port.status(query.protocol) as u64
        }),
        call("Port::services_over", ports, |query| {
            query.port.services_over(query.protocol).map(index).sum()
        }),
        call("Port::services", ports, |query| {
            query.port.services().map(index).sum()
        }),
        call("Service::by_name-all-rows", names, |query| {
            Service::by_name(query.name).map(index).sum()
        }),
        call(FIND, names, |query| {
            Service::find(query.name).next().map_or(0, index)
        }),
        Lane::timed(CALLS, "Service::canonical", services.len(), move || {
            add_up(black_box(&services), |service| index(service.canonical()))
        }),
    ]
}

fn call<'a, Q: Copy>(
    name: &'static str,
    queries: &'a [Q],
    answer: impl Fn(Q) -> u64 + 'a,
) -> Lane<'a> {
    Lane::timed(CALLS, name, queries.len(), move || {
        add_up(black_box(queries), &answer)
    })
}

/// Returns a lane of several threads that each answer all queries repeatedly. The figure is for one
/// result of one thread, in the time of that thread.
fn in_threads<'a, Q: Copy + Sync>(
    workload: &'static str,
    name: &'static str,
    threads: usize,
    queries: &'a [Q],
    answer: impl Fn(Q) -> u64 + Copy + Send + 'a,
) -> Lane<'a> {
    let passes = move || {
        let start = ThreadTime::now();
        for _ in 0..PASSES {
            black_box(add_up(black_box(queries), answer));
        }
        start.elapsed()
    };
    Lane::new(workload, name, PASSES * queries.len(), move || {
        thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(passes)).collect();
            let times = threads.into_iter().map(ScopedJoinHandle::join);
            times.flatten().max().unwrap_or_default()
        })
    })
}
