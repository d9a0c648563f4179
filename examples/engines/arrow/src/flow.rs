//! Functions of the two ports of a flow and its protocol.

use arrow_array::{ArrayRef, Datum, UInt16Array};
use port_registry::{Flow, Side};

use crate::labels::words;
use crate::numbers::{Arguments, ip_protocol, port};
use crate::{Error, StringType, names};

/// Returns the name of the service of each flow: that of the end which is most likely the server.
///
/// Null if the server is unknown or has no service. See [`Flow::service`].
///
/// # Errors
///
/// Returns [`Error::Type`] and [`Error::Length`].
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::{UInt8Array, UInt16Array};
/// use port_registry_arrow::{StringType, flow_service};
///
/// let source = UInt16Array::from(vec![22]);
/// let destination = UInt16Array::from(vec![51514]);
/// let names = flow_service(&source, &destination, &UInt8Array::new_scalar(6), StringType::Utf8View)?;
/// assert_eq!(names.as_string_view().value(0), "ssh");
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn flow_service(
    srcport: &dyn Datum,
    dstport: &dyn Datum,
    protocol: &dyn Datum,
    strings: StringType,
) -> Result<ArrayRef, Error> {
    let numbers = flow_service_number(srcport, dstport, protocol)?;
    names::names(&numbers, strings)
}

/// Returns the number of the record of the service whose name [`flow_service`] returns.
///
/// It is [`Record::index`](port_registry::Record::index), and valid for one [`Snapshot`](crate::Snapshot) only:
/// [`record_number_field`](crate::record_number_field) is its field.
///
/// # Errors
///
/// Returns [`Error::Type`] and [`Error::Length`].
///
/// ```
/// use arrow_array::{UInt8Array, UInt16Array};
/// use port_registry_arrow::{flow_service_number, port_service_number};
///
/// let source = UInt16Array::from(vec![22]);
/// let destination = UInt16Array::from(vec![51514]);
/// let tcp = UInt8Array::new_scalar(6);
/// assert_eq!(
///     flow_service_number(&source, &destination, &tcp)?,
///     port_service_number(&source, &tcp)?,
/// );
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn flow_service_number(
    srcport: &dyn Datum,
    dstport: &dyn Datum,
    protocol: &dyn Datum,
) -> Result<UInt16Array, Error> {
    let flows = Flows::new(srcport, dstport, protocol)?;
    Ok(names::numbers(flows.iter().map(|flow| flow?.service())))
}

/// Returns the end of each flow that is most likely the server: `source` or `destination`.
///
/// Null if the server is unknown. See [`Flow::server`].
///
/// # Errors
///
/// Returns [`Error::Type`] and [`Error::Length`].
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::{UInt8Array, UInt16Array};
/// use port_registry_arrow::{StringType, flow_server_side};
///
/// let source = UInt16Array::from(vec![22]);
/// let destination = UInt16Array::from(vec![51514]);
/// let tcp = UInt8Array::new_scalar(6);
/// let sides = flow_server_side(&source, &destination, &tcp, StringType::Utf8View)?;
/// assert_eq!(sides.as_string_view().value(0), "source");
/// # Ok::<(), port_registry_arrow::Error>(())
/// ```
pub fn flow_server_side(
    srcport: &dyn Datum,
    dstport: &dyn Datum,
    protocol: &dyn Datum,
    strings: StringType,
) -> Result<ArrayRef, Error> {
    let flows = Flows::new(srcport, dstport, protocol)?;
    let side = |flow: Option<Flow>| {
        Some(match flow?.server()? {
            Side::Source => "source",
            Side::Destination => "destination",
        })
    };
    Ok(words(flows.iter().map(side), strings))
}

/// The flows of a call.
struct Flows {
    sources: Vec<u32>,
    destinations: Vec<u32>,
    protocols: Vec<u32>,
}

impl Flows {
    fn new(srcport: &dyn Datum, dstport: &dyn Datum, protocol: &dyn Datum) -> Result<Self, Error> {
        let arguments = Arguments::new()
            .port("srcport", srcport)?
            .port("dstport", dstport)?
            .protocol(protocol)?;
        let [sources, destinations, protocols] = arguments.columns();
        Ok(Self {
            sources,
            destinations,
            protocols,
        })
    }

    /// Returns the flow of each row, or `None` if the row lacks a port or has no protocol with ports.
    fn iter(&self) -> impl Iterator<Item = Option<Flow>> {
        let ends = self.sources.iter().zip(&self.destinations);
        ends.zip(&self.protocols)
            .map(|((source, destination), protocol)| {
                let protocol = ip_protocol(*protocol)?.transport()?;
                Some(Flow::new(protocol, port(*source)?, port(*destination)?))
            })
    }
}
