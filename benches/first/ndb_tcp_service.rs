//! The first lookup of ndb-tcp-service, for which it decodes its whole table.

use std::hint::black_box;

use ndb_tcp_service::TcpServiceDb;

fn main() {
    port_registry_benches::time_first(|| {
        TcpServiceDb::bundled()
            .get_name(black_box(443))
            .map(str::len)
    });
}
