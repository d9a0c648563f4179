//! The kind of a port, which decides the colour of its cell.
//!
//! `shape.rs` determines it, `drawing.rs` draws by it.

use port_registry::{Port, PortClass, Protocol, Status};

/// The status and the class of a port. Each combination has its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kind {
    pub status: Status,
    pub class: PortClass,
}

impl Kind {
    /// All combinations that occur, in the order of the legend.
    pub const ALL: [Self; 7] = [
        Self::new(Status::Assigned, PortClass::WellKnown),
        Self::new(Status::Assigned, PortClass::Registered),
        Self::new(Status::Reserved, PortClass::WellKnown),
        Self::new(Status::Reserved, PortClass::Registered),
        Self::new(Status::Unassigned, PortClass::WellKnown),
        Self::new(Status::Unassigned, PortClass::Registered),
        Self::new(Status::Dynamic, PortClass::Dynamic),
    ];

    const fn new(status: Status, class: PortClass) -> Self {
        Self { status, class }
    }

    /// Returns the kind of a port.
    pub const fn of(port: Port, protocol: Protocol) -> Self {
        Self::new(port.status(protocol), port.class())
    }
}
