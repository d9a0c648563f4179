//! The network of a test that [`run_inside`](crate::support::inside::run_inside) runs in a namespace.

use crate::network::Network;
use crate::support::inside::is_inside;

/// Returns the network for the test of this name. Returns `None` outside of its namespace, and where no network can
/// be made, which is printed.
pub fn network(test: &str) -> Option<Network> {
    if !is_inside(test) {
        return None;
    }
    Network::new()
        .map_err(|error| eprintln!("skipped: no network: {error}"))
        .ok()
}
