//! The registry's records as typed rows: every cell checked, none interpreted.

use super::problem::{Problem, Problems};
use super::sheet::{Sheet, Source};
use super::words::{Column, Date, Port, PortRange, Protocol, ServiceCode};

/// One record of IANA's file.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub name: String,
    pub ports: PortCell,
    pub protocol: Option<Protocol>,
    pub description: String,
    pub assignee: String,
    pub contact: String,
    pub registration_date: Option<Date>,
    pub modification_date: Option<Date>,
    pub reference: String,
    pub service_code: Option<ServiceCode>,
    pub unauthorized_use: String,
    pub notes: String,
}

/// The column `Port Number`, which writes some single ports as a span (`4748-4748`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PortCell {
    #[default]
    Empty,
    Port(Port),
    Span(PortRange),
}

impl PortCell {
    pub fn range(self) -> Option<PortRange> {
        match self {
            Self::Empty => None,
            Self::Port(port) => Some(PortRange::single(port)),
            Self::Span(range) => Some(range),
        }
    }
}

/// The rows that can be read; the others become problems. A column that this crate does not know
/// is passed over, since IANA has added columns before.
pub fn read(source: &Source, problems: &mut Problems) -> Vec<Row> {
    let sheet = Sheet::read(source, problems);
    let heads = |heading: &str, column: &str| {
        heading
            .parse::<Column>()
            .is_ok_and(|read| read.as_str() == column)
    };
    let Some(places) = sheet.columns(Column::ALL.map(Column::as_str), heads, problems) else {
        return Vec::new();
    };
    let mut rows = Vec::with_capacity(sheet.records.len());
    for record in &sheet.records {
        let mut cells = Cells {
            line: record.line,
            field: |column| {
                // `Column::ALL` is in the order of the declaration, so of the discriminants.
                record.field(places[column as usize])
            },
            sheet: &sheet,
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
        T: std::str::FromStr<Err: std::fmt::Display>,
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
        if !cell.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format!("invalid service code {cell:?}: expected a decimal number");
            self.add(Column::ServiceCode, message);
            return None;
        }
        self.value(Column::ServiceCode)
    }

    fn add(&mut self, column: Column, message: String) {
        let problem: Problem = self
            .sheet
            .problem(self.line, Some(column.as_str()), message);
        self.problems.add(problem);
    }
}
