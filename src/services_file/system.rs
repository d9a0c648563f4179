//! Lookups as `getservbyname` and `getservbyport` make them: the local file first.

use std::boxed::Box;
use std::collections::HashMap;
use std::path::Path;
use std::vec::Vec;
use std::{fmt, fs, io};

use super::{Entries, LoadError, SystemService};
use crate::rows::Service;
use crate::words::{Port, Protocol};

/// The services of this machine: those of its file `/etc/services`, or of another file, then
/// IANA's.
///
/// `getservbyname` and `getservbyport` know only what stands in the file, which is short on most
/// machines and absent on many, and read it at each call. This reads it once, when made, and asks
/// the registry for what is not in it.
///
/// In the file the first line that fits counts, and names are case-sensitive. It is read as
/// [`Entries`] reads it; malformed lines are passed over, as libc does, and
/// [`entries`](System::entries) tells them. It knows nothing of other sources that libc may be
/// configured to ask (`nsswitch.conf`: NIS, `db`, LDAP), and does not see when the file changes.
///
/// ```
/// use port_registry::services_file::{System, SystemSource};
/// use port_registry::{Port, Protocol};
///
/// let system = System::new("http 80/tcp www\nmy-service 4000/tcp # not IANA's\n");
/// let mine = system.by_name("my-service", Protocol::Tcp).unwrap();
/// assert_eq!((mine.port(), mine.source()), (Port::new(4000), SystemSource::File { line: 2 }));
/// assert_eq!(system.by_port(Port::new(4000), None).unwrap().name(), "my-service");
/// // The file says nothing of it.
/// assert_eq!(system.by_name("https", None).unwrap().to_string(), "https 443/tcp");
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
    /// assert_eq!(port_registry::services_file::System::PATH, "/etc/services");
    /// ```
    #[doc(alias = "_PATH_SERVICES")]
    pub const PATH: &'static str = "/etc/services";

    /// What this text of a services(5) file says, and then IANA.
    ///
    /// ```
    /// use port_registry::services_file::System;
    /// use port_registry::Protocol;
    ///
    /// let iana_alone = System::new("");
    /// assert_eq!(iana_alone.by_name("domain", Protocol::Udp).unwrap().port(), 53);
    /// ```
    #[must_use]
    pub fn new(text: impl Into<Vec<u8>>) -> Self {
        let text = text.into();
        let mut by_name: HashMap<Box<str>, Vec<Place>> = HashMap::new();
        let mut by_port: HashMap<Port, Vec<Place>> = HashMap::new();
        let mut entries = Entries::new(&text);
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
    /// [`LoadError`] if the file is there and cannot be read.
    ///
    /// ```
    /// use port_registry::services_file::System;
    /// use port_registry::Protocol;
    ///
    /// let system = System::load()?;
    /// assert!(system.by_name("https", Protocol::Tcp).is_some());
    /// # Ok::<(), port_registry::services_file::LoadError>(())
    /// ```
    pub fn load() -> Result<Self, LoadError> {
        Self::load_from(Self::PATH)
    }

    /// Reads this file. If there is none, IANA alone answers.
    ///
    /// # Errors
    ///
    /// [`LoadError`] if the file is there and cannot be read.
    ///
    /// ```
    /// use port_registry::services_file::System;
    ///
    /// let system = System::load_from("/no/such/file")?;
    /// assert_eq!(system.by_name("dns", None).unwrap().name(), "domain");
    /// # Ok::<(), port_registry::services_file::LoadError>(())
    /// ```
    pub fn load_from(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        let path = path.as_ref();
        match fs::read(path) {
            Ok(text) => Ok(Self::new(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::new("")),
            Err(error) => Err(LoadError::new(path, error)),
        }
    }

    /// All that the file says, with an error for each malformed line.
    ///
    /// ```
    /// use port_registry::services_file::System;
    ///
    /// let system = System::new("http 80/tcp\nhttps 443\n");
    /// let errors: Vec<_> = system.entries().filter_map(Result::err).collect();
    /// assert_eq!(errors[0].line(), 2);
    /// ```
    pub fn entries(&self) -> Entries<'_> {
        Entries::new(&self.text)
    }

    /// The service of this name or alias over this transport, or over any: the first of the file,
    /// to the letter; else IANA's, as [`Service::find`] finds it, that has a port.
    ///
    /// ```
    /// use port_registry::services_file::System;
    /// use port_registry::Protocol;
    ///
    /// let system = System::new("www 8080/tcp http\n");
    /// assert_eq!(system.by_name("http", Protocol::Tcp).unwrap().to_string(), "www 8080/tcp");
    /// assert_eq!(system.by_name("http", Protocol::Udp).unwrap().to_string(), "http 80/udp");
    /// assert_eq!(system.by_name("rdp", None).unwrap().to_string(), "ms-wbt-server 3389/tcp");
    /// assert_eq!(system.by_name("no-such-name", None), None);
    /// ```
    #[must_use]
    #[doc(alias = "getservbyname")]
    pub fn by_name(
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
    /// use port_registry::services_file::System;
    /// use port_registry::{Port, Protocol};
    ///
    /// let system = System::new("webcache 8080/tcp\n");
    /// let on_8080 = |protocol| system.by_port(Port::new(8080), protocol).unwrap();
    /// assert_eq!(on_8080(Protocol::Tcp).name(), "webcache");
    /// assert_eq!(on_8080(Protocol::Udp).name(), "http-alt");
    /// ```
    #[must_use]
    #[doc(alias = "getservbyport")]
    pub fn by_port(
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
                Entries::after(place.lines_before, rest).next()?.ok()
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
