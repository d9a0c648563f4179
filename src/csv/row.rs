use std::borrow::{Cow, ToOwned};
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::super::words::{Column, Date, Port, PortRange, Protocol, Quoted, ServiceCode};
use super::{Problems, Sheet};

/// What IANA adds to the description of a name that replaces an ill-formed one.
const ANNOTATION: &str = "IANA assigned this well-formed service name as a replacement for ";

/// One row of a [`RegistryFile`](super::RegistryFile), with the getters of
/// [`Record`](crate::Record).
///
/// ```
/// use port_registry::csv::{PortCell, RegistryFile};
/// use port_registry::{Column, Port, PortRange, Protocol};
///
/// let text = Column::ALL.map(Column::as_str).join(",")
///     + "\nssh,22,tcp,Secure Shell,[A],[B],1995-07,2013-05-29,[RFC4251],,,Since 1995\n";
/// let file = RegistryFile::parse("ssh.csv", text.as_bytes())?;
/// let row = &file.rows()[0];
/// assert_eq!((row.name(), row.protocol()), (Some("ssh"), Some(Protocol::Tcp)));
/// assert_eq!((row.port(), row.port_cell()), (Some(Port::new(22)), PortCell::Port(Port::new(22))));
/// assert_eq!(row.ports(), Some(PortRange::single(Port::new(22))));
/// assert_eq!((row.description(), row.notes()), ("Secure Shell", Some("Since 1995")));
/// assert_eq!((row.assignee(), row.contact()), (Some("[A]"), Some("[B]")));
/// assert_eq!(row.registration_date().unwrap().to_string(), "1995-07");
/// assert_eq!(row.modification_date().unwrap().to_string(), "2013-05-29");
/// assert_eq!((row.reference(), row.service_code()), (Some("[RFC4251]"), None));
/// assert_eq!(row.unauthorized_use(), None);
/// assert_eq!(row.cell(Column::Reference), "[RFC4251]");
/// # Ok::<(), port_registry::csv::Problems>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    pub(crate) name: String,
    pub(crate) ports: PortCell,
    pub(crate) protocol: Option<Protocol>,
    pub(crate) description: String,
    pub(crate) assignee: String,
    pub(crate) contact: String,
    pub(crate) registration_date: Option<Date>,
    pub(crate) modification_date: Option<Date>,
    pub(crate) reference: String,
    pub(crate) service_code: Option<ServiceCode>,
    pub(crate) unauthorized_use: String,
    pub(crate) notes: String,
}

/// The column `Port Number`, which writes some single ports as a span (`4748-4748`).
///
/// ```
/// use port_registry::Port;
/// use port_registry::csv::PortCell;
///
/// assert_eq!(PortCell::Port(Port::new(443)).to_string(), "443");
/// assert_eq!(PortCell::Empty.range(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum PortCell {
    /// The row is of a name alone.
    #[default]
    Empty,
    /// One port.
    Port(Port),
    /// A span, perhaps of one port.
    Span(PortRange),
}

impl PortCell {
    /// The ports that it stands for.
    ///
    /// ```
    /// use port_registry::PortClass;
    /// use port_registry::csv::PortCell;
    ///
    /// let cell = PortCell::Span(PortClass::Dynamic.range());
    /// assert_eq!(cell.range().unwrap().first(), 49152);
    /// ```
    #[must_use]
    pub const fn range(self) -> Option<PortRange> {
        match self {
            Self::Empty => None,
            Self::Port(port) => Some(PortRange::single(port)),
            Self::Span(range) => Some(range),
        }
    }
}

impl core::fmt::Display for PortCell {
    /// As in IANA's file.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Port(port) => write!(f, "{port}"),
            Self::Span(range) => write!(f, "{}-{}", range.first(), range.last()),
        }
    }
}

fn filled(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

impl Row {
    /// Column `Service Name`, as in [`Record::name`](crate::Record::name).
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        filled(&self.name)
    }

    /// Column `Port Number`, as in [`Record::ports`](crate::Record::ports).
    #[must_use]
    pub const fn ports(&self) -> Option<PortRange> {
        self.ports.range()
    }

    /// Column `Port Number`, as it is written.
    #[must_use]
    pub const fn port_cell(&self) -> PortCell {
        self.ports
    }

    /// The port or the first of the span, as in [`Record::port`](crate::Record::port).
    #[must_use]
    pub fn port(&self) -> Option<Port> {
        self.ports().map(PortRange::first)
    }

    /// Column `Transport Protocol`, as in [`Record::protocol`](crate::Record::protocol).
    #[must_use]
    pub const fn protocol(&self) -> Option<Protocol> {
        self.protocol
    }

    /// Column `Description` without IANA's sentence on a replaced name, as in
    /// [`Record::description`](crate::Record::description).
    #[must_use]
    pub fn description(&self) -> &str {
        self.split_description().0
    }

    /// Column `Assignee`, as in [`Record::assignee`](crate::Record::assignee).
    #[must_use]
    pub fn assignee(&self) -> Option<&str> {
        filled(&self.assignee)
    }

    /// Column `Contact`, as in [`Record::contact`](crate::Record::contact).
    #[must_use]
    pub fn contact(&self) -> Option<&str> {
        filled(&self.contact)
    }

    /// Column `Registration Date`, as in
    /// [`Record::registration_date`](crate::Record::registration_date).
    #[must_use]
    pub const fn registration_date(&self) -> Option<Date> {
        self.registration_date
    }

    /// Column `Modification Date`, as in
    /// [`Record::modification_date`](crate::Record::modification_date).
    #[must_use]
    pub const fn modification_date(&self) -> Option<Date> {
        self.modification_date
    }

    /// Column `Reference`, brackets and all.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        filled(&self.reference)
    }

    /// Column `Service Code`, as in [`Record::service_code`](crate::Record::service_code).
    #[must_use]
    pub const fn service_code(&self) -> Option<ServiceCode> {
        self.service_code
    }

    /// Column `Unauthorized Use Reported`, as in
    /// [`Record::unauthorized_use`](crate::Record::unauthorized_use).
    #[must_use]
    pub fn unauthorized_use(&self) -> Option<&str> {
        filled(&self.unauthorized_use)
    }

    /// Column `Assignment Notes`, as in [`Record::notes`](crate::Record::notes).
    #[must_use]
    pub fn notes(&self) -> Option<&str> {
        filled(&self.notes)
    }

    /// What stands in a column, to the letter.
    ///
    /// ```
    /// use port_registry::Column;
    /// use port_registry::csv::RegistryFile;
    ///
    /// let text = Column::ALL.map(Column::as_str).join(",") + "\n,4748-4748,,Unassigned,,,,,,,,\n";
    /// let file = RegistryFile::parse("one.csv", text.as_bytes())?;
    /// assert_eq!(file.rows()[0].cell(Column::PortNumber), "4748-4748");
    /// # Ok::<(), port_registry::csv::Problems>(())
    /// ```
    #[must_use]
    pub fn cell(&self, column: Column) -> Cow<'_, str> {
        fn written(value: Option<impl ToString>) -> Cow<'static, str> {
            value
                .map_or_else(String::new, |value| value.to_string())
                .into()
        }
        match column {
            Column::ServiceName => self.name.as_str().into(),
            Column::PortNumber => written(Some(self.ports)),
            Column::TransportProtocol => self.protocol.map_or("", Protocol::as_str).into(),
            Column::Description => self.description.as_str().into(),
            Column::Assignee => self.assignee.as_str().into(),
            Column::Contact => self.contact.as_str().into(),
            Column::RegistrationDate => written(self.registration_date),
            Column::ModificationDate => written(self.modification_date),
            Column::Reference => self.reference.as_str().into(),
            Column::ServiceCode => written(self.service_code.map(ServiceCode::get)),
            Column::UnauthorizedUseReported => self.unauthorized_use.as_str().into(),
            Column::AssignmentNotes => self.notes.as_str().into(),
        }
    }

    /// The description without the annotation, and the rest of the cell.
    pub(crate) fn split_description(&self) -> (&str, &str) {
        match self.description.split_once(ANNOTATION) {
            Some((before, _)) => self.description.split_at(before.trim_end().len()),
            None => (&self.description, ""),
        }
    }
}

/// The rows that can be read; the others become problems. A column that this crate does not know
/// is passed over, since IANA has added columns before.
pub(crate) fn read(file: &str, bytes: &[u8], problems: &mut Problems) -> Vec<Row> {
    let mut found = Problems::default();
    let rows = read_sheet(&Sheet::read(file, bytes, &mut found), &mut found);
    problems.add_file(found);
    rows
}

fn read_sheet(sheet: &Sheet, problems: &mut Problems) -> Vec<Row> {
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
            field: |column| record.text(places[column as usize]),
            sheet,
            problems,
        };
        rows.push(cells.row());
    }
    rows
}

/// The cells of one record.
struct Cells<'a, F> {
    line: u64,
    field: F,
    sheet: &'a Sheet,
    problems: &'a mut Problems,
}

impl<'a, F: Fn(Column) -> &'a str> Cells<'a, F> {
    fn row(&mut self) -> Row {
        Row {
            name: self.text(Column::ServiceName),
            ports: self.ports(),
            protocol: self.value(Column::TransportProtocol),
            description: self.text(Column::Description),
            assignee: self.text(Column::Assignee),
            contact: self.text(Column::Contact),
            registration_date: self.value(Column::RegistrationDate),
            modification_date: self.value(Column::ModificationDate),
            reference: self.text(Column::Reference),
            service_code: self.service_code(),
            unauthorized_use: self.text(Column::UnauthorizedUseReported),
            notes: self.text(Column::AssignmentNotes),
        }
    }

    fn text(&self, column: Column) -> String {
        (self.field)(column).to_owned()
    }

    /// An empty cell has no value; what cannot be read becomes a problem.
    fn value<T>(&mut self, column: Column) -> Option<T>
    where
        T: core::str::FromStr<Err: core::fmt::Display>,
    {
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

    fn ports(&mut self) -> PortCell {
        let is_span = (self.field)(Column::PortNumber).contains('-');
        match self.value::<PortRange>(Column::PortNumber) {
            None => PortCell::Empty,
            Some(range) if is_span => PortCell::Span(range),
            Some(range) => PortCell::Port(range.first()),
        }
    }

    /// Decimal only: the `SC:` forms of RFC 4340 are not IANA's way of writing this column.
    fn service_code(&mut self) -> Option<ServiceCode> {
        let cell = (self.field)(Column::ServiceCode);
        if cell.is_empty() {
            return None;
        }
        let is_decimal = cell.bytes().all(|byte| byte.is_ascii_digit());
        let code = cell.parse().ok().filter(|_| is_decimal);
        if code.is_none() {
            let cell = Quoted::new(cell);
            let message =
                format!("invalid service code {cell}: expected a decimal number to 4294967295");
            self.add(Column::ServiceCode, message);
        }
        code.map(ServiceCode::new)
    }

    fn add(&mut self, column: Column, message: String) {
        self.problems.add(
            self.sheet
                .problem(self.line, Some(column.as_str()), message),
        );
    }
}
