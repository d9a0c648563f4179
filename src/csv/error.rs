//! The error of reading a copy of the registry, and the problems that it lists.

use core::fmt::{self, Write as _};
use std::borrow::ToOwned;
use std::string::String;
use std::vec::Vec;
use std::{format, io, vec};

/// The number of problems that `Display` writes.
const SHOWN: usize = 20;

/// One problem of a file, with its place: an item of [`Error::problems`].
///
/// `Display` writes `FILE:LINE: COLUMN: MESSAGE`, or `FILE: MESSAGE` for a problem of the file as a
/// whole.
///
/// ```
/// use port_registry::csv::RegistryFile;
///
/// let error = RegistryFile::parse("empty.csv", b"").unwrap_err();
/// let problem = error.problems().first().unwrap();
/// assert_eq!((problem.line(), problem.column()), (Some(1), Some("Service Name")));
/// assert_eq!(
///     problem.to_string(),
///     r#"empty.csv:1: Service Name: missing column: expected a heading "Service Name""#,
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    file: String,
    /// The line and the column, or `None` for a problem of the file as a whole.
    place: Option<(u64, String)>,
    message: String,
}

impl Problem {
    /// A problem of a record, or of a column of a record.
    pub(crate) fn in_record(
        file: &str,
        line: u64,
        column: impl Into<String>,
        message: String,
    ) -> Self {
        Self {
            file: file.to_owned(),
            place: Some((line, column.into())),
            message,
        }
    }

    /// A problem of the file as a whole.
    pub(crate) fn in_file(file: &str, message: String) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            message,
        }
    }

    /// Returns the name of the file, as the caller passed it.
    ///
    /// ```
    /// # use port_registry::csv::RegistryFile;
    /// # let error = RegistryFile::parse("empty.csv", b"").unwrap_err();
    /// assert_eq!(error.problems().first().unwrap().file(), "empty.csv");
    /// ```
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Returns the number of the line on which the record starts, counted from 1.
    ///
    /// A record may have several lines. Returns `None` for a problem of the file as a whole.
    ///
    /// ```
    /// # use port_registry::csv::RegistryFile;
    /// # let error = RegistryFile::parse("empty.csv", b"").unwrap_err();
    /// assert_eq!(error.problems().first().unwrap().line(), Some(1));
    /// ```
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.place.as_ref().map(|(line, _)| *line)
    }

    /// Returns the heading of the column, or `record` for a problem of the whole record.
    ///
    /// Returns `None` for a problem of the file as a whole.
    ///
    /// ```
    /// # use port_registry::csv::RegistryFile;
    /// # let error = RegistryFile::parse("empty.csv", b"").unwrap_err();
    /// assert_eq!(error.problems().get(1).unwrap().column(), Some("Port Number"));
    /// ```
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.place.as_ref().map(|(_, column)| column.as_str())
    }
}

impl fmt::Display for Problem {
    /// Writes the problem on one line. Control characters in the name of the file are escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.file.chars() {
            if character.is_control() {
                write!(f, "{}", character.escape_default())?;
            } else {
                f.write_char(character)?;
            }
        }
        if let Some((line, column)) = &self.place {
            write!(f, ":{line}: {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// The error of reading a copy of the registry, with all problems of the file.
///
/// `Display` writes a line for each of the first 20 problems, and then the number of the others.
/// [`source`](core::error::Error::source) returns the error of the operating system if the file
/// could not be read.
///
/// ```
/// use port_registry::csv::RegistryFile;
///
/// let error = RegistryFile::parse("empty.csv", b"").unwrap_err();
/// assert_eq!(error.problems().len(), 12); // every column is missing
/// assert_eq!(error.to_string().lines().count(), 12);
/// ```
#[derive(Debug)]
pub struct Error {
    problems: Vec<Problem>,
    cause: Option<io::Error>,
}

impl Error {
    /// Returns the error of a file that the operating system cannot read.
    pub(super) fn unreadable(file: &str, cause: io::Error) -> Self {
        let message = format!("cannot be read: {cause}");
        Self {
            problems: vec![Problem::in_file(file, message)],
            cause: Some(cause),
        }
    }

    /// No problem yet.
    pub(crate) const fn none() -> Self {
        Self {
            problems: Vec::new(),
            cause: None,
        }
    }

    pub(crate) fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Adds the problems of one file, sorted by line: the reader finds them in several passes.
    pub(crate) fn add_file(&mut self, mut of_file: Self) {
        of_file.problems.sort_by_key(Problem::line);
        self.problems.append(&mut of_file.problems);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Returns all problems, in the order of the file.
    ///
    /// ```
    /// use port_registry::csv::RegistryFile;
    ///
    /// let error = RegistryFile::parse("empty.csv", b"").unwrap_err();
    /// assert!(error.problems().iter().all(|problem| problem.file() == "empty.csv"));
    /// ```
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().take(SHOWN).enumerate() {
            let line_end = if at > 0 { "\n" } else { "" };
            write!(f, "{line_end}{problem}")?;
        }
        match self.problems.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more like these"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}
