//! Runs statements, one after the other, and writes their results.

use std::io::{self, BufWriter};
use std::sync::Arc;

use datafusion::error::DataFusionError;
use datafusion::logical_expr::{DdlStatement, LogicalPlan};
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::{DFParser, Statement};
use futures::StreamExt;

use crate::failure::{Phase, is_of_data, may_be_damage, message};
use crate::files::{DataFile, Declared, FilesTable, ReadOptions, find_damage};
use crate::format::Format;
use crate::output::{Output, OutputError};
use crate::progress::Counter;
use crate::shipped::Shipped;

/// The table of a layout's files, of which the layout makes `flows`.
const FILES: &str = "files";

/// An error that ends the program.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// The SQL or the name of a file is wrong.
    #[error("{0}")]
    Arguments(String),
    /// A file is damaged, or the query failed on what it has.
    #[error("{0}")]
    Data(String),
    /// The output cannot be written.
    #[error(transparent)]
    Write(io::Error),
}

impl StatementError {
    fn new(error: &DataFusionError, phase: Phase) -> Self {
        let text = message(error);
        if is_of_data(error, phase) {
            Self::Data(text)
        } else {
            Self::Arguments(text)
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn planning(error: DataFusionError) -> StatementError {
    StatementError::new(&error, Phase::Plan)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn running(error: DataFusionError) -> StatementError {
    StatementError::new(&error, Phase::Run)
}

fn failed(plan: &Arc<dyn ExecutionPlan>, error: DataFusionError) -> StatementError {
    let damage = may_be_damage(&error).then(|| find_damage(plan)).flatten();
    match damage {
        Some(damage) => StatementError::Data(damage.to_string()),
        None => running(error),
    }
}

/// Runs all statements of a text, with semicolons between them, and writes their results to standard output.
///
/// # Errors
///
/// Returns the error of the first statement that fails. The results of those before are written.
pub async fn run(
    context: &SessionContext,
    sql: &str,
    format: Format,
    counter: &Counter,
) -> Result<(), StatementError> {
    let statements = DFParser::parse_sql(sql).map_err(planning)?;
    if statements.is_empty() {
        return Err(StatementError::Arguments(
            "expected a query, found none".to_owned(),
        ));
    }
    for statement in statements {
        run_one(context, statement, format, counter).await?;
    }
    Ok(())
}

async fn run_one(
    context: &SessionContext,
    statement: Statement,
    format: Format,
    counter: &Counter,
) -> Result<(), StatementError> {
    let plan = context.state().statement_to_plan(statement).await;
    let result = context.execute_logical_plan(plan.map_err(planning)?).await;
    let result = result.map_err(planning)?;
    let task = Arc::new(result.task_ctx());
    let plan = result.create_physical_plan().await.map_err(planning)?;
    let mut shown = Some(counter.count(&plan));
    let columns = plan.schema();
    let mut rows = execute_stream(Arc::clone(&plan), task).map_err(running)?;

    let out = BufWriter::new(io::stdout());
    let mut output = Output::new(out, format, columns);
    while let Some(batch) = rows.next().await {
        let batch = batch.map_err(|error| failed(&plan, error))?;
        if format != Format::Text {
            // The rows may go to the same terminal.
            shown = None;
        }
        let written = output.write(&batch);
        written.map_err(|error| match error {
            OutputError::Value(error) => running(error.into()),
            OutputError::Write(error) => StatementError::Write(error),
        })?;
    }
    drop(shown);
    output.finish().map_err(StatementError::Write)
}

/// Makes the table `flows` of files in a layout.
///
/// # Errors
///
/// Returns an error if a file cannot be read or lacks a column.
pub async fn register(
    context: &SessionContext,
    layout: &Shipped,
    files: Vec<DataFile>,
    options: ReadOptions,
) -> Result<(), StatementError> {
    let mut files = Some(files);
    for statement in DFParser::parse_sql(layout.sql).map_err(planning)? {
        let state = context.state();
        let plan = state.statement_to_plan(statement).await.map_err(planning)?;
        let LogicalPlan::Ddl(DdlStatement::CreateExternalTable(create)) = &plan else {
            let made = context.execute_logical_plan(plan).await.map_err(planning)?;
            made.collect().await.map_err(planning)?;
            continue;
        };
        let declared = Declared::new(create.schema.as_arrow(), layout.summary());
        let files = files.take().unwrap_or_default();
        let table = FilesTable::open(files, Some(&declared), options, &state).await;
        let table = Arc::new(table.map_err(planning)?);
        context.register_table(FILES, table).map_err(planning)?;
    }
    Ok(())
}
