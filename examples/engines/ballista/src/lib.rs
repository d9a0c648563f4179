//! A [Ballista] cluster with the functions and tables of `port-registry-datafusion`.
//!
//! The program `port-ballista` is the scheduler, the executor and the client. This library is what they have in common, for
//! programs that have more functions of their own.
//!
//! # What a cluster needs beside the functions
//!
//! A plan names a function and does not contain it. The client plans with its copy of the registry, the scheduler plans again, and
//! the executors call the function. If one of them is built from another registry, it names some ports differently. So the codecs of this
//! package add the [`Snapshot`](port_registry_arrow::Snapshot) to each name, and refuse a name with another one: see [`codec`].
//!
//! [Ballista]: https://datafusion.apache.org/ballista/

pub mod client;
pub mod codec;
pub mod executor;
pub mod scheduler;
pub mod session;
mod table;

pub use table::RegistryTable;
