//! Which services a file is to have, and which of their lines.

use std::collections::HashSet;
use std::fmt;

use port_registry::{
    Endpoint, PortClass, PortSet, PortSpec, Protocol, Service, ServicesEntries, ServicesFile,
};

/// Services, and the ports for which they have lines.
pub struct Choice {
    services: HashSet<Service>,
    lines: PortSpec,
}

/// Whether anything fits what was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    Some,
    None,
}

impl Choice {
    /// Nothing, to begin with.
    pub fn none() -> Self {
        Self {
            services: HashSet::new(),
            lines: PortSpec::new(),
        }
    }

    /// Adds whatever is registered over these transports. Services without a port have no line, but the
    /// head of the file counts them.
    pub fn add_all(&mut self, over: &[Protocol]) {
        for &protocol in over {
            let services = Service::all().filter(|service| service.is_over(protocol));
            self.services.extend(services);
            *self.lines.set_mut(protocol) = PortSet::ALL;
        }
    }

    /// Adds what is registered on the ports of a class over these transports.
    pub fn add_class(&mut self, class: PortClass, over: &[Protocol]) {
        let ports = PortSet::from(class);
        for protocol in over {
            self.add_ports(&ports, *protocol);
        }
    }

    /// Adds what is registered on ports over these transports.
    pub fn add_spec(&mut self, spec: &PortSpec, over: &[Protocol]) -> Fit {
        over.iter().fold(Fit::None, |fit, protocol| {
            fit.or(self.add_ports(spec.set(*protocol), *protocol))
        })
    }

    /// Adds all ports of a service over these transports.
    pub fn add_service(&mut self, service: Service, over: &[Protocol]) -> Fit {
        let Some(ports) = service.ports() else {
            return Fit::None;
        };
        let mut fit = Fit::None;
        for protocol in over.iter().filter(|protocol| service.is_over(**protocol)) {
            self.services.insert(service);
            self.lines.set_mut(*protocol).insert_range(ports);
            fit = Fit::Some;
        }
        fit
    }

    fn add_ports(&mut self, ports: &PortSet, protocol: Protocol) -> Fit {
        let mut fit = Fit::None;
        for port in ports {
            for service in port.services_on(protocol) {
                self.services.insert(service);
                self.lines.insert(Endpoint::new(port, protocol));
                fit = Fit::Some;
            }
        }
        fit
    }

    /// Whether the line is a comment, or for a port that is chosen.
    fn has_line(&self, line: &str) -> bool {
        let Some(Ok(entry)) = ServicesEntries::new(line).next() else {
            return true;
        };
        let protocol = entry.protocol().transport();
        protocol.is_some_and(|protocol| self.lines.set(protocol).contains(entry.port()))
    }
}

impl Fit {
    pub fn or(self, other: Self) -> Self {
        if self == Self::Some { self } else { other }
    }
}

/// The file.
impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = ServicesFile::new(self.services.iter().copied()).to_string();
        // A service stands in the file with all ports and transports that it has.
        for line in file.lines().filter(|line| self.has_line(line)) {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}
