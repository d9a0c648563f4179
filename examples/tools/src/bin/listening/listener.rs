//! What listens where, and what is odd about it.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::Path;

use port_registry::{Endpoint, Port, PortClass, Protocol, Service, Status};

use crate::known::{Looks, looks_like};
use crate::processes::{Process, Processes};
use crate::sockets::Socket;

/// A port of an address that somebody listens on.
#[derive(Debug)]
pub struct Listener {
    /// The port, with its transport.
    pub endpoint: Endpoint,
    /// The address, with the port again.
    pub address: SocketAddr,
    /// Who, as far as can be seen.
    pub processes: Vec<Process>,
    /// What is odd.
    pub note: Option<Note>,
}

impl Listener {
    /// What the port is registered for.
    pub fn service(&self) -> Option<Service> {
        self.endpoint.service()
    }

    /// Which part of the port space it is in.
    pub fn class(&self) -> PortClass {
        self.endpoint.port().class()
    }
}

/// What is odd about a listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// IANA keeps the port free.
    Reserved,
    /// The port is registered for nothing.
    Unassigned,
    /// The port is in the range that is never registered.
    Dynamic,
    /// The system may have given the port to whoever asked for any.
    Ephemeral,
    /// The port is registered for a service that the process does not look like.
    OtherUse {
        /// The service.
        service: Service,
        /// The process.
        process: String,
    },
}

impl Note {
    /// As JSON has it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Unassigned => "unassigned",
            Self::Dynamic => "dynamic",
            Self::Ephemeral => "ephemeral",
            Self::OtherUse { .. } => "other-use",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherUse { service, process } => {
                write!(f, "port of {}, held by {process}", service.name())
            }
            note => f.write_str(note.as_str()),
        }
    }
}

/// The ports that the system gives to whoever asks for any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ephemeral(RangeInclusive<u16>);

impl Ephemeral {
    /// Asks the system; what it does not tell is taken to be Linux's default.
    pub fn read(root: &Path) -> Self {
        let file = root.join("sys/net/ipv4/ip_local_port_range");
        let range = std::fs::read_to_string(file).ok().and_then(|text| {
            let (first, last) = text.trim().split_once(char::is_whitespace)?;
            Some(first.parse().ok()?..=last.trim_start().parse().ok()?)
        });
        Self(range.unwrap_or(32768..=60999))
    }

    fn holds(&self, port: Port) -> bool {
        self.0.contains(&port.get())
    }
}

/// Puts sockets and processes together, by port, transport and address. Sockets that share an address
/// are one.
pub fn listeners(
    sockets: Vec<Socket>,
    processes: &mut Processes,
    ephemeral: &Ephemeral,
) -> Vec<Listener> {
    let mut by_place: BTreeMap<(Port, Protocol, SocketAddr), Vec<Process>> = BTreeMap::new();
    for socket in sockets {
        let port = Port::new(socket.address.port());
        let place = (port, socket.protocol, socket.address);
        by_place
            .entry(place)
            .or_default()
            .extend(processes.take(socket.inode));
    }
    let listener = |((port, protocol, address), mut processes): (_, Vec<Process>)| {
        processes.sort();
        processes.dedup();
        let endpoint = Endpoint::new(port, protocol);
        let note = note(endpoint, &processes, ephemeral);
        Listener {
            endpoint,
            address,
            processes,
            note,
        }
    };
    by_place.into_iter().map(listener).collect()
}

fn note(endpoint: Endpoint, processes: &[Process], ephemeral: &Ephemeral) -> Option<Note> {
    let (port, protocol) = (endpoint.port(), endpoint.protocol());
    let or_ephemeral = |note| {
        if ephemeral.holds(port) {
            Note::Ephemeral
        } else {
            note
        }
    };
    match endpoint.status() {
        Status::Dynamic => Some(Note::Dynamic),
        Status::Reserved => Some(Note::Reserved),
        Status::Unassigned => Some(or_ephemeral(Note::Unassigned)),
        Status::Assigned => {
            // Ports that are in use but have no name are nobody's in particular.
            let service = endpoint.service()?;
            let process = processes.first()?;
            let fits = |process: &Process| {
                let looks = |service| looks_like(&process.name, service) != Looks::Different;
                port.services_on(protocol).any(looks)
            };
            if processes.iter().any(fits) {
                return None;
            }
            let process = process.name.clone();
            Some(or_ephemeral(Note::OtherUse { service, process }))
        }
    }
}
