//! The first lookups of port-registry: one by port and one by name.

use std::hint::black_box;

use port_registry::{Port, Protocol, Service};

fn main() {
    port_registry_benches::time_first(|| {
        (
            Port::new(black_box(443)).service(Protocol::Tcp),
            Service::by_name_over(black_box("https"), Protocol::Tcp),
        )
    });
}
