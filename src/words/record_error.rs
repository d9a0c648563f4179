//! The error of the types of the module `record`.

use super::{Date, Quoted};

/// An error of a conversion to a type of this module: [`Column`](super::Column), [`Date`] or
/// [`ServiceCode`](super::ServiceCode).
///
/// The message quotes the input and says what was expected.
///
/// ```
/// use port_registry::record::{Column, Date, ServiceCode};
///
/// assert_eq!(
///     "June 2007".parse::<Date>().unwrap_err().to_string(),
///     r#"invalid date "June 2007": expected YYYY-MM-DD, YYYY-MM or YYYY"#,
/// );
/// assert_eq!(
///     Date::from_year_month_day(2023, 2, 29).unwrap_err().to_string(),
///     "no such date as 2023-02-29: expected a day of the calendar in the years 1 to 9999",
/// );
/// assert_eq!(
///     "Port".parse::<Column>().unwrap_err().to_string(),
///     r#"unknown column "Port": expected a heading of IANA's file, such as "Port Number""#,
/// );
/// assert_eq!(
///     "SC:discard".parse::<ServiceCode>().unwrap_err().to_string(),
///     r#"invalid service code "SC:discard": expected a decimal number, or SC:text, SC=number or SC=xhex"#,
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Error(pub(super) Reason);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Reason {
    #[error("invalid date {0}: expected YYYY-MM-DD, YYYY-MM or YYYY")]
    Date(Quoted),
    #[error("no such date as {0}: expected a day of the calendar in the years 1 to 9999")]
    NoSuchDate(Date),
    #[error("unknown column {0}: expected a heading of IANA's file, such as \"Port Number\"")]
    Column(Quoted),
    #[error(
        "invalid service code {0}: expected a decimal number, or SC:text, SC=number or SC=xhex"
    )]
    ServiceCode(Quoted),
}

impl Error {
    /// Returns the string that was to be parsed, at most its first 48 bytes; `None` if the input
    /// was not a string.
    ///
    /// ```
    /// use port_registry::record::Date;
    ///
    /// assert_eq!("June 2007".parse::<Date>().unwrap_err().input(), Some("June 2007"));
    /// assert_eq!(Date::from_year(0).unwrap_err().input(), None);
    /// ```
    #[must_use]
    pub fn input(&self) -> Option<&str> {
        match &self.0 {
            Reason::Date(input) | Reason::Column(input) | Reason::ServiceCode(input) => {
                Some(input.as_str())
            }
            Reason::NoSuchDate(_) => None,
        }
    }
}
