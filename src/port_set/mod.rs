//! Lists of ports for several transport protocols, and the iterators over sets.
//!
//! [`PortSet`], in the crate's root, is a set of ports such as `22,80,8000-8100`, without a
//! transport protocol. [`PortSpec`] is a set of ports for each transport protocol, in the notation of
//! nmap's option `-p`: `T:22,80,U:53`.
//!
//! ```
//! use port_registry::port_set::PortSpec;
//! use port_registry::{PortSet, Protocol};
//!
//! let ports = PortSet::parse_over("ssh,https,8000-8100", Protocol::Tcp)?;
//! assert_eq!(ports.to_string(), "22,443,8000-8100");
//!
//! let spec = PortSpec::new()
//!     .with(Protocol::Tcp, ports)
//!     .with(Protocol::Udp, "53".parse()?);
//! assert_eq!(spec.to_string(), "T:22,443,8000-8100,U:53");
//! # Ok::<(), port_registry::port_set::Error>(())
//! ```

// First, since rustdoc lists the methods of `PortSet` in the order of the modules.
pub(crate) mod set;

mod algebra;
mod convert;
mod error;
mod iter;
#[cfg(feature = "serde")]
mod over;
mod parse;
mod parts;
mod registry;
#[cfg(feature = "serde")]
mod serialized;
mod spec;
mod spec_algebra;

pub use crate::words::Ports;
pub use convert::{IntoIter, PortSetItem};
pub use error::Error;
pub use iter::{Iter, Ranges};
#[cfg(feature = "serde")]
pub use over::{tcp, udp};
pub(crate) use set::PortSet;
pub use spec::{PortSpec, SpecIter};
