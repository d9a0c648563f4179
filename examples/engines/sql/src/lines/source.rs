//! Files of lines as a source of DataFusion.

use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    FileGroup, FileGroupPartitioner, FileOpenFuture, FileOpener, FileScanConfig, FileSource,
};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::object_store::ObjectStore;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{LexOrdering, PhysicalExpr};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::{FutureExt, StreamExt, stream};

use super::LinesFile;
use super::batches::Batches;
use crate::files::Compression;

/// Reads files, each of which has a [`LinesFile`] as its extension.
#[derive(Clone)]
pub struct LinesSource {
    schema: TableSchema,
    projection: SplitProjection,
    batch_size: usize,
    metrics: ExecutionPlanMetricsSet,
}

/// The number of rows of a batch, unless the session has another.
const BATCH_SIZE: usize = 8192;

impl LinesSource {
    /// Returns a source of all columns.
    pub fn new(schema: TableSchema) -> Self {
        Self {
            projection: SplitProjection::unprojected(&schema),
            schema,
            batch_size: BATCH_SIZE,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

impl FileSource for LinesSource {
    fn create_file_opener(
        &self,
        _: Arc<dyn ObjectStore>,
        _: &FileScanConfig,
        _: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        let file_schema = self.schema.file_schema();
        let opener = Arc::new(LinesOpener {
            columns: Arc::new(file_schema.project(&self.projection.file_indices)?),
            batch_size: self.batch_size,
        });
        ProjectionOpener::try_new(self.projection.clone(), opener, file_schema)
    }

    fn table_schema(&self) -> &TableSchema {
        &self.schema
    }

    fn with_batch_size(&self, batch_size: usize) -> Arc<dyn FileSource> {
        Arc::new(Self {
            batch_size,
            ..self.clone()
        })
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection.source)
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &'static str {
        "lines"
    }

    /// Splits large files into ranges, if all of them can be split.
    fn repartitioned(
        &self,
        target_partitions: usize,
        repartition_file_min_size: usize,
        output_ordering: Option<LexOrdering>,
        config: &FileScanConfig,
    ) -> Result<Option<FileScanConfig>> {
        let mut files = config.file_groups.iter().flat_map(FileGroup::iter);
        if !files.all(can_be_split) {
            return Ok(None);
        }
        let groups = FileGroupPartitioner::new()
            .with_target_partitions(target_partitions)
            .with_repartition_file_min_size(repartition_file_min_size)
            .with_preserve_order_within_groups(output_ordering.is_some())
            .repartition_file_groups(&config.file_groups);
        Ok(groups.map(|groups| {
            let mut ranges = config.clone();
            ranges.file_groups = groups;
            ranges
        }))
    }

    fn try_pushdown_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn FileSource>>> {
        let projection = self.projection.source.try_merge(projection)?;
        Ok(Some(Arc::new(Self {
            projection: SplitProjection::new(self.schema.file_schema(), &projection),
            ..self.clone()
        })))
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        let expressions = self.projection.source.iter();
        datafusion::physical_plan::apply_expression_roots(expressions, visit)
    }
}

fn can_be_split(file: &PartitionedFile) -> bool {
    file.extension::<LinesFile>().is_some_and(|lines| {
        lines.file.compression == Compression::None && lines.content.can_be_split()
    })
}

struct LinesOpener {
    columns: SchemaRef,
    batch_size: usize,
}

impl FileOpener for LinesOpener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let Some(lines) = file.extension::<LinesFile>().cloned() else {
            let message = format!("no lines are known of {}", file.object_meta.location);
            return Err(DataFusionError::Internal(message));
        };
        let range = file.range.as_ref().map(|range| -> Range<u64> {
            let offset = |offset: i64| u64::try_from(offset).unwrap_or_default();
            offset(range.start)..offset(range.end)
        });
        let columns = Arc::clone(&self.columns);
        let batch_size = self.batch_size;
        let opened = async move {
            let batches = Batches::open(lines, range, columns, batch_size)?;
            Ok(stream::iter(batches).boxed())
        };
        Ok(opened.boxed())
    }
}
