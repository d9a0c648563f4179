//! The basic types, such as ports, transport protocols and dates, and their errors.
//!
//! They do not depend on the registry's content, and every other module uses them. The build script
//! compiles this module too, so that the same code parses a port, a date or a transport protocol
//! when building and at run time. The files therefore use each other through `super`, and nothing
//! else of the crate.

pub(crate) mod annotation;
mod class;
mod column;
mod date;
mod error;
mod name;
mod notation;
mod port;
mod protocol;
mod quoted;
mod range;
mod record_error;
mod reference;
mod service_code;
mod status;
mod text;

pub use class::PortClass;
pub use column::Column;
pub use date::Date;
pub use error::{Error, ErrorKind, Suggestion, Unresolved};
pub(crate) use error::{NameError, ProtocolError, ProtocolNumber, Reason, no_port};
pub use name::ServiceName;
pub(crate) use notation::{stated, without_address};
pub use port::Port;
pub use protocol::Protocol;
pub(crate) use quoted::Quoted;
pub use range::{PortRange, Ports};
pub use record_error::Error as RecordError;
pub use reference::{People, Reference, ReferenceKind, ReferenceUrl, References};
pub use service_code::ServiceCode;
pub use status::Status;
pub(crate) use text::Text;
