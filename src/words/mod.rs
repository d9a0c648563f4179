//! The words of the domain: types that know nothing of the registry's content.
//!
//! The build script mounts this module too, so that a port, a date or a transport is read by the
//! same code on both sides. Its files therefore name each other through `super`, and nothing else.

mod class;
mod column;
mod date;
mod name;
mod port;
mod protocol;
mod quoted;
mod range;
mod service_code;
mod status;

pub use class::{ParsePortClassError, PortClass};
pub use column::{Column, ParseColumnError};
pub use date::{Date, DateError, ParseDateError};
pub use name::{ServiceName, ServiceNameError};
pub use port::{ParsePortError, Port};
pub use protocol::{ParseProtocolError, Protocol, ProtocolNumberError};
pub use quoted::Quoted;
pub use range::{ParsePortRangeError, PortRange, PortRangeError, Ports};
pub use service_code::{ParseServiceCodeError, ServiceCode};
pub use status::{ParseStatusError, Status};
