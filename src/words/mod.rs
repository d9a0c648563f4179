//! The lowest floor: types that know nothing of the registry's content.
//!
//! The build script mounts this module too, so that a port, a date or a transport protocol is read by
//! the same code on both sides. Its files therefore name each other through `super`, and use nothing
//! else of the crate.

mod class;
mod column;
mod date;
mod error;
mod name;
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
pub(crate) use error::{NameError, Reason};
pub use name::ServiceName;
pub use port::Port;
pub use protocol::Protocol;
pub(crate) use quoted::Quoted;
pub use range::{PortRange, Ports};
pub use record_error::Error as RecordError;
pub use reference::{People, Reference, ReferenceKind, ReferenceUrl, References};
pub use service_code::ServiceCode;
pub use status::Status;
pub(crate) use text::Text;
