//! The summary: services, most bytes first.

use std::cmp::Reverse;

use port_registry::Service;
use port_registry_tools::table::{Side, aligned};
use serde::Serialize;

use crate::row::Row;
use crate::sums::{Amounts, Sums};

/// How the summary is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Table,
    Csv,
    Json,
}

const HEADINGS: [(&str, Side); 7] = [
    ("SERVICE", Side::Left),
    ("PROTOCOL", Side::Left),
    ("PORT", Side::Right),
    ("FLOWS", Side::Right),
    ("PACKETS", Side::Right),
    ("BYTES", Side::Right),
    ("SHARE", Side::Right),
];

/// A row of the summary, in the order of its columns.
#[derive(Serialize)]
struct Line {
    service: Option<&'static str>,
    protocol: String,
    port: Option<u16>,
    flows: u64,
    packets: u128,
    bytes: u128,
    /// From 0 to 1, to six places.
    share_of_bytes: f64,
}

const COLUMNS: [&str; 7] = [
    "service",
    "protocol",
    "port",
    "flows",
    "packets",
    "bytes",
    "share_of_bytes",
];

/// The summary as text.
pub fn write(sums: &Sums, format: Format) -> Result<Vec<u8>, serde_json::Error> {
    let mut rows: Vec<(Row, Amounts)> = sums.rows().collect();
    // Equal ones stay in the order of protocol number and port, without port first.
    rows.sort_by_key(|(_, amounts)| Reverse(amounts.bytes));
    let all = rows.iter().map(|(_, amounts)| amounts.bytes).sum();
    let lines = rows
        .into_iter()
        .map(|(row, amounts)| Line::new(row, amounts, all));
    Ok(match format {
        Format::Table => aligned(&HEADINGS, lines.map(|line| line.cells(percent))).into_bytes(),
        Format::Csv => {
            let mut text = COLUMNS.join(",");
            for line in lines {
                text.push('\n');
                text.push_str(&line.cells(|share| format!("{share:.6}")).join(","));
            }
            text.push('\n');
            text.into_bytes()
        }
        Format::Json => {
            let mut text = Vec::new();
            for line in lines {
                serde_json::to_writer(&mut text, &line)?;
                text.push(b'\n');
            }
            text
        }
    })
}

impl Line {
    fn new(row: Row, amounts: Amounts, all: u128) -> Self {
        Self {
            service: row.service().map(Service::name),
            protocol: row.protocol().to_string(),
            port: row.port().map(port_registry::Port::get),
            flows: amounts.flows,
            packets: amounts.packets,
            bytes: amounts.bytes,
            share_of_bytes: share(amounts.bytes, all),
        }
    }

    fn cells(&self, share: impl Fn(f64) -> String) -> [String; 7] {
        [
            self.service.unwrap_or("-").to_owned(),
            self.protocol.clone(),
            self.port.map_or("-".to_owned(), |port| port.to_string()),
            self.flows.to_string(),
            self.packets.to_string(),
            self.bytes.to_string(),
            share(self.share_of_bytes),
        ]
    }
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

#[expect(clippy::cast_precision_loss, reason = "six places are kept")]
fn share(bytes: u128, all: u128) -> f64 {
    if all == 0 {
        return 0.0;
    }
    (bytes as f64 / all as f64 * 1e6).round() / 1e6
}
