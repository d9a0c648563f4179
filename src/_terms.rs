//! The registry's terms: what IANA and RFC 6335 call things, and what that is here.
//!
//! The registry is IANA's "Service Name and Transport Protocol Port Number Registry", kept by the
//! rules of [RFC 6335]. Where common speech and the RFC differ, this page has both.
//!
//! # Records and services
//!
//! A row of the registry is a [`Record`]. One with a name is a [`Service`]: the name, and perhaps a
//! port or a span of ports, and perhaps a transport. The other records say that ports are reserved
//! or unassigned, or describe a use that was never given a name.
//!
//! ```
//! use port_registry::{Record, Service, service};
//!
//! assert!(Service::all().count() < Record::all().count());
//! assert_eq!(service!("x11/tcp").ports().unwrap().to_string(), "6000-6063"); // a span
//! assert_eq!(service!("airplay/tcp").port(), None); // a name alone, as DNS-SD uses it
//! assert_eq!(service!("flex-lm/tcp").protocol(), None); // of every transport
//! ```
//!
//! # Transports
//!
//! A number is a port only of a transport, and the registry assigns ports of four: TCP, UDP, SCTP
//! and DCCP, the values of [`Protocol`]. Each numbers its ports apart: 512/tcp and 512/udp are
//! different services. An assignment for one transport is none for another; of newer ones IANA
//! often reserves the number for another transport.
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
//! # System, User and Dynamic Ports
//!
//! The number alone puts a port into one of three ranges, its [`PortClass`] (RFC 6335 section 6):
//!
//! | ports | RFC 6335 | also called | here |
//! | --- | --- | --- | --- |
//! | 0–1023 | System Ports | well-known, privileged | [WellKnown](PortClass::WellKnown) |
//! | 1024–49151 | User Ports | registered | [Registered](PortClass::Registered) |
//! | 49152–65535 | Dynamic Ports | private, ephemeral | [Dynamic](PortClass::Dynamic) |
//!
//! IANA assigns System Ports after IETF Review or IESG Approval, User Ports also on application,
//! after Expert Review, and Dynamic Ports never.
//!
//! _Registered_ is the name of the range: most of its ports have no registration. _Privileged_ is a
//! custom of operating systems, and _ephemeral_ is used for two things: this range, and the ports
//! that a system picks for its clients. These need not be the same. Linux picks from 32768 to 60999
//! unless told otherwise, where some ports are assigned.
//!
//! A program may use a Dynamic Port without asking anybody, but must not count on finding it free.
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
//! What the registry says of a port of a transport is its [`Status`]. RFC 6335 section 6 has three;
//! the fourth, [`Status::Dynamic`], is for the range in which there is nothing to say.
//!
//! | status | in RFC 6335 | what counts as it |
//! | --- | --- | --- |
//! | [Assigned](Status::Assigned) | to the service that the registry tells | a record with a name, whatever its prose; one without that describes a use (`any private mail system`) |
//! | [Reserved](Status::Reserved) | set aside, not for regular assignment | a nameless record that says so (`Reserved`, `IANA Reserved`), and no assignment |
//! | [Unassigned](Status::Unassigned) | to be had for the asking | `Unassigned`, `De-registered`, `Removed`, `Deprecated`, `De-Commissioned Port`; and silence |
//!
//! An assignment beats a range that overlaps it. Prose of which nothing is known counts as a use,
//! so that no port is called free by mistake. _Unassigned_ does not mean unused.
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
//! A service name has 1 to 15 ASCII letters, digits and hyphens; a letter among them; and no hyphen
//! at an end or beside another (RFC 6335 section 5.1). Case makes no difference. [`ServiceName`]
//! checks it, with an error for each rule. About a hundred older names break the rules, and are
//! found as they are.
//!
//! ```
//! use port_registry::{Service, ServiceName};
//!
//! assert_eq!(ServiceName::new("http-alt")?, "HTTP-Alt".parse()?);
//! assert!(ServiceName::new("z39.50").is_err());
//! assert!(Service::by_name("z39.50").len() > 0);
//! # Ok::<(), port_registry::ServiceNameError>(())
//! ```
//!
//! # Other names
//!
//! - A **historic alias** is an ill-formed name that IANA has replaced, on the same port and
//!   transport: `z39.50` by `z39-50`. IANA's notes say which: [`Service::canonical`],
//!   [`Service::aliases`], [`Service::replaces`].
//! - A **duplicate** is a second name, by IANA's notes, such as `www` of `http`. It comes after the
//!   other in lists, and is a service of its own.
//! - A **common name** is what people say and IANA does not: `dns`, `rdp`, `smb`. They are this
//!   crate's own list, which [`Service::find`] asks, and [`Service::by_name`] and [`Service::named`] do
//!   not. [`Service::common_names`] goes back.
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
//! # Service codes
//!
//! A DCCP connection names its service by 32 bits besides the port (RFC 4340 section 8.1.2). The
//! registry has them in a column of their own: [`ServiceCode`].
//!
//! ```
//! use port_registry::service;
//!
//! assert_eq!(service!("discard/dccp").service_code().unwrap().to_string(), "SC:DISC");
//! ```
//!
//! # Unauthorized use
//!
//! The column `Unauthorized Use Reported` tells of others that were seen to use a port, on about a
//! hundred records: what was reported to IANA, not what is in use today. The assignment stands:
//! [`Service::unauthorized_use`].
//!
//! ```
//! use port_registry::service;
//!
//! assert!(service!("finger/tcp").unauthorized_use().is_some());
//! ```
//!
//! # What an assignment does not say
//!
//! IANA puts a warning before the registry, which holds for this crate as well:
//!
//! - An assignment does not endorse an application or a product.
//! - Traffic on an assigned port need not be that service's, and need not be harmless. A service may
//!   run on any other port.
//! - How to set up a firewall follows from what is known of the traffic, not from whether a port is
//!   registered.
//!
//! [RFC 6335]: https://www.rfc-editor.org/info/rfc6335
#![doc(alias = "IANA", alias = "RFC 6335", alias = "rfc6335")]
#![doc(alias = "System Ports", alias = "User Ports", alias = "Dynamic Ports")]
#![doc(alias = "unauthorized")]

use crate::{PortClass, Protocol, Record, Service, ServiceCode, ServiceName, Status};
