//! The part of the other consumers that is no lookup: it reads a port and prints.

fn main() {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    println!("{}", port.unwrap_or(0_u16));
}
