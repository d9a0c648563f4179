//! Functions of a protocol alone.

use arrow_array::{ArrayRef, Datum};

use crate::labels::words;
use crate::numbers::{Arguments, ip_protocol};
use crate::{Error, StringType};

/// Returns the keyword of each IP protocol, as IANA writes it: `TCP`, `IPv6-ICMP`.
///
/// Null for a number without a keyword. See [`IpProtocol::keyword`](port_registry::IpProtocol::keyword).
///
/// # Errors
///
/// Returns [`Error::Type`].
///
/// ```
/// use arrow_array::UInt8Array;
/// use arrow_array::cast::AsArray;
/// use port_registry_arrow::{StringType, protocol_name};
///
/// let keywords = protocol_name(&UInt8Array::from(vec![6, 58, 253]), StringType::Utf8View)?;
/// let keywords: Vec<_> = keywords.as_string_view().iter().collect();
/// assert_eq!(keywords, [Some("TCP"), Some("IPv6-ICMP"), None]);
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn protocol_name(protocol: &dyn Datum, strings: StringType) -> Result<ArrayRef, Error> {
    let [protocols] = Arguments::new().protocol(protocol)?.columns();
    let keyword = |number: &u32| ip_protocol(*number)?.keyword();
    Ok(words(protocols.iter().map(keyword), strings))
}
