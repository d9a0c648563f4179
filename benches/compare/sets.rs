//! Compares sets of ports with those of the standard library, and times the calls that read the
//! whole registry.

use std::collections::{BTreeSet, HashSet};
use std::hint::black_box;

use port_registry::services_file::ServicesFile;
use port_registry::{Port, PortSet, Service};

use crate::contender::add_up;
use crate::ports::Workloads;
use crate::rounds::Lane;

pub const CONTAINS: &str = "set-contains";
pub const UNION: &str = "set-union";
pub const WHOLE: &str = "whole-calls";
pub const SEARCH: &str = "Service::search";

/// A list as for a port scan: a few single ports and a few ranges.
const LIST: &str = "21-23,25,53,80,110,143,443,993,995,3306,3389,5432,8000-8100,49152-";

pub fn lanes(ports: &Workloads) -> Vec<Lane<'_>> {
    let set: PortSet = LIST.parse().expect("a list of ports");
    let other: PortSet = "1024-".parse().expect("a list of ports");
    let tree: BTreeSet<Port> = set.iter().collect();
    let other_tree: BTreeSet<Port> = other.iter().collect();
    let hashed: HashSet<Port> = set.iter().collect();
    let queries: Vec<Port> = ports.assigned.iter().map(|query| query.port).collect();
    let (in_set, in_tree, in_hashed) = (queries.clone(), queries.clone(), queries);

    let union = (set.clone(), other);
    vec![
        Lane::timed(CONTAINS, "PortSet", in_set.len(), move || {
            add_up(black_box(&in_set), |port| set.contains(port).into())
        }),
        Lane::timed(CONTAINS, "BTreeSet", in_tree.len(), {
            let tree = tree.clone();
            move || add_up(black_box(&in_tree), |port| tree.contains(&port).into())
        }),
        Lane::timed(CONTAINS, "HashSet", in_hashed.len(), move || {
            add_up(black_box(&in_hashed), |port| hashed.contains(&port).into())
        }),
        Lane::timed(UNION, "PortSet", 1, move || {
            let (left, right) = black_box(&union);
            left.union(right).len()
        }),
        Lane::timed(UNION, "BTreeSet", 1, move || {
            black_box(&tree).union(black_box(&other_tree)).count()
        }),
        Lane::timed(WHOLE, "PortSet::from_str", 1, || {
            black_box(LIST)
                .parse::<PortSet>()
                .map_or(0, |set| set.len())
        }),
        Lane::timed(WHOLE, SEARCH, 1, || {
            Service::search(black_box("remote desktop")).count()
        }),
        Lane::timed(WHOLE, "ServicesFile", 1, || {
            ServicesFile::new(Service::all()).to_string().len()
        }),
    ]
}
