//! Arrays of strings: the names of the registry, and the few words for classes, statuses and sides.

use std::sync::Arc;

use arrow_array::{ArrayRef, ArrowPrimitiveType, PrimitiveArray, StringArray, StringViewArray};
use arrow_schema::{ArrowError, DataType};
use arrow_select::take::take;

/// A type of Arrow for strings.
///
/// ```
/// use arrow_schema::DataType;
/// use port_registry_arrow::StringType;
///
/// assert_eq!(StringType::default().data_type(), DataType::Utf8View);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StringType {
    /// `Utf8View`: views of 16 bytes, of which those of an array share the strings.
    #[default]
    Utf8View,
    /// `Utf8`: offsets and a copy of each string.
    Utf8,
}

impl StringType {
    /// Returns the data type of an array of such strings.
    ///
    /// ```
    /// use arrow_schema::DataType;
    /// use port_registry_arrow::StringType;
    ///
    /// assert_eq!(StringType::Utf8.data_type(), DataType::Utf8);
    /// ```
    #[must_use]
    pub const fn data_type(self) -> DataType {
        match self {
            Self::Utf8View => DataType::Utf8View,
            Self::Utf8 => DataType::Utf8,
        }
    }
}

/// Strings with numbers from 0.
pub(crate) struct Labels {
    views: StringViewArray,
    strings: StringArray,
}

impl Labels {
    pub(crate) fn new<'a>(labels: impl Iterator<Item = &'a str> + Clone) -> Self {
        Self {
            views: StringViewArray::from_iter_values(labels.clone()),
            strings: StringArray::from_iter_values(labels),
        }
    }

    /// Returns the string of each number; null for null.
    pub(crate) fn of<T: ArrowPrimitiveType>(
        &self,
        numbers: &PrimitiveArray<T>,
        strings: StringType,
    ) -> Result<ArrayRef, ArrowError> {
        // Gathering from an array neither copies a string into the views nor checks it as UTF-8 again.
        match strings {
            StringType::Utf8View => take(&self.views, numbers, None),
            StringType::Utf8 => take(&self.strings, numbers, None),
        }
    }
}

/// Returns an array of these words, of which there are few.
pub(crate) fn words<'a>(
    words: impl Iterator<Item = Option<&'a str>>,
    strings: StringType,
) -> ArrayRef {
    match strings {
        StringType::Utf8View => Arc::new(words.collect::<StringViewArray>()),
        StringType::Utf8 => Arc::new(words.collect::<StringArray>()),
    }
}
