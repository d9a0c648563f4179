//! What flows are summed up under.

use port_registry::{Flow, Port, Protocol, Service};

use crate::ip_protocol::IpProtocol;

/// A port of a transport, or all flows of a protocol that no port is known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    protocol: IpProtocol,
    port: Option<Port>,
}

impl Row {
    /// The port that names the service of a flow, by [`Flow`]; none, if neither is registered.
    #[inline]
    pub fn of_ports(protocol: Protocol, source: Port, destination: Port) -> Self {
        let flow = Flow::new(protocol, source, destination);
        Self {
            protocol: protocol.into(),
            port: flow.server().map(|side| flow.port(side)),
        }
    }

    /// The flows of a protocol that has no ports.
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

    /// What the port is registered for.
    #[inline]
    pub fn service(self) -> Option<Service> {
        self.port?.service(self.protocol.transport()?)
    }
}
