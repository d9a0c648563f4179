//! The format of `/etc/services`, services(5): a reader, a writer, and with the feature `std` lookups
//! that ask the system's file first.
//!
//! - [`Entries`] reads the text of a file: an iterator over its entries, and over an error for each
//!   malformed line.
//! - [`ServicesFile`] writes registered services as a file that glibc and musl read, for a container
//!   that has none.
#![cfg_attr(
    feature = "std",
    doc = "- [`System`] replaces `getservbyname` and `getservbyport`: it reads the file once, and asks the\n  registry for what is not in it."
)]
//!
//! ```
//! use port_registry::services_file::{Entries, ServicesFile};
//! use port_registry::{Protocol, Service};
//!
//! let text = ServicesFile::new(Service::by_name("ntp")).to_string();
//! let entry = Entries::new(&text).next().unwrap()?;
//! assert_eq!((entry.name(), entry.port().get()), ("ntp", 123));
//! assert_eq!(entry.protocol(), Protocol::Tcp);
//! # Ok::<(), port_registry::services_file::Error>(())
//! ```
#![doc(alias = "/etc/services")]

mod aliases;
mod entry;
mod error;
#[cfg(feature = "std")]
mod load_error;
mod protocol;
mod reader;
#[cfg(feature = "std")]
mod system;
#[cfg(feature = "std")]
mod system_service;
mod writer;

pub use aliases::Aliases;
pub use entry::Entry;
pub use error::Error;
#[cfg(feature = "std")]
pub use load_error::LoadError;
pub use protocol::EntryProtocol;
pub use reader::Entries;
#[cfg(feature = "std")]
pub use system::System;
#[cfg(feature = "std")]
pub use system_service::{SystemAliases, SystemService, SystemSource};
pub use writer::ServicesFile;

/// White space to C's `isspace`, at which glibc and musl split a line.
const fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t'..='\r')
}
