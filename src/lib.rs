//! What a port is, by IANA's registry, compiled in.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod alias;
mod endpoint;
mod lookup;
mod rows;
mod tables;
mod words;

#[doc(hidden)]
#[path = "macros.rs"]
pub mod __macros;

#[cfg(feature = "serde")]
mod serde;

pub use alias::Found;
pub use endpoint::{Endpoint, ParseEndpointError};
pub use lookup::{ParseServiceError, PortServices, Records, ServiceList, Services};
pub use rows::{
    Cell, Citation, CitationAddress, NamelessRecordError, Record, Reference, References, Service,
};
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
