//! What a name means, suggestions for misspelled names, and the iterators that lookups return.
//!
//! Other lookups are methods of [`Service`](crate::Service), [`Port`](crate::Port) and
//! [`Record`](crate::Record). They read static tables. No lookup allocates memory, and every
//! iterator of this module can be cloned.
//!
//! ```
//! use port_registry::lookup::Services;
//! use port_registry::{Port, Service};
//!
//! let on_80: Services = Port::new(80).services();
//! let http: Services = Service::by_name("http");
//! assert!(on_80.len() > http.filter(|service| service.port().is_some()).count());
//! ```

mod alias;
mod all;
mod by_name;
mod by_port;
mod known_uses;
mod meanings;
mod parse;
mod scan;
mod search;
mod services;
mod suggest;

pub use crate::rows::IpProtocols;
pub use alias::Aliases;
pub use all::Records;
pub use known_uses::KnownUses;
pub use meanings::{Meaning, MeaningPorts, Meanings, meanings};
pub(crate) use parse::{instead_of, resolve};
pub use search::Search;
pub use services::Services;
pub use suggest::suggest;
pub(crate) use suggest::suggestion;
