//! A cell of the registry, exactly as IANA writes it.
//!
//! The features `serde` and `csv` use it to write records.

use core::fmt;

use crate::tables::columns;
use crate::words::{Column, Date, PortRange, Protocol, ServiceCode};

use super::Record;

/// A cell of the registry. `Display` writes its content exactly as IANA does, without the quotes of
/// CSV.
///
/// It is returned by [`Record::cell`]. Use cells to print any column in the same way, or to write
/// IANA's file; use the getters of [`Record`] to read a column as a type.
///
/// ```
/// use port_registry::record::Column;
/// use port_registry::{Protocol, Service};
///
/// let x11 = Service::by_name_over("x11", Protocol::Tcp).unwrap().record();
/// assert_eq!(x11.cell(Column::PortNumber).to_string(), "6000-6063");
/// assert!(x11.cell(Column::AssignmentNotes).is_empty());
/// ```
///
/// # Serialization
///
/// With the feature `serde`, an empty cell is serialized as none (`null` in JSON), a single port
/// and a service code as a number, and any other cell as a string. The form is the same in
/// human-readable and in binary formats. A cell cannot be deserialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell(Content);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Content {
    Empty,
    Text(&'static str),
    /// A description, and the annotation after it. The tables keep them apart, since a getter
    /// returns the description alone.
    Annotated(&'static str, &'static str),
    Port(PortRange),
    /// Written as a range even if it is of one port, as in `4748-4748`.
    Range(PortRange),
    Protocol(Protocol),
    Date(Date),
    ServiceCode(ServiceCode),
}

impl Cell {
    pub(super) fn new(record: Record, column: Column) -> Self {
        let row = record.index();
        let text = |text: Option<&'static str>| text.map(Content::Text);
        let filled = |text: &'static str| (!text.is_empty()).then_some(Content::Text(text));
        let content = match column {
            Column::ServiceName => text(record.name()),
            Column::PortNumber => columns::ports(row).map(|(range, is_range)| {
                if is_range {
                    Content::Range(range)
                } else {
                    Content::Port(range)
                }
            }),
            Column::TransportProtocol => record.protocol().map(Content::Protocol),
            Column::Description => match columns::annotation(row) {
                Some(rest) => Some(Content::Annotated(record.description(), rest)),
                None => filled(record.description()),
            },
            Column::Assignee => filled(columns::assignee(row)),
            Column::Contact => filled(columns::contact(row)),
            Column::RegistrationDate => record.registration_date().map(Content::Date),
            Column::ModificationDate => record.modification_date().map(Content::Date),
            Column::Reference => text(columns::reference(row)),
            Column::ServiceCode => record.service_code().map(Content::ServiceCode),
            Column::UnauthorizedUseReported => text(record.unauthorized_use()),
            Column::AssignmentNotes => text(record.notes()),
        };
        Self(content.unwrap_or(Content::Empty))
    }

    /// Returns the content, for the feature `serde`.
    #[cfg(feature = "serde")]
    pub(crate) const fn content(self) -> Content {
        self.0
    }

    /// Returns whether the cell is empty.
    ///
    /// ```
    /// use port_registry::record::Column;
    /// use port_registry::Record;
    ///
    /// let first = Record::all().next().unwrap();
    /// assert!(first.cell(Column::ServiceName).is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(self) -> bool {
        matches!(self.0, Content::Empty)
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Content::Empty => Ok(()),
            Content::Text(text) => f.write_str(text),
            Content::Annotated(text, annotation) => {
                f.write_str(text)?;
                f.write_str(annotation)
            }
            Content::Port(range) => fmt::Display::fmt(&range, f),
            Content::Range(range) => write!(f, "{}-{}", range.first(), range.last()),
            Content::Protocol(protocol) => f.write_str(protocol.as_str()),
            Content::Date(date) => fmt::Display::fmt(&date, f),
            Content::ServiceCode(code) => fmt::Display::fmt(&code.get(), f),
        }
    }
}
