//! The formats that rows may have, by ClickHouse's names.

use std::str::FromStr;

use crate::error::ArgumentError;

/// A format of ClickHouse, of the arguments and of the results.
#[derive(Clone, Copy)]
pub enum Format {
    /// The values alone, in binary.
    RowBinary,
    /// The same after the names and types of the columns.
    RowBinaryWithNamesAndTypes,
    /// Text.
    TabSeparated,
}

impl FromStr for Format {
    type Err = ArgumentError;

    /// Parses the name that the configuration of the function has.
    ///
    /// # Errors
    ///
    /// Returns [`ArgumentError::Format`] for any other name.
    fn from_str(name: &str) -> Result<Self, ArgumentError> {
        match name {
            "RowBinary" => Ok(Self::RowBinary),
            "RowBinaryWithNamesAndTypes" => Ok(Self::RowBinaryWithNamesAndTypes),
            "TabSeparated" => Ok(Self::TabSeparated),
            _ => Err(ArgumentError::Format(name.to_owned())),
        }
    }
}
