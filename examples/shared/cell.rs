//! A value of a record that a program writes.

use std::borrow::Cow;

use super::escape::{escaped, one_line};

/// A value: a field of CSV and TSV, and a value of JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// An empty field; `null`.
    Missing,
    /// A text. In a field, its line ends are escaped.
    Text(String),
    /// A text of several lines, such as a description of the registry. In a field, it is one line.
    Prose(String),
    /// A number, as it is written.
    Number(String),
    /// `true` or `false`.
    Flag(bool),
    /// The values with commas between them; an array.
    List(Vec<Self>),
    /// The values as `key=value` with spaces between them; an object.
    Object(Vec<(&'static str, Self)>),
}

impl Cell {
    /// Returns a text of several lines, or [`Missing`](Self::Missing) if it is empty.
    #[must_use]
    pub fn prose(text: &str) -> Self {
        if text.is_empty() {
            Self::Missing
        } else {
            Self::Prose(text.to_owned())
        }
    }

    /// Returns a text, or [`Missing`](Self::Missing) if it is empty.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Some(text).filter(|text| !text.is_empty()).into()
    }

    /// Returns the field of CSV and TSV, on one line.
    pub(super) fn field(&self) -> Cow<'_, str> {
        let joined = |values: Vec<Cow<'_, str>>, separator| Cow::Owned(values.join(separator));
        match self {
            Self::Missing => Cow::Borrowed(""),
            Self::Text(text) => escaped(text),
            Self::Prose(text) => one_line(text),
            Self::Number(number) => Cow::Borrowed(number),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Self::List(values) => joined(values.iter().map(Self::field).collect(), ","),
            Self::Object(values) => {
                let pair = |(key, value): &(&str, Self)| format!("{key}={}", value.field()).into();
                joined(values.iter().map(pair).collect(), " ")
            }
        }
    }

    /// Appends the value as JSON.
    pub(super) fn push_json(&self, json: &mut String) {
        match self {
            Self::Missing => json.push_str("null"),
            Self::Text(text) | Self::Prose(text) => json.push_str(&quoted(text)),
            Self::Number(number) => json.push_str(number),
            Self::Flag(flag) => json.push_str(if *flag { "true" } else { "false" }),
            Self::List(values) => {
                json.push('[');
                for (at, value) in values.iter().enumerate() {
                    json.push_str(if at > 0 { "," } else { "" });
                    value.push_json(json);
                }
                json.push(']');
            }
            Self::Object(values) => {
                push_object(json, values.iter().map(|(key, value)| (*key, value)));
            }
        }
    }
}

/// Appends a JSON object.
pub(super) fn push_object<'a>(
    json: &mut String,
    values: impl IntoIterator<Item = (&'a str, &'a Cell)>,
) {
    json.push('{');
    for (at, (key, value)) in values.into_iter().enumerate() {
        json.push_str(if at > 0 { "," } else { "" });
        json.push_str(&quoted(key));
        json.push(':');
        value.push_json(json);
    }
    json.push('}');
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Cell {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(format!("{number:?}")) // with as many digits as it has
    }
}

impl From<u16> for Cell {
    fn from(number: u16) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<u128> for Cell {
    fn from(number: u128) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Number(number.to_string())
    }
}
