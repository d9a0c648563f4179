//! From a port to a name and a description, with port-desc.

use port_desc::{PortDescription, TransportProtocol};

fn main() {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    let (Some(port), Ok(ports)) = (port, PortDescription::default()) else {
        return;
    };
    let name = ports.get_port_service_name(port, TransportProtocol::Tcp);
    let description = ports.get_port_description(port, TransportProtocol::Tcp);
    println!("{name}: {description}");
}
