//! The writer of a services(5) file of registered services.

use core::fmt;

use crate::endpoint::Endpoint;
use crate::rows::{Record, Service};
use crate::tables;
use crate::words::{PortRange, Protocol};

const BITS: usize = u64::BITS as usize;

/// The longest name that musl finds by its port.
const NAME_LEN: usize = 31;

/// The number of bytes of a line that aliases may take, each with the separator before it. It is what
/// the longest name, endpoint and comment and the end of the line leave of musl's 127 bytes.
const ALIASES_LEN: usize =
    127 - NAME_LEN - "\t65535/sctp".len() - "\t# 10000-65535".len() - "\n".len();

/// A set of registered services that `Display` writes as a file in the format of [services(5)].
///
/// glibc and musl read the file. Write it to `/etc/services` in a container or an image that has no
/// such file. A `ServicesFile` is made from any iterator of services, such as [`Service::all`], by
/// [`new`](ServicesFile::new) or by `collect`.
///
/// # Lines
///
/// The file has a line for each port and transport protocol of a service: the name in IANA's
/// spelling, `port/protocol`, and then the other names of the service. These are its
/// [historic aliases](Service::historic_aliases) and its [aliases](Service::aliases).
///
/// - A service with a range of ports has a line for each port, with the range as a comment.
/// - A service of all transport protocols has a line for each of TCP, UDP, SCTP and DCCP.
/// - An alias of several services of the set is on the lines of the first one over the transport
///   protocol, as in [`Service::find`].
/// - A historic alias has no line of its own if the service that replaces it is in the set too.
/// - Lines have 126 bytes at most, since musl reads 127 bytes at a time and takes the rest for another
///   line. A service with more aliases has several lines.
///
/// # Order
///
/// libc returns the first matching line. The order of the lines makes libc return the service that
/// this crate prefers:
///
/// - Lines are sorted by port, and then by transport protocol.
/// - If a port is registered for several services, the preferred service comes first, as in
///   [`Port::services_over`](crate::Port::services_over).
/// - If a name has several ports, the preferred port comes first, as in [`Service::by_name_over`]. The
///   lines of its lower ports are at the end of the file.
///
/// # Limitations
///
/// - Services without a port are left out.
/// - A service or an alias is left out if libc would not find its name: if the name has more than 31
///   bytes, white space, a `#`, or a character that is not printable ASCII. The limit of 31 bytes is
///   that of musl's lookup by port.
/// - The head of the file states how many services are left out, and why.
/// - In libc, unlike in this crate, names are case-sensitive. musl knows TCP and UDP only.
///
/// [services(5)]: https://man7.org/linux/man-pages/man5/services.5.html
///
/// ```
/// use port_registry::services_file::ServicesFile;
/// use port_registry::{Port, Service};
///
/// let is_web = |service: &Service| service.port() == Some(Port::new(80));
/// let file: ServicesFile = Service::all().filter(is_web).collect();
/// let text = file.to_string();
/// let mut lines = text.lines().skip_while(|line| !line.starts_with("http"));
/// assert_eq!(lines.next(), Some("http           \t80/tcp\thttpd"));
/// assert_eq!(lines.next(), Some("www            \t80/tcp"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[doc(alias = "/etc/services")]
#[doc(alias = "container")]
pub struct ServicesFile {
    /// A bit for each record. Lines are sorted by port when they are written, and without allocation
    /// there is no place to sort a list.
    chosen: [u64; Record::COUNT.div_ceil(BITS)],
}

impl ServicesFile {
    /// Returns a file of these services. Their order makes no difference.
    ///
    /// ```
    /// use port_registry::Service;
    /// use port_registry::services_file::{Entries, ServicesFile};
    ///
    /// let text = ServicesFile::new(Service::by_name("sunrpc")).to_string();
    /// let entries: Result<Vec<_>, _> = Entries::new(&text).collect();
    /// let [tcp, udp] = entries?[..] else { unreachable!() };
    /// assert_eq!((tcp.name(), tcp.port().get(), udp.port().get()), ("sunrpc", 111, 111));
    /// assert!(tcp.is_named("portmapper"));
    /// # Ok::<(), port_registry::services_file::Error>(())
    /// ```
    #[must_use]
    pub fn new(services: impl IntoIterator<Item = Service>) -> Self {
        services.into_iter().collect()
    }

    fn contains(&self, service: Service) -> bool {
        let index = service.record().index();
        let word = self.chosen.get(index / BITS);
        word.is_some_and(|word| word & (1 << (index % BITS)) != 0)
    }

    fn services(&self) -> impl Iterator<Item = Service> {
        Service::all().filter(|service| self.contains(*service))
    }

    /// Returns whether the service has lines of its own. A historic alias is on the lines of the
    /// service that replaces it.
    fn has_lines(&self, service: Service) -> bool {
        let can_stand = |service: Service| self.contains(service) && is_carried(service.name());
        let canonical = service.canonical();
        let is_on_other_lines =
            canonical != service && !canonical.is_historic_alias() && can_stand(canonical);
        can_stand(service) && !is_on_other_lines
    }

    /// Returns whether a higher port of the same name is preferred, so that the line must come late.
    fn is_late(&self, service: Service, endpoint: Endpoint) -> bool {
        let first = Service::by_name(service.name()).find(|other| {
            other.port().is_some() && other.is_over(endpoint.protocol()) && self.has_lines(*other)
        });
        first.is_some_and(|first| first != service && first.port() > Some(endpoint.port()))
    }

    /// Returns whether the alias is on the lines of this service: for an alias of several services,
    /// libc returns the first line that has it.
    fn is_preferred(&self, service: Service, alias: &str, protocol: Protocol) -> bool {
        let first = Service::find(alias).find(|other| {
            other.port().is_some() && other.is_over(protocol) && self.has_lines(*other)
        });
        first.is_some_and(|first| first.name() == service.name())
    }

    /// Writes either the lines that must come late or all other lines. Returns whether lines are left
    /// for the other call.
    fn write_lines(&self, f: &mut fmt::Formatter<'_>, late: bool) -> Result<bool, fmt::Error> {
        let mut has_others = false;
        for endpoint in endpoints() {
            let services = endpoint.port().services_over(endpoint.protocol());
            for service in services.filter(|service| self.has_lines(*service)) {
                if self.is_late(service, endpoint) != late {
                    has_others = true;
                    continue;
                }
                let historic = service.historic_aliases().map(Service::name);
                let is_its = |alias: &&str| self.is_preferred(service, alias, endpoint.protocol());
                let aliases = historic.chain(service.aliases().filter(is_its));
                let aliases = aliases.filter(|alias| is_carried(alias));
                write_entry(f, service, endpoint, aliases)?;
            }
        }
        Ok(has_others)
    }

    fn write_head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |wanted: fn(&Service) -> bool| self.services().filter(wanted).count();
        let portless = count(|service| service.port().is_none());
        let uncarried = count(|service| service.port().is_some() && !is_carried(service.name()));
        let carried = count(|service| service.port().is_some() && is_carried(service.name()));
        writeln!(
            f,
            "# Network services in the form of services(5): name, port/protocol, aliases\n\
             # From IANA's registry of {}\n\
             # https://www.iana.org/assignments/service-names-port-numbers/\n\
             # {carried} services; left out: {portless} without a port, \
             {uncarried} with a name that this format cannot carry\n",
            tables::SNAPSHOT,
        )
    }
}

impl FromIterator<Service> for ServicesFile {
    fn from_iter<I: IntoIterator<Item = Service>>(services: I) -> Self {
        let mut file = Self {
            chosen: [0; Record::COUNT.div_ceil(BITS)],
        };
        file.extend(services);
        file
    }
}

impl Extend<Service> for ServicesFile {
    fn extend<I: IntoIterator<Item = Service>>(&mut self, services: I) {
        for service in services {
            let index = service.record().index();
            if let Some(word) = self.chosen.get_mut(index / BITS) {
                *word |= 1 << (index % BITS);
            }
        }
    }
}

impl fmt::Debug for ServicesFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.services()).finish()
    }
}

impl fmt::Display for ServicesFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_head(f)?;
        if self.write_lines(f, false)? {
            f.write_str("\n# Lower ports of names that mean another one first\n\n")?;
            self.write_lines(f, true)?;
        }
        Ok(())
    }
}

/// Returns all endpoints, by port and then by transport protocol.
fn endpoints() -> impl Iterator<Item = Endpoint> {
    PortRange::ALL.ports().flat_map(|port| {
        let of_port = move |protocol| Endpoint::new(port, protocol);
        Protocol::ALL.into_iter().map(of_port)
    })
}

/// Returns whether glibc and musl find the name in the file.
fn is_carried(name: &str) -> bool {
    let is_of_word = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
    (1..=NAME_LEN).contains(&name.len()) && name.bytes().all(is_of_word)
}

/// Writes a line, and further lines with the same name for the aliases that do not fit.
fn write_entry(
    f: &mut impl fmt::Write,
    service: Service,
    endpoint: Endpoint,
    aliases: impl Iterator<Item = &'static str>,
) -> fmt::Result {
    let span = service.ports().filter(|span| span.len() > 1);
    let mut aliases = aliases.peekable();
    loop {
        write!(f, "{:<15}\t{endpoint}", service.name())?;
        let mut separator = '\t';
        let mut room = ALIASES_LEN;
        while let Some(alias) = aliases.next_if(|alias| alias.len() < room) {
            write!(f, "{separator}{alias}")?;
            separator = ' ';
            room -= 1 + alias.len();
        }
        if let Some(span) = span {
            write!(f, "\t# {span}")?;
        }
        f.write_str("\n")?;
        if aliases.peek().is_none() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{NAME_LEN, is_carried, write_entry};
    use crate::services_file::{Entries, Entry};
    use crate::{Endpoint, Port, Protocol, Service};
    use std::string::String;
    use std::vec::Vec;

    /// In the registry of today no service has that many aliases.
    #[test]
    fn aliases_that_do_not_fit_go_on_further_lines() {
        const LONG: &str = "an-alias-of-the-greatest-length";
        assert_eq!(LONG.len(), NAME_LEN);
        let x11 = Service::by_name_over("x11", Protocol::Tcp).unwrap();
        let endpoint = Endpoint::new(Port::new(6063), Protocol::Tcp);
        for count in 0..40 {
            let aliases = (0..count).map(|at| LONG.split_at(at % NAME_LEN).1);
            let mut text = String::new();
            write_entry(&mut text, x11, endpoint, aliases.clone()).unwrap();
            assert!(text.ends_with('\n') && text.lines().all(|line| line.len() <= 126));
            let entries: Result<Vec<_>, _> = Entries::new(&text).collect();
            let entries = entries.unwrap();
            assert!(entries.iter().all(|entry| entry.name() == "x11"
                && entry.port() == 6063
                && entry.comment() == Some("6000-6063")));
            assert!(entries.into_iter().flat_map(Entry::aliases).eq(aliases));
        }
    }

    #[test]
    fn names_that_libc_would_misread_are_not_carried() {
        for name in [
            "http",
            "z39.50",
            "cl/1",
            "sql*net",
            "914c/g",
            &"x".repeat(NAME_LEN),
        ] {
            assert!(is_carried(name), "{name:?}");
        }
        for name in [
            "",
            "a b",
            "a\tb",
            "a#b",
            "caf\u{e9}",
            "a\0",
            &"x".repeat(NAME_LEN + 1),
        ] {
            assert!(!is_carried(name), "{name:?}");
        }
    }
}
