//! The key by which flows are summed up.
//!
//! `record.rs` determines it for each flow, `sums.rs` adds up by it, `summary.rs` prints it.

use port_registry::Port;

use crate::flow_protocol::FlowProtocol;

/// A protocol and a port. All flows without a known port share one key for each protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowKey {
    pub protocol: FlowProtocol,
    /// The server's port or, with `--by dstport`, the destination's.
    pub port: Option<Port>,
}

impl FlowKey {
    /// Returns the key of flows without a known port.
    pub const fn without_port(protocol: FlowProtocol) -> Self {
        Self {
            protocol,
            port: None,
        }
    }
}
