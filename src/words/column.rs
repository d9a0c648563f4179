//! The columns of IANA's file: the one list of them.

use core::fmt;
use core::str::FromStr;

use super::Quoted;
use super::record_error::{Error, Reason};
use super::text::Text;

/// Defines [`Column`] by one list, so that a column is added in one place.
macro_rules! columns {
    ($($(#[$doc:meta])* $column:ident = $heading:literal,)*) => {
        /// A column of IANA's file.
        ///
        /// ```
        /// use port_registry::Record;
        /// use port_registry::record::Column;
        ///
        /// let record = Record::from_index(2).unwrap();
        /// assert_eq!(Column::ServiceName.as_str(), "Service Name");
        /// assert_eq!(record.cell(Column::ServiceName).to_string(), "tcpmux");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Column {
            $($(#[$doc])* $column,)*
        }

        const HEADINGS: &[&str] = &[$($heading),*];

        impl Column {
            /// All columns, in the order of IANA's file.
            ///
            /// ```
            /// use port_registry::record::Column;
            ///
            /// assert_eq!(Column::ALL.len(), 12);
            /// ```
            pub const ALL: [Self; HEADINGS.len()] = [$(Self::$column),*];
        }
    };
}

columns! {
    /// [`Record::name`](crate::Record::name).
    ServiceName = "Service Name",
    /// [`Record::ports`](crate::Record::ports).
    PortNumber = "Port Number",
    /// [`Record::protocol`](crate::Record::protocol).
    TransportProtocol = "Transport Protocol",
    /// [`Record::description`](crate::Record::description).
    Description = "Description",
    /// [`Record::assignees`](crate::Record::assignees).
    Assignee = "Assignee",
    /// [`Record::contacts`](crate::Record::contacts).
    Contact = "Contact",
    /// [`Record::registration_date`](crate::Record::registration_date).
    RegistrationDate = "Registration Date",
    /// [`Record::modification_date`](crate::Record::modification_date).
    ModificationDate = "Modification Date",
    /// [`Record::references`](crate::Record::references).
    Reference = "Reference",
    /// [`Record::service_code`](crate::Record::service_code).
    ServiceCode = "Service Code",
    /// [`Record::unauthorized_use`](crate::Record::unauthorized_use). In files from before about
    /// 2020 the heading is `Known Unauthorized Uses`.
    UnauthorizedUseReported = "Unauthorized Use Reported",
    /// [`Record::notes`](crate::Record::notes).
    AssignmentNotes = "Assignment Notes",
}

/// The headings in snake case.
const KEYS: &[Text<32>] = &{
    let mut keys = [const { Text::new() }; HEADINGS.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = Text::new().with_snake_case(HEADINGS[at]);
        at += 1;
    }
    keys
};

impl Column {
    /// Returns the column's heading in IANA's file.
    ///
    /// ```
    /// use port_registry::record::Column;
    ///
    /// assert_eq!(Column::PortNumber.as_str(), "Port Number");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        HEADINGS[self as usize]
    }

    /// Returns the heading in snake case, which the feature `serde` uses as a key.
    ///
    /// ```
    /// use port_registry::record::Column;
    ///
    /// assert_eq!(Column::PortNumber.key(), "port_number");
    /// ```
    #[must_use]
    pub const fn key(self) -> &'static str {
        KEYS[self as usize].as_str()
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Column {
    type Err = Error;

    /// Parses a heading, exactly as IANA has written it in any year since 2014.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the input is not a heading of IANA's file. Case is not ignored.
    fn from_str(heading: &str) -> Result<Self, Self::Err> {
        if heading == "Known Unauthorized Uses" {
            return Ok(Self::UnauthorizedUseReported);
        }
        Self::ALL
            .into_iter()
            .find(|column| column.as_str() == heading)
            .ok_or_else(|| Error(Reason::Column(Quoted::new(heading))))
    }
}
