//! The key by which flows are summed up.
//!
//! `line.rs` determines it for each flow, `sums.rs` adds up by it, `summary.rs` prints it.

use port_registry::{Flow, IpProtocol, Port, Protocol, Service};

use crate::ip_protocol::transport;

/// A protocol and the server's port. All flows without a known server's port share one key for each
/// protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowKey {
    protocol: IpProtocol,
    port: Option<Port>,
}

impl FlowKey {
    /// Returns the key of a flow between two ports. [`Flow`] decides which port is the server's; if
    /// it does not, the key has no port.
    #[inline]
    pub fn of_ports(protocol: Protocol, source: Port, destination: Port) -> Self {
        let flow = Flow::new(protocol, source, destination);
        Self {
            protocol: protocol.into(),
            port: flow.server().map(|side| flow.port(side)),
        }
    }

    /// Returns the key of flows of a protocol that has no ports.
    pub const fn without_port(protocol: IpProtocol) -> Self {
        Self {
            protocol,
            port: None,
        }
    }

    pub(crate) const fn new(protocol: IpProtocol, port: Option<Port>) -> Self {
        Self { protocol, port }
    }

    pub const fn protocol(self) -> IpProtocol {
        self.protocol
    }

    pub const fn port(self) -> Option<Port> {
        self.port
    }

    /// Returns the preferred service of the port.
    #[inline]
    pub fn service(self) -> Option<Service> {
        self.port?.service(transport(self.protocol)?)
    }
}
