//! Finds the line at which reading failed, and what is wrong with it.

use std::io::{self, BufRead, Read as _};
use std::ops::Range;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder, WriterBuilder};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::error::ArrowError;

use super::LinesFile;
use super::batches::{RowDecoder, csv_builder, json_builder};
use super::content::{Content, Fields};
use super::reader::{lines_before, open_records};

/// A line that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{file}:{line}: {problem}")]
pub struct LineError {
    file: String,
    line: u64,
    problem: Problem,
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error(
        "{value:?} in the column {column:?}: expected {expected}, the type of the first rows or of the layout"
    )]
    Value {
        value: String,
        column: String,
        expected: &'static str,
    },
    #[error("expected {expected} fields, as in the first line, found {found}")]
    Fields { expected: usize, found: usize },
    #[error("malformed JSON at character {column}: {message}")]
    Json { column: usize, message: String },
    #[error("cut short or damaged: {0}")]
    Io(io::Error),
    #[error("{0}")]
    Other(String),
}

/// Finds the row at which reading failed by reading the file again. The error of Arrow says which row of a range it is, and neither the line
/// nor the name of the column.
///
/// `rows` is the number of rows before the batch that failed.
pub fn locate(
    file: &LinesFile,
    range: Option<Range<u64>>,
    decoder: &RowDecoder,
    rows: u64,
    error: &ArrowError,
) -> LineError {
    let before = lines_before(&file.file, range.as_ref()).unwrap_or_default();
    let found = match &file.content {
        Content::Fields(fields) => among_fields(file, fields, range, decoder, rows),
        Content::Json | Content::JsonArray => among_objects(file, range, decoder, rows),
    };
    let (line, problem) = found.unwrap_or_else(|| (rows + 1, Problem::Other(error.to_string())));
    LineError {
        file: file.file.shown.to_string(),
        line: before + line,
        problem,
    }
}

fn among_fields(
    file: &LinesFile,
    fields: &Fields,
    range: Option<Range<u64>>,
    decoder: &RowDecoder,
    rows: u64,
) -> Option<(u64, Problem)> {
    let has_header = fields.has_header && range.as_ref().is_none_or(|range| range.start == 0);
    let reader = open_records(&file.file, &file.content, range.clone(), &Arc::default()).ok()?;
    let mut reader = ReaderBuilder::new()
        .delimiter(fields.delimiter)
        .quote(fields.quote)
        .comment(fields.comment)
        .has_headers(has_header)
        .flexible(true)
        .from_reader(reader);
    let mut record = ByteRecord::new();
    let mut row = 0;
    loop {
        let found = match reader.read_byte_record(&mut record) {
            Ok(true) => problem_of_record(&record, fields, decoder),
            Ok(false) => return None,
            Err(error) => Some(problem(error)),
        };
        row += 1;
        if let Some(problem) = found.filter(|_| row > rows) {
            let offset = record.position().map_or(0, csv::Position::byte);
            let line = line_of(file, fields, range, offset).ok()?;
            return Some((line, problem));
        }
    }
}

/// Returns the line of the record at this offset, from the start of the range. The position of `csv` is where the record before
/// ends, which blank lines and comments follow, and with CRLF a line end.
fn line_of(
    file: &LinesFile,
    fields: &Fields,
    range: Option<Range<u64>>,
    offset: u64,
) -> datafusion::error::Result<u64> {
    let mut reader = open_records(&file.file, &file.content, range, &Arc::default())?;
    let (mut line, mut text) = (0, Vec::new());
    let mut before = (&mut reader).take(offset);
    loop {
        text.clear();
        before.read_until(b'\n', &mut text)?;
        if !text.ends_with(b"\n") {
            break;
        }
        line += 1;
    }
    let is_within_line = !text.is_empty() && !text.ends_with(b"\r");
    loop {
        text.clear();
        line += 1;
        let length = reader.read_until(b'\n', &mut text)?;
        let is_comment = fields.comment.is_some() && text.first() == fields.comment.as_ref();
        let is_skipped = text.trim_ascii().is_empty() || is_comment;
        if length == 0 || is_within_line || !is_skipped {
            return Ok(line);
        }
    }
}

fn problem(error: csv::Error) -> Problem {
    let message = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Problem::Io(error),
        _ => Problem::Other(message),
    }
}

fn problem_of_record(
    record: &ByteRecord,
    fields: &Fields,
    decoder: &RowDecoder,
) -> Option<Problem> {
    if record.len() != fields.columns.len() {
        return Some(Problem::Fields {
            expected: fields.columns.len(),
            found: record.len(),
        });
    }
    decoder.positions().find_map(|(position, column)| {
        let value = record.get(position)?;
        if decodes_field(value, fields, column) {
            return None;
        }
        Some(Problem::Value {
            value: String::from_utf8_lossy(value).into_owned(),
            column: column.name().clone(),
            expected: kind(column.data_type()),
        })
    })
}

fn decodes_field(value: &[u8], fields: &Fields, column: &Field) -> bool {
    let mut line = WriterBuilder::new().from_writer(Vec::new());
    let written = line.write_record([value]).is_ok();
    let line = line.into_inner().unwrap_or_default();
    let plain = Fields {
        delimiter: b',',
        quote: b'"',
        comment: None,
        ..fields.clone()
    };
    let schema = Arc::new(Schema::new(vec![column.clone()]));
    let mut decoder = csv_builder(&plain, schema).build_decoder();
    written && decoder.decode(&line).is_ok() && decoder.flush().is_ok()
}

fn among_objects(
    file: &LinesFile,
    range: Option<Range<u64>>,
    decoder: &RowDecoder,
    rows: u64,
) -> Option<(u64, Problem)> {
    let mut reader = open_records(&file.file, &file.content, range, &Arc::default()).ok()?;
    let mut text = Vec::new();
    let (mut line, mut row) = (0, 0);
    loop {
        text.clear();
        line += 1;
        match reader.read_until(b'\n', &mut text) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) => return Some((line, Problem::Io(error))),
        }
        if text.trim_ascii().is_empty() {
            continue;
        }
        row += 1;
        if row > rows
            && let Some(problem) = problem_of_object(&text, decoder)
        {
            return Some((line, problem));
        }
    }
}

fn problem_of_object(text: &[u8], decoder: &RowDecoder) -> Option<Problem> {
    let object = match serde_json::from_slice(text.trim_ascii_end()) {
        Ok(serde_json::Value::Object(object)) => object,
        Ok(other) => {
            return Some(Problem::Other(format!(
                "expected a JSON object, found {other}"
            )));
        }
        Err(error) => {
            let message = error.to_string();
            // The place follows the message.
            let message = message.split(" at line ").next().unwrap_or_default();
            return Some(Problem::Json {
                column: error.column(),
                message: message.to_owned(),
            });
        }
    };
    decoder.columns.fields().iter().find_map(|column| {
        let value = object.get(column.name())?;
        if decodes_value(value, column) {
            return None;
        }
        let value = match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Some(Problem::Value {
            value,
            column: column.name().clone(),
            expected: kind(column.data_type()),
        })
    })
}

fn decodes_value(value: &serde_json::Value, column: &Field) -> bool {
    let mut object = serde_json::Map::new();
    object.insert(column.name().clone(), value.clone());
    let text = serde_json::Value::Object(object).to_string();
    let schema = Arc::new(Schema::new(vec![column.clone()]));
    let Ok(mut decoder) = json_builder(&schema).build_decoder() else {
        return false;
    };
    decoder.decode(text.as_bytes()).is_ok() && decoder.flush().is_ok()
}

/// Returns what a value of a type is, in words.
fn kind(data_type: &DataType) -> &'static str {
    match data_type {
        one if one.is_integer() => "an integer",
        one if one.is_numeric() => "a number",
        DataType::Boolean => "true or false",
        DataType::Date32 | DataType::Date64 => "a date",
        DataType::Timestamp(..) => "a time",
        DataType::Struct(_) => "an object",
        DataType::List(_) | DataType::LargeList(_) => "an array",
        _ => "a string",
    }
}
