//! The tuples of Azure's flow logs, of network security groups (NSG) and of virtual networks.
//!
//! `json/walk.rs` reads the objects around them. The fields of a tuple are, in this order: the time,
//! source and destination address, source and destination port, the protocol, the direction, the decision
//! or state, and then
//!
//! - in version 1 of NSG: nothing;
//! - in version 2 of NSG: packets and bytes to the destination, packets and bytes to the source, after a
//!   field for the decision and one for the state;
//! - in those of virtual networks: the state, the encryption, and the same four amounts.

use crate::field::Field;
use crate::format::Options;
use crate::line_error::{LineError, quoted};
use crate::record::Content;
use crate::role::{Role, Source};
use crate::shape::Shape;

/// The number of fields in version 1 of NSG.
const SHORT: usize = 8;

/// The number of fields in the others.
const LONG: usize = 13;

/// Reads a tuple. Its source is the end that began the flow.
pub fn record(tuple: &str, options: &Options) -> Result<Content<'static>, Box<LineError>> {
    let fields: Vec<&[u8]> = tuple.split(',').map(str::as_bytes).collect();
    if !matches!(fields.len(), SHORT | LONG) {
        return Err(Box::new(LineError::Malformed {
            line: quoted(tuple.as_bytes()),
            expected: "a flow tuple of 8 or 13 fields",
        }));
    }
    let get = |role| {
        let field = fields.get(position(role)?)?;
        Some(Field::new(field, 0, field.len()))
    };
    let shape = Shape {
        source: Source::Initiator,
        has_rare_fields: false,
    };
    options.reading.record(shape, get)
}

const fn position(role: Role) -> Option<usize> {
    Some(match role {
        Role::SourceAddress => 1,
        Role::DestinationAddress => 2,
        Role::SourcePort => 3,
        Role::DestinationPort => 4,
        Role::Protocol => 5,
        Role::PacketsForward => 9,
        Role::BytesForward => 10,
        Role::PacketsBackward => 11,
        Role::BytesBackward => 12,
        _ => return None,
    })
}
