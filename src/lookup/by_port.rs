use core::iter::FusedIterator;

use super::list::ServiceList;
use crate::rows::Service;
use crate::tables::ports;
use crate::words::{Port, Protocol, Status};

impl Port {
    /// The service registered for this port of this transport; of several, the preferred one.
    ///
    /// Preferred is (1) what the crate's curated list says (465/tcp is `submissions`, 2049 is
    /// `nfs`); (2) what is neither a historic alias nor a duplicate, by IANA's notes; (3) a record
    /// of one port before a span, one with a transport before one without; (4) the first in IANA's
    /// file. [`services_on`](Port::services_on) gives all of them.
    ///
    /// It costs two reads of memory, and can be evaluated at compile time.
    ///
    /// ```
    /// use port_registry::{Port, Protocol, Service};
    ///
    /// assert_eq!(Port::new(80).service(Protocol::Tcp).unwrap().name(), "http");
    /// assert_eq!(Port::new(6007).service(Protocol::Tcp).unwrap().name(), "x11");
    /// assert_eq!(Port::new(4).service(Protocol::Tcp), None);
    ///
    /// const SUBMISSIONS: Option<Service> = Port::new(465).service(Protocol::Tcp);
    /// assert_eq!(SUBMISSIONS.unwrap().name(), "submissions");
    /// ```
    #[must_use]
    #[inline]
    #[doc(alias = "getservbyport")]
    #[doc(alias = "lookup")]
    pub const fn service(self, protocol: Protocol) -> Option<Service> {
        Service::from_number(ports::preferred(protocol, self))
    }

    /// All services registered for this port of this transport, preferred first.
    ///
    /// ```
    /// use port_registry::{Port, Protocol};
    ///
    /// let names = Port::new(80).services_on(Protocol::Tcp).map(|service| service.name());
    /// assert!(names.eq(["http", "www", "www-http"]));
    /// ```
    pub const fn services_on(self, protocol: Protocol) -> ServiceList {
        ServiceList::new(ports::services(protocol, self))
    }

    /// All services registered for this port, of every transport: those of TCP first, then of UDP,
    /// SCTP and DCCP, and of each the preferred one first. One that is registered for all
    /// transports at once comes once.
    ///
    /// ```
    /// use port_registry::Port;
    ///
    /// let of_discard: Vec<_> = Port::new(9).services().map(|s| (s.name(), s.protocol())).collect();
    /// assert_eq!(of_discard.len(), 4);
    /// assert!(Port::new(27000).services().map(|s| s.name()).eq(["flex-lm"]));
    /// ```
    pub const fn services(self) -> PortServices {
        let mut lists = [const { ServiceList::new(&[]) }; Protocol::ALL.len()];
        let mut at = 0;
        while at < lists.len() {
            lists[at] = ServiceList::new(ports::services(Protocol::ALL[at], self));
            at += 1;
        }
        PortServices { lists }
    }

    /// What the registry says of this port of this transport.
    ///
    /// [`Assigned`](Status::Assigned) if a named record holds it, or a nameless one that describes
    /// a use; else [`Reserved`](Status::Reserved) if a record says so; else
    /// [`Unassigned`](Status::Unassigned), stated or not. From 49152 up it is
    /// [`Dynamic`](Status::Dynamic).
    ///
    /// ```
    /// use port_registry::{Port, Protocol, Status};
    ///
    /// assert_eq!(Port::new(9).status(Protocol::Dccp), Status::Assigned);
    /// assert_eq!(Port::new(10).status(Protocol::Dccp), Status::Unassigned);
    /// assert_eq!(Port::new(1023).status(Protocol::Udp), Status::Reserved);
    /// // "any private mail system", which has no name:
    /// assert_eq!(Port::new(24).status(Protocol::Tcp), Status::Assigned);
    /// assert_eq!(Port::new(24).service(Protocol::Tcp), None);
    /// ```
    #[must_use]
    #[inline]
    pub const fn status(self, protocol: Protocol) -> Status {
        ports::status(protocol, self)
    }
}

/// The services of a port, of every transport; [`Port::services`] makes it.
///
/// ```
/// use port_registry::{Port, Protocol};
///
/// let mut services = Port::new(443).services();
/// assert_eq!(services.len(), 3);
/// assert_eq!(services.next().unwrap().protocol(), Some(Protocol::Tcp));
/// assert_eq!(services.next_back().unwrap().protocol(), Some(Protocol::Sctp));
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct PortServices {
    /// Of each transport, in the order of `Protocol::ALL`.
    lists: [ServiceList; Protocol::ALL.len()],
}

impl PortServices {
    /// A service of all transports stands in every list; it is told with those of the first.
    fn is_told_before(at: usize, service: Service) -> bool {
        at > 0 && service.protocol().is_none()
    }
}

impl Iterator for PortServices {
    type Item = Service;

    fn next(&mut self) -> Option<Service> {
        for (at, list) in self.lists.iter_mut().enumerate() {
            if let Some(service) = list.find(|service| !Self::is_told_before(at, *service)) {
                return Some(service);
            }
        }
        None
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self
            .lists
            .iter()
            .enumerate()
            .map(|(at, list)| {
                list.clone()
                    .filter(|service| !Self::is_told_before(at, *service))
                    .count()
            })
            .sum();
        (left, Some(left))
    }
}

impl DoubleEndedIterator for PortServices {
    fn next_back(&mut self) -> Option<Service> {
        for (at, list) in self.lists.iter_mut().enumerate().rev() {
            if let Some(service) = list.rfind(|service| !Self::is_told_before(at, *service)) {
                return Some(service);
            }
        }
        None
    }
}

impl ExactSizeIterator for PortServices {}
impl FusedIterator for PortServices {}
