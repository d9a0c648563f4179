//! Writes the summary by service as a table, CSV or JSON. `main.rs` calls it at the end.

use std::cmp::Reverse;

use port_registry::Service;
use port_registry_tools::table::{Side, aligned};
use serde::Serialize;

use crate::flow_key::FlowKey;
use crate::ip_protocol::Name;
use crate::sums::{Amounts, Sums};

/// The output format of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SummaryFormat {
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

/// A row of the summary. The fields are in the order of the columns.
#[derive(Serialize)]
struct SummaryRow {
    service: Option<&'static str>,
    protocol: String,
    port: Option<u16>,
    flows: u64,
    packets: u128,
    bytes: u128,
    /// From 0 to 1, rounded to six places.
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

/// Returns the summary as text.
pub fn write(sums: &Sums, format: SummaryFormat) -> Result<Vec<u8>, serde_json::Error> {
    let mut totals: Vec<(FlowKey, Amounts)> = sums.totals().collect();
    // The sort is stable: keys with equal bytes stay sorted by protocol number and port, keys
    // without a port first.
    totals.sort_by_key(|(_, amounts)| Reverse(amounts.bytes));
    let all = totals.iter().map(|(_, amounts)| amounts.bytes).sum();
    let lines = totals
        .into_iter()
        .map(|(key, amounts)| SummaryRow::new(key, amounts, all));
    Ok(match format {
        SummaryFormat::Table => {
            aligned(&HEADINGS, lines.map(|line| line.cells(percent))).into_bytes()
        }
        SummaryFormat::Csv => {
            let mut text = COLUMNS.join(",");
            for line in lines {
                text.push('\n');
                text.push_str(&line.cells(|share| format!("{share:.6}")).join(","));
            }
            text.push('\n');
            text.into_bytes()
        }
        SummaryFormat::Json => {
            let mut text = Vec::new();
            for line in lines {
                serde_json::to_writer(&mut text, &line)?;
                text.push(b'\n');
            }
            text
        }
    })
}

impl SummaryRow {
    fn new(key: FlowKey, amounts: Amounts, all: u128) -> Self {
        Self {
            service: key.service().map(Service::name),
            protocol: Name(key.protocol()).to_string(),
            port: key.port().map(port_registry::Port::get),
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
