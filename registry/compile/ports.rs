//! The indices from a port of a transport: to its services, and to its status.

use super::csv::Row;
use super::encoding;
use super::registry::Registry;
use super::words::{Port, PortClass, PortRange, Protocol, Status};

/// Ports to a page of services. Measured with the registry of 2026: pages of 16 take 87 KB with
/// their index, of 32 90 KB, of 64 110 KB; the index of 32 is half that of 16 and stays in cache.
pub const SERVICE_PAGE: usize = 32;

/// How many ports the rows may cover: each is a number in memory, and most are one in the tables.
/// IANA's cover a twentieth.
pub const MOST_COVERED: u64 = 1 << 22;

/// A table cut into pages of which equal ones are stored once.
pub struct Paged<T> {
    /// For each transport, for each page of its ports, the page's number.
    pub page_of: Vec<Vec<usize>>,
    pub pages: Vec<Vec<T>>,
}

impl<T: Clone + Ord> Paged<T> {
    fn share(tables: &[Vec<T>], page_len: usize) -> Self {
        let mut pages: Vec<Vec<T>> = Vec::new();
        let mut numbers = std::collections::BTreeMap::new();
        let page_of = tables
            .iter()
            .map(|table| {
                let number = |page: &[T]| {
                    *numbers.entry(page.to_vec()).or_insert_with(|| {
                        pages.push(page.to_vec());
                        pages.len() - 1
                    })
                };
                table.chunks(page_len).map(number).collect()
            })
            .collect();
        Self { page_of, pages }
    }
}

/// What the lookups by port read.
pub struct Ports {
    /// For each (transport, port) the preferred service's row plus one; 0 for no service.
    pub services: Paged<usize>,
    /// The pairs with several services as `encoding::pair`, in order, each with all of its rows,
    /// preferred first.
    pub shared: Vec<(usize, Vec<usize>)>,
    /// For each (transport, port) below the dynamic ones.
    pub statuses: Paged<Status>,
}

impl Ports {
    pub fn index(registry: &Registry) -> Self {
        let last_stated = PortClass::Registered.range().last();
        let (mut preferred, mut shared, mut statuses) = (Vec::new(), Vec::new(), Vec::new());
        for (transport, protocol) in Protocol::ALL.into_iter().enumerate() {
            let covering = rows_by_port(registry, protocol);
            let mut first = Vec::with_capacity(covering.len());
            let mut stated = Vec::new();
            for (port, rows) in PortRange::ALL.ports().zip(&covering) {
                // Most have none; a build script is not optimised.
                let (services, status) = if rows.is_empty() {
                    (Vec::new(), Status::Unassigned)
                } else {
                    (
                        registry.services(port, protocol, rows),
                        registry.status(rows),
                    )
                };
                first.push(services.first().map_or(0, |&row| row + 1));
                if services.len() > 1 {
                    shared.push((encoding::pair(transport, port.get()), services));
                }
                if port <= last_stated {
                    stated.push(status);
                }
            }
            preferred.push(first);
            statuses.push(stated);
        }
        Self {
            services: Paged::share(&preferred, SERVICE_PAGE),
            shared,
            statuses: Paged::share(&statuses, encoding::status::PAGE),
        }
    }
}

/// How many ports all rows cover, one by one and for each transport.
pub fn covered(rows: &[Row]) -> u64 {
    let by_row = |row: &Row| {
        let transports = row.protocol().map_or(Protocol::ALL.len(), |_| 1) as u64;
        let range = row.ports();
        range.map_or(0, |range| u64::from(range.len()) * transports)
    };
    rows.iter().map(by_row).sum()
}

/// For each port the rows that hold it over this transport, in the registry's order.
fn rows_by_port(registry: &Registry, protocol: Protocol) -> Vec<Vec<usize>> {
    let mut covering = vec![Vec::new(); PortRange::ALL.len() as usize];
    for (at, row) in registry.rows.iter().enumerate() {
        if !row.is_over(protocol) {
            continue;
        }
        for port in row.ports().into_iter().flatten() {
            covering[usize::from(Port::get(port))].push(at);
        }
    }
    covering
}
