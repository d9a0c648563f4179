//! Lookups as `getservbyname` and `getservbyport` make them: the local file first.

use std::boxed::Box;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::vec::Vec;
use std::{fmt, fs, io};

use crate::rows::Service;
use crate::services_file::{EntryProtocol, ServicesEntries, ServicesEntry};
use crate::words::{Port, Protocol};

/// The services of this machine: those of its file `/etc/services`, or of another file, then
/// IANA's.
///
/// `getservbyname` and `getservbyport` know only what stands in the file, which is short on most
/// machines and absent on many, and read it at each call. This reads it once, when made, and asks
/// the registry for what is not in it.
///
/// In the file the first line that fits counts, and names are case-sensitive. It is read as
/// [`ServicesEntries`] reads it; malformed lines are passed over, as libc does, and
/// [`entries`](System::entries) tells them. It knows nothing of other sources that libc may be
/// configured to ask (`nsswitch.conf`: NIS, `db`, LDAP), and does not see when the file changes.
///
/// ```
/// use port_registry::{Port, Protocol, System, SystemSource};
///
/// let system = System::new("http 80/tcp www\nmy-service 4000/tcp # not IANA's\n");
/// let mine = system.named("my-service", Protocol::Tcp).unwrap();
/// assert_eq!((mine.port(), mine.source()), (Port::new(4000), SystemSource::File { line: 2 }));
/// assert_eq!(system.service(Port::new(4000), None).unwrap().name(), "my-service");
/// // The file says nothing of it.
/// assert_eq!(system.named("https", None).unwrap().to_string(), "https 443/tcp");
/// ```
#[derive(Clone)]
#[doc(alias = "getservbyname")]
#[doc(alias = "getservbyport")]
#[doc(alias = "/etc/services")]
pub struct System {
    text: Vec<u8>,
    /// The entries of each name and alias, in the order of the file.
    by_name: HashMap<Box<str>, Vec<Place>>,
    by_port: HashMap<Port, Vec<Place>>,
}

/// Where an entry is to be read.
#[derive(Clone, Copy)]
struct Place {
    offset: usize,
    lines_before: usize,
}

impl System {
    /// Where Unix systems have the file, `/etc/services`.
    ///
    /// ```
    /// assert_eq!(port_registry::System::PATH, "/etc/services");
    /// ```
    #[doc(alias = "_PATH_SERVICES")]
    pub const PATH: &'static str = "/etc/services";

    /// What this text of a services(5) file says, and then IANA.
    ///
    /// ```
    /// use port_registry::{Protocol, System};
    ///
    /// let iana_alone = System::new("");
    /// assert_eq!(iana_alone.named("domain", Protocol::Udp).unwrap().port(), 53);
    /// ```
    #[must_use]
    pub fn new(text: impl Into<Vec<u8>>) -> Self {
        let text = text.into();
        let mut by_name: HashMap<Box<str>, Vec<Place>> = HashMap::new();
        let mut by_port: HashMap<Port, Vec<Place>> = HashMap::new();
        let mut entries = ServicesEntries::new(&text);
        loop {
            let (lines_before, rest) = entries.left();
            let offset = text.len() - rest.len();
            let Some(entry) = entries.next() else { break };
            let Ok(entry) = entry else { continue };
            let place = Place {
                offset,
                lines_before,
            };
            by_port.entry(entry.port()).or_default().push(place);
            for name in core::iter::once(entry.name()).chain(entry.aliases()) {
                let places = by_name.entry(name.into()).or_default();
                // A line may repeat a name; each of its places would cost a reading of it.
                if places.last().is_none_or(|last| last.offset < offset) {
                    places.push(place);
                }
            }
        }
        Self {
            text,
            by_name,
            by_port,
        }
    }

    /// Reads [`PATH`](System::PATH). If there is no such file, as in a container without a
    /// distribution, IANA alone answers.
    ///
    /// # Errors
    ///
    /// [`LoadSystemError`] if the file is there and cannot be read.
    ///
    /// ```
    /// use port_registry::{Protocol, System};
    ///
    /// let system = System::load()?;
    /// assert!(system.named("https", Protocol::Tcp).is_some());
    /// # Ok::<(), port_registry::LoadSystemError>(())
    /// ```
    pub fn load() -> Result<Self, LoadSystemError> {
        Self::load_from(Self::PATH)
    }

    /// Reads this file. If there is none, IANA alone answers.
    ///
    /// # Errors
    ///
    /// [`LoadSystemError`] if the file is there and cannot be read.
    ///
    /// ```
    /// use port_registry::System;
    ///
    /// let system = System::load_from("/no/such/file")?;
    /// assert_eq!(system.named("dns", None).unwrap().name(), "domain");
    /// # Ok::<(), port_registry::LoadSystemError>(())
    /// ```
    pub fn load_from(path: impl AsRef<Path>) -> Result<Self, LoadSystemError> {
        let path = path.as_ref();
        match fs::read(path) {
            Ok(text) => Ok(Self::new(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::new("")),
            Err(error) => Err(LoadSystemError {
                path: PathBuf::from(path),
                error,
            }),
        }
    }

    /// All that the file says, with an error for each malformed line.
    ///
    /// ```
    /// use port_registry::System;
    ///
    /// let system = System::new("http 80/tcp\nhttps 443\n");
    /// let errors: Vec<_> = system.entries().filter_map(Result::err).collect();
    /// assert_eq!(errors[0].line(), 2);
    /// ```
    pub fn entries(&self) -> ServicesEntries<'_> {
        ServicesEntries::new(&self.text)
    }

    /// The service of this name or alias over this transport, or over any: the first of the file,
    /// to the letter; else IANA's, as [`Service::find`] finds it, that has a port.
    ///
    /// ```
    /// use port_registry::{Protocol, System};
    ///
    /// let system = System::new("www 8080/tcp http\n");
    /// assert_eq!(system.named("http", Protocol::Tcp).unwrap().to_string(), "www 8080/tcp");
    /// assert_eq!(system.named("http", Protocol::Udp).unwrap().to_string(), "http 80/udp");
    /// assert_eq!(system.named("rdp", None).unwrap().to_string(), "ms-wbt-server 3389/tcp");
    /// assert_eq!(system.named("no-such-name", None), None);
    /// ```
    #[must_use]
    #[doc(alias = "getservbyname")]
    pub fn named(
        &self,
        name: &str,
        protocol: impl Into<Option<Protocol>>,
    ) -> Option<SystemService<'_>> {
        let protocol = protocol.into();
        self.first(self.by_name.get(name), protocol).or_else(|| {
            let is_over = |service: &Service| protocol.is_none_or(|p| service.is_over(p));
            Service::find(name)
                .filter(is_over)
                .find_map(|service| SystemService::registered(service, service.port()?, protocol))
        })
    }

    /// The service of this port of this transport, or of any: the first of the file, else IANA's,
    /// as [`Port::service`] prefers it.
    ///
    /// ```
    /// use port_registry::{Port, Protocol, System};
    ///
    /// let system = System::new("webcache 8080/tcp\n");
    /// let on_8080 = |protocol| system.service(Port::new(8080), protocol).unwrap();
    /// assert_eq!(on_8080(Protocol::Tcp).name(), "webcache");
    /// assert_eq!(on_8080(Protocol::Udp).name(), "http-alt");
    /// ```
    #[must_use]
    #[doc(alias = "getservbyport")]
    pub fn service(
        &self,
        port: Port,
        protocol: impl Into<Option<Protocol>>,
    ) -> Option<SystemService<'_>> {
        let protocol = protocol.into();
        self.first(self.by_port.get(&port), protocol).or_else(|| {
            let service = match protocol {
                Some(protocol) => port.service(protocol),
                None => port.services().next(),
            };
            SystemService::registered(service?, port, protocol)
        })
    }

    /// The first entry of this protocol.
    fn first(
        &self,
        places: Option<&Vec<Place>>,
        protocol: Option<Protocol>,
    ) -> Option<SystemService<'_>> {
        places?
            .iter()
            .filter_map(|place| {
                let rest = self.text.get(place.offset..)?;
                ServicesEntries::after(place.lines_before, rest)
                    .next()?
                    .ok()
            })
            .find(|entry| protocol.is_none_or(|protocol| entry.protocol() == protocol))
            .map(SystemService::local)
    }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("System").field(&self.entries()).finish()
    }
}

/// A service as this machine knows it: an entry of its file, or a service of IANA's; [`System`]
/// finds it.
///
/// `Display` writes `http 80/tcp`.
///
/// ```
/// use port_registry::{Port, Protocol, System};
///
/// let system = System::new("");
/// let service = system.service(Port::new(53), Protocol::Udp).unwrap();
/// assert_eq!((service.name(), service.to_string().as_str()), ("domain", "domain 53/udp"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SystemService<'a> {
    name: &'a str,
    port: Port,
    protocol: EntryProtocol<'a>,
    source: SystemSource,
}

/// Where a [`SystemService`] was found.
///
/// ```
/// use port_registry::{System, SystemSource, service};
///
/// let system = System::new("my-service 4000/tcp\n");
/// let source = |name| system.named(name, None).unwrap().source();
/// assert_eq!(source("my-service"), SystemSource::File { line: 1 });
/// assert_eq!(source("https"), SystemSource::Registry(service!("https/tcp")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SystemSource {
    /// In the file.
    File {
        /// The number of the line, from 1.
        line: usize,
    },
    /// In IANA's registry.
    Registry(Service),
}

impl<'a> SystemService<'a> {
    fn local(entry: ServicesEntry<'a>) -> Self {
        Self {
            name: entry.name(),
            port: entry.port(),
            protocol: entry.protocol(),
            source: SystemSource::File { line: entry.line() },
        }
    }

    /// The service on one of its ports, over the transport that was asked for.
    fn registered(service: Service, port: Port, asked: Option<Protocol>) -> Option<Self> {
        // One that stands for all transports is told of the first, as with ports.
        let first = Protocol::ALL.first().copied();
        let protocol = asked.or(service.protocol()).or(first)?;
        Some(Self {
            name: service.name(),
            port,
            protocol: protocol.into(),
            source: SystemSource::Registry(service),
        })
    }

    /// The name, which is the official one if it was found by an alias.
    ///
    /// ```
    /// use port_registry::System;
    ///
    /// assert_eq!(System::new("http 80/tcp www\n").named("www", None).unwrap().name(), "http");
    /// ```
    #[must_use]
    #[doc(alias = "s_name")]
    pub const fn name(self) -> &'a str {
        self.name
    }

    /// The port.
    ///
    /// ```
    /// use port_registry::System;
    ///
    /// assert_eq!(System::new("").named("https", None).unwrap().port(), 443);
    /// ```
    #[must_use]
    #[doc(alias = "s_port")]
    pub const fn port(self) -> Port {
        self.port
    }

    /// The protocol, which in the file need not be one that IANA assigns ports for.
    ///
    /// ```
    /// use port_registry::{EntryProtocol, System};
    ///
    /// let system = System::new("rtmp 1/ddp\n");
    /// assert_eq!(system.named("rtmp", None).unwrap().protocol(), EntryProtocol::Other("ddp"));
    /// ```
    #[must_use]
    #[doc(alias = "s_proto")]
    #[doc(alias = "transport")]
    pub const fn protocol(self) -> EntryProtocol<'a> {
        self.protocol
    }

    /// Where it was found.
    ///
    /// ```
    /// use port_registry::{System, SystemSource};
    ///
    /// let system = System::new("# mine\nhttp 8000/tcp\n");
    /// assert_eq!(system.named("http", None).unwrap().source(), SystemSource::File { line: 2 });
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

/// A services(5) file that is there and cannot be read.
///
/// ```
/// use port_registry::System;
///
/// let error = System::load_from("/").unwrap_err();
/// assert!(error.to_string().starts_with(r#"cannot read "/": "#));
/// ```
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path:?}: {error}")]
pub struct LoadSystemError {
    path: PathBuf,
    error: io::Error,
}

impl LoadSystemError {
    /// What the operating system said.
    ///
    /// ```
    /// use port_registry::System;
    ///
    /// let error = System::load_from("/").unwrap_err();
    /// assert_ne!(error.io_error().kind(), std::io::ErrorKind::NotFound);
    /// ```
    #[must_use]
    pub const fn io_error(&self) -> &io::Error {
        &self.error
    }
}
