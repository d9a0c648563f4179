//! Finds the damaged file of a query that failed.

use std::fs::File;
use std::sync::Arc;

use datafusion::datasource::physical_plan::{FileGroup, FileScanConfig};
use datafusion::datasource::source::DataSourceExec;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::parquet::errors::ParquetError;
use datafusion::physical_plan::ExecutionPlan;

use super::error::FileError;
use super::find::DataFile;
use super::format::Format;

/// Returns the error of the first Parquet file of a plan that cannot be read to its end, by reading them all again. The error of the query
/// doesn't name the file.
pub fn find_damage(plan: &Arc<dyn ExecutionPlan>) -> Option<FileError> {
    if let Some(source) = plan.downcast_ref::<DataSourceExec>()
        && let Some(scan) = source.data_source().downcast_ref::<FileScanConfig>()
    {
        let files = scan.file_groups.iter().flat_map(FileGroup::iter);
        let mut files = files.filter_map(|file| file.extension::<DataFile>());
        return files.find_map(|file| {
            let error = read(file).err()?;
            Some(FileError::Read {
                file: file.shown.to_string(),
                message: error.to_string(),
            })
        });
    }
    plan.children().into_iter().find_map(find_damage)
}

fn read(file: &DataFile) -> Result<(), ParquetError> {
    if file.format == Format::Parquet {
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(&file.path)?)?.build()?;
        for batch in reader {
            batch?;
        }
    }
    Ok(())
}
