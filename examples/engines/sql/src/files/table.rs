//! Files of one format as a table.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{DFSchema, Statistics, config_datafusion_err};
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::listing::helpers::{expr_applicable_for_cols, filter_partitioned_file};
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, FileSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SessionState;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::object_store::path::Path;
use datafusion::object_store::{ObjectStore, ObjectStoreExt};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion_datasource::compute_all_files_statistics;

use super::declared::Declared;
use super::error::FileError;
use super::find::DataFile;
use super::format::Format;
use super::partitions::Partitions;
use crate::lines::{LinesFile, LinesSource, infer};

/// How files are read.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions {
    /// The number of rows of text by which the types of columns are found.
    pub infer_rows: usize,
}

/// Files of one format as a table.
#[derive(Debug)]
pub struct FilesTable {
    files: Vec<PartitionedFile>,
    schema: TableSchema,
    table_schema: SchemaRef,
    partition_fields: Vec<FieldRef>,
    reader: Reader,
}

/// What reads the files.
#[derive(Clone, Debug)]
enum Reader {
    /// A format of DataFusion.
    Format(Arc<dyn FileFormat>),
    /// This program.
    Lines,
}

impl FilesTable {
    /// Returns the table of these files, after reading what says which columns they have.
    ///
    /// The columns are those of all files, by name, or else those that are declared. Then come the columns of the folders' names.
    ///
    /// # Errors
    ///
    /// Returns a [`FileError`] if the files have different formats, or if one cannot be read.
    pub async fn open(
        files: Vec<DataFile>,
        declared: Option<&Declared>,
        options: ReadOptions,
        state: &SessionState,
    ) -> Result<Self> {
        let format = common_format(&files).map_err(external)?;
        let store = state
            .runtime_env()
            .object_store(ObjectStoreUrl::local_filesystem())?;
        match format {
            Format::Lines => {
                let (columns, lines) = infer(&files, declared, options.infer_rows)?;
                let mut objects = Vec::with_capacity(lines.len());
                for lines in &lines {
                    let object = object(lines.file(), &store).await?;
                    objects.push(object.with_extension::<LinesFile>(lines.clone()));
                }
                let files: Vec<_> = lines.iter().map(|lines| lines.file().clone()).collect();
                Ok(Self::new(&files, objects, columns, Reader::Lines))
            }
            Format::Parquet | Format::Arrow => {
                let format = builtin(format, state)?;
                let mut objects = Vec::with_capacity(files.len());
                let mut schemas = Vec::with_capacity(files.len());
                for file in &files {
                    let object = object(file, &store).await?;
                    let meta = std::slice::from_ref(&object.object_meta);
                    let schema = format.infer_schema(state, &store, meta).await;
                    schemas.push(schema.map_err(|error| damaged(file, &error))?);
                    objects.push(object.with_extension::<DataFile>(file.clone()));
                }
                let columns = columns(&files, &schemas, declared).map_err(external)?;
                for (file, object) in files.iter().zip(&mut objects) {
                    let meta = &object.object_meta;
                    let read = format.infer_stats(state, &store, Arc::clone(&columns), meta);
                    let statistics = read.await.map_err(|error| damaged(file, &error))?;
                    object.statistics = Some(Arc::new(statistics));
                }
                let reader = Reader::Format(format);
                Ok(Self::new(&files, objects, columns, reader))
            }
        }
    }

    fn new(
        files: &[DataFile],
        objects: Vec<PartitionedFile>,
        file_schema: SchemaRef,
        reader: Reader,
    ) -> Self {
        let is_in_files = |name: &str| file_schema.index_of(name).is_ok();
        let partitions = Partitions::of(files, is_in_files);
        let partition_fields: Vec<FieldRef> = partitions
            .columns
            .into_iter()
            .map(|(name, data_type)| Arc::new(Field::new(name, data_type, false)))
            .collect();
        let objects = objects.into_iter().zip(partitions.values);
        let objects = objects.map(|(object, values)| {
            let statistics = object.statistics.clone();
            let object = object.with_partition_values(values);
            match statistics {
                // Statistics of the values are appended.
                Some(statistics) => object.with_statistics(statistics),
                None => object,
            }
        });
        let schema = TableSchema::builder(file_schema)
            .with_table_partition_cols(partition_fields.clone())
            .build();
        Self {
            files: objects.collect(),
            table_schema: Arc::clone(schema.table_schema()),
            schema,
            partition_fields,
            reader,
        }
    }

    fn source(&self) -> Arc<dyn FileSource> {
        match &self.reader {
            Reader::Format(format) => format.file_source(self.schema.clone()),
            Reader::Lines => Arc::new(LinesSource::new(self.schema.clone())),
        }
    }

    /// Returns whether a filter is of the columns of folders alone, and so decides about whole files.
    fn is_of_folders(&self, filter: &Expr) -> bool {
        let names: Vec<&str> = self
            .partition_fields
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        !names.is_empty() && expr_applicable_for_cols(&names, filter)
    }

    /// Returns the files that filters leave.
    fn remaining(&self, filters: &[Expr]) -> Result<Vec<PartitionedFile>> {
        let filters: Vec<Expr> = filters
            .iter()
            .filter(|filter| self.is_of_folders(filter))
            .cloned()
            .collect();
        if filters.is_empty() {
            return Ok(self.files.clone());
        }
        let fields = self.partition_fields.clone().into();
        let fields = DFSchema::from_unqualified_fields(fields, HashMap::new())?;
        let mut remaining = Vec::new();
        for file in &self.files {
            remaining.extend(filter_partitioned_file(file.clone(), &filters, &fields)?);
        }
        Ok(remaining)
    }
}

#[async_trait]
impl TableProvider for FilesTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.table_schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        let support = |filter: &&Expr| {
            if self.is_of_folders(filter) {
                TableProviderFilterPushDown::Exact
            } else {
                TableProviderFilterPushDown::Inexact
            }
        };
        Ok(filters.iter().map(support).collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let files = self.remaining(filters)?;
        if files.is_empty() {
            let schema = match projection {
                Some(columns) => Arc::new(self.table_schema.project(columns)?),
                None => self.schema(),
            };
            return Ok(Arc::new(EmptyExec::new(schema)));
        }
        let size = files.iter().map(|file| file.object_meta.size).sum::<u64>();
        let groups = FileGroup::new(files).split_files(state.config().target_partitions());
        let collect = matches!(self.reader, Reader::Format(_));
        let (groups, mut statistics) =
            compute_all_files_statistics(groups, self.schema(), collect, false)?;
        if let Reader::Lines = self.reader {
            // By it, a join knows which of its sides is the smaller one.
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            statistics = Statistics {
                total_byte_size: Precision::Inexact(size),
                ..Statistics::new_unknown(&self.table_schema)
            };
        }
        let scan = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), self.source())
            .with_file_groups(groups)
            .with_statistics(statistics)
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        match &self.reader {
            Reader::Format(format) => format.create_physical_plan(state, scan).await,
            Reader::Lines => Ok(DataSourceExec::from_data_source(scan)),
        }
    }
}

fn external(error: FileError) -> DataFusionError {
    DataFusionError::External(error.into())
}

fn damaged(file: &DataFile, error: &DataFusionError) -> DataFusionError {
    external(FileError::Read {
        file: file.shown.to_string(),
        message: crate::failure::message(error),
    })
}

/// Returns the format of all files.
fn common_format(files: &[DataFile]) -> std::result::Result<Format, FileError> {
    let Some(first) = files.first() else {
        return Err(FileError::NoData(String::new()));
    };
    match files.iter().find(|file| file.format != first.format) {
        Some(second) => Err(FileError::Formats {
            first: first.shown.to_string(),
            first_format: first.format.name(),
            second: second.shown.to_string(),
            second_format: second.format.name(),
        }),
        None => Ok(first.format),
    }
}

/// Returns a file as DataFusion names it.
async fn object(file: &DataFile, store: &Arc<dyn ObjectStore>) -> Result<PartitionedFile> {
    // DataFusion refuses the parent folder, "..", in a path.
    let absolute = fs::canonicalize(&file.path)
        .map_err(|error| external(FileError::open(&file.shown, error)))?;
    let location = Path::from_absolute_path(absolute).map_err(|error| {
        external(FileError::Read {
            file: file.shown.to_string(),
            message: error.to_string(),
        })
    })?;
    Ok(store.head(&location).await?.into())
}

/// Returns DataFusion's reader of a format.
fn builtin(format: Format, state: &SessionState) -> Result<Arc<dyn FileFormat>> {
    let name = format.name();
    state
        .get_file_format_factory(&name.to_ascii_lowercase())
        .ok_or_else(|| config_datafusion_err!("no reader of {name} files"))?
        .create(state, &HashMap::new())
}

/// Returns the columns of all files, or those that are declared.
fn columns(
    files: &[DataFile],
    schemas: &[SchemaRef],
    declared: Option<&Declared>,
) -> std::result::Result<SchemaRef, FileError> {
    if let Some(declared) = declared {
        for (file, schema) in files.iter().zip(schemas) {
            let names: Vec<String> = schema.fields().iter().map(|f| f.name().clone()).collect();
            declared.check(&file.shown, &names)?;
        }
        return Ok(Arc::clone(&declared.schema));
    }
    let mut columns: Vec<Field> = Vec::new();
    for (file, schema) in files.iter().zip(schemas) {
        for field in schema.fields() {
            let nullable = field.as_ref().clone().with_nullable(true);
            match columns.iter_mut().find(|one| one.name() == field.name()) {
                None => columns.push(nullable),
                Some(one) => {
                    let expected = one.data_type().clone();
                    match widened(&expected, field.data_type()) {
                        Some(widened) => one.set_data_type(widened),
                        None => one.try_merge(&nullable).map_err(|_| FileError::Types {
                            file: file.shown.to_string(),
                            column: field.name().clone(),
                            found: field.data_type().clone(),
                            expected,
                        })?,
                    }
                }
            }
        }
    }
    Ok(Arc::new(Schema::new(columns)))
}

/// Returns the type of a column that is one type of number in one file and another one in another.
fn widened(one: &DataType, other: &DataType) -> Option<DataType> {
    if one == other || !one.is_numeric() || !other.is_numeric() {
        return None;
    }
    let is_integer = one.is_integer() && other.is_integer();
    let is_float = |one: &DataType| one.is_integer() || one.is_floating();
    if is_integer && *one != DataType::UInt64 && *other != DataType::UInt64 {
        Some(DataType::Int64)
    } else if is_float(one) && is_float(other) {
        Some(DataType::Float64)
    } else {
        None
    }
}
