//! A row of the registry, with a getter for each column.

use core::fmt;
use core::num::NonZero;

use super::{Cell, Service};
use crate::tables::{self, RowInt, columns, names};
use crate::words::{
    Column, Date, People, Port, PortRange, Protocol, References, ServiceCode, annotation,
};

/// A row of the registry, with or without a service name.
///
/// A record with a name is a [`Service`]. A record without a name says that ports are reserved or
/// unassigned, or describes a use that has no name.
///
/// A record is a handle of two bytes. Records are compared, ordered and hashed by their position in
/// IANA's file, which changes from one release of the data to the next.
///
/// ```
/// use port_registry::{Record, Service};
///
/// let first = Record::all().next().unwrap();
/// assert_eq!((first.name(), first.description()), (None, "Reserved"));
/// assert_eq!(Record::all().filter_map(Record::service).count(), Service::all().count());
/// ```
///
/// # Serialization
///
/// With the feature `serde`, a record is serialized as a struct of all columns, with the keys that
/// [`Column::key`] returns. The description is always a string, that of [`Record::description`].
/// Each of the other columns has the form of its [`Cell`], and an empty column is none (`null` in
/// JSON). The form is the same in human-readable and in binary formats. A record cannot be
/// deserialized, but a [`Service`] can.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "row")]
#[doc(alias = "entry")]
#[doc(alias = "IANA")]
pub struct Record(NonZero<RowInt>);

impl Record {
    /// The number of records in the registry.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::COUNT, Record::all().len());
    /// ```
    pub const COUNT: usize = tables::RECORDS;

    /// Returns the record with this number of the tables, which is its position plus one.
    #[inline]
    pub(crate) const fn from_number(number: RowInt) -> Option<Self> {
        match NonZero::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Returns the record at this position of the registry, counted from 0.
    ///
    /// Returns `None` if `index` is not less than [`Record::COUNT`].
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::from_index(2).unwrap().name(), Some("tcpmux"));
    /// assert_eq!(Record::from_index(Record::COUNT), None);
    /// ```
    #[must_use]
    pub const fn from_index(index: usize) -> Option<Self> {
        if index < Self::COUNT {
            Self::from_number((index + 1) as RowInt)
        } else {
            None
        }
    }

    /// Returns the position of the record in the registry, counted from 0.
    ///
    /// It is less than [`Record::COUNT`], so that it can index a table with an element for each
    /// record. Do not store it: it changes with the data.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::all().last().unwrap().index(), Record::COUNT - 1);
    /// ```
    #[must_use]
    #[inline]
    pub const fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    /// Returns the record as a service, or `None` if the record has no name.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::from_index(0).unwrap().service(), None); // port 0 is reserved
    /// assert_eq!(Record::from_index(2).unwrap().service().unwrap().name(), "tcpmux");
    /// ```
    #[must_use]
    #[inline]
    pub const fn service(self) -> Option<Service> {
        if names::is_named(self.index()) {
            Some(Service::of_named(self))
        } else {
            None
        }
    }

    /// Returns the service name, in IANA's spelling: the column `Service Name`.
    ///
    /// Returns `None` if the record has no name. Lookups ignore the case of a name. About a hundred
    /// old names break the rules that [`ServiceName`](crate::ServiceName) checks.
    ///
    /// ```
    /// use port_registry::{Port, Record};
    ///
    /// let reserved = Record::all().find(|r| r.port() == Some(Port::new(1023))).unwrap();
    /// assert_eq!(reserved.name(), None);
    /// ```
    #[must_use]
    #[inline]
    pub fn name(self) -> Option<&'static str> {
        match names::name(self.index()) {
            "" => None,
            name => Some(name),
        }
    }

    /// Returns the range of ports, or `None` if the record has no port: the column `Port Number`.
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// let x11 = Service::by_name_over("x11", Protocol::Tcp).unwrap().record();
    /// assert_eq!(x11.ports().unwrap().to_string(), "6000-6063");
    /// ```
    #[must_use]
    #[inline]
    pub const fn ports(self) -> Option<PortRange> {
        match columns::ports(self.index()) {
            Some((range, _)) => Some(range),
            None => None,
        }
    }

    /// Returns the port, or the first port of a range: the column `Port Number`.
    ///
    /// Returns `None` if the record has no port.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::from_index(0).unwrap().port().unwrap(), 0);
    /// ```
    #[must_use]
    #[inline]
    pub const fn port(self) -> Option<Port> {
        columns::first_port(self.index())
    }

    /// Returns the transport protocol: the column `Transport Protocol`.
    ///
    /// Returns `None` if the record states none. Such a record is registered for every transport
    /// protocol.
    ///
    /// ```
    /// use port_registry::{Protocol, Record};
    ///
    /// assert_eq!(Record::from_index(0).unwrap().protocol(), Some(Protocol::Tcp));
    /// ```
    #[must_use]
    #[doc(alias = "transport")]
    #[inline]
    pub const fn protocol(self) -> Option<Protocol> {
        columns::protocol(self.index())
    }

    /// Returns whether the record is registered for this transport protocol: the record states it,
    /// or states none.
    ///
    /// ```
    /// use port_registry::{Port, Protocol};
    ///
    /// let flex_lm = Port::new(27000).service(Protocol::Sctp).unwrap().record();
    /// assert_eq!(flex_lm.protocol(), None);
    /// assert!(Protocol::ALL.into_iter().all(|protocol| flex_lm.is_over(protocol)));
    /// ```
    #[must_use]
    pub const fn is_over(self, protocol: Protocol) -> bool {
        columns::is_over(self.index(), protocol)
    }

    /// Returns the description, which may be empty: the column `Description`.
    ///
    /// A few descriptions have several lines, separated by `\n`. IANA's sentence about a name that
    /// the record [replaces](Record::replaces) is left out. [`cell`](Record::cell) has the whole
    /// column.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::from_index(0).unwrap().description(), "Reserved");
    /// ```
    #[must_use]
    #[inline]
    pub fn description(self) -> &'static str {
        columns::description(self.index())
    }

    /// Returns the ill-formed name that the record's name replaces, if any.
    ///
    /// IANA writes `IANA assigned this well-formed service name as a replacement for …` in the
    /// column `Description`. The ill-formed name has a record too, which is a [historic
    /// alias](Service::is_historic_alias).
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// let z39_50 = Service::by_name_over("z39-50", Protocol::Tcp).unwrap().record();
    /// assert_eq!(z39_50.description(), "ANSI Z39.50");
    /// assert_eq!(z39_50.replaces(), Some("z39.50"));
    /// ```
    #[must_use]
    pub fn replaces(self) -> Option<&'static str> {
        annotation::replaced_name(columns::annotation(self.index())?)
    }

    /// Returns the persons and organizations that the record is assigned to, without IANA's
    /// brackets: the column `Assignee`.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert!(Record::from_index(2).unwrap().assignees().eq(["Mark_Lottor"]));
    /// ```
    pub fn assignees(self) -> People<'static> {
        People::new(columns::assignee(self.index()))
    }

    /// Returns the persons and organizations to ask about the record, without IANA's brackets: the
    /// column `Contact`.
    ///
    /// IANA's file has identifiers such as `Mark_Lottor` here, not e-mail addresses.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert!(Record::from_index(2).unwrap().contacts().eq(["Mark_Lottor"]));
    /// ```
    #[doc(alias = "email")]
    pub fn contacts(self) -> People<'static> {
        People::new(columns::contact(self.index()))
    }

    /// Returns the date of the registration, if IANA has it: the column `Registration Date`.
    ///
    /// Most older records have no date.
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// let submissions = Service::by_name_over("submissions", Protocol::Tcp).unwrap().record();
    /// assert_eq!(submissions.registration_date().unwrap().to_string(), "2017-12-12");
    /// ```
    #[must_use]
    pub const fn registration_date(self) -> Option<Date> {
        columns::registration_date(self.index())
    }

    /// Returns the date of the last change, if IANA has it: the column `Modification Date`.
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// let https = Service::by_name_over("https", Protocol::Tcp).unwrap().record();
    /// assert!(https.modification_date().unwrap().year() >= 2021);
    /// ```
    #[must_use]
    pub const fn modification_date(self) -> Option<Date> {
        columns::modification_date(self.index())
    }

    /// Returns the documents that define the service, without IANA's brackets: the column
    /// `Reference`.
    ///
    /// ```
    /// use port_registry::record::ReferenceKind;
    /// use port_registry::Record;
    ///
    /// let mut references = Record::from_index(0).unwrap().references();
    /// assert_eq!(references.next().unwrap().kind(), ReferenceKind::Rfc(6335));
    /// ```
    #[doc(alias = "rfc")]
    #[doc(alias = "link")]
    pub fn references(self) -> References<'static> {
        References::new(columns::reference(self.index()).unwrap_or_default())
    }

    /// Returns the DCCP service code, if any: the column `Service Code`.
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// let discard = Service::by_name_over("discard", Protocol::Dccp).unwrap().record();
    /// assert_eq!(discard.service_code().unwrap().to_string(), "SC:DISC");
    /// ```
    #[must_use]
    pub const fn service_code(self) -> Option<ServiceCode> {
        columns::service_code(self.index())
    }

    /// Returns the reported uses of the port by others, if any: the column
    /// `Unauthorized Use Reported`.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert!(Record::all().any(|record| record.unauthorized_use().is_some()));
    /// ```
    #[must_use]
    pub fn unauthorized_use(self) -> Option<&'static str> {
        columns::unauthorized_use(self.index())
    }

    /// Returns IANA's remarks, if any: the column `Assignment Notes`.
    ///
    /// They may have several lines, separated by `\n`.
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// let www = Service::by_name_over("www", Protocol::Tcp).unwrap().record();
    /// assert!(www.notes().unwrap().starts_with("This is a duplicate of the \"http\" service"));
    /// ```
    #[must_use]
    pub fn notes(self) -> Option<&'static str> {
        columns::notes(self.index())
    }

    /// Returns the cell of a column, exactly as IANA writes it.
    ///
    /// ```
    /// use port_registry::record::Column;
    /// use port_registry::Record;
    ///
    /// let row = Record::from_index(2).unwrap();
    /// let cells = Column::ALL.map(|column| row.cell(column).to_string());
    /// assert_eq!(cells[..3], ["tcpmux", "1", "tcp"]);
    /// ```
    #[must_use]
    pub fn cell(self, column: Column) -> Cell {
        Cell::new(self, column)
    }
}

impl fmt::Debug for Record {
    /// Writes the position, and the columns by which a reader recognizes the record.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Record");
        fields.field("index", &self.index());
        if let Some(name) = self.name() {
            fields.field("name", &format_args!("{name}"));
        }
        if let Some(ports) = self.ports() {
            fields.field("ports", &format_args!("{ports}"));
        }
        if let Some(protocol) = self.protocol() {
            fields.field("protocol", &format_args!("{protocol}"));
        }
        fields.finish()
    }
}
