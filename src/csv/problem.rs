use core::fmt;
use std::borrow::ToOwned;
use std::string::String;
use std::vec::Vec;

/// How many problems are told one by one.
const TOLD: usize = 20;

/// One thing that is wrong in a file, and where.
///
/// `Display` writes `FILE:LINE: COLUMN: …`.
///
/// ```
/// use port_registry::csv::RegistryFile;
///
/// let problems = RegistryFile::parse("empty.csv", b"").unwrap_err();
/// let problem = problems.iter().next().unwrap();
/// assert_eq!((problem.line(), problem.column()), (Some(1), Some("Service Name")));
/// assert_eq!(
///     problem.to_string(),
///     r#"empty.csv:1: Service Name: missing column: expected a heading "Service Name""#,
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    file: String,
    /// The line and the column, of what does not concern the file as a whole.
    place: Option<(u64, String)>,
    message: String,
}

impl Problem {
    /// With a record, or with a column of it.
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

    /// With a file as a whole.
    pub(crate) fn in_file(file: &str, message: String) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            message,
        }
    }

    /// The file, as the caller named it.
    ///
    /// ```
    /// # use port_registry::csv::RegistryFile;
    /// # let problems = RegistryFile::parse("empty.csv", b"").unwrap_err();
    /// assert_eq!(problems.iter().next().unwrap().file(), "empty.csv");
    /// ```
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from 1, on which the record starts: records may have several lines.
    ///
    /// ```
    /// # use port_registry::csv::RegistryFile;
    /// # let problems = RegistryFile::parse("empty.csv", b"").unwrap_err();
    /// assert_eq!(problems.iter().next().unwrap().line(), Some(1));
    /// ```
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.place.as_ref().map(|(line, _)| *line)
    }

    /// The column's heading, or `record` for what concerns all of them.
    ///
    /// ```
    /// # use port_registry::csv::RegistryFile;
    /// # let problems = RegistryFile::parse("empty.csv", b"").unwrap_err();
    /// assert_eq!(problems.iter().nth(1).unwrap().column(), Some("Port Number"));
    /// ```
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.place.as_ref().map(|(_, column)| column.as_str())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some((line, column)) => {
                write!(f, "{}:{line}: {column}: {}", self.file, self.message)
            }
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for Problem {}

/// All that is wrong in a file: the first 20 problems in full, the rest counted.
///
/// `Display` writes a line for each.
///
/// ```
/// use port_registry::csv::RegistryFile;
///
/// let problems = RegistryFile::parse("empty.csv", b"").unwrap_err();
/// assert_eq!(problems.iter().len(), 12); // no column is there
/// assert_eq!(problems.to_string().lines().count(), 12);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    all: Vec<Problem>,
}

impl Problems {
    pub(crate) fn add(&mut self, problem: Problem) {
        self.all.push(problem);
    }

    /// Adds the problems of one file, by line: they were found in several readings of it.
    pub(crate) fn add_file(&mut self, mut of_file: Self) {
        of_file.all.sort_by_key(Problem::line);
        self.all.append(&mut of_file.all);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The first 20 problems, in the order of the file.
    ///
    /// ```
    /// # use port_registry::csv::RegistryFile;
    /// # let problems = RegistryFile::parse("empty.csv", b"").unwrap_err();
    /// assert!(problems.iter().all(|problem| problem.file() == "empty.csv"));
    /// ```
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.all.get(..TOLD).unwrap_or(&self.all).iter()
    }

    /// How many more there are.
    ///
    /// ```
    /// # use port_registry::csv::RegistryFile;
    /// # let problems = RegistryFile::parse("empty.csv", b"").unwrap_err();
    /// assert_eq!(problems.untold(), 0);
    /// ```
    #[must_use]
    pub fn untold(&self) -> usize {
        self.all.len().saturating_sub(TOLD)
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.iter().enumerate() {
            let line_end = if at > 0 { "\n" } else { "" };
            write!(f, "{line_end}{problem}")?;
        }
        match self.untold() {
            0 => Ok(()),
            untold => write!(f, "\nand {untold} more like these"),
        }
    }
}

impl std::error::Error for Problems {}
