//! Columns from the names of folders, as Hive has them: `year=2026/month=01`.

use std::path::{Component, Path};

use datafusion::arrow::datatypes::DataType;
use datafusion::scalar::ScalarValue;

use super::find::DataFile;

/// The columns that the folders of files have in common, with the value for each file.
#[derive(Clone, Debug, Default)]
pub struct Partitions {
    /// Names and types.
    pub columns: Vec<(String, DataType)>,
    /// The values of each file.
    pub values: Vec<Vec<ScalarValue>>,
}

/// Numbers have at most this number of digits, so that the 12 digits of an AWS account, which may begin with 0, are text.
const MOST_DIGITS: usize = 9;

impl Partitions {
    /// Returns the columns of these files, without those that the files themselves have. There are none unless the folders of all files
    /// have the same names.
    pub fn of(files: &[DataFile], is_in_files: impl Fn(&str) -> bool) -> Self {
        let pairs: Vec<Vec<(String, String)>> =
            files.iter().map(|file| pairs(&file.path)).collect();
        let Some(first) = pairs.first() else {
            return Self::default();
        };
        let keys = |pairs: &[(String, String)]| -> Vec<String> {
            pairs.iter().map(|(key, _)| key.clone()).collect()
        };
        let names = keys(first);
        if pairs.iter().any(|pairs| keys(pairs) != names) {
            return Self::default();
        }
        let mut columns = Vec::new();
        let mut values = vec![Vec::new(); files.len()];
        for (at, name) in names.into_iter().enumerate() {
            if is_in_files(&name) || columns.iter().any(|(other, _)| *other == name) {
                continue;
            }
            let texts = || pairs.iter().map(|pairs| pairs[at].1.as_str());
            let are_numbers = texts().all(|text| number(text).is_some());
            for (values, text) in values.iter_mut().zip(texts()) {
                values.push(if are_numbers {
                    ScalarValue::Int32(number(text))
                } else {
                    ScalarValue::Utf8View(Some(text.to_owned()))
                });
            }
            let data_type = if are_numbers {
                DataType::Int32
            } else {
                DataType::Utf8View
            };
            columns.push((name, data_type));
        }
        Self { columns, values }
    }
}

fn number(text: &str) -> Option<i32> {
    let is_number = text.len() <= MOST_DIGITS && text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// Returns the names and values of the folders of a path.
fn pairs(path: &Path) -> Vec<(String, String)> {
    let folders = path.parent().into_iter().flat_map(Path::components);
    folders
        .filter_map(|folder| match folder {
            Component::Normal(name) => name.to_str()?.split_once('='),
            _ => None,
        })
        .filter(|(key, _)| !key.is_empty())
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}
