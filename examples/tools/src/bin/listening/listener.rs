//! Combines sockets with their processes, and notes what is unusual about each listener.
//!
//! `work.rs` calls [`listeners`], `output.rs` writes the result.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use port_registry::ephemeral::EphemeralRange;
use port_registry::{Endpoint, KnownUse, Port, PortClass, PortRange, Protocol, Service, Status};

use crate::bindings::Binding;
use crate::processes::{Process, Processes};
use crate::resemblance::{Resemblance, is_known_for, resemblance};
use crate::sockets::Socket;

/// An address and port on which processes listen.
#[derive(Debug)]
pub struct Listener {
    /// The port and its transport protocol.
    pub endpoint: Endpoint,
    /// The address, which repeats the port.
    pub address: SocketAddr,
    /// Its interface, and whether it accepts IPv4 too, as far as the kernel was asked.
    pub binding: Binding,
    /// The processes that have a socket on it open, as far as they can be read.
    pub processes: Vec<Process>,
    /// What is unusual about it, if anything.
    pub note: Option<Note>,
}

impl Listener {
    /// Returns the service that is registered for the port.
    pub fn service(&self) -> Option<Service> {
        self.endpoint.service()
    }

    /// Returns the class of the port.
    pub fn class(&self) -> PortClass {
        self.endpoint.port().class()
    }

    /// Returns the address as `ss(8)` writes it: `*` for IPv6 and IPv4, and the interface after a
    /// percent sign.
    pub fn place(&self) -> String {
        let place = match (self.address.ip(), self.binding.ipv6only) {
            (IpAddr::V6(ip), Some(false)) if ip.is_unspecified() => "*".to_owned(),
            (ip, _) => ip.to_string(),
        };
        match &self.binding.interface {
            Some(interface) => format!("{place}%{interface}"),
            None => place,
        }
    }
}

/// What is unusual about a listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The port is reserved by IANA.
    Reserved,
    /// The port is unassigned.
    Unassigned,
    /// The port is in the dynamic range, which is never registered.
    Dynamic,
    /// The port is in the range from which the system picks ports for programs that do not specify
    /// one.
    Ephemeral,
    /// IANA has no record of the port or another one, but the software of the process is known to use
    /// the port.
    KnownUse(KnownUse),
    /// The port is registered for a service that the name of the process does not fit.
    OtherUse {
        /// The preferred service of the port.
        service: Service,
        /// The name of the process.
        process: String,
    },
}

impl Note {
    /// Returns the value of `note` in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Unassigned => "unassigned",
            Self::Dynamic => "dynamic",
            Self::Ephemeral => "ephemeral",
            Self::KnownUse(_) => "known-use",
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
            Self::KnownUse(known) => write!(f, "known use: {}", known.title()),
            note => f.write_str(note.as_str()),
        }
    }
}

/// The range from which the system picks ports for programs that do not specify one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ephemeral(PortRange);

impl Ephemeral {
    /// Reads the range from `/proc`. If it cannot be read, returns Linux's default.
    pub fn read(root: &Path) -> Self {
        let file = root.join("sys/net/ipv4/ip_local_port_range");
        let range = std::fs::read_to_string(file).ok().and_then(|text| {
            let (first, last) = text.trim().split_once(char::is_whitespace)?;
            PortRange::new(first.parse().ok()?, last.trim_start().parse().ok()?).ok()
        });
        Self(range.unwrap_or(EphemeralRange::LINUX.ports()))
    }

    fn holds(&self, port: Port) -> bool {
        self.0.contains(port)
    }
}

/// Returns listeners, sorted by port, transport protocol, address and interface. Sockets that share all
/// of them (by `SO_REUSEPORT`) are one listener.
pub fn listeners(
    sockets: Vec<Socket>,
    mut bindings: HashMap<u64, Binding>,
    processes: &mut Processes,
    ephemeral: &Ephemeral,
) -> Vec<Listener> {
    let mut by_place: BTreeMap<(Port, Protocol, SocketAddr, Binding), Vec<Process>> =
        BTreeMap::new();
    for socket in sockets {
        let port = Port::new(socket.address.port());
        let binding = bindings.remove(&socket.inode).unwrap_or_default();
        let place = (port, socket.protocol, socket.address, binding);
        by_place
            .entry(place)
            .or_default()
            .extend(processes.take(socket.inode));
    }
    let listener = |((port, protocol, address, binding), mut processes): (_, Vec<Process>)| {
        processes.sort();
        processes.dedup();
        let endpoint = Endpoint::new(port, protocol);
        let note = note(endpoint, &processes, ephemeral);
        Listener {
            endpoint,
            address,
            binding,
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
    let known = || {
        let mut known = port.known_uses(protocol);
        let is_of = |known: &KnownUse| {
            let mut names = processes
                .iter()
                .filter_map(|process| process.name.as_deref());
            names.any(|name| is_known_for(name, *known))
        };
        known.find(is_of).map(Note::KnownUse)
    };
    match endpoint.status() {
        Status::Dynamic => known().or(Some(Note::Dynamic)),
        Status::Reserved => known().or(Some(Note::Reserved)),
        Status::Unassigned => known().or_else(|| Some(or_ephemeral(Note::Unassigned))),
        Status::Assigned => {
            // A port that is assigned without a service name has nothing to compare with.
            let service = endpoint.service()?;
            // An empty name, and one that can't be read, have nothing to compare.
            let mut names = processes.iter().filter_map(Process::shown_name).peekable();
            let process = (*names.peek()?).to_owned();
            let fits = |name: &str| {
                let fits = |service| resemblance(name, service) != Resemblance::Different;
                port.services_over(protocol).any(fits)
            };
            if names.any(fits) {
                return None;
            }
            known().or_else(|| Some(or_ephemeral(Note::OtherUse { service, process })))
        }
    }
}
