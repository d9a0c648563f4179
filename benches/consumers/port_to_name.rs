//! From a port to a name.

use port_registry::{Port, Protocol, Service};

fn main() {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    let service = port.and_then(|port| Port::new(port).service(Protocol::Tcp));
    println!("{}", service.map_or("", Service::name));
}
