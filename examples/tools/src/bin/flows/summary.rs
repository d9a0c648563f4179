//! Writes the summary by service, port or tag, as a table or as records. `main.rs` calls it at the end.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use port_registry::Port;
use port_registry_tools::cell::Cell;
use port_registry_tools::escape::one_line;
use port_registry_tools::format::{Format, Records};
use port_registry_tools::table::{Side, aligned};

use crate::flow_key::FlowKey;
use crate::flow_protocol::FlowProtocol;
use crate::services::Services;
use crate::sums::{Amounts, Sums};
use crate::tags::Tags;

/// A column of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Tag,
    Service,
    Protocol,
    Port,
    Flows,
    Packets,
    Bytes,
    Share,
    ServerKnownBy,
    Description,
}

/// What the summary has.
#[derive(Debug, Clone, Copy)]
pub struct Summary<'a> {
    pub services: &'a Services,
    /// The tags by which flows are summed up, instead of by port.
    pub tags: Option<&'a Tags>,
    pub has_description: bool,
}

/// A line of the summary.
struct Row<'a> {
    tag: Option<&'a str>,
    key: FlowKey,
    amounts: Amounts,
}

impl Summary<'_> {
    /// Returns the summary.
    pub fn write(&self, sums: &Sums, format: Format) -> io::Result<Vec<u8>> {
        let mut rows = self.rows(sums);
        // The sort is stable: rows with equal bytes stay sorted by tag, or by protocol number and port, those
        // without a port first. Without bytes, flows decide.
        rows.sort_by_key(|row| Reverse(row.amounts.bytes()));
        if rows.iter().all(|row| row.amounts.bytes().is_none()) {
            rows.sort_by_key(|row| Reverse((row.amounts.packets(), row.amounts.flows)));
        }
        let all = rows
            .iter()
            .map(|row| row.amounts.bytes().unwrap_or_default())
            .sum();
        let columns = self.columns();
        if format == Format::Text {
            let headings: Vec<(&str, Side)> =
                columns.iter().map(|column| column.heading()).collect();
            let cells = rows.iter().map(|row| {
                let cells = columns.iter().map(|column| self.text(*column, row, all));
                cells.collect::<Vec<_>>()
            });
            return Ok(aligned(&headings, cells).into_bytes());
        }
        let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
        let mut lines = Vec::new();
        let mut records = Records::new(&mut lines, format, &names)?;
        for row in &rows {
            let cells = columns.iter().map(|column| self.cell(*column, row, all));
            records.write(&cells.collect::<Vec<_>>())?;
        }
        Ok(lines)
    }

    fn rows<'a>(&'a self, sums: &Sums) -> Vec<Row<'a>> {
        let Some(tags) = self.tags else {
            let totals = sums.totals();
            return totals
                .map(|(key, amounts)| Row {
                    tag: None,
                    key,
                    amounts,
                })
                .collect();
        };
        let mut by_tag: BTreeMap<Option<&str>, Amounts> = BTreeMap::new();
        for (key, amounts) in sums.totals() {
            *by_tag.entry(tags.tag(key)).or_default() += amounts;
        }
        let row = |(tag, amounts)| Row {
            tag,
            key: FlowKey::without_port(FlowProtocol::Unknown),
            amounts,
        };
        by_tag.into_iter().map(row).collect()
    }

    fn columns(&self) -> Vec<Column> {
        use Column::{
            Bytes, Description, Flows, Packets, Port, Protocol, ServerKnownBy, Service, Share, Tag,
        };
        if self.tags.is_some() {
            return vec![Tag, Flows, Packets, Bytes, Share];
        }
        let mut columns = vec![
            Service,
            Protocol,
            Port,
            Flows,
            Packets,
            Bytes,
            Share,
            ServerKnownBy,
        ];
        if self.has_description {
            columns.push(Description);
        }
        columns
    }

    fn cell(&self, column: Column, row: &Row, all: u128) -> Cell {
        let amounts = &row.amounts;
        match column {
            Column::Tag => row.tag.into(),
            Column::Service => self.services.name(row.key).into(),
            Column::Protocol => match row.key.protocol {
                FlowProtocol::Unknown => Cell::Missing,
                protocol => protocol.to_string().into(),
            },
            Column::Port => row.key.port.map(Port::get).into(),
            Column::Flows => amounts.flows.into(),
            Column::Packets => amounts.packets().into(),
            Column::Bytes => amounts.bytes().into(),
            Column::Share => match amounts.bytes() {
                None => Cell::Missing,
                Some(bytes) => Cell::Number(format!("{:.6}", share(bytes, all))),
            },
            Column::ServerKnownBy => amounts.known_by.words().collect::<Vec<_>>().into(),
            Column::Description => self
                .services
                .description(row.key)
                .map_or(Cell::Missing, Cell::prose),
        }
    }

    fn text(&self, column: Column, row: &Row, all: u128) -> String {
        let text = match (column, self.cell(column, row, all)) {
            (Column::Share, Cell::Number(_)) => {
                format!(
                    "{:.2}%",
                    100.0 * share(row.amounts.bytes().unwrap_or_default(), all)
                )
            }
            (Column::ServerKnownBy, _) => {
                row.amounts.known_by.words().collect::<Vec<_>>().join(", ")
            }
            (_, Cell::Text(text) | Cell::Number(text)) => text,
            (_, Cell::Prose(text)) => one_line(&text).into_owned(),
            _ => String::new(),
        };
        if text.is_empty() {
            "-".to_owned()
        } else {
            text
        }
    }
}

impl Column {
    /// Returns the name of the column in records.
    const fn name(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Service => "service",
            Self::Protocol => "protocol",
            Self::Port => "port",
            Self::Flows => "flows",
            Self::Packets => "packets",
            Self::Bytes => "bytes",
            Self::Share => "share_of_bytes",
            Self::ServerKnownBy => "server_known_by",
            Self::Description => "description",
        }
    }

    /// Returns the heading of the column in the table.
    const fn heading(self) -> (&'static str, Side) {
        match self {
            Self::Tag => ("TAG", Side::Left),
            Self::Service => ("SERVICE", Side::Left),
            Self::Protocol => ("PROTOCOL", Side::Left),
            Self::Port => ("PORT", Side::Right),
            Self::Flows => ("FLOWS", Side::Right),
            Self::Packets => ("PACKETS", Side::Right),
            Self::Bytes => ("BYTES", Side::Right),
            Self::Share => ("SHARE", Side::Right),
            Self::ServerKnownBy => ("KNOWN BY", Side::Left),
            Self::Description => ("DESCRIPTION", Side::Left),
        }
    }
}

/// Returns a share from 0 to 1, rounded to six places.
#[expect(clippy::cast_precision_loss, reason = "six places are kept")]
fn share(bytes: u128, all: u128) -> f64 {
    if all == 0 {
        return 0.0;
    }
    (bytes as f64 / all as f64 * 1e6).round() / 1e6
}
