//! The first lookup of port-desc, for which it parses the whole registry.

use std::hint::black_box;

use port_desc::{PortDescription, TransportProtocol};

fn main() {
    port_registry_benches::time_first(|| {
        let ports = PortDescription::default().expect("it parses its own file");
        ports
            .get_port_service_name(black_box(443), TransportProtocol::Tcp)
            .len()
    });
}
