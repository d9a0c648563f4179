//! Writes conversations, or their sums by service, as a table, as CSV or as JSON.
//!
//! Called by `main` after the capture has been read.

use std::io::{self, Write};

use jiff::Timestamp;
use port_registry::Service;
use port_registry_tools::program::AnyError;
use port_registry_tools::table::{Side, aligned};
use serde::Serialize;

use crate::conversations::Conversation;
use crate::summary::Sum;

/// The format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table with aligned columns.
    Table,
    /// Comma-separated values with a header row.
    Csv,
    /// One JSON object per line.
    Json,
}

/// A conversation as a CSV row or a JSON object. The names of the fields are the column names of CSV
/// and the keys of JSON.
#[derive(Debug, Serialize)]
struct ConversationRow {
    service: Option<&'static str>,
    protocol: String,
    client: String,
    client_port: u16,
    server: String,
    server_port: u16,
    packets: u64,
    bytes: u64,
    packets_to_server: u64,
    bytes_to_server: u64,
    packets_to_client: u64,
    bytes_to_client: u64,
    first: Option<String>,
    last: Option<String>,
    server_known_by: &'static str,
}

/// A sum as a CSV row or a JSON object. The names of the fields are the column names of CSV and the
/// keys of JSON.
#[derive(Debug, Serialize)]
struct SumRow {
    service: Option<&'static str>,
    protocol: String,
    port: Option<u16>,
    conversations: u64,
    packets: u64,
    bytes: u64,
    share_of_bytes: f64,
}

/// Writes all conversations. In the table, `START` is the number of seconds after `start`.
///
/// # Errors
///
/// Returns an error if writing to `out` fails.
pub fn conversations(
    out: &mut impl Write,
    format: Format,
    conversations: &[Conversation],
    start: Option<Timestamp>,
) -> Result<(), AnyError> {
    match format {
        Format::Table => {
            let headings = [
                ("SERVICE", Side::Left),
                ("PROTOCOL", Side::Left),
                ("CLIENT", Side::Left),
                ("SERVER", Side::Left),
                ("PACKETS", Side::Right),
                ("TO SERVER", Side::Right),
                ("TO CLIENT", Side::Right),
                ("START", Side::Right),
                ("DURATION", Side::Right),
            ];
            let rows = conversations.iter().map(|told| {
                let seconds = |from: Option<Timestamp>, to: Option<Timestamp>| {
                    let seconds = from
                        .zip(to)
                        .map(|(from, to)| to.duration_since(from).as_secs_f64());
                    seconds.map_or("-".to_owned(), |seconds| format!("{seconds:.6}"))
                };
                let (first, last) = (
                    told.span.map(|span| span.first),
                    told.span.map(|span| span.last),
                );
                [
                    told.service.map_or("-", Service::name).to_owned(),
                    told.transport.to_string(),
                    told.client.to_string(),
                    told.server.to_string(),
                    told.total().packets.to_string(),
                    told.asked.bytes.to_string(),
                    told.answered.bytes.to_string(),
                    seconds(start, first),
                    seconds(first, last),
                ]
            });
            Ok(out.write_all(aligned(&headings, rows).as_bytes())?)
        }
        Format::Csv => csv(out, conversations.iter().map(ConversationRow::new)),
        Format::Json => json(out, conversations.iter().map(ConversationRow::new)),
    }
}

/// Writes all sums.
///
/// # Errors
///
/// Returns an error if writing to `out` fails.
pub fn sums(out: &mut impl Write, format: Format, sums: &[Sum]) -> Result<(), AnyError> {
    let all: u64 = sums.iter().map(|sum| sum.tally.bytes).sum();
    let rows = sums.iter().map(|sum| SumRow::new(sum, all));
    match format {
        Format::Table => {
            let headings = [
                ("SERVICE", Side::Left),
                ("PROTOCOL", Side::Left),
                ("PORT", Side::Right),
                ("CONVERSATIONS", Side::Right),
                ("PACKETS", Side::Right),
                ("BYTES", Side::Right),
                ("SHARE", Side::Right),
            ];
            let rows = rows.map(|row| {
                [
                    row.service.unwrap_or("-").to_owned(),
                    row.protocol,
                    row.port.map_or("-".to_owned(), |port| port.to_string()),
                    row.conversations.to_string(),
                    row.packets.to_string(),
                    row.bytes.to_string(),
                    format!("{:.1}%", 100.0 * row.share_of_bytes),
                ]
            });
            Ok(out.write_all(aligned(&headings, rows).as_bytes())?)
        }
        Format::Csv => csv(out, rows),
        Format::Json => json(out, rows),
    }
}

impl ConversationRow {
    fn new(told: &Conversation) -> Self {
        let total = told.total();
        Self {
            service: told.service.map(Service::name),
            protocol: told.transport.to_string(),
            client: told.client.ip().to_string(),
            client_port: told.client.port(),
            server: told.server.ip().to_string(),
            server_port: told.server.port(),
            packets: total.packets,
            bytes: total.bytes,
            packets_to_server: told.asked.packets,
            bytes_to_server: told.asked.bytes,
            packets_to_client: told.answered.packets,
            bytes_to_client: told.answered.bytes,
            first: told.span.map(|span| span.first.to_string()),
            last: told.span.map(|span| span.last.to_string()),
            server_known_by: told.evidence.as_str(),
        }
    }
}

impl SumRow {
    #[allow(
        clippy::cast_precision_loss,
        reason = "a share needs no more than three digits"
    )]
    fn new(sum: &Sum, all: u64) -> Self {
        let bytes = sum.tally.bytes;
        Self {
            service: sum.service.map(|(service, _)| service.name()),
            protocol: sum.transport.to_string(),
            port: sum.service.map(|(_, port)| port.get()),
            conversations: sum.conversations,
            packets: sum.tally.packets,
            bytes,
            share_of_bytes: if all == 0 {
                0.0
            } else {
                bytes as f64 / all as f64
            },
        }
    }
}

fn csv<R: Serialize>(out: impl Write, rows: impl Iterator<Item = R>) -> Result<(), AnyError> {
    let mut writer = csv::Writer::from_writer(out);
    for row in rows {
        writer.serialize(row).map_err(io::Error::from)?;
    }
    Ok(writer.flush()?)
}

fn json<R: Serialize>(mut out: impl Write, rows: impl Iterator<Item = R>) -> Result<(), AnyError> {
    for row in rows {
        serde_json::to_writer(&mut out, &row).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
