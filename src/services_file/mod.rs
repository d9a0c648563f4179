//! A parser and a writer of `/etc/services`, and lookups that ask it before the registry.
//!
//! Use this module to parse or to write a file in the format of services(5), or to replace the C
//! functions `getservbyname` and `getservbyport`.
//!
//! - [`Entries`] parses a file. It is an iterator that returns an [`Entry`] for each entry and an
//!   [`Error`] for each malformed line.
//! - [`ServicesFile`] writes registered services as a file that glibc and musl read, for example for
//!   a container without `/etc/services`.
#![cfg_attr(
    feature = "std",
    doc = "- [`System`] replaces `getservbyname` and `getservbyport`. It reads the file once, and asks the\n  registry for what is not in it. It needs the feature `std`."
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
#![doc(alias = "/etc/services", alias = "nsswitch")]
#![doc(alias = "getservbyname", alias = "getservbyport")]

mod aliases;
mod entry;
mod error;
#[cfg(feature = "std")]
mod index;
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

/// Returns whether C's `isspace` is true for the character: glibc and musl split a line there.
const fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t'..='\r')
}
