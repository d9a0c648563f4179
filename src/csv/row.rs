//! One row of another copy of the registry, and the checks that turn a CSV record into a row.

use core::fmt::Display;
use core::str::FromStr;
use std::borrow::ToOwned;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::super::words::{
    Column, Date, People, Port, PortRange, Protocol, Quoted, References, ServiceCode, annotation,
};
use super::{Error, Sheet};

/// A row of a [`RegistryFile`](super::RegistryFile), with the getters of [`Record`](crate::Record).
///
/// Every cell was checked when the file was read, so the getters do not fail: `None` and an empty
/// string or iterator mean that the cell is empty.
///
/// ```
/// use port_registry::csv::RegistryFile;
/// use port_registry::record::Column;
/// use port_registry::{Port, PortRange, Protocol};
///
/// let text = Column::ALL.map(Column::as_str).join(",")
///     + "\nssh,22,tcp,Secure Shell,[A],[B],1995-07,2013-05-29,[RFC4251],,,Since 1995\n";
/// let file = RegistryFile::parse("ssh.csv", text.as_bytes())?;
/// let row = &file.rows()[0];
/// assert_eq!((row.name(), row.protocol()), (Some("ssh"), Some(Protocol::Tcp)));
/// assert_eq!(row.ports(), Some(PortRange::single(Port::new(22))));
/// assert_eq!(row.description(), "Secure Shell");
/// assert!(row.assignees().eq(["A"]) && row.contacts().eq(["B"]));
/// assert_eq!(row.registration_date().unwrap().to_string(), "1995-07");
/// assert_eq!(row.references().next().unwrap().as_str(), "RFC4251");
/// assert_eq!(row.cell(Column::Reference), "[RFC4251]");
/// # Ok::<(), port_registry::csv::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The cells as the file has them. Each was checked: it is empty or can be parsed.
    cells: [String; Column::ALL.len()],
    // Parsed once, since the build script reads them many times.
    ports: Option<PortRange>,
    protocol: Option<Protocol>,
}

impl Row {
    /// Returns the service name, or `None` if the row has none: the column `Service Name`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.filled(Column::ServiceName)
    }

    /// Returns the port or the range of ports: the column `Port Number`.
    #[must_use]
    pub const fn ports(&self) -> Option<PortRange> {
        self.ports
    }

    /// Returns the port, or the first of the range: the column `Port Number`.
    #[must_use]
    pub fn port(&self) -> Option<Port> {
        self.ports().map(PortRange::first)
    }

    /// Returns the transport protocol: the column `Transport Protocol`. It is `None` for a row of all
    /// transport protocols.
    #[must_use]
    pub const fn protocol(&self) -> Option<Protocol> {
        self.protocol
    }

    /// Returns whether the row is registered over this transport protocol, or over all of them.
    #[must_use]
    pub fn is_over(&self, protocol: Protocol) -> bool {
        self.protocol.is_none_or(|stated| stated == protocol)
    }

    /// Returns the description without IANA's sentence on a replaced name: the column `Description`.
    /// [`cell`](Row::cell) returns it with the sentence.
    #[must_use]
    pub fn description(&self) -> &str {
        self.split_description().0
    }

    /// Returns the ill-formed name that this one replaces, from IANA's sentence in the column
    /// `Description`.
    #[must_use]
    pub fn replaces(&self) -> Option<&str> {
        annotation::replaced_name(self.split_description().1)
    }

    /// Returns an iterator over the persons and organizations that the row is assigned to: the column
    /// `Assignee`.
    pub fn assignees(&self) -> People<'_> {
        People::new(self.cell(Column::Assignee))
    }

    /// Returns an iterator over the persons and organizations to contact about the row: the column
    /// `Contact`.
    pub fn contacts(&self) -> People<'_> {
        People::new(self.cell(Column::Contact))
    }

    /// Returns the day or month of the registration: the column `Registration Date`.
    #[must_use]
    pub fn registration_date(&self) -> Option<Date> {
        self.value(Column::RegistrationDate)
    }

    /// Returns the day or month of the last change: the column `Modification Date`.
    #[must_use]
    pub fn modification_date(&self) -> Option<Date> {
        self.value(Column::ModificationDate)
    }

    /// Returns an iterator over the documents that define the service: the column `Reference`.
    pub fn references(&self) -> References<'_> {
        References::new(self.cell(Column::Reference))
    }

    /// Returns the DCCP service code: the column `Service Code`.
    #[must_use]
    pub fn service_code(&self) -> Option<ServiceCode> {
        self.value(Column::ServiceCode)
    }

    /// Returns the unauthorized use that was reported: the column `Unauthorized Use Reported`.
    #[must_use]
    pub fn unauthorized_use(&self) -> Option<&str> {
        self.filled(Column::UnauthorizedUseReported)
    }

    /// Returns the notes, often of several lines: the column `Assignment Notes`.
    #[must_use]
    pub fn notes(&self) -> Option<&str> {
        self.filled(Column::AssignmentNotes)
    }

    /// Returns a cell exactly as the file has it.
    ///
    /// ```
    /// use port_registry::csv::RegistryFile;
    /// use port_registry::record::Column;
    ///
    /// let text = Column::ALL.map(Column::as_str).join(",") + "\n,4748-4748,,Unassigned,,,,,,,,\n";
    /// let file = RegistryFile::parse("one.csv", text.as_bytes())?;
    /// assert_eq!(file.rows()[0].cell(Column::PortNumber), "4748-4748");
    /// # Ok::<(), port_registry::csv::Error>(())
    /// ```
    #[must_use]
    pub fn cell(&self, column: Column) -> &str {
        &self.cells[column as usize]
    }

    /// Returns a row with these cells. Each cell must be empty or valid.
    #[cfg(feature = "csv")]
    pub(crate) fn of_cells(cells: [String; Column::ALL.len()]) -> Self {
        let mut row = Self {
            cells,
            ports: None,
            protocol: None,
        };
        row.ports = row.value(Column::PortNumber);
        row.protocol = row.value(Column::TransportProtocol);
        row
    }

    fn filled(&self, column: Column) -> Option<&str> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty())
    }

    fn value<T: FromStr>(&self, column: Column) -> Option<T> {
        self.cell(column).parse().ok()
    }

    /// Splits the description at the annotation: returns what is before it, and the rest of the cell.
    /// Returns the description without IANA's sentence, and the rest of the cell.
    pub(crate) fn split_description(&self) -> (&str, &str) {
        annotation::split(self.cell(Column::Description))
    }
}

/// Returns the rows that can be read. Each record that cannot be read becomes a problem. A column that
/// this crate does not know is skipped, since IANA has added columns before.
pub(crate) fn read(file: &str, bytes: &[u8], problems: &mut Error) -> Vec<Row> {
    let mut found = Error::none();
    let rows = read_sheet(&Sheet::read(file, bytes, &mut found), &mut found);
    problems.add_file(found);
    rows
}

fn read_sheet(sheet: &Sheet, problems: &mut Error) -> Vec<Row> {
    let heads = |heading: &str, column: &str| {
        heading
            .parse::<Column>()
            .is_ok_and(|c| c.as_str() == column)
    };
    let Some(places) = sheet.columns(Column::ALL.map(Column::as_str), heads, problems) else {
        return Vec::new();
    };
    let mut rows = Vec::with_capacity(sheet.records().len());
    for record in sheet.records() {
        let mut cells = Cells {
            line: record.line,
            // `Column::ALL` is in the order of the declaration, so of the discriminants.
            field: |column: Column| record.text(places[column as usize]),
            sheet,
            problems,
        };
        rows.push(cells.row());
    }
    rows
}

/// The length of a name at most: that of a whole name in the DNS.
const LONGEST_NAME: usize = 255;

/// The cells of one record.
struct Cells<'a, F> {
    line: u64,
    field: F,
    sheet: &'a Sheet,
    problems: &'a mut Error,
}

impl<'a, F: Fn(Column) -> &'a str> Cells<'a, F> {
    fn row(&mut self) -> Row {
        let row = Row {
            cells: Column::ALL.map(|column| (self.field)(column).to_owned()),
            ports: self.value(Column::PortNumber),
            protocol: self.value(Column::TransportProtocol),
        };
        self.value::<Date>(Column::RegistrationDate);
        self.value::<Date>(Column::ModificationDate);
        self.check_service_code();
        self.check_name();
        row
    }

    /// Parses a cell. Returns `None` if the cell is empty, or if it cannot be parsed and has become a
    /// problem.
    fn value<T: FromStr<Err: Display>>(&mut self, column: Column) -> Option<T> {
        let cell = (self.field)(column);
        if cell.is_empty() {
            return None;
        }
        match cell.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(column, error.to_string());
                None
            }
        }
    }

    /// Checks that the service code is a decimal number. The `SC:` forms of RFC 4340, which
    /// `ServiceCode` parses too, do not occur in this column.
    fn check_service_code(&mut self) {
        let cell = (self.field)(Column::ServiceCode);
        let is_decimal = cell.bytes().all(|byte| byte.is_ascii_digit());
        if !(cell.is_empty() || is_decimal && cell.parse::<u32>().is_ok()) {
            let cell = Quoted::new(cell);
            let message =
                format!("invalid service code {cell}: expected a decimal number to 4294967295");
            self.add(Column::ServiceCode, message);
        }
    }

    /// Checks that the name stays on its line in the files that programs write. Names may break the syntax
    /// of RFC 6335, as 97 of IANA's do.
    fn check_name(&mut self) {
        let name = (self.field)(Column::ServiceName);
        let rule = if name.chars().any(char::is_control) {
            "expected no control characters".to_owned()
        } else if name.len() > LONGEST_NAME {
            format!("expected {LONGEST_NAME} bytes at most")
        } else {
            return;
        };
        let message = format!("invalid service name {}: {rule}", Quoted::new(name));
        self.add(Column::ServiceName, message);
    }

    fn add(&mut self, column: Column, message: String) {
        self.problems.add(
            self.sheet
                .problem(self.line, Some(column.as_str()), message),
        );
    }
}
