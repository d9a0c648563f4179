//! An aligned table, or all columns of each record, for people.

use std::fmt::Write as _;
use std::io::{self, Write};

use port_registry::{Column, Endpoint, Port, Protocol, Record, Service};

use crate::Found;
use crate::query::Query;
use crate::tsv::one_line;

/// How much to show of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// A line of the table.
    Line,
    /// Every column.
    AllColumns,
}

const HEADINGS: [&str; 6] = [
    "PORT",
    "PROTOCOL",
    "CLASS",
    "STATUS",
    "SERVICE",
    "DESCRIPTION",
];

/// The rows of all answers, kept so that they can be aligned.
#[derive(Default)]
pub struct Table {
    rows: Vec<([String; 6], Option<Record>)>,
}

impl Table {
    /// Adds what answers the query; tells whether there was anything to find.
    pub fn add(&mut self, query: Query) -> Found {
        match query {
            Query::Port(port) => {
                for protocol in Protocol::ALL {
                    self.add_endpoint(Endpoint::new(port, protocol));
                }
            }
            Query::Endpoint(endpoint) => self.add_endpoint(endpoint),
            Query::Name(_) | Query::NameOver(..) => {
                let services = query.meant();
                if services.is_empty() {
                    return Found::NotAll;
                }
                for service in services {
                    self.add_service(service);
                }
            }
        }
        Found::All
    }

    /// A row for each service, or one that says what the registry has instead.
    fn add_endpoint(&mut self, endpoint: Endpoint) {
        let (port, protocol) = (endpoint.port(), endpoint.protocol());
        let mut services = port.services_on(protocol).peekable();
        if services.peek().is_none() {
            let record = nameless(port, protocol);
            let description = record.map_or("", Record::description);
            let service = None;
            self.rows.push((
                row(port.into(), Some(protocol), service, description),
                record,
            ));
        }
        for service in services {
            let cells = row(
                port.into(),
                Some(protocol),
                Some(service),
                service.description(),
            );
            self.rows.push((cells, Some(service.record())));
        }
    }

    fn add_service(&mut self, service: Service) {
        let description = service.description();
        let cells = if let Some(ports) = service.ports() {
            row(ports, service.protocol(), Some(service), description)
        } else {
            let protocol = service.protocol().map_or("any", Protocol::as_str);
            [
                "-",
                protocol,
                "-",
                "-",
                service.name(),
                &one_line(description),
            ]
            .map(str::to_owned)
        };
        self.rows.push((cells, Some(service.record())));
    }

    pub fn write(&self, out: &mut impl Write, detail: Detail) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        match detail {
            Detail::Line => self.write_lines(out),
            Detail::AllColumns => self.write_columns(out),
        }
    }

    fn write_lines(&self, out: &mut impl Write) -> io::Result<()> {
        let headings = HEADINGS.map(str::to_owned);
        let lines = || std::iter::once(&headings).chain(self.rows.iter().map(|(cells, _)| cells));
        let mut widths = [0; HEADINGS.len()];
        for cells in lines() {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = cell.chars().count().max(*width);
            }
        }
        for cells in lines() {
            let mut line = String::new();
            for (cell, width) in cells.iter().zip(widths) {
                // Writing to a `String` cannot fail.
                let _ = write!(line, "{cell:width$}  ");
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// A block for each row: what the table shows, then the columns of the record.
    fn write_columns(&self, out: &mut impl Write) -> io::Result<()> {
        for (at, (cells, record)) in self.rows.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            let [port, protocol, class, status, ..] = cells;
            writeln!(out, "{port}/{protocol}: {class}, {status}")?;
            for column in Column::ALL {
                let cell = record
                    .map(|record| record.cell(column).to_string())
                    .unwrap_or_default();
                // Further lines of a cell stand under its first.
                let cell = cell.replace('\n', &format!("\n{:30}", ""));
                let line = format!("    {:26}{cell}", column.as_str());
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }
}

fn row(
    ports: port_registry::PortRange,
    protocol: Option<Protocol>,
    service: Option<Service>,
    description: &str,
) -> [String; 6] {
    let port = ports.first();
    [
        ports.to_string(),
        protocol.map_or("any", Protocol::as_str).to_owned(),
        port.class().to_string(),
        port.status(protocol.unwrap_or(Protocol::Tcp)).to_string(),
        service.map_or("-", Service::name).to_owned(),
        one_line(description).into_owned(),
    ]
}

/// The record without a name that says something of the port, if any.
fn nameless(port: Port, protocol: Protocol) -> Option<Record> {
    Record::all()
        .filter(|record| record.name().is_none() && record.is_over(protocol))
        .find(|record| record.ports().is_some_and(|ports| ports.contains(port)))
}
