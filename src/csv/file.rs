//! A copy of IANA's file as a whole.

use std::fs;
use std::path::Path;
use std::string::ToString;
use std::vec::Vec;

use super::{Error, Row, read_rows};

/// A copy of IANA's file, read and checked.
///
/// It may be of any year since 2014: its columns are found by their headings, in any order; its
/// lines may end in CRLF, LF or CR; a byte order mark is passed over, and so is a column that this
/// crate does not know.
///
/// ```no_run
/// use port_registry::csv::RegistryFile;
///
/// let registry = RegistryFile::open("service-names-port-numbers.csv")?;
/// let named = registry.rows().iter().filter(|row| !row.name().is_empty());
/// println!("{} services", named.count());
/// # Ok::<(), port_registry::csv::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryFile {
    rows: Vec<Row>,
}

impl RegistryFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] with all that is wrong in it, or with why it can't be read.
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

    /// Reads what stands in a file; `name` is what problems call it.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] with all that is wrong in it: a missing column, a record with too few or too
    /// many fields, a broken quote, bytes that are not UTF-8, and every cell that can't be read.
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
        let mut problems = Error::default();
        let rows = read_rows(name, bytes, &mut problems);
        if problems.is_empty() {
            Ok(Self { rows })
        } else {
            Err(problems)
        }
    }

    /// For rows that were compiled in.
    #[cfg(feature = "csv")]
    pub(crate) const fn of_rows(rows: Vec<Row>) -> Self {
        Self { rows }
    }

    /// The rows, in the order of the file.
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
