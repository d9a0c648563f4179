//! Reads a record by the roles of its fields, whatever the format of the log is.
//!
//! The readers in `format` call it for each record.

use port_registry::{Flow as Ports, IpProtocol, Port, Protocol, Side};
use thiserror::Error;

use crate::address::is_for_many;
use crate::evidence::Evidence;
use crate::field::Field;
use crate::flow_key::FlowKey;
use crate::flow_protocol::FlowProtocol;
use crate::role::{Role, Source};
use crate::services::Services;
use crate::value::{self, is_absent};

/// The length of the longest line that is read, without its line end. Real lines have a few hundred
/// bytes.
pub const LONGEST: usize = 64 * 1024;

/// The length of the longest line of JSON that is read. Azure writes the flows of a minute into one
/// record.
pub const LONGEST_JSON: usize = 16 * 1024 * 1024;

/// The flow of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    pub key: FlowKey,
    pub evidence: Evidence,
    pub remarks: Remarks,
    pub flows: u64,
    pub packets: u64,
    pub bytes: u64,
}

/// What is remarkable of a flow's amounts.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Remarks(u8);

impl Remarks {
    pub const NO_PACKETS: Self = Self(1);
    pub const NO_BYTES: Self = Self(2);
    /// The log could have the amounts of two directions, but has those of one.
    pub const ONE_DIRECTION: Self = Self(4);
    /// Of several packets, the log has one.
    pub const SAMPLED: Self = Self(8);

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// The content of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// There was traffic.
    Flow(Flow),
    /// The line has any number of records.
    Records(&'a [Result<Content<'static>, LineError>]),
    /// There was no traffic.
    NoData,
    /// There was traffic, but it was not recorded.
    SkipData,
    /// A header line.
    Header,
    /// A line about the log, such as Zeek's `#close`.
    Comment,
    /// A record of something else than a flow, such as an alert.
    Other,
    /// A line of the sums that some programs write below the records.
    Trailer,
    /// A blank line.
    Blank,
}

/// The error for a bad line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineError {
    #[error("longer than {longest} bytes")]
    TooLong { longest: usize },
    #[error("{found} {}: expected {expected}", if *.found == 1 { "field" } else { "fields" })]
    Fields { found: usize, expected: usize },
    #[error("{role} {value}: expected a number from 0 to 65535")]
    Port { role: Role, value: String },
    #[error("protocol {value}: expected a number from 0 to 255, or a name such as tcp")]
    Protocol { value: String },
    #[error("{role} {value}: expected a number")]
    Amount { role: Role, value: String },
    #[error("log-status {value}: expected OK, NODATA or SKIPDATA")]
    Status { value: String },
    #[error("no {role} in {line}")]
    Missing { role: Role, line: String },
    #[error("{line}: expected {expected}")]
    Malformed {
        line: String,
        expected: &'static str,
    },
    #[error("{line} is not JSON: {problem}")]
    Json { line: String, problem: String },
}

/// The number of characters of a field that an error quotes.
const QUOTED: usize = 40;

#[cold]
pub fn quoted(value: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(value)
        .chars()
        .take(QUOTED)
        .collect();
    format!("{text:?}")
}

/// The port by which flows are summed up.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The port of the server.
    #[default]
    Server,
    /// The destination port.
    DestinationPort,
}

/// How records are read, besides their roles.
#[derive(Debug, Default)]
pub struct Reading {
    pub by: By,
    /// The protocol of logs that have none.
    pub protocol: Option<FlowProtocol>,
    pub services: Services,
}

impl Reading {
    /// Reads a record. `get` returns the value of a role, or `None` if the record has no such field.
    #[inline]
    pub fn record<'a>(
        &self,
        source: Source,
        get: impl Fn(Role) -> Option<Field<'a>> + Copy,
    ) -> Result<Content<'static>, LineError> {
        if let Some(status) = get(Role::LogStatus) {
            match status.bytes() {
                b"OK" => {}
                b"NODATA" => return Ok(Content::NoData),
                b"SKIPDATA" => return Ok(Content::SkipData),
                other => return status_with_blanks(other),
            }
        }
        if get(Role::EventType).is_some_and(|kind| kind.bytes() != b"flow") {
            return Ok(Content::Other);
        }
        let protocol = match get(Role::Protocol) {
            None => self.protocol.unwrap_or(FlowProtocol::Unknown),
            Some(field) => match protocol(field) {
                Some(protocol) => protocol,
                None if is_without_data(get) => return Ok(Content::NoData),
                None => return Err(bad_protocol(field)),
            },
        };
        let mut remarks = Remarks::default();
        let packets = amount(&PACKETS, get, &mut remarks)?;
        let bytes = amount(&BYTES, get, &mut remarks)?;
        let flows = match get(Role::Flows) {
            None => 1,
            Some(field) => number(field).ok_or_else(|| bad_amount(Role::Flows, field))?,
        };
        if get(Role::SamplingRate)
            .and_then(number)
            .is_some_and(|rate| rate > 1)
        {
            remarks.add(Remarks::SAMPLED);
        }
        let transport = match protocol {
            FlowProtocol::Unknown => Some(Protocol::Tcp),
            _ => protocol.transport(),
        };
        let (key, evidence) = match transport {
            Some(transport) => self.ends(protocol, transport, source, get)?,
            None => (FlowKey::without_port(protocol), Evidence::Nothing),
        };
        Ok(Content::Flow(Flow {
            key,
            evidence,
            remarks,
            flows,
            packets,
            bytes,
        }))
    }

    /// Returns the key of a flow of a transport protocol.
    #[inline]
    fn ends<'a>(
        &self,
        protocol: FlowProtocol,
        transport: Protocol,
        source: Source,
        get: impl Fn(Role) -> Option<Field<'a>> + Copy,
    ) -> Result<(FlowKey, Evidence), LineError> {
        let port = |role| self.port(role, transport, get);
        let (Some(from), Some(to)) = (port(Role::SourcePort)?, port(Role::DestinationPort)?) else {
            return self.one_end(protocol, transport, source, get);
        };
        let key = |port| FlowKey {
            protocol,
            port: Some(port),
        };
        if self.by == By::DestinationPort {
            return Ok((key(to), Evidence::Nothing));
        }
        let flow = Ports::new(transport, from, to);
        if let Some((initiator, evidence)) = initiator(transport, source, get) {
            let server = flow.initiated_by(initiator).server();
            return Ok((
                key(flow.port(server.unwrap_or(initiator.opposite()))),
                evidence,
            ));
        }
        Ok(match self.services.server(flow, transport) {
            Some(side) => (key(flow.port(side)), Evidence::Ports),
            None => (FlowKey::without_port(protocol), Evidence::Nothing),
        })
    }

    /// Returns the key of a flow of which the log has at most one port, as those of fragments.
    #[cold]
    fn one_end<'a>(
        &self,
        protocol: FlowProtocol,
        transport: Protocol,
        source: Source,
        get: impl Fn(Role) -> Option<Field<'a>> + Copy,
    ) -> Result<(FlowKey, Evidence), LineError> {
        let port = self.port(Role::DestinationPort, transport, get)?;
        let stated = initiator(transport, source, get);
        let evidence = match stated {
            Some((Side::Source, evidence)) if port.is_some() => evidence,
            _ => Evidence::Nothing,
        };
        Ok((FlowKey { protocol, port }, evidence))
    }

    /// Returns the port of a role, or `None` if the record has none.
    #[inline]
    fn port<'a>(
        &self,
        role: Role,
        transport: Protocol,
        get: impl Fn(Role) -> Option<Field<'a>>,
    ) -> Result<Option<Port>, LineError> {
        let Some(field) = get(role) else {
            return Ok(None);
        };
        let port = field.number().and_then(|number| u16::try_from(number).ok());
        match port {
            Some(port) => Ok(Some(Port::new(port))),
            None => self.port_otherwise(role, transport, field),
        }
    }

    #[cold]
    fn port_otherwise(
        &self,
        role: Role,
        transport: Protocol,
        field: Field,
    ) -> Result<Option<Port>, LineError> {
        let text = field.bytes();
        if is_absent(text) {
            return Ok(None);
        }
        let number = value::number(text).and_then(|number| u16::try_from(number).ok());
        let named = || {
            let name = std::str::from_utf8(text).ok()?.trim();
            self.services.port(name, transport)
        };
        let port = number.map(Port::new).or_else(named);
        port.map(Some).ok_or_else(|| LineError::Port {
            role,
            value: quoted(text),
        })
    }
}

/// Returns the end that began the flow, if the log or an address shows it.
#[inline]
fn initiator<'a>(
    transport: Protocol,
    source: Source,
    get: impl Fn(Role) -> Option<Field<'a>> + Copy,
) -> Option<(Side, Evidence)> {
    if source == Source::Initiator {
        return Some((Side::Source, Evidence::Log));
    }
    let stated = match transport {
        Protocol::Tcp => get(Role::TcpFlags).and_then(by_flags),
        _ => None,
    };
    let stated = stated
        .or_else(|| by_arrow(get(Role::Arrow)?.bytes()))
        .or_else(|| by_biflow_direction(get(Role::BiflowDirection)?));
    if let Some(side) = stated {
        return Some((side, Evidence::Log));
    }
    // TCP connects two hosts (RFC 9293, section 3.9.2.3), so the address need not be read.
    if transport != Protocol::Tcp && is_for_many(get(Role::DestinationAddress)?.bytes()) {
        return Some((Side::Source, Evidence::Address));
    }
    None
}

/// Returns the end that began a connection, by AWS's TCP flags: the sender of a SYN, or the receiver of
/// a SYN with ACK.
#[inline]
fn by_flags(field: Field) -> Option<Side> {
    const SYN: u64 = 2;
    const ACK: u64 = 16;
    let flags = field.number()?;
    match (flags & SYN, flags & ACK) {
        (0, _) => None,
        (_, 0) => Some(Side::Source),
        _ => Some(Side::Destination),
    }
}

/// Returns the end that began a transaction, by Argus's arrow. With `?`, Argus guesses; with two heads,
/// both ends have sent.
#[cold]
fn by_arrow(arrow: &[u8]) -> Option<Side> {
    let arrow = arrow.trim_ascii();
    let has = |letter| arrow.contains(&letter);
    match (has(b'?'), has(b'<'), has(b'>')) {
        (false, false, true) => Some(Side::Source),
        (false, true, false) => Some(Side::Destination),
        _ => None,
    }
}

/// Returns the end that began a flow, by IPFIX's `biflowDirection` (RFC 5103, section 6.3).
#[cold]
fn by_biflow_direction(field: Field) -> Option<Side> {
    match number(field)? {
        1 => Some(Side::Source),
        2 => Some(Side::Destination),
        _ => None,
    }
}

#[cold]
fn status_with_blanks(status: &[u8]) -> Result<Content<'static>, LineError> {
    match status.trim_ascii() {
        b"NODATA" => Ok(Content::NoData),
        b"SKIPDATA" => Ok(Content::SkipData),
        _ => Err(LineError::Status {
            value: quoted(status),
        }),
    }
}

/// Returns whether a record has a value in none of the fields of a flow.
#[cold]
fn is_without_data<'a>(get: impl Fn(Role) -> Option<Field<'a>>) -> bool {
    let roles = [
        Role::SourcePort,
        Role::DestinationPort,
        Role::Protocol,
        Role::Packets,
        Role::Bytes,
    ];
    let mut values = roles.into_iter().filter_map(get);
    values.all(|value| is_absent(value.bytes()))
}

#[inline]
fn protocol(field: Field) -> Option<FlowProtocol> {
    let of_number = field.number().and_then(|number| u8::try_from(number).ok());
    match of_number {
        Some(number) => Some(FlowProtocol::Ip(IpProtocol::new(number))),
        None => protocol_otherwise(field),
    }
}

#[cold]
fn protocol_otherwise(field: Field) -> Option<FlowProtocol> {
    let text = field.bytes();
    let name = std::str::from_utf8(text.trim_ascii()).ok()?;
    let number = || u8::try_from(value::number(text)?).ok();
    FlowProtocol::named(name).or_else(|| Some(FlowProtocol::Ip(IpProtocol::new(number()?))))
}

#[cold]
fn bad_protocol(field: Field) -> LineError {
    LineError::Protocol {
        value: quoted(field.bytes()),
    }
}

/// The roles of an amount.
struct Amount {
    total: Role,
    forward: Role,
    backward: Role,
    none: Remarks,
}

const PACKETS: Amount = Amount {
    total: Role::Packets,
    forward: Role::PacketsForward,
    backward: Role::PacketsBackward,
    none: Remarks::NO_PACKETS,
};

const BYTES: Amount = Amount {
    total: Role::Bytes,
    forward: Role::BytesForward,
    backward: Role::BytesBackward,
    none: Remarks::NO_BYTES,
};

/// Returns the total, or else the sum of both directions. Zeek and Azure leave out the amount of a
/// direction in which there was nothing.
#[inline]
fn amount<'a>(
    roles: &Amount,
    get: impl Fn(Role) -> Option<Field<'a>>,
    remarks: &mut Remarks,
) -> Result<u64, LineError> {
    if let Some(field) = get(roles.total) {
        return number(field).ok_or_else(|| bad_amount(roles.total, field));
    }
    let directed = |role| match get(role) {
        None => Ok(None),
        Some(field) => match number(field) {
            Some(number) => Ok(Some(number)),
            None if is_absent(field.bytes()) => Ok(Some(0)),
            None => Err(bad_amount(role, field)),
        },
    };
    match (directed(roles.forward)?, directed(roles.backward)?) {
        (Some(forward), Some(backward)) => {
            let sum = forward.checked_add(backward);
            sum.ok_or_else(|| too_much(roles.forward, &[forward, backward]))
        }
        (Some(one), None) | (None, Some(one)) => {
            remarks.add(Remarks::ONE_DIRECTION);
            Ok(one)
        }
        (None, None) => {
            remarks.add(roles.none);
            Ok(0)
        }
    }
}

#[inline]
fn number(field: Field) -> Option<u64> {
    field.number().or_else(|| value::number(field.bytes()))
}

#[cold]
fn bad_amount(role: Role, field: Field) -> LineError {
    LineError::Amount {
        role,
        value: quoted(field.bytes()),
    }
}

#[cold]
fn too_much(role: Role, summands: &[u64; 2]) -> LineError {
    let [forward, backward] = summands;
    LineError::Amount {
        role,
        value: format!("{forward} + {backward}"),
    }
}
