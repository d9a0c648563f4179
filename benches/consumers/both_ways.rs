//! From a port to a name, and from a name to a port.

use port_registry::{Port, Protocol, Service};

fn main() {
    let query = std::env::args().nth(1).unwrap_or_default();
    if let Ok(port) = query.parse() {
        let service = Port::new(port).service(Protocol::Tcp);
        println!("{}", service.map_or("", Service::name));
    } else {
        let service = Service::by_name_over(&query, Protocol::Tcp);
        let port = service.and_then(Service::port);
        println!("{}", port.map_or(0, Port::get));
    }
}
