//! Runs of cells that are drawn as one shape, and their titles, which a browser shows as tooltips.
//!
//! `drawing.rs` writes the shapes.

use std::fmt;

use port_registry::lookup::Services;
use port_registry::{Endpoint, Port, PortRange, Protocol, Record, Service, Status};

use crate::kind::Kind;
use crate::shared::nameless::nameless;
use crate::text::Escaped;

/// The number of cells in a row, and the number of rows.
pub const COLUMNS: u32 = 256;

/// Consecutive ports of the same kind, with the same services.
pub struct Shape {
    pub kind: Kind,
    ports: PortRange,
    protocol: Protocol,
    /// The record of ports that are assigned but have no service.
    nameless: Option<Record>,
}

impl Shape {
    /// Returns shapes for all ports of a transport protocol, in order.
    pub fn all(protocol: Protocol) -> Vec<Self> {
        let mut shapes: Vec<Self> = Vec::new();
        for port in PortRange::ALL.ports() {
            let next = Self::of(port, protocol);
            let last = shapes.last_mut().filter(|last| last.is_like(&next));
            let ports = last
                .as_ref()
                .map(|last| PortRange::new(last.ports.first(), port));
            match (last, ports) {
                (Some(last), Some(Ok(ports))) => last.ports = ports,
                _ => shapes.push(next),
            }
        }
        shapes
    }

    fn of(port: Port, protocol: Protocol) -> Self {
        let kind = Kind::of(port, protocol);
        let is_nameless = kind.status == Status::Assigned && port.service(protocol).is_none();
        let endpoint = Endpoint::new(port, protocol);
        Self {
            kind,
            ports: port.into(),
            protocol,
            nameless: is_nameless.then(|| nameless(endpoint)).flatten(),
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.nameless == other.nameless
            && self.services().eq(other.services())
    }

    fn services(&self) -> Services {
        self.ports.first().services_over(self.protocol)
    }

    /// Returns the number of ports.
    pub fn len(&self) -> usize {
        self.ports.len() as usize
    }

    /// Returns the services of the ports, or the description of the record if there are none.
    pub fn title(&self) -> Title<'_> {
        Title(self)
    }
}

/// Writes the `d` attribute of an SVG path: strokes along the middles of rows, in units of cells.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |port: Port| u32::from(port.get());
        let (mut first, last) = (number(self.ports.first()), number(self.ports.last()));
        while first <= last {
            let (row, column) = (first / COLUMNS, first % COLUMNS);
            let len = (COLUMNS - column).min(last - first + 1);
            write!(f, "M{column} {row}h{len}")?;
            first += len;
        }
        Ok(())
    }
}

/// The title of a shape: `22 ssh: The Secure Shell (SSH) Protocol`, and a line for each further
/// service.
pub struct Title<'a>(&'a Shape);

impl fmt::Display for Title<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = self.0;
        write!(f, "{}", shape.ports)?;
        let mut services = shape.services();
        let Some(preferred) = services.next() else {
            let description = shape.nameless.map_or("in use", Record::description);
            return write!(f, ": {}", Escaped(description));
        };
        write!(f, " {}", Described(preferred))?;
        for other in services {
            write!(f, "\n{}", Described(other))?;
        }
        Ok(())
    }
}

/// A service name and its description, unless the description only repeats the name.
struct Described(Service);

impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, description) = (self.0.name(), self.0.description());
        write!(f, "{}", Escaped(name))?;
        if description.is_empty() || description.eq_ignore_ascii_case(name) {
            return Ok(());
        }
        write!(f, ": {}", Escaped(description))
    }
}
