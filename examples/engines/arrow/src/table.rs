//! The registry as tables: record batches, for engines that join or list it.

use std::sync::Arc;

use arrow_array::builder::{StringViewBuilder, UInt8Builder, UInt16Builder};
use arrow_array::{Array, BooleanArray, RecordBatch};
use arrow_schema::{ArrowError, Field, Schema};
use port_registry::record::Column;
use port_registry::{IpProtocol, Port, Protocol, Record};

use crate::names::{record_number, record_number_field};

/// Returns all records of the registry, in IANA's order, with all columns.
///
/// The columns are those of IANA's file, as strings in IANA's form, with the keys that [`Column::key`] returns; an empty cell is
/// null. Before them are the numbers: `record_number`, `first_port` and `last_port` of the range, and `protocol`, the number of the IP protocol; null if
/// the record has none. A port with several records has several rows, so join [`port_services`] to count flows.
///
/// # Errors
///
/// Returns the error of Arrow if the columns do not make a batch, which does not happen.
///
/// ```
/// let records = port_registry_arrow::table::iana_ports()?;
/// assert_eq!(records.num_rows(), port_registry::Record::COUNT);
/// assert_eq!(records.num_columns(), 4 + 12);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
pub fn iana_ports() -> Result<RecordBatch, ArrowError> {
    let (mut numbers, mut protocols) = (UInt16Builder::new(), UInt8Builder::new());
    let (mut first_ports, mut last_ports) = (UInt16Builder::new(), UInt16Builder::new());
    let mut cells = Column::ALL.map(|_| StringViewBuilder::new());
    for record in Record::all() {
        numbers.append_value(record_number(record));
        first_ports.append_option(record.ports().map(|ports| ports.first().get()));
        last_ports.append_option(record.ports().map(|ports| ports.last().get()));
        protocols.append_option(record.protocol().map(Protocol::number));
        for (builder, column) in cells.iter_mut().zip(Column::ALL) {
            let cell = record.cell(column);
            builder.append_option((!cell.is_empty()).then(|| cell.to_string()));
        }
    }
    let mut table = Table::default();
    table.record_numbers(numbers.finish());
    table.column("first_port", first_ports.finish());
    table.column("last_port", last_ports.finish());
    table.column("protocol", protocols.finish());
    for (mut builder, column) in cells.into_iter().zip(Column::ALL) {
        table.column(column.key(), builder.finish());
    }
    table.finish()
}

/// Returns the preferred service of each port over each transport protocol that has one, by protocol and port.
///
/// It has one row for each pair, so that a join with `port` and `protocol` doesn't multiply flows. The columns are `port`, `protocol` (the number of the IP
/// protocol), `transport_protocol` (such as `tcp`), `service_name`, `description` and `record_number`.
///
/// # Errors
///
/// Returns the error of Arrow if the columns do not make a batch, which does not happen.
///
/// ```
/// let services = port_registry_arrow::table::port_services()?;
/// assert!(services.num_rows() > 12_000);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
pub fn port_services() -> Result<RecordBatch, ArrowError> {
    let (mut ports, mut protocols) = (UInt16Builder::new(), UInt8Builder::new());
    let (mut transports, mut names) = (StringViewBuilder::new(), StringViewBuilder::new());
    let (mut descriptions, mut numbers) = (StringViewBuilder::new(), UInt16Builder::new());
    for protocol in Protocol::ALL {
        for port in 0..=u16::MAX {
            let Some(service) = Port::new(port).service(protocol) else {
                continue;
            };
            ports.append_value(port);
            protocols.append_value(protocol.number());
            transports.append_value(protocol);
            names.append_value(service.name());
            descriptions.append_value(service.description());
            numbers.append_value(record_number(service.record()));
        }
    }
    let mut table = Table::default();
    table.column("port", ports.finish());
    table.column("protocol", protocols.finish());
    table.column("transport_protocol", transports.finish());
    table.column("service_name", names.finish());
    table.column("description", descriptions.finish());
    table.record_numbers(numbers.finish());
    table.finish()
}

/// Returns all 256 IP protocols, by their numbers.
///
/// The columns are `protocol` (the number), `keyword` and `name` (null if IANA has none), `has_ports`, `is_ipv6_extension_header` and `is_deprecated`.
///
/// # Errors
///
/// Returns the error of Arrow if the columns do not make a batch, which does not happen.
///
/// ```
/// assert_eq!(port_registry_arrow::table::ip_protocols()?.num_rows(), 256);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
pub fn ip_protocols() -> Result<RecordBatch, ArrowError> {
    let all = IpProtocol::all;
    let mut numbers = UInt8Builder::new();
    let (mut keywords, mut names) = (StringViewBuilder::new(), StringViewBuilder::new());
    for protocol in all() {
        numbers.append_value(protocol.number());
        keywords.append_option(protocol.keyword());
        names.append_option(protocol.name());
    }
    let flag = |flag: fn(IpProtocol) -> bool| -> BooleanArray {
        all().map(|one| Some(flag(one))).collect()
    };
    let mut table = Table::default();
    table.column("protocol", numbers.finish());
    table.column("keyword", keywords.finish());
    table.column("name", names.finish());
    table.column("has_ports", flag(|protocol| protocol.transport().is_some()));
    table.column(
        "is_ipv6_extension_header",
        flag(IpProtocol::is_ipv6_extension_header),
    );
    table.column("is_deprecated", flag(IpProtocol::is_deprecated));
    table.finish()
}

/// The columns of a table, and their fields.
#[derive(Default)]
struct Table {
    fields: Vec<Field>,
    columns: Vec<Arc<dyn Array>>,
}

impl Table {
    /// Adds a column, which is nullable if it has a null.
    fn column(&mut self, name: &str, column: impl Array + 'static) {
        let field = Field::new(name, column.data_type().clone(), column.null_count() > 0);
        self.fields.push(field);
        self.columns.push(Arc::new(column));
    }

    /// Adds a column of record numbers, whose metadata has the snapshot.
    fn record_numbers(&mut self, column: impl Array + 'static) {
        self.fields
            .push(record_number_field("record_number").with_nullable(false));
        self.columns.push(Arc::new(column));
    }

    fn finish(self) -> Result<RecordBatch, ArrowError> {
        RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.columns)
    }
}
