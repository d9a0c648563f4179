//! What a port is, and where a service lives, by IANA's registry, compiled in.
//!
//! IANA keeps the [Service Name and Transport Protocol Port Number Registry][iana]. This crate's
//! build script compiles all of its records, with all of their columns, into static tables. Lookups
//! take a few nanoseconds, need no `std`, no allocation, no start-up, no file and no network, and
//! most of them can be made when compiling.
//!
//! It is for scanners, firewalls, flow logs, configuration files, and containers without an
//! `/etc/services`. That file, which `getservbyname` and `getservbyport` read at each call, holds a
//! few hundred entries where there is one. Here are all of the registry's records, over 14,000, typed,
//! and the same on every machine. They tell what ports are for,
//! [not what runs on them](#what-the-registry-says-and-what-it-does-not).
//!
//! Two pages say more: the [registry's terms](_terms), and a [cookbook](_cookbook) of ten tasks.
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
//! What you have, what you may want of it, and where that is:
//!
//! - **A port and a transport:** its service, [`Port::service`]; all of its services,
//!   [`Port::services_on`]; whether it is assigned, reserved or free, [`Port::status`].
//! - **A port:** its services of every transport, [`Port::services`]; whether it is well-known,
//!   registered or dynamic (ephemeral), [`Port::class`].
//! - **A name:** its port, [`Service::named`]; all that bears it, [`Service::by_name`].
//! - **What somebody typed:** what they mean by `dns` or `rdp`, [`Service::find`]; what their words
//!   describe, [`Service::search`].
//! - **A literal:** a constant, checked by the compiler, [`service!`] and [`port!`].
//! - **A service:** its other columns, [`Service`] and [`Record`]; its other names,
//!   [`Service::canonical`], [`Service::aliases`] and [`Service::common_names`]; what stands for it in
//!   the DNS, such as `_http._tcp`, [`Service::dns_sd_type`] and [`Service::txt_keys`].
//! - **Text in a common notation:** `443/tcp`, `https/tcp` or `:443`, [`Endpoint`]; `22,80,8000-8100`,
//!   [`PortSet`]; `T:22,80,U:53`, [`PortSpec`]; `_ipp._tcp.local.`, [`ServiceType`].
//! - **A line of a flow log:** the transport of its protocol number, [`Protocol::from_number`]; which
//!   of its two ports is the server's, [`Flow`].
//! - **`/etc/services`:** to be asked before the registry, [`System`]; to be read,
//!   [`ServicesEntries`]; to be written, [`ServicesFile`].
//! - **Nothing:** the whole registry, [`Service::all`] and [`Record::all`].
//!
//! # What the registry says, and what it does not
//!
//! The words are those of [RFC 6335], which the [terms](_terms) explain. A [`Record`] is a row of the
//! registry; a [`Service`] is a row that has a name. A number is a port only of a transport: TCP, UDP,
//! SCTP and DCCP number their ports apart.
//!
//! The registry tells what a port was assigned for. It does not tell what runs there: traffic on
//! 443/tcp need not be HTTPS, and a service may use any port. IANA warns of this itself, and
//! security decisions must not rest on a port's name.
//!
//! Some ports have several names and some names several ports. The crate then has an order, which
//! [`Port::service`] and [`Service::by_name`] describe; where IANA's data does not settle it, a
//! short list in the crate does, each entry with its reason. The names that people use and IANA does
//! not (`dns`, `rdp`) are another list of the crate's, which [`by_name`](Service::by_name) and
//! [`named`](Service::named) do not ask, and [`Service::find`] does.
//!
//! # Costs
//!
//! A lookup by port takes 1.2 ns and one by name 9.8 ns, where `phf::Map` takes 19 and 32 ns, and
//! libc with its file 30,000 and 34,000 (x86-64 Linux, one run, in random order over all that is
//! registered). [`Service::search`] reads the whole registry, in less than half a millisecond.
//!
//! All data is in `static` columns, one for each field, so a program links the columns that it
//! reads: the linker decides the size, not a feature. From ports to names it is 206 KB, from names to
//! ports 168 KB, with every column 770 KB. There are nine crates in the dependency tree.
//!
//! The README and [`COMPARE.md`][compare] have the tables that these figures are from, and how to
//! repeat them.
//!
//! [`Service`], [`Record`] and their `Option`s are handles of two bytes. A [`PortSet`] is a bitmap of
//! 8 KiB and a [`PortSpec`] is four of them, by value.
//!
//! # Features
//!
//! None is on by default, and none changes a type. Without any the crate is `no_std` and never
//! allocates.
//!
//! - `serde`: [`Port`] as a number, words as their `Display`, [`Record`] and [`Service`] as all
//!   their columns; a [`Service`] is read back from its name, protocol and port, or from
//!   `"https/tcp"`.
//! - `std`: [`System`], which looks up in `/etc/services` first and in the registry next.
//! - `csv`, which turns `std` on: the module [`csv`], which reads another copy of IANA's file at run
//!   time and says what changed from one to the next.
//!
//! # Freshness and stability
//!
//! [`SNAPSHOT`] is the state of the registry. Updated data is not a breaking change: names, ports,
//! descriptions and the preferred service may change in any release, as IANA's file does. Do not
//! store a [`Record::index`]. To build with another copy of IANA's file, set the environment
//! variable `PORT_REGISTRY_CSV` to its path when building; every cell of it is checked.
//!
//! [compare]: https://docs.rs/crate/port-registry/latest/source/COMPARE.md
//! [iana]: https://www.iana.org/assignments/service-names-port-numbers/
//! [RFC 6335]: https://www.rfc-editor.org/info/rfc6335
#![cfg_attr(feature = "std", doc = "[`System`]: System")]
#![cfg_attr(
    not(feature = "std"),
    doc = "[`System`]: https://docs.rs/port-registry/latest/port_registry/struct.System.html"
)]
#![cfg_attr(feature = "csv", doc = "[`csv`]: mod@csv")]
#![cfg_attr(
    not(feature = "csv"),
    doc = "[`csv`]: https://docs.rs/port-registry/latest/port_registry/csv/index.html"
)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(
    not(test),
    warn(
        clippy::expect_used,
        clippy::panic,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

#[cfg(any(feature = "csv", feature = "std"))]
extern crate std;

// rustdoc has the methods of a type in the order of the modules: lookups first, then columns.
mod words;

mod tables;

mod lookup;

mod rows;

mod alias;
#[cfg(feature = "csv")]
pub mod csv;
mod dns_sd;
mod endpoint;
mod flow;
mod port_set;
mod port_spec;
mod search;
mod services_file;
#[cfg(feature = "std")]
mod system;

#[doc(hidden)]
#[path = "macros.rs"]
pub mod __macros;

// Pages of documentation, which no program can name.
#[cfg(doc)]
pub mod _cookbook;
#[cfg(doc)]
pub mod _terms;

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
