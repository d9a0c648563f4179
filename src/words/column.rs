use core::fmt;
use core::str::FromStr;

use super::Quoted;

/// A column of IANA's file.
///
/// ```
/// use port_registry::{Column, Record};
///
/// let second_row = Record::all().nth(2).unwrap();
/// assert_eq!(Column::ServiceName.as_str(), "Service Name");
/// assert_eq!(second_row.cell(Column::ServiceName).to_string(), "tcpmux");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Column {
    /// Column 1, [`Record::name`](crate::Record::name).
    ServiceName,
    /// Column 2, [`Record::ports`](crate::Record::ports).
    PortNumber,
    /// Column 3, [`Record::protocol`](crate::Record::protocol).
    TransportProtocol,
    /// Column 4, [`Record::description`](crate::Record::description).
    Description,
    /// Column 5, [`Record::assignee`](crate::Record::assignee).
    Assignee,
    /// Column 6, [`Record::contact`](crate::Record::contact).
    Contact,
    /// Column 7, [`Record::registration_date`](crate::Record::registration_date).
    RegistrationDate,
    /// Column 8, [`Record::modification_date`](crate::Record::modification_date).
    ModificationDate,
    /// Column 9, [`Record::references`](crate::Record::references).
    Reference,
    /// Column 10, [`Record::service_code`](crate::Record::service_code).
    ServiceCode,
    /// Column 11, [`Record::unauthorized_use`](crate::Record::unauthorized_use). Files from before
    /// 2020 or so head it `Known Unauthorized Uses`.
    UnauthorizedUseReported,
    /// Column 12, [`Record::notes`](crate::Record::notes).
    AssignmentNotes,
}

impl Column {
    /// The twelve, in IANA's order.
    ///
    /// ```
    /// assert_eq!(port_registry::Column::ALL.len(), 12);
    /// ```
    pub const ALL: [Self; 12] = [
        Self::ServiceName,
        Self::PortNumber,
        Self::TransportProtocol,
        Self::Description,
        Self::Assignee,
        Self::Contact,
        Self::RegistrationDate,
        Self::ModificationDate,
        Self::Reference,
        Self::ServiceCode,
        Self::UnauthorizedUseReported,
        Self::AssignmentNotes,
    ];

    /// The column's heading in IANA's file.
    ///
    /// ```
    /// assert_eq!(port_registry::Column::PortNumber.as_str(), "Port Number");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServiceName => "Service Name",
            Self::PortNumber => "Port Number",
            Self::TransportProtocol => "Transport Protocol",
            Self::Description => "Description",
            Self::Assignee => "Assignee",
            Self::Contact => "Contact",
            Self::RegistrationDate => "Registration Date",
            Self::ModificationDate => "Modification Date",
            Self::Reference => "Reference",
            Self::ServiceCode => "Service Code",
            Self::UnauthorizedUseReported => "Unauthorized Use Reported",
            Self::AssignmentNotes => "Assignment Notes",
        }
    }

    /// The heading in snake case, which the feature `serde` uses as a key.
    ///
    /// ```
    /// assert_eq!(port_registry::Column::PortNumber.key(), "port_number");
    /// ```
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ServiceName => "service_name",
            Self::PortNumber => "port_number",
            Self::TransportProtocol => "transport_protocol",
            Self::Description => "description",
            Self::Assignee => "assignee",
            Self::Contact => "contact",
            Self::RegistrationDate => "registration_date",
            Self::ModificationDate => "modification_date",
            Self::Reference => "reference",
            Self::ServiceCode => "service_code",
            Self::UnauthorizedUseReported => "unauthorized_use_reported",
            Self::AssignmentNotes => "assignment_notes",
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Column {
    type Err = ParseColumnError;

    /// Reads a heading to the letter, in the spelling of any year since 2014.
    fn from_str(heading: &str) -> Result<Self, Self::Err> {
        if heading == "Known Unauthorized Uses" {
            return Ok(Self::UnauthorizedUseReported);
        }
        Self::ALL
            .into_iter()
            .find(|column| column.as_str() == heading)
            .ok_or_else(|| ParseColumnError {
                input: Quoted::new(heading),
            })
    }
}

/// A text that heads no [`Column`].
///
/// ```
/// use port_registry::Column;
///
/// assert_eq!(
///     "Port".parse::<Column>().unwrap_err().to_string(),
///     r#"unknown column "Port": expected a heading of IANA's file, such as "Port Number""#,
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown column {input}: expected a heading of IANA's file, such as \"Port Number\"")]
pub struct ParseColumnError {
    input: Quoted,
}
