//! Names ports: by a services(5) file of the user, then by the registry.
//!
//! `record.rs` asks which end of a flow is the server, `label.rs` and `summary.rs` for names.

use std::fs::File;
use std::io;
use std::path::Path;

use port_registry::services_file::{LoadError, System, SystemSource};
use port_registry::{Flow, Port, Protocol, Service, Side};

use thiserror::Error;

use crate::flow_key::FlowKey;

/// The error for a file of services.
#[derive(Debug, Error)]
pub enum ServicesError {
    #[error("{0}: {1}")]
    Open(String, io::Error),
    #[error(transparent)]
    Load(#[from] LoadError),
}

/// The services of ports.
#[derive(Debug, Default)]
pub struct Services {
    file: Option<System>,
}

impl Services {
    /// Returns services of which those of a file come first.
    pub fn load(file: Option<&Path>) -> Result<Self, ServicesError> {
        let Some(path) = file else {
            return Ok(Self::default());
        };
        // A system without the file has only the services of the registry, but this file was named.
        File::open(path).map_err(|error| ServicesError::Open(path.display().to_string(), error))?;
        let file = Some(System::load_from(path)?);
        Ok(Self { file })
    }

    /// Returns the entries of the file that cannot be read.
    pub fn problems(&self) -> impl Iterator<Item = String> {
        let entries = self.file.iter().flat_map(System::entries);
        entries.filter_map(|entry| entry.err().map(|error| error.to_string()))
    }

    /// Returns the name of the preferred service. Without a protocol, it is the one that the port has over
    /// every transport protocol over which it has a service.
    pub fn name(&self, key: FlowKey) -> Option<&str> {
        let port = key.port?;
        self.of_port(
            port,
            key,
            |system, protocol| Some(system.by_port(port, protocol)?.name()),
            Service::name,
        )
    }

    /// Returns the description of the service in the registry.
    pub fn description(&self, key: FlowKey) -> Option<&str> {
        let name = self.name(key)?;
        let protocols = protocols(key);
        let mut found = protocols
            .iter()
            .filter_map(|protocol| Service::by_name_over(name, *protocol));
        found.next().map(Service::description)
    }

    fn of_port<'a>(
        &'a self,
        port: Port,
        key: FlowKey,
        in_file: impl Fn(&'a System, Protocol) -> Option<&'a str>,
        registered: impl Fn(Service) -> &'static str,
    ) -> Option<&'a str> {
        let mut found = protocols(key)
            .iter()
            .filter_map(|protocol| match &self.file {
                Some(system) => in_file(system, *protocol),
                None => port.service(*protocol).map(&registered),
            });
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }

    /// Returns the port of a service name.
    pub fn port(&self, name: &str, protocol: Protocol) -> Option<Port> {
        match &self.file {
            Some(system) => Some(system.by_name(name, protocol)?.port()),
            None => Service::find(name)
                .filter(|service| service.is_over(protocol))
                .find_map(Service::port),
        }
    }

    /// Returns the end that is most likely the server. A port that the file names is preferred to one
    /// that it does not name.
    #[inline]
    pub fn server(&self, flow: Flow, protocol: Protocol) -> Option<Side> {
        match &self.file {
            None => flow.server(),
            Some(system) => server(system, flow, protocol),
        }
    }
}

fn server(system: &System, flow: Flow, protocol: Protocol) -> Option<Side> {
    let is_named = |side| {
        let service = system.by_port(flow.port(side), protocol);
        service.is_some_and(|service| matches!(service.source(), SystemSource::File { .. }))
    };
    match (is_named(Side::Source), is_named(Side::Destination)) {
        (true, false) => Some(Side::Source),
        (false, true) => Some(Side::Destination),
        (false, false) => flow.server(),
        // The file says nothing of which one it is. A flow is named by its destination.
        (true, true) => flow.server().or(Some(Side::Destination)),
    }
}

/// Returns the transport protocols of a key.
fn protocols(key: FlowKey) -> &'static [Protocol] {
    match key.protocol.transport() {
        Some(protocol) => {
            let at = Protocol::ALL.iter().position(|other| *other == protocol);
            at.and_then(|at| Protocol::ALL.get(at..=at))
                .unwrap_or_default()
        }
        None => &Protocol::ALL,
    }
}
