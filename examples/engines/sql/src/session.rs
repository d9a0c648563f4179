//! The session: the functions and tables of the registry, and files as tables.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use port_registry_datafusion::{Table, filter_rule, functions};

use crate::files::{FileTables, ReadOptions};

/// The names of DataFusion for the catalog and the schema of names without them.
const CATALOG: &str = "datafusion";
const SCHEMA: &str = "public";

/// Returns a session with this number of threads.
///
/// # Errors
///
/// Returns an error if a table cannot be registered, which does not happen.
pub fn session(threads: usize, options: ReadOptions) -> Result<SessionContext> {
    let config = SessionConfig::new()
        .with_information_schema(true)
        .with_target_partitions(threads);
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_default_features()
        .with_optimizer_rule(filter_rule())
        .build();
    let context = SessionContext::new_with_state(state);
    for function in functions() {
        context.register_udf(function.as_ref().clone());
    }
    for table in Table::ALL {
        context.register_batch(table.name(), table.batch()?)?;
    }
    if let Some(catalog) = context.catalog(CATALOG)
        && let Some(registered) = catalog.schema(SCHEMA)
    {
        let tables = FileTables::new(registered, context.state(), options);
        catalog.register_schema(SCHEMA, Arc::new(tables))?;
    }
    Ok(context)
}
