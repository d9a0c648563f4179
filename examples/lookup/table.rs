//! The human-readable output: an aligned table, or all columns of each record.
//!
//! `human_readable.rs` adds rows, `main.rs` writes the table.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use port_registry::record::Column;
use port_registry::{
    Endpoint, IpProtocol, KnownUse, PortClass, PortRange, Protocol, Record, Service, Status,
};

use crate::answer::Outcome;
use crate::ip_protocol::{columns, describe};
use crate::machine_readable::is_blocked;
use crate::options::Detail;
use crate::query::{Names, Query};
use crate::shared::escape::one_line;
use crate::shared::nameless::nameless;
use crate::shared::program::Ending;

const HEADINGS: [&str; 6] = [
    "PORT",
    "PROTOCOL",
    "CLASS",
    "STATUS",
    "SERVICE",
    "DESCRIPTION",
];

/// The rows of all answers. They are collected before writing, since the columns are aligned.
#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

struct Row {
    cells: [String; HEADINGS.len()],
    /// The class and status; `None` for a service without a port.
    class_and_status: Option<(PortClass, Status)>,
    of: Of,
}

/// What a row is of.
enum Of {
    /// A record of the port registry, if the port has one.
    Record(Option<Record>),
    IpProtocol(IpProtocol),
    KnownUse(KnownUse),
}

impl Table {
    /// Adds the answer to the query. Returns whether there is one.
    pub fn add(&mut self, query: Query, names: Names) -> Ending {
        match query {
            Query::Port(port) => {
                for protocol in Protocol::ALL {
                    self.add_endpoint(Endpoint::new(port, protocol), names);
                }
            }
            Query::Endpoint(endpoint) => self.add_endpoint(endpoint, names),
            Query::Name(_) | Query::NameOver(..) | Query::IpProtocol(_) => {
                let rows_before = self.rows.len();
                for service in query.services(names) {
                    self.add_service(service);
                }
                self.rows
                    .extend(query.ip_protocol(names).map(Row::of_ip_protocol));
                let known = query.known_uses(names).into_iter();
                self.rows
                    .extend(known.map(|known| Row::of_known_use(known.ports(), known)));
                if self.rows.len() == rows_before {
                    return Ending::Incomplete;
                }
            }
        }
        Ending::Complete
    }

    /// Adds a row for each service of the port; if there are none, one row with the status of the
    /// port. Known uses follow.
    fn add_endpoint(&mut self, endpoint: Endpoint, names: Names) {
        let (port, protocol) = (endpoint.port(), endpoint.protocol());
        let row = |record| Row::new(port.into(), Some(protocol), record).marked(endpoint);
        let mut services = port.services_over(protocol).peekable();
        if services.peek().is_none() {
            self.rows.push(row(nameless(endpoint)));
        }
        self.rows
            .extend(services.map(|service| row(Some(service.record()))));
        if names == Names::Common {
            let known = port.known_uses(protocol);
            self.rows
                .extend(known.map(|known| Row::of_known_use(port.into(), known)));
        }
    }

    /// Adds one row with all ports of a service.
    pub fn add_service(&mut self, service: Service) {
        self.rows.push(match service.ports() {
            Some(ports) => Row::new(ports, service.protocol(), Some(service.record())),
            None => Row::without_port(service),
        });
    }

    pub fn write(&self, out: &mut impl Write, detail: Detail) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        match detail {
            Detail::Row => self.write_lines(out),
            Detail::AllColumns => self.write_columns(out),
        }
    }

    fn write_lines(&self, out: &mut impl Write) -> io::Result<()> {
        let mut widths = HEADINGS.map(str::len);
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(&row.cells) {
                *width = cell.chars().count().max(*width);
            }
        }
        let bold = [Style::new().bold(); HEADINGS.len()];
        write_line(out, &HEADINGS.map(str::to_owned), widths, bold)?;
        for row in &self.rows {
            write_line(out, &row.cells, widths, row.styles())?;
        }
        Ok(())
    }

    /// Writes a block for each row: its port, class and status, then all columns of the record.
    fn write_columns(&self, out: &mut impl Write) -> io::Result<()> {
        let bold = Style::new().bold();
        for (at, row) in self.rows.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            match row.of {
                Of::Record(record) => {
                    let [port, protocol, class, status, ..] = &row.cells;
                    writeln!(out, "{bold}{port}/{protocol}: {class}, {status}{bold:#}")?;
                    for column in Column::ALL {
                        let cell = record.map(|record| record.cell(column).to_string());
                        write_cell(out, column.as_str(), &cell.unwrap_or_default())?;
                    }
                }
                Of::KnownUse(known) => {
                    let [port, protocol, class, status, ..] = &row.cells;
                    writeln!(out, "{bold}{port}/{protocol}: {class}, {status}{bold:#}")?;
                    write_cell(out, "Name", known.name())?;
                    write_cell(out, "Title", known.title())?;
                    write_cell(out, "Source", known.source())?;
                    write_cell(out, "Note", known.note().unwrap_or_default())?;
                }
                Of::IpProtocol(protocol) => {
                    writeln!(out, "{bold}{}/ip{bold:#}", protocol.number())?;
                    for (column, cell) in columns(protocol) {
                        write_cell(out, column, &cell)?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Row {
    fn new(ports: PortRange, protocol: Option<Protocol>, record: Option<Record>) -> Self {
        let port = ports.first();
        let class = port.class();
        let status = port.status(protocol.unwrap_or(Protocol::Tcp));
        let service = record.and_then(Record::service);
        Self {
            cells: [
                ports.to_string(),
                protocol.map_or("any", Protocol::as_str).to_owned(),
                class.to_string(),
                status.to_string(),
                service.map_or("-", Service::name).to_owned(),
                one_line(record.map_or("", Record::description)).into_owned(),
            ],
            class_and_status: Some((class, status)),
            of: Of::Record(record),
        }
    }

    /// Adds a mark to the description if browsers send no requests to the port.
    fn marked(mut self, endpoint: Endpoint) -> Self {
        if is_blocked(endpoint.port().into(), endpoint.protocol()) {
            let [.., description] = &mut self.cells;
            let separator = if description.is_empty() { "" } else { " " };
            *description = format!("{description}{separator}(blocked by browsers)");
        }
        self
    }

    fn without_port(service: Service) -> Self {
        let protocol = service.protocol().map_or("any", Protocol::as_str);
        let description = one_line(service.description());
        Self {
            cells: ["-", protocol, "-", "-", service.name(), &description].map(str::to_owned),
            class_and_status: None,
            of: Of::Record(Some(service.record())),
        }
    }

    fn of_ip_protocol(protocol: IpProtocol) -> Self {
        let (keyword, description) = (protocol.to_string(), describe(protocol));
        let status = Outcome::IpProtocol.as_str().unwrap_or_default();
        Self {
            cells: ["-", &keyword, "-", status, "-", &one_line(&description)].map(str::to_owned),
            class_and_status: None,
            of: Of::IpProtocol(protocol),
        }
    }

    fn of_known_use(ports: PortRange, known: KnownUse) -> Self {
        let (port, class) = (ports.to_string(), ports.first().class());
        let status = Outcome::KnownUse.as_str().unwrap_or_default();
        let protocol = known.protocol().as_str();
        let cells = [
            &port,
            protocol,
            class.as_str(),
            status,
            known.name(),
            known.title(),
        ];
        Self {
            cells: cells.map(str::to_owned),
            class_and_status: None,
            of: Of::KnownUse(known),
        }
    }

    /// Returns colours for the less common values. The words say the same, so nothing is
    /// lost without colours.
    fn styles(&self) -> [Style; HEADINGS.len()] {
        let plain = Style::new();
        let colour = |colour: AnsiColor| plain.fg_color(Some(colour.into()));
        let class = match self.class_and_status {
            Some((PortClass::Dynamic, _)) => colour(AnsiColor::Cyan),
            _ => plain,
        };
        let status = match self.class_and_status {
            Some((_, Status::Reserved)) => colour(AnsiColor::Yellow),
            Some((_, Status::Unassigned)) => plain.dimmed(),
            Some((_, Status::Dynamic)) => colour(AnsiColor::Cyan),
            _ => plain,
        };
        [plain, plain, class, status, plain, plain]
    }
}

/// Writes a column and its cell. The further lines of a cell are aligned with its first.
fn write_cell(out: &mut impl Write, column: &str, cell: &str) -> io::Result<()> {
    let cell = cell.replace('\n', &format!("\n{:30}", ""));
    let line = format!("    {column:26}{cell}");
    writeln!(out, "{}", line.trim_end())
}

/// Writes cells two spaces apart, without spaces at the end of the line.
fn write_line<const N: usize>(
    out: &mut impl Write,
    cells: &[String; N],
    widths: [usize; N],
    styles: [Style; N],
) -> io::Result<()> {
    let mut gap = 0;
    for ((cell, width), style) in cells.iter().zip(widths).zip(styles) {
        if !cell.is_empty() {
            write!(out, "{:gap$}{style}{cell}{style:#}", "")?;
            gap = 0;
        }
        gap += width - cell.chars().count() + 2;
    }
    writeln!(out)
}
