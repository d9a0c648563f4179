//! Lookups by port: the services that it is registered for, and its status.
//!
//! `Endpoint`, `Flow` and the lists of ports use these lookups.

use super::Services;
use crate::rows::Service;
use crate::tables::{RowInt, ports};
use crate::words::{Port, Protocol, Status};

/// What is registered for the port.
impl Port {
    /// Returns the service registered for this port over this transport protocol.
    ///
    /// A service matches if its port or range of ports includes this port, and if it is registered
    /// for this transport protocol or for all of them. If several services match, the preferred one
    /// is returned. [`services_over`](Port::services_over) returns all of them.
    ///
    /// Which of two services is preferred follows from the first of these rules that applies to
    /// them:
    ///
    /// 1. The service that the crate's own list, `registry/preferred.csv`, has for the port:
    ///    `submissions` for 465/tcp, `nfs` for 2049/tcp.
    /// 2. A service that IANA's notes call neither a historic alias nor a duplicate.
    /// 3. A service with a single port before one with a range.
    /// 4. A service of one transport protocol before one of all transport protocols.
    /// 5. The first in IANA's file.
    ///
    /// A lookup reads memory twice. It can also be made at compile time.
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

    /// Returns all services registered for this port over this transport protocol, the preferred
    /// one first.
    ///
    /// The order is that of the rules of [`service`](Port::service).
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

    /// Returns all services registered for this port, over every transport protocol.
    ///
    /// The services over TCP come first, followed by those over UDP, SCTP and DCCP. For each
    /// transport protocol the preferred service comes first. A service that has one record for all
    /// transport protocols is returned once, among those over TCP. A name that is registered over
    /// several transport protocols is returned for each of them.
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

    /// Returns whether this port is assigned, reserved or unassigned over this transport protocol.
    ///
    /// The status is the first of these that applies:
    ///
    /// 1. [`Dynamic`](Status::Dynamic), if the port is 49152 or higher.
    /// 2. [`Assigned`](Status::Assigned), if a record of the port has a name, or describes a use
    ///    that has no name.
    /// 3. [`Reserved`](Status::Reserved), if a record of the port says so, or if the port is 0. RFC 6335
    ///    section 6 reserves port 0 for every transport protocol, and RFC 9260 section 3.1 forbids it in
    ///    SCTP; IANA's file has records of it for TCP and UDP only.
    /// 4. [`Unassigned`](Status::Unassigned), if a record of the port says so, or if the port has
    ///    no record.
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

    /// Returns whether IANA has assigned this port over this transport protocol, so that its
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
