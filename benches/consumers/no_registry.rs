//! What the other consumers do besides looking something up: reads a port, prints.

fn main() {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    println!("{}", port.unwrap_or(0_u16));
}
