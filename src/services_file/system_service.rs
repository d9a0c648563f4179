//! The result of a lookup in a `System`: an entry of the file or a service of the registry.

use std::fmt;
use std::iter::FusedIterator;

use super::{Aliases, EntryProtocol};
use crate::lookup;
use crate::rows::Service;
use crate::words::{Port, Protocol};

/// An entry of the system's services(5) file or a service of the registry, returned by
/// [`System::by_name`](super::System::by_name) and [`System::by_port`](super::System::by_port).
///
/// It replaces C's `struct servent`. `Display` writes the name, the port and the protocol, as in
/// `http 80/tcp`.
///
/// ```
/// use port_registry::services_file::System;
/// use port_registry::{Port, Protocol};
///
/// let system = System::new("");
/// let service = system.by_port(Port::new(53), Protocol::Udp).unwrap();
/// assert_eq!((service.name(), service.to_string().as_str()), ("domain", "domain 53/udp"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SystemService<'a> {
    name: &'a str,
    port: Port,
    protocol: EntryProtocol<'a>,
    source: SystemSource,
    /// The words after the protocol, if the source is the file.
    aliases: &'a str,
}

/// The source of a [`SystemService`], returned by [`SystemService::source`].
///
/// ```
/// use port_registry::services_file::{System, SystemSource};
/// use port_registry::service;
///
/// let system = System::new("my-service 4000/tcp\n");
/// let source = |name| system.by_name(name, None).unwrap().source();
/// assert_eq!(source("my-service"), SystemSource::File { line: 1 });
/// assert_eq!(source("https"), SystemSource::Registry(service!("https/tcp")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SystemSource {
    /// An entry of the services(5) file.
    File {
        /// The line number of the entry, counted from 1.
        line: usize,
    },
    /// A service of IANA's registry.
    Registry(Service),
}

impl<'a> SystemService<'a> {
    /// Returns an entry of the file. `aliases` are the words after its protocol.
    #[inline]
    pub(super) const fn local(
        name: &'a str,
        port: Port,
        protocol: EntryProtocol<'a>,
        aliases: &'a str,
        line: usize,
    ) -> Self {
        Self {
            name,
            port,
            protocol,
            source: SystemSource::File { line },
            aliases,
        }
    }

    /// Returns a service of the registry on one of its ports, over the transport protocol that was
    /// asked for.
    pub(super) fn registered(
        service: Service,
        port: Port,
        asked: Option<Protocol>,
    ) -> Option<Self> {
        // The service that replaces a historic alias, on whose line the name is in a `ServicesFile`.
        let canonical = Some(service.canonical());
        let service = canonical
            .filter(|canonical| canonical.ports().is_some_and(|range| range.contains(port)))
            .unwrap_or(service);
        // A service of all transport protocols is returned for the first, as `Port::services` does.
        let first = Protocol::ALL.first().copied();
        let protocol = asked.or(service.protocol()).or(first)?;
        Some(Self {
            name: service.name(),
            port,
            protocol: protocol.into(),
            source: SystemSource::Registry(service),
            aliases: "",
        })
    }

    /// Returns the official name, also if the service was found by an alias.
    ///
    /// ```
    /// use port_registry::services_file::System;
    ///
    /// assert_eq!(System::new("http 80/tcp www\n").by_name("www", None).unwrap().name(), "http");
    /// ```
    #[must_use]
    #[doc(alias = "s_name")]
    pub const fn name(self) -> &'a str {
        self.name
    }

    /// Returns the port.
    ///
    /// ```
    /// use port_registry::services_file::System;
    ///
    /// assert_eq!(System::new("").by_name("https", None).unwrap().port(), 443);
    /// ```
    #[must_use]
    #[doc(alias = "s_port")]
    pub const fn port(self) -> Port {
        self.port
    }

    /// Returns the protocol.
    ///
    /// The protocol of an entry may be one for which IANA registers no ports.
    ///
    /// ```
    /// use port_registry::services_file::{EntryProtocol, System};
    ///
    /// let system = System::new("rtmp 1/ddp\n");
    /// assert_eq!(system.by_name("rtmp", None).unwrap().protocol(), EntryProtocol::Other("ddp"));
    /// ```
    #[must_use]
    #[doc(alias = "s_proto")]
    #[doc(alias = "transport")]
    pub const fn protocol(self) -> EntryProtocol<'a> {
        self.protocol
    }

    /// Returns an iterator over the other names of the service.
    ///
    /// For an entry of the file, these are its aliases in the order of the line. For a service of the
    /// registry, these are its [historic aliases](Service::historic_aliases) and then its
    /// [aliases](Service::aliases).
    ///
    /// ```
    /// use port_registry::services_file::System;
    ///
    /// let system = System::new("discard 9/tcp sink null\n");
    /// assert!(system.by_name("discard", None).unwrap().aliases().eq(["sink", "null"]));
    ///
    /// let registered = system.by_name("ms-wbt-server", None).unwrap();
    /// assert!(registered.aliases().any(|alias| alias == "rdp"));
    /// ```
    #[doc(alias = "s_aliases")]
    pub fn aliases(self) -> SystemAliases<'a> {
        SystemAliases(match self.source {
            SystemSource::File { .. } => Names::Entry(Aliases::new(self.aliases)),
            SystemSource::Registry(service) => Names::Registry {
                historic: service.historic_aliases(),
                aliases: service.aliases(),
            },
        })
    }

    /// Returns where the service was found: in a line of the file, or in the registry.
    ///
    /// ```
    /// use port_registry::services_file::{System, SystemSource};
    ///
    /// let system = System::new("# mine\nhttp 8000/tcp\n");
    /// assert_eq!(system.by_name("http", None).unwrap().source(), SystemSource::File { line: 2 });
    /// ```
    #[must_use]
    pub const fn source(self) -> SystemSource {
        self.source
    }
}

impl fmt::Display for SystemService<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/{}", self.name, self.port, self.protocol)
    }
}

/// An iterator over the other names of a [`SystemService`], returned by
/// [`SystemService::aliases`].
///
/// ```
/// use port_registry::services_file::System;
///
/// let system = System::new("http 80/tcp www\n");
/// let mut aliases = system.by_name("http", None).unwrap().aliases();
/// assert_eq!(aliases.next(), Some("www"));
/// assert_eq!(aliases.next(), None);
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct SystemAliases<'a>(Names<'a>);

#[derive(Clone, Debug)]
enum Names<'a> {
    Entry(Aliases<'a>),
    Registry {
        historic: lookup::Services,
        aliases: lookup::Aliases,
    },
}

impl<'a> Iterator for SystemAliases<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        match &mut self.0 {
            Names::Entry(aliases) => aliases.next(),
            Names::Registry { historic, aliases } => {
                let historic = historic.next().map(Service::name);
                historic.or_else(|| aliases.next())
            }
        }
    }
}

impl FusedIterator for SystemAliases<'_> {}
