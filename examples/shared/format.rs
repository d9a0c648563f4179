//! The formats of the output that all programs have, and the writer of their records.

use std::borrow::Cow;
use std::io::{self, Write};

use super::cell::{Cell, push_object};
use super::escape::escaped_json;

/// The format of the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// A table or a text for people.
    #[default]
    Text,
    /// `--csv`: comma-separated fields, after a line of headings (RFC 4180).
    Csv,
    /// `--tsv`: tab-separated fields, without headings or quotes.
    Tsv,
    /// `--json`: one object on each line.
    Json,
}

/// Writes records, one on each line.
pub struct Records<W: Write> {
    out: W,
    format: Format,
    columns: Vec<String>,
}

impl<W: Write> Records<W> {
    /// Returns a writer of records with these columns, after the headings of CSV. Text is written as TSV.
    ///
    /// # Errors
    ///
    /// Returns an error if `out` cannot be written.
    pub fn new(mut out: W, format: Format, columns: &[&str]) -> io::Result<Self> {
        if format == Format::Csv {
            let headings = columns.iter().map(|heading| Cow::Borrowed(*heading));
            write_csv(&mut out, headings)?;
        }
        Ok(Self {
            out,
            format,
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        })
    }

    /// Writes a record, which has a value for each column.
    ///
    /// # Errors
    ///
    /// Returns an error if `out` cannot be written.
    pub fn write(&mut self, record: &[Cell]) -> io::Result<()> {
        match self.format {
            Format::Csv => write_csv(&mut self.out, record.iter().map(Cell::field)),
            Format::Tsv | Format::Text => {
                let fields: Vec<Cow<'_, str>> = record.iter().map(Cell::field).collect();
                writeln!(self.out, "{}", fields.join("\t"))
            }
            Format::Json => {
                let mut json = String::new();
                push_object(
                    &mut json,
                    self.columns.iter().map(String::as_str).zip(record),
                );
                writeln!(self.out, "{}", escaped_json(&json))
            }
        }
    }

    /// Writes what is left in a buffer.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn write_csv<'a>(
    out: &mut impl Write,
    fields: impl Iterator<Item = Cow<'a, str>>,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(fields.map(|field| field.as_bytes().to_vec()))?;
    let line = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&line)
}
