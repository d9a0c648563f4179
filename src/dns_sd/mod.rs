//! DNS-based service discovery (RFC 6763) and SRV records (RFC 2782).

mod service_type;
mod txt;

pub use service_type::{ParseServiceTypeError, ServiceType, TypedServices};
pub use txt::{TxtKey, TxtKeyList, TxtKeys};
