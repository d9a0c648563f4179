//! Names of ports and flows as functions on [Arrow] arrays.
//!
//! The functions take arrays of port numbers and IP protocol numbers, and return an array with the name, the class or the
//! status of each row. They are kernels for query engines on Arrow: `port-registry-datafusion` makes SQL functions of them.
//!
//! # Usage
//!
//! ```
//! use arrow_array::cast::AsArray;
//! use arrow_array::{Int32Array, UInt8Array};
//! use port_registry_arrow::{StringType, flow_service};
//!
//! // A request, its answer, and a protocol without ports.
//! let srcport = Int32Array::from(vec![51514, 443, 0]);
//! let dstport = Int32Array::from(vec![443, 51514, 0]);
//! let protocol = UInt8Array::from(vec![6, 6, 1]);
//! let names = flow_service(&srcport, &dstport, &protocol, StringType::Utf8View)?;
//! let names: Vec<_> = names.as_string_view().iter().collect();
//! assert_eq!(names, [Some("https"), Some("https"), None]);
//! # Ok::<(), port_registry_arrow::Error>(())
//! ```
//!
//! # Input
//!
//! An argument is a [`Datum`](arrow_array::Datum): an array, or a [`Scalar`](arrow_array::Scalar) whose value is that of every row. It may have any
//! integer type, signed or not; a floating-point type, since nullable integers are often saved as such; a string type, with decimal
//! numbers such as `443` or `443.0` and, for a protocol, also IANA's keywords such as `tcp`; or be a dictionary of one of these.
//!
//! **A value that is not a port or a protocol number is null in the result, as null is**: a negative number, 65536, 443.5, a hyphen. So are the
//! names of ports that are not registered and of protocols without ports. A query of hours doesn't end by one odd value. [`Error`] is returned for
//! what is wrong with every row, such as a type without numbers.
//!
//! # Output
//!
//! Strings are of a [`StringType`], which the caller chooses. [`port_service_number`] and [`flow_service_number`] return the number of a record
//! in place of its name. Grouping by that number takes less time than grouping by a name, and
//! [`service_name`] names the groups. A number is valid for one [`Snapshot`] only, which [`record_number_field`] adds to the metadata of the field.
//!
//! # Performance
//!
//! A name costs about 5 ns a row from a port and 10 ns from a flow. A string array from [`StringType::Utf8View`] shares one
//! buffer with all names of the registry, and so its rows are 16 bytes each.
//!
//! [Arrow]: https://arrow.apache.org

mod error;
mod flow;
mod labels;
mod names;
mod numbers;
mod port;
mod protocol;
mod snapshot;
pub mod table;

pub use error::Error;
pub use flow::{flow_server_side, flow_service, flow_service_number};
pub use labels::StringType;
pub use names::{SNAPSHOT_KEY, check_snapshot, record_number_field, service_name};
pub use numbers::is_supported;
pub use port::{
    is_known_use, known_use, port_class, port_service, port_service_number, port_status,
};
pub use protocol::protocol_name;
pub use snapshot::{ParseSnapshotError, Snapshot};
