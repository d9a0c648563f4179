//! The codec of logical plans, from the client to the scheduler.

use std::sync::Arc;

use ballista_core::serde::BallistaLogicalExtensionCodec;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Extension, LogicalPlan, ScalarUDF};
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use port_registry_datafusion::Table;
use prost::Message;

use super::functions::Functions;
use super::stamp::{Item, Program};
use crate::RegistryTable;

/// The codec of logical plans. What is not here is as in Ballista's codec, which has the methods of the trait.
#[derive(Debug)]
pub struct LogicalCodec {
    program: Program,
    functions: Functions,
    ballista: BallistaLogicalExtensionCodec,
}

/// A [`RegistryTable`] as it is sent.
#[derive(Clone, PartialEq, Message)]
struct StampedTable {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    snapshot: String,
}

impl LogicalCodec {
    /// Returns the codec of this program.
    #[must_use]
    pub fn new(program: Program) -> Self {
        Self {
            program,
            functions: Functions::new(),
            ballista: BallistaLogicalExtensionCodec::default(),
        }
    }
}

impl LogicalExtensionCodec for LogicalCodec {
    fn try_encode_udf(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
        if !self.functions.contain(function.name()) {
            return self.ballista.try_encode_udf(function, buffer);
        }
        buffer.extend_from_slice(self.program.stamp().as_bytes());
        Ok(())
    }

    fn try_decode_udf(&self, name: &str, buffer: &[u8]) -> Result<Arc<ScalarUDF>> {
        match self.functions.decode(&self.program, name, buffer) {
            Some(function) => Ok(function?),
            None => self.ballista.try_decode_udf(name, buffer),
        }
    }

    fn try_encode_table_provider(
        &self,
        table_ref: &TableReference,
        provider: Arc<dyn TableProvider>,
        buffer: &mut Vec<u8>,
    ) -> Result<()> {
        let Some(table) = provider.downcast_ref::<RegistryTable>() else {
            return self
                .ballista
                .try_encode_table_provider(table_ref, provider, buffer);
        };
        let stamped = StampedTable {
            name: table.table().name().to_owned(),
            snapshot: self.program.stamp(),
        };
        stamped.encode(buffer).map_err(external)
    }

    fn try_decode_table_provider(
        &self,
        buffer: &[u8],
        _: &TableReference,
        _: SchemaRef,
        _: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        // Ballista's codec has no tables.
        let StampedTable { name, snapshot } = StampedTable::decode(buffer).map_err(external)?;
        let Some(table) = Table::by_name(&name) else {
            return Err(self.program.unknown(Item::Table, &name, &snapshot).into());
        };
        self.program.check(Item::Table, &name, &snapshot)?;
        Ok(Arc::new(RegistryTable::new(table)?))
    }

    fn try_decode(
        &self,
        buffer: &[u8],
        inputs: &[LogicalPlan],
        context: &TaskContext,
    ) -> Result<Extension> {
        self.ballista.try_decode(buffer, inputs, context)
    }

    fn try_encode(&self, node: &Extension, buffer: &mut Vec<u8>) -> Result<()> {
        self.ballista.try_encode(node, buffer)
    }

    fn try_decode_file_format(
        &self,
        buffer: &[u8],
        context: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.ballista.try_decode_file_format(buffer, context)
    }

    fn try_encode_file_format(
        &self,
        buffer: &mut Vec<u8>,
        format: Arc<dyn FileFormatFactory>,
    ) -> Result<()> {
        self.ballista.try_encode_file_format(buffer, format)
    }
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
