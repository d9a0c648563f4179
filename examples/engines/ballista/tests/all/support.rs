//! A file of flows, and sessions, for the tests.

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{Int32Array, Int64Array, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::prelude::SessionContext;
use port_ballista::RegistryTable;
use port_registry_arrow::Snapshot;

pub type TestResult = Result<(), Box<dyn Error>>;

/// A snapshot that no program has.
pub const FOREIGN: &str = "0.1.0/2020-01-01/0123456789abcdef";

pub fn foreign() -> Snapshot {
    FOREIGN.parse().expect("it is well-formed")
}

/// Writes a file of flows, sorted by the destination port, in row groups of 1000.
pub fn write_flows(directory: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let path = directory.join("flows.parquet");
    let rows = 0..8000;
    // Ports 0 to 1999, twice each, and then answers from one of four ports.
    let remainder = |row: i32, by| usize::try_from(row).unwrap_or_default() % by;
    let dstport = |row: i32| if row < 4000 { row / 2 } else { 50_000 + row };
    let srcport = |row: i32| {
        if row < 4000 {
            50_000
        } else {
            [22, 53, 443, 5432][remainder(row, 4)]
        }
    };
    let protocol = |row: i32| [6, 17, 6, 132, 1][remainder(row, 5)];
    let column = |value: &dyn Fn(i32) -> i32| {
        Arc::new(Int32Array::from_iter_values(rows.clone().map(value)))
    };
    let fields =
        ["srcport", "dstport", "protocol"].map(|name| Field::new(name, DataType::Int32, true));
    let bytes = Field::new("bytes", DataType::Int64, true);
    let schema = Arc::new(Schema::new([fields.to_vec(), vec![bytes]].concat()));
    let batch = RecordBatch::try_new(
        Arc::clone(&schema),
        vec![
            column(&srcport),
            column(&dstport),
            column(&protocol),
            Arc::new(Int64Array::from_iter_values(rows.clone().map(i64::from))),
        ],
    )?;
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(1000));
    let mut writer = ArrowWriter::try_new(File::create(&path)?, schema, Some(properties.build()))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(path)
}

/// Returns a session without Ballista.
pub fn datafusion() -> Result<SessionContext, Box<dyn Error>> {
    let context = SessionContext::new().enable_url_table();
    for function in port_registry_datafusion::functions() {
        context.register_udf(function.as_ref().clone());
    }
    for (name, table) in RegistryTable::all()? {
        context.register_table(name, table)?;
    }
    Ok(context)
}

/// Returns the result of a query as text.
pub async fn result(context: &SessionContext, sql: &str) -> Result<String, Box<dyn Error>> {
    let batches = context.sql(sql).await?.collect().await?;
    Ok(pretty_format_batches(&batches)?.to_string())
}
