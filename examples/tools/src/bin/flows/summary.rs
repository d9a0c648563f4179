//! Writes the summary by service, as a table or as records. `main.rs` calls it at the end.

use std::cmp::Reverse;
use std::io;

use port_registry::{Port, Service};
use port_registry_tools::cell::Cell;
use port_registry_tools::format::{Format, Records};
use port_registry_tools::table::{Side, aligned};

use crate::flow_key::FlowKey;
use crate::ip_protocol::Name;
use crate::sums::{Amounts, Sums};

const HEADINGS: [(&str, Side); 7] = [
    ("SERVICE", Side::Left),
    ("PROTOCOL", Side::Left),
    ("PORT", Side::Right),
    ("FLOWS", Side::Right),
    ("PACKETS", Side::Right),
    ("BYTES", Side::Right),
    ("SHARE", Side::Right),
];

const COLUMNS: [&str; 7] = [
    "service",
    "protocol",
    "port",
    "flows",
    "packets",
    "bytes",
    "share_of_bytes",
];

/// Returns the summary.
pub fn write(sums: &Sums, format: Format) -> io::Result<Vec<u8>> {
    let mut totals: Vec<(FlowKey, Amounts)> = sums.totals().collect();
    // The sort is stable: keys with equal bytes stay sorted by protocol number and port, keys
    // without a port first.
    totals.sort_by_key(|(_, amounts)| Reverse(amounts.bytes));
    let all = totals.iter().map(|(_, amounts)| amounts.bytes).sum();
    if format == Format::Text {
        let rows = totals.iter().map(|(key, amounts)| row(*key, amounts, all));
        return Ok(aligned(&HEADINGS, rows).into_bytes());
    }
    let mut lines = Vec::new();
    let mut records = Records::new(&mut lines, format, &COLUMNS)?;
    for (key, amounts) in &totals {
        records.write(&record(*key, amounts, all))?;
    }
    Ok(lines)
}

fn row(key: FlowKey, amounts: &Amounts, all: u128) -> [String; 7] {
    [
        key.service().map_or("-", Service::name).to_owned(),
        Name(key.protocol()).to_string(),
        key.port().map_or("-".to_owned(), |port| port.to_string()),
        amounts.flows.to_string(),
        amounts.packets.to_string(),
        amounts.bytes.to_string(),
        format!("{:.2}%", 100.0 * share(amounts.bytes, all)),
    ]
}

fn record(key: FlowKey, amounts: &Amounts, all: u128) -> [Cell; 7] {
    [
        key.service().map(Service::name).into(),
        Name(key.protocol()).to_string().into(),
        key.port().map(Port::get).into(),
        amounts.flows.into(),
        amounts.packets.into(),
        amounts.bytes.into(),
        Cell::Number(format!("{:.6}", share(amounts.bytes, all))),
    ]
}

/// Returns a share from 0 to 1, rounded to six places.
#[expect(clippy::cast_precision_loss, reason = "six places are kept")]
fn share(bytes: u128, all: u128) -> f64 {
    if all == 0 {
        return 0.0;
    }
    (bytes as f64 / all as f64 * 1e6).round() / 1e6
}
