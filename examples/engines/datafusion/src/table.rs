//! The registry as tables.

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use port_registry_arrow::table;

/// A table of the registry, for joins and lists.
///
/// ```
/// use port_registry_datafusion::Table;
///
/// assert_eq!(Table::by_name("port_services"), Some(Table::PortServices));
/// assert_eq!(Table::IpProtocols.batch()?.num_rows(), 256);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Table {
    /// `iana_ports`: all records of the registry with all columns.
    IanaPorts,
    /// `port_services`: the preferred service of each port and protocol, one row a pair. It is the table to join.
    PortServices,
    /// `ip_protocols`: the 256 IP protocols.
    IpProtocols,
}

impl Table {
    /// All tables.
    ///
    /// ```
    /// use port_registry_datafusion::Table;
    ///
    /// assert_eq!(Table::ALL.map(Table::name), ["iana_ports", "port_services", "ip_protocols"]);
    /// ```
    pub const ALL: [Self; 3] = [Self::IanaPorts, Self::PortServices, Self::IpProtocols];

    /// Returns the name of the table in SQL.
    ///
    /// ```
    /// use port_registry_datafusion::Table;
    ///
    /// assert_eq!(Table::PortServices.name(), "port_services");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IanaPorts => "iana_ports",
            Self::PortServices => "port_services",
            Self::IpProtocols => "ip_protocols",
        }
    }

    /// Returns the table with this name.
    ///
    /// ```
    /// use port_registry_datafusion::Table;
    ///
    /// assert_eq!(Table::by_name("iana_ports"), Some(Table::IanaPorts));
    /// ```
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// Returns the rows. It reads the whole registry, in a few milliseconds.
    ///
    /// # Errors
    ///
    /// Returns the error of Arrow if the columns do not make a batch, which does not happen.
    ///
    /// ```
    /// use port_registry_datafusion::Table;
    ///
    /// assert_eq!(Table::IanaPorts.batch()?.num_rows(), port_registry::Record::COUNT);
    /// # Ok::<(), arrow_schema::ArrowError>(())
    /// ```
    pub fn batch(self) -> Result<RecordBatch, ArrowError> {
        match self {
            Self::IanaPorts => table::iana_ports(),
            Self::PortServices => table::port_services(),
            Self::IpProtocols => table::ip_protocols(),
        }
    }
}
