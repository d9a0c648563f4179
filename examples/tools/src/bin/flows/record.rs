//! Reads a record by the roles of its fields, whatever the format of the log is.
//!
//! The readers in `format` call it for each record.

use port_registry::{Flow as Ports, IpProtocol, Port, Protocol, Side};

use crate::amount::{BYTES, PACKETS, amount, bad_amount, number};
use crate::evidence::Evidence;
use crate::field::Field;
use crate::flow_key::FlowKey;
use crate::flow_protocol::FlowProtocol;
use crate::initiator::initiator;
use crate::line_error::{LineError, quoted};
use crate::other::Other;
use crate::remarks::Remarks;
use crate::role::Role;
use crate::services::Services;
use crate::shape::Shape;
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

/// The content of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// There was traffic.
    Flow(Flow),
    /// The line has any number of records.
    Records(&'a [Result<Content<'static>, Box<LineError>>]),
    /// There was no traffic.
    NoData,
    /// There was traffic, but it was not recorded.
    SkipData,
    /// A header line.
    Header,
    /// A line about the log, such as Zeek's `#close`.
    Comment,
    /// A record of something else than a flow, such as an alert.
    Other(Other),
    /// A line of the sums that some programs write below the records.
    Trailer,
    /// A blank line.
    Blank,
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
        shape: Shape,
        get: impl Fn(Role) -> Option<Field<'a>> + Copy,
    ) -> Result<Content<'static>, Box<LineError>> {
        if let Some(status) = get(Role::LogStatus) {
            match status.bytes() {
                b"OK" => {}
                b"NODATA" => return Ok(Content::NoData),
                b"SKIPDATA" => return Ok(Content::SkipData),
                other => return status_with_blanks(other),
            }
        }
        let rare = |role| {
            if shape.has_rare_fields {
                get(role)
            } else {
                None
            }
        };
        if let Some(kind) = rare(Role::EventType)
            && !is_of_flow(kind.bytes())
        {
            return Ok(Content::Other(Other::new(kind.bytes())));
        }
        let protocol = match get(Role::Protocol) {
            Some(field) => match protocol(field) {
                Some(protocol) if !protocol.is_other() => protocol,
                _ => match protocol_otherwise_than_by_name(field, get)? {
                    Some(protocol) => protocol,
                    None => return Ok(Content::NoData),
                },
            },
            None => self.protocol_number(get)?,
        };
        let mut remarks = Remarks::default();
        let packets = amount(&PACKETS, get, &mut remarks)?;
        let bytes = amount(&BYTES, get, &mut remarks)?;
        let flows = match rare(Role::Flows) {
            None => 1,
            Some(field) => number(field).ok_or_else(|| Box::new(bad_amount(Role::Flows, field)))?,
        };
        if rare(Role::SamplingRate)
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
            Some(transport) => self.ends(protocol, transport, shape, get)?,
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

    /// Returns the protocol of a record without its name.
    #[cold]
    fn protocol_number<'a>(
        &self,
        get: impl Fn(Role) -> Option<Field<'a>>,
    ) -> Result<FlowProtocol, Box<LineError>> {
        match get(Role::ProtocolNumber) {
            Some(field) => protocol(field).ok_or_else(|| Box::new(bad_protocol(field))),
            None => Ok(self.protocol.unwrap_or(FlowProtocol::Unknown)),
        }
    }

    /// Returns the key of a flow of a transport protocol.
    #[inline]
    fn ends<'a>(
        &self,
        protocol: FlowProtocol,
        transport: Protocol,
        shape: Shape,
        get: impl Fn(Role) -> Option<Field<'a>> + Copy,
    ) -> Result<(FlowKey, Evidence), Box<LineError>> {
        let ports = (
            plain_port(get(Role::SourcePort)),
            plain_port(get(Role::DestinationPort)),
        );
        let (Some(from), Some(to)) = ports else {
            return self.ends_otherwise(protocol, transport, shape, get);
        };
        let initiator = initiator(transport, shape, get);
        Ok(self.key(
            protocol,
            Ports::new(transport, from, to),
            transport,
            initiator,
        ))
    }

    #[expect(
        clippy::inline_always,
        reason = "each call costs a hundredth of the time"
    )]
    #[inline(always)]
    fn key(
        &self,
        protocol: FlowProtocol,
        flow: Ports,
        transport: Protocol,
        initiator: Option<(Side, Evidence)>,
    ) -> (FlowKey, Evidence) {
        let of = |side| FlowKey {
            protocol,
            port: Some(flow.port(side)),
        };
        if self.by == By::DestinationPort {
            return (of(Side::Destination), Evidence::Nothing);
        }
        if let Some((initiator, evidence)) = initiator {
            // Zeek writes the ports of protocols that it does not know as 0.
            if flow.port(Side::Source) == 0 && flow.port(Side::Destination) == 0 {
                return (FlowKey::without_port(protocol), Evidence::Nothing);
            }
            let server = flow.initiated_by(initiator).server();
            return (of(server.unwrap_or(initiator.opposite())), evidence);
        }
        match self.services.server(flow, transport) {
            Some(side) => (of(side), Evidence::Ports),
            None => (FlowKey::without_port(protocol), Evidence::Nothing),
        }
    }

    /// Returns the key of a flow whose ports are not both numbers. A log may have the destination port
    /// only, or none, as of fragments.
    #[cold]
    fn ends_otherwise<'a>(
        &self,
        protocol: FlowProtocol,
        transport: Protocol,
        shape: Shape,
        get: impl Fn(Role) -> Option<Field<'a>> + Copy,
    ) -> Result<(FlowKey, Evidence), Box<LineError>> {
        let port = |role| match get(role) {
            None => Ok(None),
            Some(field) => self.port(role, transport, field),
        };
        let (from, to) = (port(Role::SourcePort)?, port(Role::DestinationPort)?);
        let initiator = initiator(transport, shape, get);
        Ok(match (from, to) {
            (Some(from), Some(to)) => self.key(
                protocol,
                Ports::new(transport, from, to),
                transport,
                initiator,
            ),
            (None, Some(_)) => {
                let stated = initiator.filter(|(side, _)| *side == Side::Source);
                let evidence = stated.map_or(Evidence::Nothing, |(_, evidence)| evidence);
                (FlowKey { protocol, port: to }, evidence)
            }
            (_, None) => (FlowKey::without_port(protocol), Evidence::Nothing),
        })
    }

    /// Returns the port of a field, or `None` if it says that there is none.
    fn port(
        &self,
        role: Role,
        transport: Protocol,
        field: Field,
    ) -> Result<Option<Port>, Box<LineError>> {
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
        port.map(Some).ok_or_else(|| {
            Box::new(LineError::Port {
                role,
                value: quoted(text),
            })
        })
    }
}

#[inline]
fn plain_port(field: Option<Field>) -> Option<Port> {
    let number = field?.number()?;
    u16::try_from(number).ok().map(Port::new)
}

/// Returns whether a record of a log that has other records too is one of a flow. Suricata calls its
/// kind `flow`, pmacct `purge`.
#[cold]
fn is_of_flow(kind: &[u8]) -> bool {
    matches!(kind.trim_ascii(), b"flow" | b"purge")
}

#[cold]
fn status_with_blanks(status: &[u8]) -> Result<Content<'static>, Box<LineError>> {
    match status.trim_ascii() {
        b"NODATA" => Ok(Content::NoData),
        b"SKIPDATA" => Ok(Content::SkipData),
        _ => Err(Box::new(LineError::Status {
            value: quoted(status),
        })),
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

/// Returns the protocol by its number if the name is none that has a number, or `None` if the record has
/// no values.
#[cold]
fn protocol_otherwise_than_by_name<'a>(
    field: Field,
    get: impl Fn(Role) -> Option<Field<'a>>,
) -> Result<Option<FlowProtocol>, Box<LineError>> {
    let numbered = get(Role::ProtocolNumber).and_then(protocol);
    match numbered.or_else(|| protocol(field)) {
        Some(protocol) => Ok(Some(protocol)),
        None if is_without_data(get) => Ok(None),
        None => Err(Box::new(bad_protocol(field))),
    }
}

#[cold]
fn bad_protocol(field: Field) -> LineError {
    LineError::Protocol {
        value: quoted(field.bytes()),
    }
}
