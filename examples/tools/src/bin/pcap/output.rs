//! Writes conversations, or their sums by service, as a table or as records.
//!
//! Called by `main` after the capture has been read.

use std::io::{self, Write};

use jiff::Timestamp;
use port_registry::{Port, Service};
use port_registry_tools::cell::Cell;
use port_registry_tools::format::{Format, Records};
use port_registry_tools::table::{Side, aligned};

use crate::conversations::Conversation;
use crate::summary::Sum;

/// The columns of conversations.
const COLUMNS: [&str; 15] = [
    "service",
    "protocol",
    "client",
    "client_port",
    "server",
    "server_port",
    "packets",
    "bytes",
    "packets_to_server",
    "bytes_to_server",
    "packets_to_client",
    "bytes_to_client",
    "first",
    "last",
    "server_known_by",
];

/// The columns of sums.
const SUM_COLUMNS: [&str; 7] = [
    "service",
    "protocol",
    "port",
    "conversations",
    "packets",
    "bytes",
    "share_of_bytes",
];

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
) -> io::Result<()> {
    if format != Format::Text {
        let mut records = Records::new(out, format, &COLUMNS)?;
        return conversations
            .iter()
            .try_for_each(|one| records.write(&record(one)));
    }
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
    out.write_all(aligned(&headings, rows).as_bytes())
}

/// Writes all sums.
///
/// # Errors
///
/// Returns an error if writing to `out` fails.
pub fn sums(out: &mut impl Write, format: Format, sums: &[Sum]) -> io::Result<()> {
    let all: u64 = sums.iter().map(|sum| sum.tally.bytes).sum();
    if format != Format::Text {
        let mut records = Records::new(out, format, &SUM_COLUMNS)?;
        return sums
            .iter()
            .try_for_each(|sum| records.write(&sum_record(sum, all)));
    }
    let headings = [
        ("SERVICE", Side::Left),
        ("PROTOCOL", Side::Left),
        ("PORT", Side::Right),
        ("CONVERSATIONS", Side::Right),
        ("PACKETS", Side::Right),
        ("BYTES", Side::Right),
        ("SHARE", Side::Right),
    ];
    let rows = sums.iter().map(|sum| {
        let (service, port) = sum.service.unzip();
        [
            service.map_or("-", Service::name).to_owned(),
            sum.transport.to_string(),
            port.map_or("-".to_owned(), |port| port.to_string()),
            sum.conversations.to_string(),
            sum.tally.packets.to_string(),
            sum.tally.bytes.to_string(),
            format!("{:.1}%", 100.0 * share(sum.tally.bytes, all)),
        ]
    });
    out.write_all(aligned(&headings, rows).as_bytes())
}

fn record(conversation: &Conversation) -> [Cell; 15] {
    let total = conversation.total();
    [
        conversation.service.map(Service::name).into(),
        conversation.transport.to_string().into(),
        conversation.client.ip().to_string().into(),
        conversation.client.port().into(),
        conversation.server.ip().to_string().into(),
        conversation.server.port().into(),
        total.packets.into(),
        total.bytes.into(),
        conversation.to_server.packets.into(),
        conversation.to_server.bytes.into(),
        conversation.to_client.packets.into(),
        conversation.to_client.bytes.into(),
        conversation.span.map(|span| span.first.to_string()).into(),
        conversation.span.map(|span| span.last.to_string()).into(),
        conversation.evidence.as_str().into(),
    ]
}

fn sum_record(sum: &Sum, all: u64) -> [Cell; 7] {
    let (service, port) = sum.service.unzip();
    [
        service.map(Service::name).into(),
        sum.transport.to_string().into(),
        port.map(Port::get).into(),
        sum.conversations.into(),
        sum.tally.packets.into(),
        sum.tally.bytes.into(),
        share(sum.tally.bytes, all).into(),
    ]
}

/// Returns a share from 0 to 1.
#[expect(
    clippy::cast_precision_loss,
    reason = "a share needs no more than three digits"
)]
fn share(bytes: u64, all: u64) -> f64 {
    if all == 0 {
        return 0.0;
    }
    bytes as f64 / all as f64
}
