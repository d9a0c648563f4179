//! The terms of the registry: what IANA and RFC 6335 call things, and how this crate names them.
//!
//! The registry is IANA's "Service Name and Transport Protocol Port Number Registry". [RFC 6335] has
//! its rules. Where common usage and the RFC differ, this page has both terms.
//!
//! # Records and services
//!
//! A row of the registry is a [`Record`]. A record that has a name is a [`Service`]. A service may have
//! a port or a range of ports, and a transport protocol. The records without a name say that ports are
//! reserved or unassigned, or describe a use that has no name.
//!
//! ```
//! use port_registry::{Record, Service, service};
//!
//! assert!(Service::all().count() < Record::all().count());
//! assert_eq!(service!("x11/tcp").ports().unwrap().to_string(), "6000-6063"); // a range
//! assert_eq!(service!("airplay/tcp").port(), None); // for DNS-SD, without a port
//! assert_eq!(service!("flex-lm/tcp").protocol(), None); // of every transport protocol
//! ```
//!
//! # Transport protocols
//!
//! Each transport protocol has port numbers of its own: 512/tcp and 512/udp are different services.
//! IANA registers ports for four transport protocols, TCP, UDP, SCTP and DCCP: the values of
//! [`Protocol`]. An assignment for one of them says nothing about the others. In newer assignments IANA
//! often reserves the number for the other transport protocols.
//!
//! ```
//! use port_registry::{Port, Protocol, Status};
//!
//! let name = |protocol| Port::new(512).service(protocol).unwrap().name();
//! assert_eq!((name(Protocol::Tcp), name(Protocol::Udp)), ("exec", "biff"));
//!
//! let redis = Port::new(6379);
//! assert_eq!(redis.status(Protocol::Tcp), Status::Assigned);
//! assert_eq!(redis.status(Protocol::Udp), Status::Reserved);
//! ```
//!
//! # IP protocols
//!
//! The number of the transport protocol is in the Protocol field of IPv4's header and in the Next Header
//! field of IPv6's. IANA has a second registry for these numbers, "Assigned Internet Protocol Numbers",
//! whose values are [`IpProtocol`]. Most IP protocols, such as ICMP and GRE, have no ports. Its column
//! `Keyword` has the abbreviation, and its column `Protocol` the name.
//!
//! ```
//! use port_registry::{IpProtocol, Protocol};
//!
//! assert_eq!(IpProtocol::from(Protocol::Udp).number(), 17);
//! assert_eq!(IpProtocol::new(47).keyword(), Some("GRE"));
//! assert_eq!(IpProtocol::new(47).transport(), None);
//! ```
//!
//! # System, User and Dynamic Ports
//!
//! RFC 6335 section 6 divides the port numbers into three ranges. The range of a port is its
//! [`PortClass`], and follows from the number alone.
//!
//! | ports | RFC 6335 | also called | in this crate |
//! | --- | --- | --- | --- |
//! | 0–1023 | System Ports | well-known, privileged | [`PortClass::WellKnown`] |
//! | 1024–49151 | User Ports | registered | [`PortClass::Registered`] |
//! | 49152–65535 | Dynamic Ports | private, ephemeral | [`PortClass::Dynamic`] |
//!
//! IANA assigns System Ports after IETF Review or IESG Approval, and User Ports also after Expert
//! Review. It never assigns Dynamic Ports.
//!
//! - _Registered_ is the name of the range. Most of its ports are not registered for any service: ask
//!   [`Port::is_assigned`].
//! - _Privileged_ is a custom of operating systems.
//! - _Ephemeral_ has two meanings: this range, and the ports that an operating system picks for clients.
//!   They need not be the same. By default, Linux picks from 32768 to 60999, where some ports are
//!   assigned.
//!
//! Any program may use a Dynamic Port without asking IANA, and must expect to find it in use.
//!
//! ```
//! use port_registry::{Port, PortClass};
//!
//! assert_eq!(Port::new(1023).class(), PortClass::WellKnown);
//! assert_eq!(Port::new(1024).class(), PortClass::Registered);
//! assert_eq!(Port::new(49152).class(), PortClass::Dynamic);
//! ```
//!
//! # Assigned, Reserved, Unassigned
//!
//! What the registry says of a port of a transport protocol is its [`Status`]. RFC 6335 section 6 has
//! three statuses. This crate adds [`Status::Dynamic`], for the range of which the registry says
//! nothing.
//!
//! | status | RFC 6335 | records with this status |
//! | --- | --- | --- |
//! | [`Status::Assigned`] | assigned to the service in the registry | all that have a name; those without one that describe a use (`any private mail system`) |
//! | [`Status::Reserved`] | not available for regular assignment | those without a name that say so (`Reserved`, `IANA Reserved`) |
//! | [`Status::Unassigned`] | available for assignment | those that say `Unassigned`, `De-registered`, `Removed`, `Deprecated` or `De-Commissioned Port`; also ports without a record, except port 0 |
//!
//! If records overlap, an assignment takes precedence over a reservation, and a reservation over the
//! rest. A description that this crate does not know counts as a use, so that no port is called free by
//! mistake. An unassigned port may still be in use.
//!
//! ```
//! use port_registry::{Port, Protocol, Status};
//!
//! let status = |port| Port::new(port).status(Protocol::Tcp);
//! assert_eq!(status(22), Status::Assigned);
//! assert_eq!(status(24), Status::Assigned); // "any private mail system"
//! assert_eq!(status(1023), Status::Reserved); // the edge of a range
//! assert_eq!(status(585), Status::Unassigned); // de-registered in 2006
//! assert_eq!(status(50000), Status::Dynamic);
//! ```
//!
//! # Service names
//!
//! A service name has 1 to 15 ASCII letters, digits and hyphens, at least one letter, no hyphen at
//! either end, and no two hyphens in a row (RFC 6335 section 5.1). Case is ignored. [`ServiceName`]
//! checks these rules. About a hundred older names break them; lookups find these names too.
//!
//! ```
//! use port_registry::{Service, ServiceName};
//!
//! assert_eq!(ServiceName::new("http-alt")?, "HTTP-Alt".parse()?);
//! assert!(ServiceName::new("z39.50").is_err());
//! assert!(Service::by_name("z39.50").len() > 0);
//! # Ok::<(), port_registry::Error>(())
//! ```
//!
//! # Aliases
//!
//! - A **historic alias** is an ill-formed name that IANA has replaced by another on the same port and
//!   transport protocol: `z39.50` by `z39-50`. IANA says so in the notes of the record. See
//!   [`Service::canonical`], [`Service::historic_aliases`] and [`Record::replaces`].
//! - A **duplicate** is a second name of a service, by IANA's notes: `www` for `http`. It is a service
//!   of its own, and comes after the other in lists.
//! - An **alias** is a name that people use and IANA does not: `dns`, `rdp`, `smb`. The list of aliases
//!   is this crate's own. [`Service::find`] knows them, and [`Service::aliases`] lists them;
//!   [`Service::by_name`] and [`Service::by_name_over`] know IANA's names only.
//! - A **homonym** is a name that IANA has registered for one service, and by which people also mean
//!   another: `winrm` is port 47001 for IANA, and 5985 for those who use it. [`Service::find`] returns
//!   both, and [`meanings`](crate::lookup::meanings) says which is which.
//!
//! ```
//! use port_registry::{Service, service};
//!
//! assert_eq!(service!("z39.50/tcp").canonical(), service!("z39-50/tcp"));
//! assert_eq!(service!("www/tcp").canonical(), service!("www/tcp"));
//! assert_eq!(Service::by_name("dns").len(), 0);
//! assert_eq!(Service::find("dns").next().unwrap().name(), "domain");
//! ```
//!
//! # Known uses
//!
//! Much software listens on ports that IANA has assigned to others, or to nobody. A [`KnownUse`] has such
//! a port, and a document that states it. The list is this crate's own. No status and no service
//! depends on it.
//!
//! ```
//! use port_registry::{Port, Protocol, Status};
//!
//! let wireguard = Port::new(51820);
//! assert_eq!(wireguard.status(Protocol::Udp), Status::Dynamic);
//! assert_eq!(wireguard.known_uses(Protocol::Udp).next().unwrap().name(), "wireguard");
//! ```
//!
//! # Service codes
//!
//! A DCCP connection names its service by 32 bits, in addition to the port (RFC 4340 section 8.1.2).
//! The registry has them in a column of their own: [`ServiceCode`].
//!
//! ```
//! use port_registry::service;
//!
//! assert_eq!(service!("discard/dccp").record().service_code().unwrap().to_string(), "SC:DISC");
//! ```
//!
//! # Unauthorized use
//!
//! The column `Unauthorized Use Reported` names others that were reported to IANA for using a port
//! without authorization. About a hundred records have such a report. It says nothing about current
//! use, and does not change the assignment. See [`Record::unauthorized_use`].
//!
//! ```
//! use port_registry::service;
//!
//! assert!(service!("finger/tcp").record().unauthorized_use().is_some());
//! ```
//!
//! # What an assignment does not mean
//!
//! IANA puts a warning before the registry. It applies to this crate as well:
//!
//! - An assignment does not endorse an application or a product.
//! - Traffic on an assigned port need not be that service's traffic, and need not be harmless. A service
//!   may run on any other port.
//! - Configure a firewall by what you know of the traffic, not by whether a port is registered.
//!
//! [RFC 6335]: https://www.rfc-editor.org/info/rfc6335
#![doc(alias = "IANA", alias = "RFC 6335", alias = "rfc6335")]
#![doc(alias = "System Ports", alias = "User Ports", alias = "Dynamic Ports")]
#![doc(alias = "unauthorized")]

use crate::record::ServiceCode;
use crate::{
    IpProtocol, KnownUse, Port, PortClass, Protocol, Record, Service, ServiceName, Status,
};
