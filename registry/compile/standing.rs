//! How likely the port of each row is that of a server, for the guess of a flow's server.

use super::encoding::standing::{self, Standing};
use super::ports::Ports;
use super::registry::Registry;
use super::words::{Port, Protocol};

/// The ports from which a protocol begins its flows.
const OF_CLIENTS: [(u16, Protocol); 4] = [
    // RFC 959, section 3.2: the FTP server opens the data connection, from the port below its own.
    (20, Protocol::Tcp),
    (989, Protocol::Tcp),
    // RFC 2131, section 4.1.
    (68, Protocol::Udp),
    // RFC 8415, section 7.2.
    (546, Protocol::Udp),
];

/// Returns the standing of each row number, packed.
///
/// A row is widely used if people call its service by another name, which `aliases.csv` has, or if
/// software is known to listen on its port, which `known-uses.csv` has. A range of ports in the latter says
/// little about each of its ports, so that only lines of a single port count.
pub fn pack(registry: &Registry, ports: &Ports, known_uses: &[(Port, Protocol)]) -> Vec<usize> {
    let mut of_numbers = vec![Standing::None];
    of_numbers.extend(registry.rows.iter().map(|_| Standing::Registered));
    let mut set = |row: usize, standing| of_numbers[row + 1] = standing;
    for &row in registry.aliases.values().flatten() {
        set(row, Standing::WidelyUsed);
    }
    let preferred = |port, protocol| ports.preferred(port, protocol);
    for row in known_uses
        .iter()
        .filter_map(|(port, protocol)| preferred(*port, *protocol))
    {
        set(row, Standing::WidelyUsed);
    }
    for row in OF_CLIENTS
        .iter()
        .filter_map(|(port, protocol)| preferred(Port::new(*port), *protocol))
    {
        set(row, Standing::OfClients);
    }
    let byte = |of_byte: &[Standing]| {
        let bits = of_byte.iter().enumerate();
        bits.fold(0, |byte, (at, one)| byte | standing::pack(*one, at))
            .into()
    };
    of_numbers.chunks(standing::PER_BYTE).map(byte).collect()
}
