//! The tables of the registry as tables of a session.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{MemTable, Session, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use port_registry_datafusion::Table;

/// A table of the registry that a client can send by its name.
///
/// The scheduler makes the rows, and sends them to the executors within the plan. An operator of our own that makes them on the executors
/// would be sent in fewer bytes, but Ballista leaves an operator that it does not know as it is in each task of a `UNION ALL`, and its rows would
/// be in the result several times.
#[derive(Debug)]
pub struct RegistryTable {
    table: Table,
    rows: MemTable,
}

impl RegistryTable {
    /// Returns the table with its rows, which takes a few milliseconds.
    ///
    /// # Errors
    ///
    /// Returns the error of Arrow if the columns do not make a batch, which does not happen.
    pub fn new(table: Table) -> Result<Self> {
        let batch = table.batch()?;
        let rows = MemTable::try_new(batch.schema(), vec![vec![batch]])?;
        Ok(Self { table, rows })
    }

    /// Returns which table this is.
    #[must_use]
    pub const fn table(&self) -> Table {
        self.table
    }

    /// Returns the name and the table of all tables.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn all() -> Result<Vec<(&'static str, Arc<dyn TableProvider>)>> {
        let provider = |table: Table| {
            let provider: Arc<dyn TableProvider> = Arc::new(Self::new(table)?);
            Ok((table.name(), provider))
        };
        Table::ALL.into_iter().map(provider).collect()
    }
}

#[async_trait]
impl TableProvider for RegistryTable {
    fn schema(&self) -> SchemaRef {
        self.rows.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.rows.scan(session, projection, filters, limit).await
    }
}
