//! IANA's registry of service names and port numbers, compiled in.
//!
//! This crate says what a port is registered for, and on which port a service is registered. It has all
//! records of IANA's [Service Name and Transport Protocol Port Number Registry][iana], more than
//! 14,000, with all of their columns, in static tables that its build script compiles. A lookup takes
//! a few nanoseconds. It needs no `std`, no allocation, no start-up, no file and no network, and most
//! lookups can be made at compile time.
//!
//! # Usage
//!
//! ```
//! use port_registry::{Port, PortClass, Protocol, Service, Status, service};
//!
//! let https = Port::new(443);
//! assert_eq!(https.class(), PortClass::WellKnown);
//! assert_eq!(https.status(Protocol::Tcp), Status::Assigned);
//! let service = https.service(Protocol::Tcp).unwrap(); // the preferred one
//! assert_eq!((service.name(), service.description()), ("https", "http protocol over TLS/SSL"));
//!
//! // A port may be registered for several services.
//! assert!(Port::new(80).services().any(|service| service.name() == "www"));
//!
//! // A name may be registered for several ports. Case is ignored.
//! let ports: Vec<Port> = Service::by_name("HTTP-ALT").filter_map(|s| s.port()).collect();
//! assert!(ports.contains(&Port::new(8080)));
//!
//! // What people call a service: IANA registers 3389 as `ms-wbt-server`.
//! let rdp = Service::find("rdp").next().unwrap();
//! assert_eq!((rdp.name(), rdp.port().unwrap()), ("ms-wbt-server", Port::new(3389)));
//!
//! // A name that is not registered is a compile error.
//! const SSH: Service = service!("ssh/tcp");
//! assert_eq!(SSH.port().unwrap(), 22);
//! ```
//!
//! Two pages have more: the [terms of the registry](_terms), and a [cookbook](_cookbook) of twelve tasks.
//!
//! # Where to find what
//!
//! | I have … | I want … | use … |
//! | --- | --- | --- |
//! | a port and its transport protocol | the service | [`Port::service`] |
//! | a port and its transport protocol | all services | [`Port::services_over`] |
//! | a port and its transport protocol | whether it is assigned, reserved or unassigned | [`Port::status`], [`Port::is_assigned`] |
//! | a port number | the services over every transport protocol | [`Port::services`] |
//! | a port number | its class: well-known, registered, dynamic | [`Port::class`] |
//! | a port and its transport protocol | the software known to use it, apart from IANA's registry | [`Port::known_uses`], [`KnownUse`] |
//! | an IP protocol number | the transport protocol | [`Protocol::from_number`] |
//! | an IP protocol number | its keyword, such as `ICMP`, and its RFC | [`IpProtocol`] |
//! | a socket address | a label such as `443/tcp (https)` | [`Endpoint`] |
//! | the two ports of a flow record | the service, and which end is the server | [`Flow`] |
//! | a service name of IANA's | its records | [`Service::by_name`] |
//! | a service name of IANA's | its record over a transport protocol | [`Service::by_name_over`] |
//! | a name that a person typed | the services that it means | [`Service::find`] |
//! | a name that a person typed | what it means, known uses included | [`meanings`] |
//! | a name that a person typed | the name that it misspells | [`suggest`], [`Service::suggest`] |
//! | some words | the services that they describe | [`Service::search`] |
//! | a string literal | a constant, checked at compile time | [`service!`], [`port!`] |
//! | `443/tcp`, `https/tcp` or `:443` | the port and its transport protocol | [`Endpoint`] |
//! | `22,80,8000-8100` | a set of ports | [`PortSet`] |
//! | `ssh,https,8000-8100` | a set of ports over a transport protocol | [`PortSet::parse_over`] |
//! | `T:22,80,U:53` | a set for each transport protocol | [`PortSpec`] |
//! | `_ipp._tcp.local.` | the service | [`ServiceType`] |
//! | `_dyson_mqtt._tcp.local.`, outside RFC 6335 | its name and transport protocol | [`ServiceLabels`] |
//! | a service | its assignee, contact, dates, RFCs, notes | [`Service::record`], [`record`] |
//! | a service | its SRV and DNS-SD labels, such as `_ldap._tcp` | [`Service::srv_type`], [`Service::dns_sd_type`] |
//! | `/etc/services` | its entries, or lookups that ask it first | [`services_file`] |
//! | a newer copy of the registry | its rows, and what has changed | [`csv`] |
//! | nothing | a port that is not assigned | [`PortRange::first_unassigned`] |
//! | a port | whether browsers block it, and which systems give it to clients | [`Port::is_blocked_by_browsers`], [`ephemeral`] |
//! | nothing | the whole registry | [`Service::all`], [`Record::all`] |
//!
//! A [`Record`] is a row of the registry, and a [`Service`] is a record that has a name. A name usually
//! has a record for each transport protocol: `https` over TCP and `https` over UDP are two services.
//!
//! # Limitations
//!
//! - **A registration does not say what runs on a port.** Traffic on 443/tcp need not be HTTPS, and a
//!   service may use any port. IANA says so itself. Don't make a security decision by a port's name.
//! - **The registry is not what software uses.** Well-known programs listen on ports that IANA has
//!   registered for another service or for none. [`KnownUse`] has those that were looked up.
//! - **The data is as old as the crate**: [`SNAPSHOT`] is its day. [`csv`] reads a newer copy at run time.
//!   45 records that IANA added since February 2026 have no assignee, contact, dates or notes here,
//!   since the source that they are from has none. IANA leaves these columns empty for many others.
//! - **Only TCP, UDP, SCTP and DCCP** have ports in the registry. Other IP protocols are errors that name
//!   the protocol.
//! - The crate opens no sockets: it neither scans nor listens, and does not say which ports are in use.
//! - Aliases such as `dns` and `rdp`, names that mean two services, and the order of several services of
//!   one port are curated by the crate where IANA's data does not settle them. [`Service::by_name`] and [`Service::by_name_over`]
//!   know IANA's names only.
//!
//! # Performance
//!
//! From an IP protocol number and a port to the name takes 4.1 ns, and from a flow record to the name
//! 7.0 ns. A lookup by port takes 0.92 ns and one by name 8.2 ns. `phf::Map` takes 13 and 25 ns, and libc
//! with its file 23,000 and 26,000 ns (x86-64 Linux, one run, in random order over all that is
//! registered). [`Service::search`] reads the whole registry, in a tenth of a millisecond.
//!
//! Each column is a `static` of its own, and a program links the columns that it reads. From ports to
//! names that is 206 KB, from names to ports 168 KB, and with every column 790 KB. [`COMPARE.md`][compare]
//! says how the figures were measured.
//!
//! [`Service`], [`Record`] and `Option`s of them have two bytes. A [`PortSet`] is a bitmap of 8 KiB and
//! a [`PortSpec`] has four of them, by value.
//!
//! # Feature flags
//!
//! No feature is on by default. Features only add items and implementations. Without features the
//! crate is `no_std` and never allocates.
//!
//! - `serde`: `Serialize` and `Deserialize`. The page of each type describes its form.
//! - `std`: [`System`], lookups that ask `/etc/services` first.
//! - `csv`: the module [`csv`], which reads other copies of IANA's file at run time. It turns `std` on.
//!
//! # Dependencies
//!
//! Nine crates at run time: `phf` with `phf_shared` and `siphasher`, for the map of aliases; `thiserror`
//! with the five crates of its derive macro, for the errors. With the build script, which also uses
//! `csv` and `phf_codegen`, there are eighteen. `serde` and `csv` at run time are optional.
//!
//! # Data updates
//!
//! A release with newer data is not a breaking release: names, ports, descriptions and the preferred
//! service of a port may change in any release, as IANA's file does. If a name or a port is lost, so
//! that a [`service!`] or a [`port!`] no longer compiles, the release raises at least the minor version,
//! and the changelog lists what was lost. Do not store a [`Record::index`].
//!
//! To build with another copy of IANA's file, set the environment variable `PORT_REGISTRY_CSV` to its
//! path when building; a relative path starts from the folder of this package. Every cell of it is checked.
//!
//! [compare]: https://docs.rs/crate/port-registry/latest/source/COMPARE.md
//! [iana]: https://www.iana.org/assignments/service-names-port-numbers/
//! [`meanings`]: lookup::meanings
//! [`suggest`]: lookup::suggest
//! [`PortSpec`]: port_set::PortSpec
//! [`ServiceType`]: dns_sd::ServiceType
//! [`ServiceLabels`]: dns_sd::ServiceLabels
#![cfg_attr(feature = "std", doc = "[`System`]: services_file::System")]
#![cfg_attr(
    not(feature = "std"),
    doc = "[`System`]: https://docs.rs/port-registry/latest/port_registry/services_file/struct.System.html"
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

// The floors, from the lowest up: each uses those below it.
mod words;

mod tables;

// Before the rows, which it uses, so that rustdoc lists the lookups of a type before its columns.
pub mod lookup;

mod rows;

mod blocked;
pub mod ephemeral;

mod endpoint;
mod flow;

pub mod port_set;

pub mod dns_sd;

pub mod services_file;

#[cfg(feature = "csv")]
mod compiled;
#[cfg(feature = "csv")]
pub mod csv;

#[cfg(feature = "serde")]
mod serde;

#[doc(hidden)]
#[path = "macros.rs"]
pub mod __macros;

// Pages of documentation, which no program can name.
#[cfg(doc)]
pub mod _cookbook;
#[cfg(doc)]
pub mod _terms;

pub use endpoint::Endpoint;
pub use flow::{Flow, Side};
pub use port_set::set::PortSet;
pub use rows::{IpProtocol, KnownUse, Record, Service};
pub use words::{Error, ErrorKind, Port, PortClass, PortRange, Protocol, ServiceName, Status};

pub mod record {
    //! The types of a record's columns: dates, references, DCCP service codes, cells.
    //!
    //! [`Record`] has a getter for each column of IANA's file. This module has the types that the
    //! getters return, and [`Column`], by which [`Record::cell`] returns any column as IANA writes it.
    //!
    //! ```
    //! use port_registry::record::Column;
    //! use port_registry::service;
    //!
    //! let record = service!("domain-s/tcp").record();
    //! let reference = record.references().next().unwrap();
    //! assert_eq!(reference.url().unwrap().to_string(), "https://www.rfc-editor.org/info/rfc7858");
    //! assert_eq!(record.registration_date().unwrap().to_string(), "2015-10-08");
    //! assert_eq!(record.cell(Column::Reference).to_string(), "[RFC7858]");
    //! ```
    //!
    //! [`Record`]: crate::Record
    //! [`Record::cell`]: crate::Record::cell

    pub use crate::rows::Cell;
    pub use crate::words::{
        Column, Date, People, RecordError as Error, Reference, ReferenceKind, ReferenceUrl,
        References, ServiceCode,
    };
}

/// The day of the registry's state that is compiled in.
///
/// If another copy of the registry was named when building, it is the newest date in that copy: the
/// day of the last change that IANA dated, which may be before the day of the copy.
///
/// ```
/// assert!(port_registry::SNAPSHOT >= "2026-09-12".parse()?);
/// # Ok::<(), port_registry::record::Error>(())
/// ```
pub const SNAPSHOT: record::Date = tables::SNAPSHOT;

/// The README's code is tested too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
