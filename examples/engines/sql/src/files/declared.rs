//! Columns that a layout declares.

use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};

use super::error::FileError;

/// The columns that a layout declares. A file need not have all of them, and what else it has is not read.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The columns, all of which are nullable.
    pub schema: SchemaRef,
    required: Vec<String>,
    description: String,
}

impl Declared {
    /// Returns the columns of a schema, of which files must have those that are not nullable.
    pub fn new(schema: &Schema, description: &str) -> Self {
        let fields = schema.fields().iter();
        let required = fields.clone().filter(|field| !field.is_nullable());
        let nullable = fields
            .clone()
            .map(|field| field.as_ref().clone().with_nullable(true));
        Self {
            required: required.map(|field| field.name().clone()).collect(),
            schema: Schema::new(nullable.collect::<Vec<Field>>()).into(),
            description: description.to_owned(),
        }
    }

    /// Checks that a file has the columns that it must have.
    ///
    /// # Errors
    ///
    /// Returns an error for the first one that it lacks.
    pub fn check(&self, file: &str, columns: &[String]) -> Result<(), FileError> {
        for required in &self.required {
            if position(columns, required).is_none() {
                return Err(FileError::Column {
                    file: file.to_owned(),
                    column: required.clone(),
                    expected: self.description.clone(),
                });
            }
        }
        Ok(())
    }
}

/// Returns which of a file's columns has a name. If none has it, underscores and hyphens count as one: AWS writes `log-status` in text
/// and `log_status` in Parquet.
pub fn position(columns: &[String], name: &str) -> Option<usize> {
    let exact = columns.iter().position(|column| column == name);
    exact.or_else(|| {
        let alike = |column: &String| column.replace('-', "_") == name.replace('-', "_");
        columns.iter().position(alike)
    })
}
