//! From a port to a name and a description.

use port_registry::{Port, Protocol};

fn main() {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    if let Some(service) = port.and_then(|port| Port::new(port).service(Protocol::Tcp)) {
        println!("{}: {}", service.name(), service.description());
    }
}
