//! Functions of a port and its protocol.

use arrow_array::{ArrayRef, BooleanArray, Datum, UInt16Array};
use port_registry::{Port, Protocol};

use crate::labels::words;
use crate::numbers::{Arguments, ip_protocol};
use crate::{Error, StringType, names, numbers};

/// Returns the name of the service registered for each port over its protocol; of several, the name of the preferred one.
///
/// Null if no service is registered. See [`Port::service`].
///
/// # Errors
///
/// Returns [`Error::Type`] and [`Error::Length`].
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::{Int64Array, StringArray};
/// use port_registry_arrow::{StringType, port_service};
///
/// let ports = Int64Array::from(vec![Some(53), Some(65536), None]);
/// let protocols = StringArray::from(vec!["udp", "udp", "udp"]);
/// let names = port_service(&ports, &protocols, StringType::Utf8)?;
/// let names: Vec<_> = names.as_string::<i32>().iter().collect();
/// assert_eq!(names, [Some("domain"), None, None]);
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn port_service(
    port: &dyn Datum,
    protocol: &dyn Datum,
    strings: StringType,
) -> Result<ArrayRef, Error> {
    names::names(&port_service_number(port, protocol)?, strings)
}

/// Returns the number of the record of the service whose name [`port_service`] returns.
///
/// It is [`Record::index`](port_registry::Record::index), and valid for one [`Snapshot`](crate::Snapshot) only:
/// [`record_number_field`](crate::record_number_field) is its field.
///
/// # Errors
///
/// Returns [`Error::Type`] and [`Error::Length`].
///
/// ```
/// use arrow_array::{Array, UInt8Array, UInt16Array};
/// use port_registry::Record;
/// use port_registry_arrow::port_service_number;
///
/// let ports = UInt16Array::from(vec![443, 50000]);
/// let numbers = port_service_number(&ports, &UInt8Array::new_scalar(6))?;
/// let record = Record::from_index(numbers.value(0).into()).unwrap();
/// assert_eq!(record.name(), Some("https"));
/// assert!(numbers.is_null(1));
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn port_service_number(port: &dyn Datum, protocol: &dyn Datum) -> Result<UInt16Array, Error> {
    let pairs = Pairs::new(port, protocol)?;
    let service = |(port, protocol): (Port, Protocol)| port.service(protocol);
    Ok(names::numbers(
        pairs.iter().map(|pair| pair.and_then(service)),
    ))
}

/// Returns the class of each port: `well-known`, `registered` or `dynamic`.
///
/// See [`Port::class`].
///
/// # Errors
///
/// Returns [`Error::Type`].
///
/// ```
/// use arrow_array::UInt16Array;
/// use arrow_array::cast::AsArray;
/// use port_registry_arrow::{StringType, port_class};
///
/// let classes = port_class(&UInt16Array::from(vec![1023, 1024]), StringType::Utf8View)?;
/// let classes: Vec<_> = classes.as_string_view().iter().flatten().collect();
/// assert_eq!(classes, ["well-known", "registered"]);
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn port_class(port: &dyn Datum, strings: StringType) -> Result<ArrayRef, Error> {
    let [ports] = Arguments::new().port("port", port)?.columns();
    let class = |number: &u32| Some(numbers::port(*number)?.class().as_str());
    Ok(words(ports.iter().map(class), strings))
}

/// Returns the status of each port over its protocol: `assigned`, `reserved`, `unassigned` or `dynamic`.
///
/// Null for a protocol without ports. See [`Port::status`].
///
/// # Errors
///
/// Returns [`Error::Type`] and [`Error::Length`].
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::{UInt8Array, UInt16Array};
/// use port_registry_arrow::{StringType, port_status};
///
/// let ports = UInt16Array::from(vec![0, 22]);
/// let statuses = port_status(&ports, &UInt8Array::new_scalar(6), StringType::Utf8View)?;
/// let statuses: Vec<_> = statuses.as_string_view().iter().flatten().collect();
/// assert_eq!(statuses, ["reserved", "assigned"]);
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn port_status(
    port: &dyn Datum,
    protocol: &dyn Datum,
    strings: StringType,
) -> Result<ArrayRef, Error> {
    let pairs = Pairs::new(port, protocol)?;
    let status = |(port, protocol): (Port, Protocol)| port.status(protocol).as_str();
    Ok(words(pairs.iter().map(|pair| pair.map(status)), strings))
}

/// Returns the name of the software that is known to use each port over its protocol, apart from IANA's registry; of several, the first.
///
/// Null if none is known. See [`Port::known_uses`].
///
/// # Errors
///
/// Returns [`Error::Type`] and [`Error::Length`].
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::{UInt8Array, UInt16Array};
/// use port_registry_arrow::{StringType, known_use};
///
/// let ports = UInt16Array::from(vec![9200, 443]);
/// let names = known_use(&ports, &UInt8Array::new_scalar(6), StringType::Utf8View)?;
/// let names: Vec<_> = names.as_string_view().iter().collect();
/// assert_eq!(names, [Some("elasticsearch"), None]);
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn known_use(
    port: &dyn Datum,
    protocol: &dyn Datum,
    strings: StringType,
) -> Result<ArrayRef, Error> {
    let pairs = Pairs::new(port, protocol)?;
    let name = |(port, protocol): (Port, Protocol)| Some(port.known_uses(protocol).next()?.name());
    Ok(words(pairs.iter().map(|pair| pair.and_then(name)), strings))
}

/// Returns whether software is known to use each port over its protocol, apart from IANA's registry.
///
/// False for a protocol without ports; null if the port or the protocol is. See [`Port::known_uses`].
///
/// # Errors
///
/// Returns [`Error::Type`] and [`Error::Length`].
///
/// ```
/// use arrow_array::{UInt8Array, UInt16Array};
/// use port_registry_arrow::is_known_use;
///
/// let ports = UInt16Array::from(vec![9200, 443]);
/// let known = is_known_use(&ports, &UInt8Array::new_scalar(6))?;
/// assert_eq!(known.iter().flatten().collect::<Vec<_>>(), [true, false]);
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn is_known_use(port: &dyn Datum, protocol: &dyn Datum) -> Result<BooleanArray, Error> {
    let [ports, protocols] = Arguments::new()
        .port("port", port)?
        .protocol(protocol)?
        .columns();
    let is_known = |(port, protocol): (&u32, &u32)| {
        let (port, protocol) = (numbers::port(*port)?, ip_protocol(*protocol)?);
        let transport = protocol.transport();
        Some(transport.is_some_and(|transport| port.known_uses(transport).len() > 0))
    };
    Ok(ports.iter().zip(&protocols).map(is_known).collect())
}

/// The ports and protocols of a call.
struct Pairs {
    ports: Vec<u32>,
    protocols: Vec<u32>,
}

impl Pairs {
    fn new(port: &dyn Datum, protocol: &dyn Datum) -> Result<Self, Error> {
        let arguments = Arguments::new().port("port", port)?.protocol(protocol)?;
        let [ports, protocols] = arguments.columns();
        Ok(Self { ports, protocols })
    }

    /// Returns the pair of each row, or `None` if the row has no port or no protocol with ports.
    fn iter(&self) -> impl Iterator<Item = Option<(Port, Protocol)>> {
        let pair = |(port, protocol): (&u32, &u32)| {
            Some((numbers::port(*port)?, ip_protocol(*protocol)?.transport()?))
        };
        self.ports.iter().zip(&self.protocols).map(pair)
    }
}
