//! A row of the registry: the getters of all columns.

use core::fmt;
use core::num::NonZero;

use super::{Cell, Service};
use crate::tables::{self, RowInt, columns, names};
use crate::words::{Column, Date, People, Port, PortRange, Protocol, References, ServiceCode};

/// One row of the registry, with or without a name: a handle of two bytes.
///
/// Rows without a name say that ports are reserved or unassigned, or describe a use that has no
/// name; for those with one there is [`Service`]. Records compare and sort by their position in
/// IANA's file, which is not stable from one snapshot to the next.
///
/// ```
/// use port_registry::{Record, Service};
///
/// let first = Record::all().next().unwrap();
/// assert_eq!((first.name(), first.description()), (None, "Reserved"));
/// assert_eq!(Record::all().filter_map(Record::service).count(), Service::all().count());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "row")]
#[doc(alias = "entry")]
#[doc(alias = "IANA")]
pub struct Record(NonZero<RowInt>);

impl Record {
    /// How many records the registry has.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::COUNT, Record::all().len());
    /// ```
    pub const COUNT: usize = tables::RECORDS;

    /// The record with this number, as the tables hold it.
    pub(crate) const fn from_number(number: RowInt) -> Option<Self> {
        match NonZero::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The record at this position of the registry.
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

    /// The position in the registry, from 0: less than [`Record::COUNT`], so an index for tables of
    /// one's own.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::all().last().unwrap().index(), Record::COUNT - 1);
    /// ```
    #[must_use]
    pub const fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    /// The record as a service, if it has a name.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::from_index(0).unwrap().service(), None); // port 0 is reserved
    /// assert_eq!(Record::from_index(2).unwrap().service().unwrap().name(), "tcpmux");
    /// ```
    #[must_use]
    pub const fn service(self) -> Option<Service> {
        if names::is_named(self.index()) {
            Some(Service::of_named(self))
        } else {
            None
        }
    }

    /// The name, in IANA's spelling: column `Service Name`.
    ///
    /// Names are compared without regard to case. About a hundred old ones break the syntax that
    /// [`ServiceName`](crate::ServiceName) checks.
    ///
    /// ```
    /// use port_registry::{Port, Record};
    ///
    /// let reserved = Record::all().find(|r| r.port() == Some(Port::new(1023))).unwrap();
    /// assert_eq!(reserved.name(), None);
    /// ```
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        names::name(self.index())
    }

    /// The ports that the row stands for, if any: column `Port Number`.
    ///
    /// ```
    /// use port_registry::{Protocol, Service};
    ///
    /// let x11 = Service::by_name_over("x11", Protocol::Tcp).unwrap().record();
    /// assert_eq!(x11.ports().unwrap().to_string(), "6000-6063");
    /// ```
    #[must_use]
    pub const fn ports(self) -> Option<PortRange> {
        match columns::ports(self.index()) {
            Some((range, _)) => Some(range),
            None => None,
        }
    }

    /// The port, or the first of the span: column `Port Number`.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::from_index(0).unwrap().port().unwrap(), 0);
    /// ```
    #[must_use]
    pub const fn port(self) -> Option<Port> {
        columns::first_port(self.index())
    }

    /// The transport, or `None` for a row that stands for all of them: column `Transport
    /// Protocol`.
    ///
    /// ```
    /// use port_registry::{Protocol, Record};
    ///
    /// assert_eq!(Record::from_index(0).unwrap().protocol(), Some(Protocol::Tcp));
    /// ```
    #[must_use]
    #[doc(alias = "transport")]
    pub const fn protocol(self) -> Option<Protocol> {
        columns::protocol(self.index())
    }

    /// Whether the row stands for this transport: it states it, or states none.
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

    /// The description, empty if there is none: column `Description`.
    ///
    /// Lines may end in `\n`. IANA's sentence on a replaced name is left out; see
    /// [`replaces`](Record::replaces), and [`cell`](Record::cell) for all of it.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert_eq!(Record::from_index(0).unwrap().description(), "Reserved");
    /// ```
    #[must_use]
    pub fn description(self) -> &'static str {
        columns::description(self.index())
    }

    /// The ill-formed name that this well-formed one was registered for.
    ///
    /// IANA adds the sentence `IANA assigned this well-formed service name as a replacement for …`
    /// to the column `Description`. The old name has a record too, a
    /// [historic alias](Service::canonical).
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
        let (_, quoted) = columns::annotation(self.index())?.split_once('"')?;
        Some(quoted.split_once('"')?.0)
    }

    /// Returns the persons and organizations that the record is assigned to: the column `Assignee`.
    ///
    /// IANA writes each in brackets, which are left out.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert!(Record::from_index(0).unwrap().assignees().eq(["Jon_Postel"]));
    /// ```
    pub fn assignees(self) -> People<'static> {
        People::new(columns::assignee(self.index()))
    }

    /// Returns the persons and organizations to ask about the record: the column `Contact`.
    ///
    /// IANA writes each in brackets, which are left out.
    ///
    /// ```
    /// use port_registry::Record;
    ///
    /// assert!(Record::from_index(0).unwrap().contacts().eq(["Jon_Postel"]));
    /// ```
    pub fn contacts(self) -> People<'static> {
        People::new(columns::contact(self.index()))
    }

    /// When it was registered: column `Registration Date`. Most older rows have none.
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

    /// When it was last changed: column `Modification Date`.
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

    /// The documents that define the service: column `Reference`.
    ///
    /// ```
    /// use port_registry::record::ReferenceKind;
    /// use port_registry::Record;
    ///
    /// let mut references = Record::from_index(0).unwrap().references();
    /// assert_eq!(references.next().unwrap().kind(), ReferenceKind::Rfc(6335));
    /// ```
    #[doc(alias = "rfc")]
    pub fn references(self) -> References<'static> {
        References::new(columns::reference(self.index()).unwrap_or_default())
    }

    /// The DCCP service code: column `Service Code`.
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

    /// Who else was seen to use the port: column `Unauthorized Use Reported`.
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

    /// Remarks of several lines: column `Assignment Notes`.
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

    /// What stands in a column, to the letter.
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
    /// The position, and what tells one row from another.
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
