//! The services that the written file has, and the ports for which it has entries.
//!
//! `selector.rs` adds to a [`Selection`]; `main.rs` prints it as the file.

use std::collections::HashSet;
use std::fmt;

use port_registry::port_set::PortSpec;
use port_registry::services_file::{Entries, ServicesFile};
use port_registry::{Endpoint, PortClass, PortSet, Protocol, Service};

/// The selected services, and the ports for which the file has an entry.
pub struct Selection {
    services: HashSet<Service>,
    ports: PortSpec,
}

/// Whether any service matched a selector.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Matches {
    Some,
    None,
}

impl Selection {
    /// Returns an empty selection.
    pub fn none() -> Self {
        Self {
            services: HashSet::new(),
            ports: PortSpec::new(),
        }
    }

    /// Adds all services that are registered for these transport protocols. A service without a
    /// port has no entry, but is counted in the comment at the head of the file.
    pub fn add_all(&mut self, over: &[Protocol]) {
        for &protocol in over {
            let services = Service::all().filter(|service| service.is_over(protocol));
            self.services.extend(services);
            *self.ports.ports_mut(protocol) = PortSet::ALL;
        }
    }

    /// Adds the services of all ports of a class, for these transport protocols.
    pub fn add_class(&mut self, class: PortClass, over: &[Protocol]) {
        let ports = PortSet::from(class);
        for protocol in over {
            self.add_ports(&ports, *protocol);
        }
    }

    /// Adds the services of the ports of a list, for these transport protocols.
    pub fn add_spec(&mut self, spec: &PortSpec, over: &[Protocol]) -> Matches {
        over.iter().fold(Matches::None, |matches, protocol| {
            matches.or(self.add_ports(spec.ports(*protocol), *protocol))
        })
    }

    /// Adds all ports of a service, for these transport protocols.
    pub fn add_service(&mut self, service: Service, over: &[Protocol]) -> Matches {
        let Some(ports) = service.ports() else {
            return Matches::None;
        };
        let mut matches = Matches::None;
        for protocol in over.iter().filter(|protocol| service.is_over(**protocol)) {
            self.services.insert(service);
            self.ports.ports_mut(*protocol).insert_range(ports);
            matches = Matches::Some;
        }
        matches
    }

    fn add_ports(&mut self, ports: &PortSet, protocol: Protocol) -> Matches {
        let mut matches = Matches::None;
        for port in ports {
            for service in port.services_over(protocol) {
                self.services.insert(service);
                self.ports.insert(Endpoint::new(port, protocol));
                matches = Matches::Some;
            }
        }
        matches
    }

    /// Returns whether the file has this line: a comment, or an entry for a selected port.
    fn has_line(&self, line: &str) -> bool {
        let Some(Ok(entry)) = Entries::new(line).next() else {
            return true;
        };
        let protocol = entry.protocol().transport();
        protocol.is_some_and(|protocol| self.ports.ports(protocol).contains(entry.port()))
    }
}

impl Matches {
    pub fn or(self, other: Self) -> Self {
        if self == Self::Some { self } else { other }
    }
}

/// Writes the file.
impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = ServicesFile::new(self.services.iter().copied()).to_string();
        // `ServicesFile` writes all ports and transport protocols of a service, also those that were
        // not selected.
        for line in file.lines().filter(|line| self.has_line(line)) {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}
