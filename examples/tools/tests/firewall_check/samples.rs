//! The ports to which packets are sent: those of the rule set, their neighbours, and a few others.

use std::collections::BTreeSet;

use fastrand::Rng;

/// The ports of the names that generated rule sets have.
const NAMED: [u16; 6] = [22, 23, 25, 53, 80, 443];

/// Returns the ports that a rule set names, with their neighbours.
pub fn ports(rules: &str, rng: &mut Rng) -> BTreeSet<u16> {
    let mut ports = BTreeSet::from([0, 1, u16::MAX]);
    let words = rules.split(|c: char| !c.is_ascii_digit());
    for port in words
        .filter_map(|word| word.parse::<u16>().ok())
        .chain(NAMED)
    {
        ports.extend([port.saturating_sub(1), port, port.saturating_add(1)]);
    }
    ports.extend((0..6).map(|_| rng.u16(..)));
    ports
}
