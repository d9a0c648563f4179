//! Finds the columns of files of lines, and their types by the first rows.

use std::io::BufReader;
use std::sync::Arc;

use datafusion::arrow::csv::reader::Format;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::json::reader::infer_json_schema;
use datafusion::error::{DataFusionError, Result};

use super::LinesFile;
use super::content::{Content, Fields};
use super::reader::{open, open_records};
use crate::failure;
use crate::files::{DataFile, Declared, FileError};

/// The number of rows of JSON that are read to check that it has the columns of a layout.
const CHECKED_ROWS: usize = 1000;

/// Returns the columns of all files, by name, and the files with what their first lines say.
///
/// The types are those of the first rows of all files together: of `infer_rows` rows. With 0, every column of CSV is text.
///
/// # Errors
///
/// Returns a [`FileError`] if a file cannot be read or lacks a column that is declared.
pub fn infer(
    files: &[DataFile],
    declared: Option<&Declared>,
    infer_rows: usize,
) -> Result<(SchemaRef, Vec<LinesFile>)> {
    let mut columns: Vec<Field> = Vec::new();
    let mut lines = Vec::with_capacity(files.len());
    let mut left = infer_rows;
    for file in files {
        let cannot_read = |error: &DataFusionError| {
            DataFusionError::External(Box::new(FileError::Read {
                file: file.shown.to_string(),
                message: failure::message(error),
            }))
        };
        let content = open(file, None, &Arc::default())
            .and_then(|mut reader| Ok(Content::of(&mut reader, &file.shown)?))
            .map_err(|error| cannot_read(&error))?;
        // A file of blank lines has no rows.
        let Some(content) = content else { continue };
        let one = LinesFile {
            file: file.clone(),
            content,
        };
        if let Some(declared) = declared {
            check(&one, declared)?;
        } else {
            let (found, rows) = columns_of(&one, left).map_err(|error| cannot_read(&error))?;
            left = left.saturating_sub(rows);
            for field in found {
                merge(&mut columns, field);
            }
        }
        lines.push(one);
    }
    if let (true, Some(first)) = (lines.is_empty(), files.first()) {
        let error = FileError::Empty(first.shown.to_string());
        return Err(DataFusionError::External(error.into()));
    }
    let schema = match declared {
        Some(declared) => Arc::clone(&declared.schema),
        None => Arc::new(Schema::new(
            columns.into_iter().map(known).collect::<Vec<_>>(),
        )),
    };
    Ok((schema, lines))
}

/// Checks that a file has the columns that a layout must have.
fn check(file: &LinesFile, declared: &Declared) -> Result<()> {
    let columns = match &file.content {
        Content::Fields(fields) => fields.columns.clone(),
        // Events may have any members, and some types of one member that Arrow can't merge. Then the file isn't of another layout.
        Content::Json | Content::JsonArray => match columns_of(file, CHECKED_ROWS) {
            Ok((columns, _)) => columns.iter().map(|one| one.name().clone()).collect(),
            Err(_) => return Ok(()),
        },
    };
    declared
        .check(&file.file.shown, &columns)
        .map_err(|error| DataFusionError::External(error.into()))
}

/// Returns the columns of a file by its first rows, and the number of these.
fn columns_of(file: &LinesFile, rows: usize) -> Result<(Vec<Field>, usize)> {
    let reader = open_records(&file.file, &file.content, None, &Arc::default())?;
    let (schema, rows) = match &file.content {
        Content::Json | Content::JsonArray => {
            // A column of JSON is found by its values, so that it takes one row at least.
            infer_json_schema(BufReader::new(reader), Some(rows.max(1)))?
        }
        Content::Fields(fields) => {
            if let Some(types) = &fields.types {
                return Ok((named(fields, types.clone()), 0));
            }
            let (schema, rows) = format(fields).infer_schema(reader, Some(rows))?;
            let types = schema.fields().iter().map(|one| one.data_type().clone());
            return Ok((named(fields, types.collect()), rows));
        }
    };
    let fields = schema.fields().iter().map(|field| field.as_ref().clone());
    Ok((fields.collect(), rows))
}

/// Returns the columns with these types.
fn named(fields: &Fields, types: Vec<DataType>) -> Vec<Field> {
    let names = fields.columns.iter();
    let columns = names.zip(types);
    columns
        .map(|(name, data_type)| Field::new(name, data_type, true))
        .collect()
}

fn format(fields: &Fields) -> Format {
    let mut format = Format::default()
        .with_header(fields.has_header)
        .with_delimiter(fields.delimiter)
        .with_quote(fields.quote)
        // A row with another number of fields is an error where it is read, which says its line.
        .with_truncated_rows(true);
    if let Some(comment) = fields.comment {
        format = format.with_comment(comment);
    }
    if let Some(null) = &fields.null {
        format = format.with_null_regex(null.clone());
    }
    format
}

/// Adds a column, or widens the type of the column with this name.
fn merge(columns: &mut Vec<Field>, field: Field) {
    let Some(one) = columns.iter_mut().find(|one| one.name() == field.name()) else {
        columns.push(field);
        return;
    };
    let merged = match (&one.data_type().clone(), field.data_type()) {
        (old, new) if old == new => return,
        (DataType::Null, new) => new.clone(),
        (_, DataType::Null) => return,
        (DataType::Int64, DataType::Float64) | (DataType::Float64, DataType::Int64) => {
            DataType::Float64
        }
        // Members of an object.
        _ if one.try_merge(&field).is_ok() => return,
        _ => DataType::Utf8,
    };
    one.set_data_type(merged);
}

/// Returns a column of text for one without a value, and views of strings, which are faster to group by.
fn known(field: Field) -> Field {
    match field.data_type() {
        DataType::Null | DataType::Utf8 => field.with_data_type(DataType::Utf8View),
        _ => field,
    }
}
