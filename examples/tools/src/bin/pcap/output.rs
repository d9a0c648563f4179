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
pub enum OutputFormat {
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
    format: OutputFormat,
    conversations: &[Conversation],
    start: Option<Timestamp>,
) -> Result<(), AnyError> {
    match format {
        OutputFormat::Table => {
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
            let rows = conversations.iter().map(|conversation| {
                let seconds = |from: Option<Timestamp>, to: Option<Timestamp>| {
                    let seconds = from
                        .zip(to)
                        .map(|(from, to)| to.duration_since(from).as_secs_f64());
                    seconds.map_or("-".to_owned(), |seconds| format!("{seconds:.6}"))
                };
                let (first, last) = (
                    conversation.span.map(|span| span.first),
                    conversation.span.map(|span| span.last),
                );
                [
                    conversation.service.map_or("-", Service::name).to_owned(),
                    conversation.transport.to_string(),
                    conversation.client.to_string(),
                    conversation.server.to_string(),
                    conversation.total().packets.to_string(),
                    conversation.to_server.bytes.to_string(),
                    conversation.to_client.bytes.to_string(),
                    seconds(start, first),
                    seconds(first, last),
                ]
            });
            Ok(out.write_all(aligned(&headings, rows).as_bytes())?)
        }
        OutputFormat::Csv => csv(out, conversations.iter().map(ConversationRow::new)),
        OutputFormat::Json => json(out, conversations.iter().map(ConversationRow::new)),
    }
}

/// Writes all sums.
///
/// # Errors
///
/// Returns an error if writing to `out` fails.
pub fn sums(out: &mut impl Write, format: OutputFormat, sums: &[Sum]) -> Result<(), AnyError> {
    let all: u64 = sums.iter().map(|sum| sum.tally.bytes).sum();
    let rows = sums.iter().map(|sum| SumRow::new(sum, all));
    match format {
        OutputFormat::Table => {
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
        OutputFormat::Csv => csv(out, rows),
        OutputFormat::Json => json(out, rows),
    }
}

impl ConversationRow {
    fn new(conversation: &Conversation) -> Self {
        let total = conversation.total();
        Self {
            service: conversation.service.map(Service::name),
            protocol: conversation.transport.to_string(),
            client: conversation.client.ip().to_string(),
            client_port: conversation.client.port(),
            server: conversation.server.ip().to_string(),
            server_port: conversation.server.port(),
            packets: total.packets,
            bytes: total.bytes,
            packets_to_server: conversation.to_server.packets,
            bytes_to_server: conversation.to_server.bytes,
            packets_to_client: conversation.to_client.packets,
            bytes_to_client: conversation.to_client.bytes,
            first: conversation.span.map(|span| span.first.to_string()),
            last: conversation.span.map(|span| span.last.to_string()),
            server_known_by: conversation.evidence.as_str(),
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
