//! Finds the record that describes a port without a service.
//!
//! `lookup` and `port-map` share this file.

use port_registry::{Endpoint, Record};

/// Returns the record without a service name whose range has the port. If there are several,
/// returns the record whose description has the port's status in it (`Reserved`, say), or else the
/// first.
pub fn nameless(endpoint: Endpoint) -> Option<Record> {
    let (port, protocol) = (endpoint.port(), endpoint.protocol());
    let mut records = Record::all()
        .filter(|record| record.name().is_none() && record.is_over(protocol))
        .filter(|record| record.ports().is_some_and(|ports| ports.contains(port)))
        .peekable();
    let first = records.peek().copied();
    let status = endpoint.status().as_str();
    let says_so = |record: &Record| record.description().to_lowercase().contains(status);
    records.find(says_so).or(first)
}
