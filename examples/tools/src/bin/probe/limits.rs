//! The bounds that keep the program from being a scanner.

use std::time::Duration;

/// The number of ports that may be probed without `--allow-many`, and of probes that are not slowed.
pub const MANY: usize = 1000;

/// The number of probes per second if there are more than [`MANY`].
pub const PER_SECOND: u32 = 100;

/// Whether more than [`MANY`] ports may be probed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    Few,
    Many,
}

/// The error returned when there are too many ports.
#[derive(Debug, thiserror::Error)]
#[error("{0} ports: expected {MANY} at most, or --allow-many")]
pub struct TooMany(usize);

/// Returns the shortest time between two probes, of this many ports in so many rounds.
///
/// # Errors
///
/// Returns [`TooMany`] if there are more ports than [`MANY`] and that is not allowed.
pub fn gap(ports: usize, rounds: u32, allowed: Allowed) -> Result<Duration, TooMany> {
    if ports > MANY && allowed == Allowed::Few {
        return Err(TooMany(ports));
    }
    // A few ports in many rounds are as much traffic as many ports.
    let probes = ports as u64 * u64::from(rounds);
    Ok(if probes > MANY as u64 {
        Duration::from_secs(1) / PER_SECOND
    } else {
        Duration::ZERO
    })
}
