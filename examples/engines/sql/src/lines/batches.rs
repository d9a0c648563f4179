//! Reads the rows of a file of lines as record batches.

use std::io::BufRead;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, new_null_array};
use datafusion::arrow::csv;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json;
use datafusion::error::{DataFusionError, Result};

use super::LinesFile;
use super::content::{Content, Fields};
use super::locate::locate;
use super::reader::open_records;
use crate::files::position;
use crate::remark::remark;

/// The rows of a file, or of the lines that begin in a range of its bytes, as record batches.
pub struct Batches {
    file: LinesFile,
    range: Option<Range<u64>>,
    decoder: RowDecoder,
    inner: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>,
    rows: u64,
    replaced: Arc<AtomicU64>,
    is_done: bool,
}

impl Batches {
    /// Opens a file to read these columns. A column that the file doesn't have is null.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be opened.
    pub fn open(
        file: LinesFile,
        range: Option<Range<u64>>,
        columns: SchemaRef,
        batch_size: usize,
    ) -> Result<Self> {
        let decoder = RowDecoder::new(&file.content, columns);
        let replaced = Arc::new(AtomicU64::new(0));
        let reader = open_records(&file.file, &file.content, range.clone(), &replaced)?;
        let is_start = range.as_ref().is_none_or(|range| range.start == 0);
        let inner = decoder.batches(reader, is_start, batch_size)?;
        Ok(Self {
            file,
            range,
            decoder,
            inner,
            rows: 0,
            replaced,
            is_done: false,
        })
    }

    fn end(&mut self) {
        self.is_done = true;
        let replaced = self.replaced.load(Ordering::Relaxed);
        if replaced > 0 {
            let s = if replaced == 1 { "" } else { "s" };
            remark(format_args!(
                "port-sql: {:?}: {replaced} character{s} not in UTF-8 replaced",
                self.file.file.shown
            ));
        }
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let Some(batch) = self.inner.next() else {
            self.end();
            return None;
        };
        Some(
            match batch.and_then(|batch| self.decoder.complete(&batch)) {
                Ok(batch) => {
                    self.rows += batch.num_rows() as u64;
                    Ok(batch)
                }
                Err(error) => {
                    self.is_done = true;
                    let located = locate(
                        &self.file,
                        self.range.clone(),
                        &self.decoder,
                        self.rows,
                        &error,
                    );
                    Err(DataFusionError::External(located.into()))
                }
            },
        )
    }
}

/// What makes columns of rows.
pub struct RowDecoder {
    /// The columns that are asked for.
    pub columns: SchemaRef,
    content: Content,
    /// For fields, which of the file's fields each column is.
    positions: Vec<Option<usize>>,
}

impl RowDecoder {
    fn new(content: &Content, columns: SchemaRef) -> Self {
        let positions = match content {
            Content::Fields(fields) => columns
                .fields()
                .iter()
                .map(|column| position(&fields.columns, column.name()))
                .collect(),
            Content::Json | Content::JsonArray => Vec::new(),
        };
        Self {
            columns,
            content: content.clone(),
            positions,
        }
    }

    /// Returns which of the file's fields each column is.
    pub fn positions(&self) -> impl Iterator<Item = (usize, &Field)> {
        let columns = self.columns.fields().iter().map(AsRef::as_ref);
        let positions = self.positions.iter().zip(columns);
        positions.filter_map(|(position, column)| Some(((*position)?, column)))
    }

    fn batches(
        &self,
        reader: Box<dyn BufRead + Send>,
        is_start: bool,
        batch_size: usize,
    ) -> Result<Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>> {
        Ok(match &self.content {
            Content::Json | Content::JsonArray => {
                let builder = json_builder(&self.columns).with_batch_size(batch_size);
                Box::new(builder.build(reader)?)
            }
            Content::Fields(fields) => {
                let mut all: Vec<Field> = fields
                    .columns
                    .iter()
                    .map(|name| Field::new(name, DataType::Utf8, true))
                    .collect();
                let mut projection = Vec::new();
                for (position, column) in self.positions() {
                    let field = Field::new(&fields.columns[position], DataType::Null, true);
                    all[position] = field.with_data_type(column.data_type().clone());
                    projection.push(position);
                }
                let builder = csv_builder(fields, Arc::new(Schema::new(all)))
                    .with_header(fields.has_header && is_start)
                    .with_batch_size(batch_size)
                    .with_projection(projection);
                Box::new(builder.build_buffered(reader)?)
            }
        })
    }

    /// Adds the columns that the file doesn't have.
    fn complete(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let rows = batch.num_rows();
        let columns: Vec<ArrayRef> = match &self.content {
            Content::Json | Content::JsonArray => batch.columns().to_vec(),
            Content::Fields(_) => {
                let mut present = batch.columns().iter();
                let fields = self.columns.fields().iter().zip(&self.positions);
                fields
                    .map(|(column, position)| {
                        let array = position.and_then(|_| present.next()).cloned();
                        array.unwrap_or_else(|| new_null_array(column.data_type(), rows))
                    })
                    .collect()
            }
        };
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::clone(&self.columns), columns, &options)
    }
}

/// Returns Arrow's reader of JSON. A number in a column of text is text.
pub fn json_builder(columns: &SchemaRef) -> json::ReaderBuilder {
    json::ReaderBuilder::new(Arc::clone(columns)).with_coerce_primitive(true)
}

/// Returns Arrow's reader of fields.
pub fn csv_builder(fields: &Fields, columns: SchemaRef) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new(columns)
        .with_delimiter(fields.delimiter)
        .with_quote(fields.quote);
    if let Some(comment) = fields.comment {
        builder = builder.with_comment(comment);
    }
    if let Some(null) = &fields.null {
        builder = builder.with_null_regex(null.clone());
    }
    builder
}
