//! What the errors of DataFusion say, and which exit status they have.

use std::error::Error;

use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use datafusion::parquet::errors::ParquetError;

use crate::files::FileError;
use crate::lines::LineError;

/// When an error occurred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before the query runs: the SQL is wrong, unless a file is.
    Plan,
    /// While the query reads and computes.
    Run,
}

/// Returns whether the data are at fault, and not the arguments.
pub fn is_of_data(error: &DataFusionError, phase: Phase) -> bool {
    match cause(error) {
        Cause::File(error) => error.is_of_content(),
        Cause::Line(_) => true,
        Cause::Other(_) => phase == Phase::Run,
    }
}

/// Returns whether a damaged file may be the cause of an error that doesn't name it.
pub fn may_be_damage(error: &DataFusionError) -> bool {
    match error {
        DataFusionError::Shared(error) => may_be_damage(error),
        DataFusionError::Context(_, error) | DataFusionError::Diagnostic(_, error) => {
            may_be_damage(error)
        }
        DataFusionError::External(error) => error.is::<ParquetError>(),
        DataFusionError::ArrowError(error, _) => matches!(
            **error,
            ArrowError::ParquetError(_) | ArrowError::IoError(..) | ArrowError::ExternalError(_)
        ),
        DataFusionError::ParquetError(_)
        | DataFusionError::ObjectStore(_)
        | DataFusionError::IoError(_) => true,
        _ => false,
    }
}

/// Returns what an error says, on one line, without a full stop and without the kinds of errors that DataFusion lists before it.
pub fn message(error: &DataFusionError) -> String {
    let text = match cause(error) {
        Cause::File(error) => return error.to_string(),
        Cause::Line(error) => return error.to_string(),
        Cause::Other(text) => text,
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let text = lines.collect::<Vec<_>>().join(" ");
    let text = match text.split_once(" Valid fields are ") {
        // A log may have a hundred columns.
        Some((suggestion, _)) if suggestion.contains("Did you mean") => suggestion,
        _ => text.trim_end_matches('.'),
    };
    let text = match text.strip_prefix("table '") {
        Some(rest) if rest.ends_with("' not found") => {
            format!(
                "{text}; name a file in single quotes, with its folder or extension: FROM 'logs/conn.json'"
            )
        }
        _ => text.to_owned(),
    };
    lower_case(&text)
}

/// Lowers the first letter of a sentence, but not of an abbreviation.
fn lower_case(text: &str) -> String {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            let rest = &text[first.len_utf8()..];
            format!("{}{rest}", first.to_lowercase())
        }
        _ => text.to_owned(),
    }
}

/// What is at the end of the chain of an error.
enum Cause<'a> {
    File(&'a FileError),
    Line(&'a LineError),
    Other(String),
}

fn cause(error: &DataFusionError) -> Cause<'_> {
    match error {
        DataFusionError::Shared(error) => cause(error),
        DataFusionError::Context(_, error) | DataFusionError::Diagnostic(_, error) => cause(error),
        DataFusionError::Collection(errors) => match errors.first() {
            Some(first) => cause(first),
            None => Cause::Other(error.to_string()),
        },
        DataFusionError::External(error) => of_any(&**error),
        DataFusionError::ArrowError(error, _) => of_arrow(error),
        DataFusionError::ParquetError(error) => Cause::Other(error.to_string()),
        DataFusionError::SQL(error, _) => {
            let text = error.to_string();
            let text = text.trim_start_matches("sql parser error: ");
            Cause::Other(format!("SQL: {text}"))
        }
        DataFusionError::Plan(text)
        | DataFusionError::Execution(text)
        | DataFusionError::Configuration(text)
        | DataFusionError::ResourcesExhausted(text) => Cause::Other(text.clone()),
        DataFusionError::SchemaError(error, _) => Cause::Other(error.to_string()),
        DataFusionError::NotImplemented(text) => Cause::Other(format!("not supported: {text}")),
        other => Cause::Other(other.strip_backtrace()),
    }
}

fn of_arrow(error: &ArrowError) -> Cause<'_> {
    match error {
        ArrowError::ExternalError(error) => of_any(&**error),
        other => Cause::Other(other.to_string()),
    }
}

fn of_any<'a>(error: &'a (dyn Error + 'static)) -> Cause<'a> {
    if let Some(error) = error.downcast_ref::<FileError>() {
        Cause::File(error)
    } else if let Some(error) = error.downcast_ref::<LineError>() {
        Cause::Line(error)
    } else if let Some(error) = error.downcast_ref::<DataFusionError>() {
        cause(error)
    } else if let Some(error) = error.downcast_ref::<ArrowError>() {
        of_arrow(error)
    } else {
        Cause::Other(error.to_string())
    }
}
