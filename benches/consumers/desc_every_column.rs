//! All that port-desc knows of a port: four columns, which it only lets one print for debugging.

use port_desc::{PortDescription, TransportProtocol};

fn main() {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    let (Some(port), Ok(ports)) = (port, PortDescription::default()) else {
        return;
    };
    println!("{:?}", ports.get_port_info(port, TransportProtocol::Tcp));
}
