//! A date of the registry: a day, a month or a year.

use core::fmt;
use core::str::FromStr;

use super::Quoted;
use super::record_error::{Error, Reason};

/// A date of the registry: a day, or only a month or a year.
///
/// The columns `Registration Date` and `Modification Date` have dates. IANA dated older records to
/// the month (`2007-06`).
///
/// Dates are ordered. A month comes before its days, and a year before its months.
///
/// ```
/// use port_registry::record::Date;
///
/// let date: Date = "2007-06".parse()?;
/// assert_eq!((date.year(), date.month(), date.day()), (2007, Some(6), None));
/// assert_eq!(date.to_string(), "2007-06");
/// assert!(date < Date::from_year_month_day(2007, 6, 1)?);
/// assert!(date > "2007-05-31".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Serialization
///
/// With the feature `serde`, a date is serialized as a string, as by `Display`, and deserialized as
/// by `FromStr`. The form is the same in human-readable and in binary formats.
// The derived order compares the fields as declared, and `None` is less than every `Some`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "registration date")]
pub struct Date {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl Date {
    /// Returns the date of a year, without a month and a day.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if `year` is not from 1 to 9999.
    ///
    /// ```
    /// assert_eq!(port_registry::record::Date::from_year(1998)?.to_string(), "1998");
    /// # Ok::<(), port_registry::record::Error>(())
    /// ```
    pub const fn from_year(year: u16) -> Result<Self, Error> {
        Self::checked(year, None, None)
    }

    /// Returns the date of a month, without a day.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if `year` is not from 1 to 9999, or `month` not from 1 to 12.
    ///
    /// ```
    /// use port_registry::record::Date;
    ///
    /// assert_eq!(Date::from_year_month(2007, 6)?.to_string(), "2007-06");
    /// assert!(Date::from_year_month(2007, 13).is_err());
    /// # Ok::<(), port_registry::record::Error>(())
    /// ```
    pub const fn from_year_month(year: u16, month: u8) -> Result<Self, Error> {
        Self::checked(year, Some(month), None)
    }

    /// Returns the date of a day.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if `year` is not from 1 to 9999, or the Gregorian calendar has no such
    /// day.
    ///
    /// ```
    /// use port_registry::record::Date;
    ///
    /// assert_eq!(Date::from_year_month_day(2024, 2, 29)?.to_string(), "2024-02-29");
    /// assert!(Date::from_year_month_day(2023, 2, 29).is_err());
    /// # Ok::<(), port_registry::record::Error>(())
    /// ```
    pub const fn from_year_month_day(year: u16, month: u8, day: u8) -> Result<Self, Error> {
        Self::checked(year, Some(month), Some(day))
    }

    const fn checked(year: u16, month: Option<u8>, day: Option<u8>) -> Result<Self, Error> {
        let date = Self { year, month, day };
        let exists = (year >= 1 && year <= 9999)
            && match (month, day) {
                (None, None) => true,
                (None, Some(_)) => false,
                (Some(month), None) => month >= 1 && month <= 12,
                (Some(month), Some(day)) => day >= 1 && day <= days_of_month(year, month),
            };
        if exists {
            Ok(date)
        } else {
            Err(Error(Reason::NoSuchDate(date)))
        }
    }

    /// Returns the year, 1 to 9999.
    ///
    /// ```
    /// assert!(port_registry::SNAPSHOT.year() >= 2026);
    /// ```
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Returns the month, 1 to 12, or `None` if only the year is known.
    ///
    /// ```
    /// assert_eq!(port_registry::record::Date::from_year(1998)?.month(), None);
    /// # Ok::<(), port_registry::record::Error>(())
    /// ```
    #[must_use]
    pub const fn month(self) -> Option<u8> {
        self.month
    }

    /// Returns the day of the month, 1 to 31, or `None` if only the month or the year is known.
    ///
    /// ```
    /// assert_eq!(port_registry::record::Date::from_year_month(2007, 6)?.day(), None);
    /// # Ok::<(), port_registry::record::Error>(())
    /// ```
    #[must_use]
    pub const fn day(self) -> Option<u8> {
        self.day
    }

    /// Returns a date without checking it, for parts that the build script has checked.
    pub(crate) const fn from_checked(year: u16, month: Option<u8>, day: Option<u8>) -> Self {
        Self { year, month, day }
    }

    /// Parses `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, in ASCII digits. Whether there is such a date is
    /// for [`checked`](Self::checked).
    fn parse(text: &str) -> Option<(u16, Option<u8>, Option<u8>)> {
        let digits = text.as_bytes();
        let number = |from: usize, to: usize| {
            digits.get(from..to)?.iter().try_fold(0_u16, |sum, &digit| {
                digit
                    .is_ascii_digit()
                    .then(|| sum * 10 + u16::from(digit - b'0'))
            })
        };
        let after_hyphen = |from: usize| {
            let two = (digits.get(from) == Some(&b'-')).then(|| number(from + 1, from + 3))??;
            u8::try_from(two).ok()
        };
        let year = number(0, 4)?;
        match digits.len() {
            4 => Some((year, None, None)),
            7 => Some((year, Some(after_hyphen(4)?), None)),
            10 => Some((year, Some(after_hyphen(4)?), Some(after_hyphen(7)?))),
            _ => None,
        }
    }
}

/// Returns the number of days of the month, or 0 if there is no such month.
const fn days_of_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Date({self})")
    }
}

impl FromStr for Date {
    type Err = Error;

    /// Parses `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. Each part must have all of its digits.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the input has another form, or if there is no such date.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, month, day) =
            Self::parse(text).ok_or_else(|| Error(Reason::Date(Quoted::new(text))))?;
        Self::checked(year, month, day)
    }
}
