//! The indices from a port of a transport protocol to its services and to its status.

use super::csv::Row;
use super::encoding;
use super::registry::Registry;
use super::words::{Port, PortClass, PortRange, Protocol, Status};

/// The number of ports of a page of services. Measured with the registry of 2026, pages and their
/// index take 87 KB with 16 ports, 90 KB with 32 and 110 KB with 64. The index with 32 has half the
/// size of the index with 16, and stays in the cache.
pub const SERVICE_PAGE: usize = 32;

/// The maximum number of ports that the rows may cover, which limits the memory of the build script
/// and the size of the tables. IANA's rows cover a twentieth of it.
pub const MOST_COVERED: u64 = 1 << 22;

/// A table in pages. Equal pages are stored once.
pub struct Paged<T> {
    /// For each transport protocol, the number of each page of its ports.
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

/// The indices of the lookups by port.
pub struct Ports {
    /// For each port of each transport protocol, the number of the preferred service's row, or 0 if
    /// there is no service.
    pub services: Paged<usize>,
    /// For each port of a transport protocol with several services, its `encoding::pair` and its
    /// rows, preferred first. The pairs are in order.
    pub shared: Vec<(usize, Vec<usize>)>,
    /// The status of each port of each transport protocol, below the Dynamic Ports.
    pub statuses: Paged<Status>,
}

impl Ports {
    /// Returns the row of the preferred service of a port of a transport protocol.
    pub fn preferred(&self, port: Port, protocol: Protocol) -> Option<usize> {
        let transport = Protocol::ALL.iter().position(|one| *one == protocol)?;
        let (page, at) = (
            usize::from(port.get()) / SERVICE_PAGE,
            usize::from(port.get()) % SERVICE_PAGE,
        );
        self.services.pages[self.services.page_of[transport][page]][at].checked_sub(1)
    }

    pub fn index(registry: &Registry) -> Self {
        let last_stated = PortClass::Registered.range().last();
        let (mut preferred, mut shared, mut statuses) = (Vec::new(), Vec::new(), Vec::new());
        for (transport, protocol) in Protocol::ALL.into_iter().enumerate() {
            let covering = rows_by_port(registry, protocol);
            let mut first = Vec::with_capacity(covering.len());
            let mut stated = Vec::new();
            for (port, rows) in PortRange::ALL.ports().zip(&covering) {
                // Most ports have no rows, and a build script is not optimized.
                let (services, status) = if rows.is_empty() {
                    (Vec::new(), registry.status(port, rows))
                } else {
                    (
                        registry.services(port, protocol, rows),
                        registry.status(port, rows),
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

/// Returns the sum of the ports that each row covers, counted for each transport protocol.
pub fn covered(rows: &[Row]) -> u64 {
    let by_row = |row: &Row| {
        let transports = row.protocol().map_or(Protocol::ALL.len(), |_| 1) as u64;
        let range = row.ports();
        range.map_or(0, |range| u64::from(range.len()) * transports)
    };
    rows.iter().map(by_row).sum()
}

/// Returns, for each port, the rows that have it over this transport protocol, in the registry's
/// order.
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
