//! What a name means in each of the three layers of names, most likely first.
//!
//! `Endpoint` and the lists of ports take the ports of a name from here. Programs that open a port by
//! its name report the other meanings.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use super::services::Part;
use super::{KnownUses, Services};
use crate::rows::{KnownUse, Service};
use crate::tables::encoding::homonym::{self, First};
use crate::tables::names::NameRows;
use crate::tables::{homonyms, names};
use crate::words::{PortRange, Protocol};

/// Returns what a name means that people use for a port, most likely first.
///
/// Nearly every name has one meaning or none. A name with several may be a homonym: IANA has registered
/// `sftp` for port 115, and nearly everyone who says SFTP means SSH. It may also be software with ports
/// in several layers, as `plex` is. Whoever opens a port by its name may report the other meanings.
///
/// Case is ignored. Only meanings in which at least one entry has a port are returned, in this order:
///
/// 1. the services that are registered under the name;
/// 2. the services that the name is an alias of;
/// 3. the known uses with the name.
///
/// For some names, the crate's own list, `registry/homonyms.csv`, decides which meaning is the first.
/// [`Meanings::reason`] returns why.
///
/// [`Service::find`] returns the services of the first two meanings in the same order. The cost is that
/// of `find`; known uses are looked up when the iterator reaches them.
///
/// ```
/// use port_registry::lookup::{Meaning, meanings};
/// use port_registry::Service;
///
/// let mut sftp = meanings("sftp");
/// assert!(sftp.reason().unwrap().contains("SSH"));
/// let Some(Meaning::Alias(mut services)) = sftp.next() else { unreachable!() };
/// assert_eq!(services.next().map(Service::name), Some("ssh"));
/// let Some(Meaning::Registered(mut services)) = sftp.next() else { unreachable!() };
/// assert_eq!(services.next().map(Service::name), Some("sftp"));
/// assert!(sftp.next().is_none());
///
/// assert!(matches!(meanings("wireguard").next(), Some(Meaning::KnownUse(_))));
/// assert_eq!(meanings("https").len(), 1);
/// assert_eq!(meanings("no-such-name").len(), 0);
/// ```
#[doc(alias = "homonym")]
#[doc(alias = "ambiguous")]
pub fn meanings(name: &str) -> Meanings<'_> {
    Meanings {
        name,
        homonym: homonyms::find(name),
        left: 0..Layer::COUNT,
    }
}

/// Returns the services that people mean by a name. See [`Service::find`].
pub(super) fn find(name: &str) -> Services {
    let homonym = homonyms::find(name);
    let number = names::number(name.as_bytes());
    let named = number.map_or(NameRows::EMPTY, names::rows_of);
    // Nearly every registered name is neither an alias nor a homonym.
    if homonym.is_none() && number.is_some_and(names::are_all_meant) {
        return Services::of_name(named);
    }
    let first = homonym.map_or(First::Name, homonyms::first);
    found(named, others(name, homonym), first)
}

/// Returns those of the services of [`find`] that are registered under another name.
pub(super) fn find_others(name: &str) -> Services {
    let others = others(name, homonyms::find(name));
    found(NameRows::EMPTY, others, First::Name)
}

/// Returns the services of a name and of the other services that it means. Those without a port come
/// last.
fn found(
    named: NameRows,
    [first, second]: [NameRows; homonym::SERVICES],
    meant: First,
) -> Services {
    let lists = match meant {
        First::Name | First::KnownUse => [named, first, second],
        First::Services => [first, second, named],
    };
    let [one, two, three] = lists.map(|rows| (rows, Part::WithPort));
    let [four, five, six] = lists.map(|rows| (rows, Part::WithoutPort));
    Services::found([one, two, three, four, five, six])
}

/// Returns the rows of the services that a name means and that are registered under another name.
fn others(name: &str, homonym: Option<usize>) -> [NameRows; homonym::SERVICES] {
    let Some(homonym) = homonym else {
        return [names::alias_rows(name), NameRows::EMPTY];
    };
    let mut services = homonyms::services(homonym);
    [(); homonym::SERVICES].map(|()| {
        let rows = services.next().map(|name| names::rows(name.as_bytes()));
        rows.unwrap_or(NameRows::EMPTY)
    })
}

/// What a name means in one of the layers of names.
///
/// At least one of its services has a port, and all known uses have. [`ports`](Meaning::ports) returns the
/// ports over a transport protocol.
///
/// ```
/// use port_registry::Protocol;
/// use port_registry::lookup::meanings;
///
/// let ports = |name, protocol| meanings(name).next().unwrap().ports(protocol);
/// assert_eq!(ports("samba", Protocol::Tcp).next().unwrap().to_string(), "445");
/// assert_eq!(ports("wireguard", Protocol::Udp).next().unwrap().to_string(), "51820");
/// assert!(ports("wireguard", Protocol::Tcp).next().is_none());
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Meaning {
    /// The services that IANA has registered under the name.
    Registered(Services),
    /// Services that IANA has registered under another name.
    Alias(Services),
    /// What software with the name is known to use.
    KnownUse(KnownUses),
}

impl Meaning {
    /// Returns the ports over a transport protocol, most likely first.
    ///
    /// ```
    /// use port_registry::Protocol;
    /// use port_registry::lookup::meanings;
    ///
    /// let winrm = meanings("winrm").next().unwrap();
    /// let ports: Vec<String> = winrm.ports(Protocol::Tcp).map(|range| range.to_string()).collect();
    /// assert_eq!(ports, ["5985", "5986"]);
    /// ```
    pub fn ports(&self, protocol: Protocol) -> MeaningPorts {
        MeaningPorts {
            meaning: self.clone(),
            protocol,
        }
    }
}

/// An iterator over the ports of a [`Meaning`], returned by [`Meaning::ports`].
///
/// ```
/// use port_registry::Protocol;
/// use port_registry::lookup::meanings;
///
/// let mut ports = meanings("elasticsearch").next().unwrap().ports(Protocol::Tcp);
/// assert_eq!(ports.next().unwrap().to_string(), "9200");
/// assert_eq!(ports.next_back().unwrap().to_string(), "9300");
/// assert!(ports.next().is_none());
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct MeaningPorts {
    meaning: Meaning,
    protocol: Protocol,
}

/// Returns the ports of a service over a transport protocol.
fn of_service(service: Service, protocol: Protocol) -> Option<PortRange> {
    service.ports().filter(|_| service.is_over(protocol))
}

fn of_known_use(known: KnownUse, protocol: Protocol) -> Option<PortRange> {
    (known.protocol() == protocol).then(|| known.ports())
}

impl Iterator for MeaningPorts {
    type Item = PortRange;

    fn next(&mut self) -> Option<PortRange> {
        let protocol = self.protocol;
        match &mut self.meaning {
            Meaning::Registered(services) | Meaning::Alias(services) => {
                services.find_map(|service| of_service(service, protocol))
            }
            Meaning::KnownUse(known) => known.find_map(|known| of_known_use(known, protocol)),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let protocol = self.protocol;
        let left = match self.meaning.clone() {
            Meaning::Registered(services) | Meaning::Alias(services) => services
                .filter_map(|service| of_service(service, protocol))
                .count(),
            Meaning::KnownUse(known) => known
                .filter_map(|known| of_known_use(known, protocol))
                .count(),
        };
        (left, Some(left))
    }
}

impl DoubleEndedIterator for MeaningPorts {
    fn next_back(&mut self) -> Option<PortRange> {
        let protocol = self.protocol;
        match &mut self.meaning {
            Meaning::Registered(services) | Meaning::Alias(services) => services
                .rev()
                .find_map(|service| of_service(service, protocol)),
            Meaning::KnownUse(known) => known.rev().find_map(|known| of_known_use(known, protocol)),
        }
    }
}

impl ExactSizeIterator for MeaningPorts {}
impl FusedIterator for MeaningPorts {}

/// An iterator over the meanings of a name, most likely first, returned by [`meanings`].
///
/// ```
/// use port_registry::lookup::{Meaning, meanings};
///
/// let mut oracle = meanings("oracle");
/// assert_eq!(oracle.len(), 2);
/// assert!(matches!(oracle.next_back(), Some(Meaning::Registered(_)))); // 2005/udp
/// assert!(matches!(oracle.next(), Some(Meaning::KnownUse(_)))); // 1521/tcp
/// assert!(oracle.next().is_none());
/// ```
#[derive(Clone)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Meanings<'a> {
    name: &'a str,
    homonym: Option<usize>,
    /// The places in the order of the layers that are left.
    left: Range<usize>,
}

/// A layer of names.
#[derive(Clone, Copy)]
enum Layer {
    Registered,
    Alias,
    KnownUse,
}

impl Layer {
    const COUNT: usize = 3;
}

impl Meanings<'_> {
    /// Returns why the first meaning comes before the others, with its source, or `None` if the crate's
    /// list of homonyms does not have the name.
    ///
    /// ```
    /// use port_registry::lookup::meanings;
    ///
    /// assert!(meanings("WinRM").reason().unwrap().contains("5985"));
    /// assert_eq!(meanings("ssh").reason(), None);
    /// ```
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        self.homonym.map(homonyms::reason)
    }

    /// Returns the meaning in the layer at a place, if there is one.
    fn at(name: &str, homonym: Option<usize>, place: usize) -> Option<Meaning> {
        let layers = match homonym.map(homonyms::first) {
            Some(First::Services) => [Layer::Alias, Layer::Registered, Layer::KnownUse],
            Some(First::KnownUse) => [Layer::KnownUse, Layer::Registered, Layer::Alias],
            Some(First::Name) | None => [Layer::Registered, Layer::Alias, Layer::KnownUse],
        };
        let services = match layers.get(place)? {
            Layer::Registered => {
                let services = Service::by_name(name);
                return has_port(&services).then_some(Meaning::Registered(services));
            }
            Layer::Alias => find_others(name),
            Layer::KnownUse => {
                let known = KnownUse::by_name(name);
                return (known.len() > 0).then_some(Meaning::KnownUse(known));
            }
        };
        has_port(&services).then_some(Meaning::Alias(services))
    }
}

fn has_port(services: &Services) -> bool {
    services.clone().any(|service| service.port().is_some())
}

impl Iterator for Meanings<'_> {
    type Item = Meaning;

    fn next(&mut self) -> Option<Meaning> {
        let (name, homonym) = (self.name, self.homonym);
        self.left.find_map(|place| Self::at(name, homonym, place))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.left.clone();
        let left = left.filter_map(|place| Self::at(self.name, self.homonym, place));
        let left = left.count();
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Meanings<'_> {
    fn next_back(&mut self) -> Option<Meaning> {
        let (name, homonym) = (self.name, self.homonym);
        let mut left = self.left.by_ref().rev();
        left.find_map(|place| Self::at(name, homonym, place))
    }
}

impl ExactSizeIterator for Meanings<'_> {}
impl FusedIterator for Meanings<'_> {}

impl fmt::Debug for Meanings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
