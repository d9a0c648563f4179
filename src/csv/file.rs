//! A copy of IANA's file, with all its rows.

use std::fs;
use std::path::Path;
use std::string::ToString;
use std::vec::Vec;

use super::{Error, Row, read_rows};

/// A copy of IANA's CSV file, read and checked.
///
/// The format is CSV (RFC 4180) with the headings of IANA's file. Copies of all years since 2014 can be
/// read:
///
/// - Columns are found by their headings, in any order. Unknown columns are skipped.
/// - Lines may end in CRLF, LF or CR.
/// - A byte order mark is skipped.
///
/// ```no_run
/// use port_registry::csv::RegistryFile;
///
/// let registry = RegistryFile::open("service-names-port-numbers.csv")?;
/// let named = registry.rows().iter().filter(|row| row.name().is_some());
/// println!("{} services", named.count());
/// # Ok::<(), port_registry::csv::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryFile {
    rows: Vec<Row>,
}

impl RegistryFile {
    /// Reads and checks the file at this path.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the operating system cannot read the file, or if its content has a problem
    /// that [`parse`](Self::parse) lists.
    ///
    /// ```
    /// use port_registry::csv::RegistryFile;
    ///
    /// let problems = RegistryFile::open("no/such/file.csv").unwrap_err();
    /// assert!(problems.to_string().starts_with("no/such/file.csv: cannot be read: "));
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let name = path.as_ref().display().to_string();
        match fs::read(path) {
            Ok(bytes) => Self::parse(&name, &bytes),
            Err(cause) => Err(Error::unreadable(&name, cause)),
        }
    }

    /// Parses and checks the content of a file. Problems are reported with `name` as the file's name.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] with every problem of the file:
    ///
    /// - a column that is missing, or whose heading occurs twice;
    /// - a record with too few or too many fields;
    /// - a broken quote;
    /// - bytes that are not UTF-8;
    /// - an invalid port number, transport protocol, date or service code.
    ///
    /// ```
    /// use port_registry::csv::RegistryFile;
    /// use port_registry::record::Column;
    ///
    /// let text = Column::ALL.map(Column::as_str).join(",") + "\nbad,70000,tcp,,,,,,,,,\n";
    /// let problems = RegistryFile::parse("bad.csv", text.as_bytes()).unwrap_err();
    /// assert_eq!(
    ///     problems.to_string(),
    ///     r#"bad.csv:2: Port Number: invalid port range "70000": expected a port from 0 to 65535, or two as in 6000-6063"#,
    /// );
    /// ```
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let mut problems = Error::none();
        let rows = read_rows(name, bytes, &mut problems);
        if problems.is_empty() {
            Ok(Self { rows })
        } else {
            Err(problems)
        }
    }

    /// Returns a file of the rows that were compiled in.
    #[cfg(feature = "csv")]
    pub(crate) const fn of_rows(rows: Vec<Row>) -> Self {
        Self { rows }
    }

    /// Returns the rows, in the order of the file.
    ///
    /// ```
    /// use port_registry::csv::RegistryFile;
    /// use port_registry::record::Column;
    ///
    /// let headings = Column::ALL.map(Column::as_str).join(",");
    /// assert!(RegistryFile::parse("none.csv", headings.as_bytes())?.rows().is_empty());
    /// # Ok::<(), port_registry::csv::Error>(())
    /// ```
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
}
