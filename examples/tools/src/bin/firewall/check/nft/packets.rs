//! The packets that fulfil two matches of a rule.
//!
//! Called by `rules`.

use std::rc::Rc;

use crate::check::rule_set::{Block, Packets, Ports};
use crate::check::values;

/// The maximum number of ranges that two matches of ports are compared by. With more, one rule is
/// put inside another, so that sets are not copied.
const MOST_RANGES: usize = 64;

/// Returns the packets that are in both. Returns `None` if that takes a copy of a large set.
pub fn common(one: &Packets, other: &Packets) -> Option<Packets> {
    let (one, other) = match (one, other) {
        (Packets::All, packets) | (packets, Packets::All) => return Some(packets.clone()),
        (Packets::These(one), Packets::These(other)) => (one, other),
    };
    if one.len() * other.len() > MOST_RANGES {
        return None;
    }
    let mut blocks = Vec::new();
    for one in one.iter() {
        for other in other.iter() {
            let families = one.families.and(other.families);
            let transports = one.transports.and(other.transports);
            let ports = common_ports(&one.ports, &other.ports)?;
            let is_empty = matches!(&ports, Ports::These(ranges) if ranges.is_empty());
            if !families.is_empty() && !transports.is_empty() && !is_empty {
                blocks.push(Block {
                    families,
                    transports,
                    ports,
                });
            }
        }
    }
    Some(Packets::These(blocks.into()))
}

fn common_ports(one: &Ports, other: &Ports) -> Option<Ports> {
    let (one, other) = match (one, other) {
        (Ports::All, ports) | (ports, Ports::All) => return Some(ports.clone()),
        (Ports::These(one), Ports::These(other)) => (one, other),
    };
    if Rc::ptr_eq(one, other) {
        return Some(Ports::These(one.clone()));
    }
    if one.len() + other.len() > MOST_RANGES {
        return None;
    }
    Some(Ports::These(values::common(one, other).into()))
}
