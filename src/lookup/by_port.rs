//! From a port to its services and its status.

use super::Services;
use crate::rows::Service;
use crate::tables::{RowInt, ports};
use crate::words::{Port, Protocol, Status};

impl Port {
    /// The service registered for this port of this transport; of several, the preferred one.
    ///
    /// Preferred is (1) what the crate's curated list says (465/tcp is `submissions`, 2049 is
    /// `nfs`); (2) what is neither a historic alias nor a duplicate, by IANA's notes; (3) a record
    /// of one port before a span, one with a transport before one without; (4) the first in IANA's
    /// file. [`services_over`](Port::services_over) gives all of them.
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
    /// let names = Port::new(80).services_over(Protocol::Tcp).map(|service| service.name());
    /// assert!(names.eq(["http", "www", "www-http"]));
    /// ```
    pub const fn services_over(self, protocol: Protocol) -> Services {
        Services::of_rows(ports::services(protocol, self))
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
    pub const fn services(self) -> Services {
        let mut rows = [const { &[] as &[RowInt] }; Protocol::ALL.len()];
        let mut at = 0;
        while at < rows.len() {
            rows[at] = ports::services(Protocol::ALL[at], self);
            at += 1;
        }
        Services::of_port(rows)
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

    /// Returns whether IANA has assigned this port over this transport protocol: whether
    /// [`status`](Port::status) is [`Assigned`](Status::Assigned).
    ///
    /// The [`class`](Port::class) does not answer this: most User Ports, which are also called
    /// registered ports, are not assigned. A port that is assigned without a service name, such as
    /// 24 (any private mail system), has no [`service`](Port::service).
    ///
    /// ```
    /// use port_registry::{Port, Protocol};
    ///
    /// assert!(Port::new(443).is_assigned(Protocol::Tcp));
    /// assert!(!Port::new(8931).is_assigned(Protocol::Tcp));
    /// ```
    #[must_use]
    #[doc(alias = "is_registered")]
    pub const fn is_assigned(self, protocol: Protocol) -> bool {
        self.status(protocol).is_assigned()
    }
}
