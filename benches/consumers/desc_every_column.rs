//! Prints everything that port-desc has for a port: four columns, which it makes available by
//! `Debug` only.

use port_desc::{PortDescription, TransportProtocol};

fn main() {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    let (Some(port), Ok(ports)) = (port, PortDescription::default()) else {
        return;
    };
    println!("{:?}", ports.get_port_info(port, TransportProtocol::Tcp));
}
