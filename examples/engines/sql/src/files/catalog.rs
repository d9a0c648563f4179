//! The schema in which names of files are tables.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::{SchemaProvider, TableProvider};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SessionState;

use super::find::{find, may_be_file};
use super::table::{FilesTable, ReadOptions};
use crate::remark::remark;

/// The tables of a schema, and files by their names.
#[derive(Debug)]
pub struct FileTables {
    registered: Arc<dyn SchemaProvider>,
    /// The state of the session when the program began, which reading the columns of Parquet files needs.
    state: SessionState,
    options: ReadOptions,
}

impl FileTables {
    /// Returns a schema with the tables of another one, and with files.
    pub fn new(
        registered: Arc<dyn SchemaProvider>,
        state: SessionState,
        options: ReadOptions,
    ) -> Self {
        Self {
            registered,
            state,
            options,
        }
    }

    async fn open(&self, name: &str) -> Result<Arc<dyn TableProvider>> {
        let found = find(name).map_err(|error| DataFusionError::External(error.into()))?;
        if let [skipped, ..] = found.skipped.as_slice() {
            let count = found.skipped.len();
            let s = if count == 1 { "" } else { "s" };
            remark(format_args!(
                "port-sql: {name:?}: {count} file{s} of unknown format not read, such as {:?}",
                skipped.display().to_string(),
            ));
        }
        let table = FilesTable::open(found.files, None, self.options, &self.state).await?;
        Ok(Arc::new(table))
    }
}

#[async_trait]
impl SchemaProvider for FileTables {
    fn table_names(&self) -> Vec<String> {
        self.registered.table_names()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if let Some(table) = self.registered.table(name).await? {
            return Ok(Some(table));
        }
        // Without a mark of a file's name, it may be the name of a table that is yet to be made.
        if !may_be_file(name) && find(name).is_err() {
            return Ok(None);
        }
        self.open(name).await.map(Some)
    }

    fn register_table(
        &self,
        name: String,
        table: Arc<dyn TableProvider>,
    ) -> Result<Option<Arc<dyn TableProvider>>> {
        self.registered.register_table(name, table)
    }

    fn deregister_table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        self.registered.deregister_table(name)
    }

    fn table_exist(&self, name: &str) -> bool {
        self.registered.table_exist(name)
    }
}
