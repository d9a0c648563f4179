//! What the registry says of ports that have no service.

use port_registry::{Endpoint, Record};

/// The record without a name that says something of the port, if any; of several, the one that its
/// status comes from.
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
