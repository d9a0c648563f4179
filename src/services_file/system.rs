//! Lookups in the system's services(5) file and then in the registry, in place of `getservbyname` and
//! `getservbyport`.

use std::path::{Path, PathBuf};
use std::vec::Vec;
use std::{fmt, fs, io};

use super::index::Index;
use super::{Entries, LoadError, SystemService};
use crate::rows::Service;
use crate::words::{Port, Protocol};

/// The services of this machine: those of the file `/etc/services`, and then those of the registry.
///
/// `System` replaces the C functions `getservbyname` and `getservbyport`. They know only the services
/// in the file, which is short on most machines and missing on many, and they read the file at each
/// call. A `System` reads the file once, when it is made, and asks the registry for what is not in the
/// file. It is `Send` and `Sync`, whereas the C functions return a static buffer.
///
/// | C | `System` |
/// | --- | --- |
/// | `getservbyname(name, "tcp")` | [`system.by_name(name, Protocol::Tcp)`](System::by_name) |
/// | `getservbyname(name, NULL)` | [`system.by_name(name, None)`](System::by_name) |
/// | `getservbyport(htons(port), "tcp")` | [`system.by_port(port, Protocol::Tcp)`](System::by_port) |
/// | `getservbyport(htons(port), NULL)` | [`system.by_port(port, None)`](System::by_port) |
/// | `setservent`, `getservent`, `endservent` | [`System::entries`], the file only |
/// | `s_name` | [`SystemService::name`] |
/// | `s_aliases` | [`SystemService::aliases`] |
/// | `ntohs(s_port)` | [`SystemService::port`] |
/// | `s_proto` | [`SystemService::protocol`] |
///
/// In the file, the first matching line counts. A name is looked up with its case first. The file is parsed by
/// [`Entries`]. Lookups skip malformed lines, as libc does; [`entries`](System::entries) returns an
/// error for each of them.
///
/// ```
/// use port_registry::services_file::{System, SystemSource};
/// use port_registry::{Port, Protocol};
///
/// let system = System::new("http 80/tcp www\nmy-service 4000/tcp # not IANA's\n");
/// let mine = system.by_name("my-service", Protocol::Tcp).unwrap();
/// assert_eq!((mine.port(), mine.source()), (Port::new(4000), SystemSource::File { line: 2 }));
/// assert_eq!(system.by_port(Port::new(4000), None).unwrap().name(), "my-service");
/// // This name is not in the file.
/// assert_eq!(system.by_name("https", None).unwrap().to_string(), "https 443/tcp");
/// ```
///
/// # Limitations
///
/// A lookup by name is over one of the transport protocols of [`Protocol`] or over any protocol. An
/// entry of another protocol, such as `rtmp 1/ddp`, is found over any protocol only;
/// [`entries`](System::entries) returns all of them.
///
/// A `System` does not read `nsswitch.conf`, so it does not ask the other sources that libc may be
/// configured to use (NIS, `db`, LDAP). It does not notice later changes of the file.
///
/// # Performance
///
/// The file is parsed once. A lookup in the file by name or by port is a lookup in a hash map. The content
/// of the file and its words are kept in memory.
#[derive(Clone)]
#[doc(alias = "getservbyname")]
#[doc(alias = "getservbyport")]
#[doc(alias = "/etc/services")]
#[doc(alias = "nsswitch")]
pub struct System {
    /// The path of the file, if there is one.
    path: Option<PathBuf>,
    text: Vec<u8>,
    index: Index,
}

impl System {
    /// The path of the file on most Unix systems, `/etc/services`.
    ///
    /// ```
    /// assert_eq!(port_registry::services_file::System::PATH, "/etc/services");
    /// ```
    #[doc(alias = "_PATH_SERVICES")]
    pub const PATH: &'static str = "/etc/services";

    /// The paths at which [`load`](System::load) looks for the file on Unix systems, in this order.
    ///
    /// openSUSE has the file in `/usr/etc`, and `/etc/services` only where an administrator made one.
    ///
    /// ```
    /// use port_registry::services_file::System;
    ///
    /// assert_eq!(System::PATHS[0], System::PATH);
    /// ```
    pub const PATHS: &'static [&'static str] = &[Self::PATH, "/usr/etc/services"];

    /// Returns a `System` that asks a services(5) file with this content, and then the registry.
    ///
    /// An empty file leaves the registry alone.
    ///
    /// ```
    /// use port_registry::services_file::System;
    /// use port_registry::Protocol;
    ///
    /// let system = System::new("");
    /// assert_eq!(system.by_name("domain", Protocol::Udp).unwrap().port(), 53);
    /// ```
    #[must_use]
    pub fn new(text: impl Into<Vec<u8>>) -> Self {
        let text = text.into();
        Self {
            path: None,
            index: Index::new(&text),
            text,
        }
    }

    /// Reads the file where the system keeps it: the first of [`PATHS`](System::PATHS) that exists, or on
    /// Windows `System32\\drivers\\etc\\services` in the folder that the environment variable `SystemRoot`
    /// names.
    ///
    /// If there is no such file, as in many containers, lookups ask the registry alone.
    /// [`path`](System::path) returns which file was read.
    ///
    /// # Errors
    ///
    /// Returns [`LoadError`] if the file exists but cannot be read.
    ///
    /// ```
    /// use port_registry::services_file::System;
    /// use port_registry::Protocol;
    ///
    /// let system = System::load()?;
    /// assert!(system.by_name("https", Protocol::Tcp).is_some());
    /// match system.path() {
    ///     Some(path) => println!("read from {}", path.display()),
    ///     None => println!("no services file here"),
    /// }
    /// # Ok::<(), port_registry::services_file::LoadError>(())
    /// ```
    pub fn load() -> Result<Self, LoadError> {
        let of_windows = if cfg!(windows) {
            std::env::var_os("SystemRoot").map(|root| {
                let file = ["System32", "drivers", "etc", "services"];
                file.iter()
                    .fold(PathBuf::from(root), |path, part| path.join(part))
            })
        } else {
            None
        };
        let paths = of_windows.into_iter();
        for path in paths.chain(Self::PATHS.iter().map(PathBuf::from)) {
            let system = Self::load_from(path)?;
            if system.path.is_some() {
                return Ok(system);
            }
        }
        Ok(Self::new(""))
    }

    /// Reads the file at this path.
    ///
    /// If there is no such file, lookups ask the registry alone.
    ///
    /// # Errors
    ///
    /// Returns [`LoadError`] if the file exists but cannot be read.
    ///
    /// ```
    /// use port_registry::services_file::System;
    ///
    /// let system = System::load_from("/no/such/file")?;
    /// assert_eq!(system.path(), None);
    /// assert_eq!(system.by_name("dns", None).unwrap().name(), "domain");
    /// # Ok::<(), port_registry::services_file::LoadError>(())
    /// ```
    pub fn load_from(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        let path = path.as_ref();
        match fs::read(path) {
            Ok(text) => Ok(Self {
                path: Some(PathBuf::from(path)),
                ..Self::new(text)
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::new("")),
            Err(error) => Err(LoadError::new(path, error)),
        }
    }

    /// Returns the path of the file that was read, or `None` if there was none.
    ///
    /// ```
    /// use port_registry::services_file::System;
    ///
    /// assert_eq!(System::new("http 80/tcp\n").path(), None);
    /// ```
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns an iterator over the entries of the file, with an error for each malformed line.
    ///
    /// The services of the registry are not included.
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

    /// Returns the service with this name or alias over a transport protocol, or over any of them for
    /// `None`.
    ///
    /// The first of these that exists is returned:
    ///
    /// 1. the first entry of the file whose name or alias is `name`, with the same case;
    /// 2. the first entry of the file with IANA's name of a service that [`Service::find`] returns for
    ///    `name`. So `SSH` and `postgres` find the file's ports of `ssh` and `postgresql`;
    /// 3. the first service with a port that `find` returns, which ignores case and knows the aliases of
    ///    the crate.
    ///
    /// ```
    /// use port_registry::services_file::System;
    /// use port_registry::Protocol;
    ///
    /// let system = System::new("www 8080/tcp http\n");
    /// assert_eq!(system.by_name("http", Protocol::Tcp).unwrap().to_string(), "www 8080/tcp");
    /// assert_eq!(system.by_name("http", Protocol::Udp).unwrap().to_string(), "http 80/udp");
    /// assert_eq!(system.by_name("rdp", None).unwrap().to_string(), "ms-wbt-server 3389/tcp");
    ///
    /// let system = System::new("ssh 2222/tcp\n");
    /// assert_eq!(system.by_name("SSH", Protocol::Tcp).unwrap().port(), 2222);
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
        let in_file = |name: &str| self.index.by_name(name, protocol);
        let is_over = |service: &Service| protocol.is_none_or(|p| service.is_over(p));
        let found = || Service::find(name).filter(is_over);
        in_file(name)
            .or_else(|| found().find_map(|service| in_file(service.name())))
            .or_else(|| {
                found().find_map(|service| {
                    SystemService::registered(service, service.port()?, protocol)
                })
            })
    }

    /// Returns the service of this port over a transport protocol, or over any of them for `None`.
    ///
    /// The first matching entry of the file is preferred. If no entry matches, the result is the
    /// preferred service of the registry, as in [`Port::service`]. For `None`, it is the first service
    /// of [`Port::services`].
    ///
    /// Unlike the argument of `getservbyport`, the port is not in network byte order.
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
        self.index.by_port(port, protocol).or_else(|| {
            let service = match protocol {
                Some(protocol) => port.service(protocol),
                None => port.services().next(),
            };
            SystemService::registered(service?, port, protocol)
        })
    }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("System").field(&self.entries()).finish()
    }
}
