//! From a name to a port.

use port_registry::{Port, Protocol, Service};

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    let service = Service::by_name_over(&name, Protocol::Tcp);
    let port = service.and_then(Service::port);
    println!("{}", port.map_or(0, Port::get));
}
