//! Finds the end that began a flow, if the log or an address shows it. `record.rs` uses it.

use port_registry::{Protocol, Side};

use crate::address::is_for_many;
use crate::amount::number;
use crate::evidence::Evidence;
use crate::field::Field;
use crate::role::{Role, Source};
use crate::shape::Shape;

/// Returns the end that began the flow, if the log or an address shows it.
#[inline]
pub fn initiator<'a>(
    transport: Protocol,
    shape: Shape,
    get: impl Fn(Role) -> Option<Field<'a>> + Copy,
) -> Option<(Side, Evidence)> {
    if shape.source == Source::Initiator {
        return Some((Side::Source, Evidence::Log));
    }
    if shape.has_rare_fields
        && let Some(side) = stated(transport, get)
    {
        return Some((side, Evidence::Log));
    }
    let address = get(Role::DestinationAddress)?.bytes();
    // TCP connects two hosts (RFC 9293, section 3.9.2.3). The protocol is asked last, since it is harder to
    // predict for a processor than an address.
    if is_for_many(address) && transport != Protocol::Tcp {
        return Some((Side::Source, Evidence::Address));
    }
    None
}

/// Returns the end that began the flow, by a field of which this is the meaning.
#[inline]
fn stated<'a>(transport: Protocol, get: impl Fn(Role) -> Option<Field<'a>> + Copy) -> Option<Side> {
    let of_tcp = || match transport {
        Protocol::Tcp => {
            let by_flags = get(Role::TcpFlags).and_then(by_flags);
            by_flags.or_else(|| by_arrow(get(Role::Arrow)?.bytes()))
        }
        _ => None,
    };
    of_tcp().or_else(|| by_biflow_direction(get(Role::BiflowDirection)?))
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

/// Returns the end that began a TCP connection, by Argus's arrow. With `?`, Argus has not seen its begin.
/// Of another protocol, the arrow says only which end has sent.
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
