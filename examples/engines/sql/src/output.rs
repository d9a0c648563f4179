//! Writes the rows of a result: a table for people, CSV, TSV or JSON.

use std::borrow::Cow;
use std::io::{self, Write};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json::{WriterBuilder, writer::LineDelimited};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

use crate::escape::{escaped, escaped_json};
use crate::format::Format;
use crate::table::{Side, aligned};

/// What a table has for null, as the tables of the other programs have.
const NULL: &str = "-";

/// A writer of the rows of one result.
pub struct Output<W: Write> {
    out: W,
    columns: SchemaRef,
    writer: Writer,
}

enum Writer {
    /// The rows are kept to the end, since the widths of columns depend on all of them.
    Table(Vec<Vec<String>>),
    /// The lines of a plan, which `EXPLAIN` returns.
    Plan,
    Csv(Headings),
    Tsv,
    Json,
}

enum Headings {
    Missing,
    Written,
}

/// An error of the data or of the output.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A value cannot be written in the format.
    #[error(transparent)]
    Value(#[from] ArrowError),
    /// The output cannot be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

impl<W: Write> Output<W> {
    /// Returns a writer. It writes nothing until there are rows or the result has ended, since a query that fails has no output.
    pub fn new(out: W, format: Format, columns: SchemaRef) -> Self {
        let names = columns.fields().iter().map(|field| field.name().as_str());
        let writer = match format {
            Format::Text if names.eq(["plan_type", "plan"]) => Writer::Plan,
            Format::Text => Writer::Table(Vec::new()),
            Format::Csv => Writer::Csv(Headings::Missing),
            Format::Tsv => Writer::Tsv,
            Format::Json => Writer::Json,
        };
        Self {
            out,
            columns,
            writer,
        }
    }

    /// Writes the headings of CSV, unless they are written.
    fn write_headings(&mut self) -> io::Result<()> {
        if let Writer::Csv(headings @ Headings::Missing) = &mut self.writer {
            *headings = Headings::Written;
            let fields = self.columns.fields().iter();
            let names: Vec<_> = fields.map(|field| escaped(field.name())).collect();
            write_csv(&mut self.out, &names)?;
        }
        Ok(())
    }

    /// Writes the rows of a batch.
    ///
    /// # Errors
    ///
    /// Returns an error if a value or the output cannot be written.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), OutputError> {
        self.write_headings()?;
        match &mut self.writer {
            Writer::Table(rows) => {
                let new = Rows::new(batch, NULL)?;
                for row in 0..batch.num_rows() {
                    let fields = new.row(row)?;
                    rows.push(fields.into_iter().map(Cow::into_owned).collect());
                }
            }
            Writer::Plan => {
                let rows = Rows::new(batch, "")?;
                for row in 0..batch.num_rows() {
                    for field in rows.texts(row)? {
                        for line in field.lines() {
                            writeln!(self.out, "{}", escaped(line))?;
                        }
                    }
                }
            }
            Writer::Csv(_) => {
                let rows = Rows::new(batch, "")?;
                for row in 0..batch.num_rows() {
                    write_csv(&mut self.out, &rows.row(row)?)?;
                }
            }
            Writer::Tsv => {
                let rows = Rows::new(batch, "")?;
                for row in 0..batch.num_rows() {
                    write_line(&mut self.out, rows.row(row)?.join("\t"))?;
                }
            }
            Writer::Json => {
                let mut json = Vec::new();
                WriterBuilder::new()
                    .with_explicit_nulls(true)
                    .build::<_, LineDelimited>(&mut json)
                    .write(batch)?;
                for line in String::from_utf8_lossy(&json).lines() {
                    write_line(&mut self.out, escaped_json(line).into_owned())?;
                }
            }
        }
        Ok(())
    }

    /// Writes what was kept to the end.
    ///
    /// # Errors
    ///
    /// Returns an error if `out` cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        // A statement such as `CREATE VIEW` has a result without columns.
        if self.columns.fields().is_empty() {
            return Ok(());
        }
        self.write_headings()?;
        if let Writer::Table(rows) = self.writer {
            let fields = self.columns.fields().iter();
            let names: Vec<_> = fields.clone().map(|one| escaped(one.name())).collect();
            let sides = fields.map(|one| side(one.data_type()));
            let headings: Vec<_> = names.iter().map(AsRef::as_ref).zip(sides).collect();
            self.out.write_all(aligned(&headings, rows).as_bytes())?;
        }
        self.out.flush()
    }
}

fn side(data_type: &DataType) -> Side {
    match data_type {
        DataType::Dictionary(_, values) => side(values),
        other if other.is_numeric() => Side::Right,
        _ => Side::Left,
    }
}

/// The rows of a batch as text.
struct Rows<'a> {
    columns: Vec<ArrayFormatter<'a>>,
}

impl<'a> Rows<'a> {
    fn new(batch: &'a RecordBatch, null: &'a str) -> Result<Self, ArrowError> {
        let options = FormatOptions::new()
            .with_null(null)
            .with_display_error(false);
        let columns = batch.columns().iter();
        let columns = columns.map(|column| ArrayFormatter::try_new(column, &options));
        Ok(Self {
            columns: columns.collect::<Result<_, _>>()?,
        })
    }

    fn texts(&self, row: usize) -> Result<Vec<String>, ArrowError> {
        let columns = self.columns.iter();
        columns
            .map(|column| column.value(row).try_to_string())
            .collect()
    }

    /// Returns the fields of a row, each on one line.
    fn row(&self, row: usize) -> Result<Vec<Cow<'static, str>>, ArrowError> {
        let fields = self.texts(row)?.into_iter();
        Ok(fields
            .map(|field| Cow::Owned(escaped(&field).into_owned()))
            .collect())
    }
}

/// Writes a line at once, so that no part of one is left in the output if the program is ended.
fn write_line(out: &mut impl Write, mut line: String) -> io::Result<()> {
    line.push('\n');
    out.write_all(line.as_bytes())
}

fn write_csv(out: &mut impl Write, row: &[Cow<'_, str>]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(row.iter().map(|field| field.as_bytes()))?;
    writer.flush()
}
