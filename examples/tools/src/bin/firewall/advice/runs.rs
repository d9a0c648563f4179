//! The ports over a transport protocol as runs of ports with the same service and the same status.
//!
//! A rule set may have thousands of rules for `1024-65535`. Looking each port up for each of them takes
//! seconds; the services and statuses of a range follow from a few sums over its runs. Used by `ranges`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use port_registry::{Endpoint, Port, PortRange, Protocol, Service, Status};

/// The number of statuses.
const STATUSES: usize = Status::ALL.len();

/// The runs over a transport protocol, in order. Each vector has one element for a run.
pub struct Runs {
    firsts: Vec<u16>,
    services: Vec<Option<Service>>,
    statuses: Vec<usize>,
    /// The number of ports with each status before the run.
    before: Vec<[usize; STATUSES]>,
    /// The last port of the run before this one with a service of the same name, or -1 if this is the first
    /// one. For a run without a service, a number above all ports.
    earlier: Vec<i32>,
    /// The runs whose service has a common name.
    aliased: Vec<usize>,
}

impl Runs {
    /// Returns the runs over a transport protocol. They are found once.
    pub fn over(protocol: Protocol) -> &'static Self {
        static RUNS: [OnceLock<Runs>; Protocol::ALL.len()] =
            [const { OnceLock::new() }; Protocol::ALL.len()];
        let at = Protocol::ALL.iter().position(|one| *one == protocol);
        RUNS[at.unwrap_or_default()].get_or_init(|| Self::new(protocol))
    }

    fn new(protocol: Protocol) -> Self {
        let mut runs = Self {
            firsts: Vec::new(),
            services: Vec::new(),
            statuses: Vec::new(),
            before: Vec::new(),
            earlier: Vec::new(),
            aliased: Vec::new(),
        };
        let mut counts = [0; STATUSES];
        let mut latest: HashMap<&str, i32> = HashMap::new();
        for port in 0..=u16::MAX {
            let endpoint = Endpoint::new(Port::new(port), protocol);
            let (service, status) = (endpoint.service(), index(endpoint.status()));
            let last = (runs.services.last(), runs.statuses.last());
            if last != (Some(&service), Some(&status)) {
                let earlier = match service {
                    None => i32::MAX,
                    Some(service) => latest.get(service.name()).copied().unwrap_or(-1),
                };
                if service.is_some_and(|service| service.aliases().len() > 0) {
                    runs.aliased.push(runs.firsts.len());
                }
                runs.firsts.push(port);
                runs.services.push(service);
                runs.statuses.push(status);
                runs.before.push(counts);
                runs.earlier.push(earlier);
            }
            if let Some(service) = service {
                latest.insert(service.name(), port.into());
            }
            counts[status] += 1;
        }
        runs
    }

    /// Returns the number of the run with this port.
    fn at(&self, port: u16) -> usize {
        self.firsts.partition_point(|first| *first <= port) - 1
    }

    /// Returns the numbers of the runs with ports in the range.
    fn within(&self, range: PortRange) -> Range<usize> {
        self.at(range.first().get())..self.at(range.last().get()) + 1
    }

    /// Returns the service of all ports in the range, if there is only one, and none is without it.
    pub fn only_service(&self, range: PortRange) -> Option<Service> {
        let within = self.within(range);
        self.services[within.start].filter(|_| within.len() == 1)
    }

    /// Returns the services in the range in order, each name once.
    pub fn services(&self, range: PortRange) -> impl Iterator<Item = Service> {
        let within = self.within(range);
        let first = i32::from(range.first().get());
        within.filter_map(move |run| self.newly(run, first))
    }

    /// Returns the number of names of services in the range.
    pub fn count_services(&self, range: PortRange) -> usize {
        let first = i32::from(range.first().get());
        let earlier = &self.earlier[self.within(range)];
        earlier.iter().filter(|earlier| **earlier < first).count()
    }

    /// Returns the services in the range that have a common name, in order, each name once.
    pub fn aliased_services(&self, range: PortRange) -> impl Iterator<Item = Service> {
        let within = self.within(range);
        let first = i32::from(range.first().get());
        let start = self.aliased.partition_point(|run| *run < within.start);
        let aliased = self.aliased[start..].iter();
        aliased
            .take_while(move |run| **run < within.end)
            .filter_map(move |run| self.newly(*run, first))
    }

    /// Returns the service of a run, if no earlier run from this port on has its name.
    fn newly(&self, run: usize, first: i32) -> Option<Service> {
        self.services[run].filter(|_| self.earlier[run] < first)
    }

    /// Returns the number of ports in the range with each status.
    pub fn count_statuses(&self, range: PortRange) -> [(Status, usize); STATUSES] {
        // The counts before a port.
        let before = |port: u32| {
            let run = match u16::try_from(port) {
                Ok(port) => self.at(port),
                Err(_) => self.firsts.len() - 1,
            };
            let mut counts = self.before[run];
            counts[self.statuses[run]] += port as usize - usize::from(self.firsts[run]);
            counts
        };
        let start = before(range.first().get().into());
        let end = before(u32::from(range.last().get()) + 1);
        let mut at = 0;
        Status::ALL.map(|status| {
            let count = end[at] - start[at];
            at += 1;
            (status, count)
        })
    }
}

/// Returns the position of a status in the list of all.
fn index(status: Status) -> usize {
    let position = Status::ALL.iter().position(|one| *one == status);
    position.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    /// The services of a range, port by port.
    fn services_port_by_port(range: PortRange, protocol: Protocol) -> Vec<Service> {
        let mut seen = HashSet::new();
        let services = range.ports().filter_map(|port| port.service(protocol));
        services
            .filter(|service| seen.insert(service.name()))
            .collect()
    }

    fn is_as_port_by_port(first: u16, last: u16) {
        let range = PortRange::from_numbers(first, last).unwrap();
        for protocol in Protocol::ALL {
            let runs = Runs::over(protocol);
            let services = services_port_by_port(range, protocol);
            assert_eq!(runs.services(range).collect::<Vec<_>>(), services);
            assert_eq!(runs.count_services(range), services.len());
            let aliased = services
                .iter()
                .copied()
                .filter(|service| service.aliases().len() > 0);
            assert!(
                runs.aliased_services(range).eq(aliased),
                "{range}/{protocol}"
            );
            for (status, count) in runs.count_statuses(range) {
                let ports = range.ports();
                let expected = ports.filter(|port| port.status(protocol) == status).count();
                assert_eq!(count, expected, "{range}/{protocol} {status}");
            }
            let first = range.first().service(protocol);
            let is_only = range.ports().all(|port| port.service(protocol) == first);
            let expected = first.filter(|_| is_only);
            assert_eq!(runs.only_service(range), expected, "{range}/{protocol}");
        }
    }

    #[test]
    fn ranges_at_the_ends_and_of_services_with_several_ports() {
        for (first, last) in [
            (0, 0),
            (0, 65535),
            (65535, 65535),
            (49151, 49152),
            (6000, 6063),
            (5999, 6063),
            (6000, 6064),
            (6010, 6020),
            // http-alt is on 591, 8008 and 8080.
            (591, 8008),
            (592, 8007),
            (592, 8080),
            (8008, 8080),
            (8009, 8080),
        ] {
            is_as_port_by_port(first, last);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

        #[test]
        fn any_range_is_as_port_by_port(first: u16, last: u16) {
            is_as_port_by_port(first.min(last), first.max(last));
        }

        #[test]
        fn any_short_range_is_as_port_by_port(first in 0..49152_u16, length in 0..300_u16) {
            is_as_port_by_port(first, first + length);
        }
    }
}
