//! The functions: what they return for a row of arguments.

use port_registry::{Flow, IpProtocol, Port, Protocol};

/// An argument: `None` if it is null or outside the range of port numbers.
pub type Value = Option<u16>;

/// A function of `N` arguments.
pub struct Function<F, const N: usize> {
    /// The names of the arguments.
    pub arguments: [&'static str; N],
    /// Returns the name of the service for a row.
    pub service: F,
}

/// Returns the function for the service of a port.
pub const fn port_service() -> Function<impl Fn([Value; 2]) -> Option<&'static str>, 2> {
    Function {
        arguments: ["port", "protocol"],
        service: |[port, number]: [Value; 2]| {
            let service = Port::new(port?).service(protocol(number)?)?;
            Some(service.name())
        },
    }
}

/// Returns the function for the service of the server's port of a flow.
pub const fn flow_service() -> Function<impl Fn([Value; 3]) -> Option<&'static str>, 3> {
    Function {
        arguments: ["srcport", "dstport", "protocol"],
        service: |[source, destination, number]: [Value; 3]| {
            let (source, destination) = (Port::new(source?), Port::new(destination?));
            let flow = Flow::new(protocol(number)?, source, destination);
            Some(flow.service()?.name())
        },
    }
}

/// Returns the transport protocol whose ports an IP protocol has. Most have none.
fn protocol(number: Value) -> Option<Protocol> {
    IpProtocol::new(u8::try_from(number?).ok()?).transport()
}
