//! `query`: runs the statements and prints their results.

use std::collections::VecDeque;
use std::fs;
use std::future::pending;
use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::Arc;

use datafusion::error::DataFusionError;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::{DFParser, Statement};
use futures::StreamExt;
use port_ballista::client::{self, Cluster};
use tokio::time;

use crate::NAME;
use crate::command::QueryArguments;
use crate::output::{Output, OutputError};
use crate::program::{AnyError, Ending};
use crate::remark::remark;

/// The exit status after SIGINT, as of a shell.
const INTERRUPTED: i32 = 130;

/// Runs the statements one after the other.
pub async fn run(arguments: QueryArguments) -> Result<Ending, AnyError> {
    let statements = statements(&arguments)?;
    let cluster = arguments.cluster();
    let connected = client::connect(&cluster, Some(arguments.partitions())).await;
    let context = connected.map_err(|error| without_source(&error))?;
    for statement in statements {
        let plan = context.state().statement_to_plan(statement).await;
        let plan = plan.map_err(|error| without_source(&error))?;
        let ending = run_plan(&arguments, &cluster, &context, plan).await?;
        if ending != Ending::Complete {
            return Ok(ending);
        }
    }
    Ok(Ending::Complete)
}

fn statements(arguments: &QueryArguments) -> Result<VecDeque<Statement>, AnyError> {
    let sql = match (&arguments.statement.sql, &arguments.statement.file) {
        (Some(sql), _) => sql.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => return Err("expected a query".into()),
    };
    let statements = DFParser::parse_sql(&sql).map_err(|error| without_source(&error))?;
    if statements.is_empty() {
        return Err(format!("no query in {sql:?}").into());
    }
    Ok(statements)
}

fn read(file: &Path) -> io::Result<String> {
    let with_name = |error: io::Error| {
        let message = format!("cannot read {}: {error}", file.display());
        io::Error::new(error.kind(), message)
    };
    if file == Path::new("-") {
        io::read_to_string(io::stdin().lock()).map_err(with_name)
    } else {
        fs::read_to_string(file).map_err(with_name)
    }
}

async fn run_plan(
    arguments: &QueryArguments,
    cluster: &Cluster,
    context: &SessionContext,
    plan: LogicalPlan,
) -> Result<Ending, AnyError> {
    let frame = context.execute_logical_plan(plan).await;
    let plan = frame
        .map_err(|error| without_source(&error))?
        .create_physical_plan()
        .await;
    let plan = plan.map_err(|error| without_source(&error))?;
    let timeout = async {
        match arguments.timeout() {
            Some(timeout) => time::sleep(timeout).await,
            None => pending().await,
        }
    };
    tokio::select! {
        printed = print(arguments, context, Arc::clone(&plan)) => match printed {
            Ok(()) => Ok(Ending::Complete),
            Err(Failure::Output(error)) => Err(error.into()),
            Err(Failure::Query(error)) => {
                remark(format_args!("{NAME}: {}", message(&error)));
                Ok(Ending::Incomplete)
            }
        },
        () = timeout => {
            let seconds = arguments.timeout().unwrap_or_default().as_secs();
            remark(format_args!("{NAME}: no result within {seconds} s: the query is cancelled"));
            cancel(cluster, plan.as_ref()).await;
            Ok(Ending::Incomplete)
        }
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            cancel(cluster, plan.as_ref()).await;
            std::process::exit(INTERRUPTED);
        }
    }
}

/// Why there is no result.
enum Failure {
    Query(DataFusionError),
    Output(io::Error),
}

async fn print(
    arguments: &QueryArguments,
    context: &SessionContext,
    plan: Arc<dyn ExecutionPlan>,
) -> Result<(), Failure> {
    let out = BufWriter::new(io::stdout());
    let mut output = Output::new(out, arguments.format(), plan.schema());
    let mut batches = execute_stream(plan, context.task_ctx()).map_err(Failure::Query)?;
    while let Some(batch) = batches.next().await {
        let batch = batch.map_err(Failure::Query)?;
        output.write(&batch).map_err(|error| match error {
            OutputError::Value(error) => Failure::Query(error.into()),
            OutputError::Write(error) => Failure::Output(error),
        })?;
    }
    output.finish().map_err(Failure::Output)
}

/// Cancels the query. A standalone cluster ends with this process.
async fn cancel(cluster: &Cluster, plan: &dyn ExecutionPlan) {
    if let Cluster::Scheduler(url) = cluster
        && let Err(error) = client::cancel(plan, url).await
    {
        remark(format_args!("{NAME}: cannot cancel the query: {error}"));
    }
}

/// The text of such an error includes those of its sources, which would be printed again.
fn without_source(error: &DataFusionError) -> AnyError {
    message(error).into()
}

/// Returns what an error says, without its kind, which would precede the cluster's message.
fn message(error: &DataFusionError) -> String {
    match error {
        DataFusionError::Execution(text) => refusal(text).unwrap_or(text).trim_end().to_owned(),
        other => other.strip_backtrace().trim_end().to_owned(),
    }
}

/// Returns the message of a scheduler that refuses a plan. Ballista has it within the `Debug` output of a gRPC status.
fn refusal(text: &str) -> Option<&str> {
    let (_, message) = text.strip_prefix("Status { ")?.split_once("message: \"")?;
    Some(message.rsplit_once("\", metadata: ")?.0)
}
