//! Prints every column for a port or a name, with aliases and statuses.

use port_registry::record::Column;
use port_registry::{Port, Protocol, Service};

fn tell(service: Service) {
    for column in Column::ALL {
        println!("{column}: {}", service.record().cell(column));
    }
    for other in service.historic_aliases().chain([service.canonical()]) {
        println!("{}", other.name());
    }
}

fn main() {
    let query = std::env::args().nth(1).unwrap_or_default();
    if let Ok(port) = query.parse() {
        let port = Port::new(port);
        println!("{}", port.status(Protocol::Tcp));
        port.services().for_each(tell);
    } else {
        Service::find(&query).for_each(tell);
    }
}
