//! What a port is, and where a service lives, by IANA's registry, compiled in.
//!
//! IANA keeps the [Service Name and Transport Protocol Port Number Registry][iana]. This crate's
//! build script compiles all of its records, with all of their columns, into static tables. Lookups
//! take a few nanoseconds, need no `std`, no allocation, no start-up, no file and no network, and
//! most of them can be made when compiling.
//!
//! ```
//! use port_registry::{Port, PortClass, Protocol, Service, Status, service};
//!
//! let https = Port::new(443);
//! assert_eq!(https.class(), PortClass::WellKnown);
//! assert_eq!(https.status(Protocol::Tcp), Status::Assigned);
//! let s = https.service(Protocol::Tcp).unwrap(); // the preferred one
//! assert_eq!((s.name(), s.description()), ("https", "http protocol over TLS/SSL"));
//!
//! // All names, all transports.
//! assert!(Port::new(80).services().any(|s| s.name() == "www"));
//!
//! // Case is ignored. A name may stand on several ports.
//! let ports: Vec<Port> = Service::by_name("HTTP-ALT").filter_map(|s| s.port()).collect();
//! assert!(ports.contains(&Port::new(8080)));
//! let p: Option<Port> = Service::named("domain", Protocol::Udp).and_then(|s| s.port());
//! assert_eq!(p.unwrap(), 53);
//!
//! // A name that is not registered does not compile.
//! const SSH: Service = service!("ssh/tcp");
//! assert_eq!(SSH.port().unwrap(), 22);
//! ```
//!
//! # Where to begin
//!
//! | you have | you want | use |
//! | --- | --- | --- |
//! | a port and a transport | its service | [`Port::service`] |
//! | | all of its services | [`Port::services_on`] |
//! | | whether it is assigned, reserved or free | [`Port::status`] |
//! | a port | its services of every transport | [`Port::services`] |
//! | | whether it is well-known, registered or dynamic | [`Port::class`] |
//! | a name | its port | [`Service::named`], [`Service::by_name`] |
//! | what somebody typed | what they mean (`dns`, `rdp`) | [`Service::find`] |
//! | a literal | a constant | [`service!`], [`port!`] |
//! | an IP protocol number | the transport | [`Protocol::from_number`] |
//! | a service | its other columns | [`Service`], [`Record`] |
//! | | its other names | [`Service::canonical`], [`Service::aliases`] |
//! | | what stands for it in the DNS (`_http._tcp`) | [`Service::dns_sd_type`], [`Service::txt_keys`] |
//! | words that describe it | services, best first | [`Service::search`] |
//! | `443/tcp`, `https/tcp`, `:443` | a port with its transport | [`Endpoint`] |
//! | `22,80,8000-8100` | a set of ports | [`PortSet`] |
//! | `T:22,80,U:53` | sets of several transports | [`PortSpec`] |
//! | two ports of a flow | the server's | [`Flow`] |
//! | `/etc/services` | its entries | [`ServicesEntries`] |
//! | services | such a file | [`ServicesFile`] |
//! | nothing | the whole registry | [`Record::all`], [`Service::all`] |
//!
//! # What the registry says, and what it does not
//!
//! The words are those of [RFC 6335]. A [`Record`] is a row of the registry; a [`Service`] is a row
//! that has a name. A number is a port only of a transport: TCP, UDP, SCTP and DCCP number their
//! ports apart.
//!
//! The registry tells what a port was assigned for. It does not tell what runs there: traffic on
//! 443/tcp need not be HTTPS, and a service may use any port. IANA warns of this itself, and
//! security decisions must not rest on a port's name.
//!
//! Some ports have several names and some names several ports. The crate then has an order, which
//! [`Port::service`] and [`Service::by_name`] describe; where IANA's data does not settle it, a
//! short list in the crate does, each entry with its reason.
//!
//! # Costs
//!
//! All data is in `static` columns, one for each field, so a program links the columns that it
//! reads: the linker decides the size, not a feature. [`Service`], [`Record`] and their `Option`s
//! are handles of two bytes. `README.md` has measured figures.
//!
//! # Features
//!
//! None is on by default, and none changes a type. Without any the crate is `no_std` and never
//! allocates.
//!
//! - `serde`: [`Port`] as a number, words as their `Display`, [`Record`] and [`Service`] as all
//!   their columns; a [`Service`] is read back from its name, protocol and port, or from
//!   `"https/tcp"`.
//! - `std`: `System`, which looks up in `/etc/services` first and in the registry next.
//! - `csv`, which turns `std` on: the module `csv`, which reads another copy of IANA's file at run
//!   time and says what changed from one to the next.
//!
//! # Freshness and stability
//!
//! [`SNAPSHOT`] is the state of the registry. Updated data is not a breaking change: names, ports,
//! descriptions and the preferred service may change in any release, as IANA's file does. Do not
//! store a [`Record::index`]. To build with another copy of IANA's file, set the environment
//! variable `PORT_REGISTRY_CSV` to its path when building.
//!
//! [iana]: https://www.iana.org/assignments/service-names-port-numbers/
//! [RFC 6335]: https://www.rfc-editor.org/info/rfc6335
#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[cfg(any(feature = "csv", feature = "std"))]
extern crate std;

mod alias;
#[cfg(feature = "csv")]
pub mod csv;
mod dns_sd;
mod endpoint;
mod flow;
mod lookup;
mod port_set;
mod port_spec;
mod rows;
mod search;
mod services_file;
#[cfg(feature = "std")]
mod system;
mod tables;
mod words;

#[doc(hidden)]
#[path = "macros.rs"]
pub mod __macros;

#[cfg(feature = "serde")]
mod serde;

pub use alias::{CommonNames, Found};
pub use dns_sd::{ParseServiceTypeError, ServiceType, TxtKey, TxtKeyList, TxtKeys, TypedServices};
pub use endpoint::{Endpoint, ParseEndpointError};
pub use flow::{Flow, Side};
pub use lookup::{ParseServiceError, PortServices, Records, ServiceList, Services};
pub use port_set::{ParsePortSetError, PortSet, PortSetIter, PortSetRanges};
pub use port_spec::{ParsePortSpecError, PortSpec, PortSpecIter};
pub use rows::{
    Cell, Citation, CitationAddress, NamelessRecordError, Record, Reference, References, Service,
};
pub use search::Search;
pub use services_file::{
    EntryAliases, EntryProtocol, ServicesEntries, ServicesEntry, ServicesFile, ServicesLineError,
};
#[cfg(feature = "std")]
pub use system::{LoadSystemError, System, SystemService, SystemSource};
pub use words::{
    Column, Date, DateError, ParseColumnError, ParseDateError, ParsePortClassError, ParsePortError,
    ParsePortRangeError, ParseProtocolError, ParseServiceCodeError, ParseStatusError, Port,
    PortClass, PortRange, PortRangeError, Ports, Protocol, ProtocolNumberError, Quoted,
    ServiceCode, ServiceName, ServiceNameError, Status,
};

/// The state of the registry that is compiled in: the day of the copy of IANA's file.
///
/// Of a registry that was put in its place when building, it is the newest date in it.
///
/// ```
/// assert!(port_registry::SNAPSHOT >= "2026-09-12".parse()?);
/// # Ok::<(), port_registry::ParseDateError>(())
/// ```
pub const SNAPSHOT: Date = Date::from_packed(tables::SNAPSHOT);

/// The README's code is tested too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
