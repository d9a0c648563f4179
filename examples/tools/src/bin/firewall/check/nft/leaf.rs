//! What a comparison of one field with one value says about the standard packet.
//!
//! Used by `matches` and `maps`. The standard packet is the first of a connection that another host
//! sends to a port of this host: it comes from another host, and has the flag SYN, with ECE and CWR or
//! without.

use port_registry::PortRange;

use super::addresses::{is_everything, is_loopback_of_ipv6, is_of_groups};
use super::bits::{self, Bits};
use super::constants::{self, ports, protocols};
use super::error::NftError;
use super::fields::{Selector, What};
use super::statement::Expression;
use crate::check::rule_set::{Cast, Families, States, Transports};
use crate::sources::Reach;

/// The packets that a comparison selects.
#[derive(Debug, Clone, Copy)]
pub struct Leaf {
    pub families: Families,
    pub transports: Transports,
    pub ports: Option<PortRange>,
    pub states: States,
    pub truth: Truth,
}

/// Whether the packets fulfil a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    Always,
    /// Some do and others don't.
    Sometimes(Reach),
    Never,
}

impl Truth {
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Sometimes(Reach::Some), Self::Sometimes(_))
            | (Self::Sometimes(_), Self::Sometimes(Reach::Some)) => Self::Sometimes(Reach::Some),
            (Self::Sometimes(reach), _) | (_, Self::Sometimes(reach)) => Self::Sometimes(reach),
            (Self::Always, Self::Always) => Self::Always,
        }
    }
}

impl Leaf {
    /// Returns all packets that have the field.
    pub fn all(selector: Selector) -> Self {
        Self {
            families: selector.families,
            transports: selector.transports,
            ports: None,
            states: selector.states,
            truth: Truth::Always,
        }
    }

    pub fn and(self, other: Self) -> Self {
        let common = |one: PortRange, other: PortRange| {
            let first = one.first().max(other.first());
            PortRange::new(first, one.last().min(other.last())).ok()
        };
        let (ports, is_empty) = match (self.ports, other.ports) {
            (Some(one), Some(other)) => {
                let ports = common(one, other);
                (ports, ports.is_none())
            }
            (one, other) => (one.or(other), false),
        };
        Self {
            families: self.families.and(other.families),
            transports: self.transports.and(other.transports),
            ports,
            states: self.states.and(other.states),
            truth: if is_empty {
                Truth::Never
            } else {
                self.truth.and(other.truth)
            },
        }
    }

    pub fn is_never(&self) -> bool {
        self.truth == Truth::Never
            || self.families.is_empty()
            || self.transports.is_empty()
            || self.states == States::NONE
    }

    /// Returns the packets whose field has this value.
    pub fn new(selector: Selector, value: &Expression<'_>, cast: Cast) -> Result<Self, NftError> {
        let all = Self::all(selector);
        let text = match value {
            Expression::Value(text) | Expression::Quoted(text) => text.as_ref(),
            _ => "",
        };
        let truth = |truth| Ok(Self { truth, ..all });
        match selector.what {
            What::DestinationPort => {
                let ports = Some(ports(value)?);
                Ok(Self { ports, ..all })
            }
            What::SourcePort => truth(match ports(value)? {
                PortRange::ALL => Truth::Always,
                _ => Truth::Sometimes(Reach::World),
            }),
            What::Protocol => {
                let transports = all.transports.and(protocols(value)?);
                Ok(Self { transports, ..all })
            }
            What::Family => {
                let families = all.families.and(constants::families(value)?);
                Ok(Self { families, ..all })
            }
            What::EtherType => {
                let families = all.families.and(constants::families_of_link(value)?);
                Ok(Self { families, ..all })
            }
            What::InputInterface => truth(match (text, value) {
                // The interface `lo` has the index 1 in each network namespace.
                ("lo", _) | ("1", Expression::Value(_)) => Truth::Never,
                _ => Truth::Sometimes(Reach::World),
            }),
            What::InputInterfaceType => truth(match text {
                "loopback" | "772" => Truth::Never,
                _ => Truth::Sometimes(Reach::World),
            }),
            What::OutputInterface => truth(output_interface(value)?),
            What::PacketType => truth(packet_type(value, cast)?),
            What::Direction => truth(match text {
                "original" | "0" => Truth::Always,
                "reply" | "1" => Truth::Never,
                _ => return Err(NftError::Value(value.to_string(), "original or reply")),
            }),
            What::AddressType => truth(address_type(value, cast)?),
            What::RouteToSource => truth(match (value, text) {
                // A source that can't be answered over the same interface makes no connection.
                (Expression::Existence(true), _) => Truth::Always,
                (Expression::Existence(false), _) | (_, "0") => Truth::Never,
                _ => Truth::Sometimes(Reach::World),
            }),
            What::SourceAddress => truth(if is_everything(value) {
                Truth::Always
            } else if is_loopback_of_ipv6(value) {
                Truth::Never
            } else {
                Truth::Sometimes(Reach::Some)
            }),
            What::DestinationAddress => truth(if is_everything(value) {
                Truth::Always
            } else if is_loopback_of_ipv6(value) || (cast == Cast::Unicast && is_of_groups(value)) {
                Truth::Never
            } else {
                Truth::Sometimes(Reach::World)
            }),
            What::TcpFlags | What::FragmentOffset | What::State | What::Status => {
                all.compared(selector.what, |bits| bits.has_value(value, selector.what))
            }
            What::OptionalHeader | What::Other => truth(Truth::Sometimes(Reach::World)),
        }
    }

    /// Returns the packets whose bits of this field fulfil a comparison.
    pub fn compared(
        self,
        what: What,
        compare: impl Fn(Bits) -> Result<Option<bool>, NftError>,
    ) -> Result<Self, NftError> {
        let truth = |answer| match answer {
            Some(true) => Truth::Always,
            Some(false) => Truth::Never,
            None => Truth::Sometimes(Reach::World),
        };
        let bits = match what {
            What::State => {
                let mut states = States::NONE;
                for (value, state) in [
                    (0x01, States::INVALID),
                    (0x08, States::NEW),
                    (0x40, States::UNTRACKED),
                ] {
                    if compare(Bits::known(value))? == Some(true) {
                        states = states.or(state);
                    }
                }
                return Ok(Self { states, ..self });
            }
            // The flags ECE and CWR ask for ECN, RFC 3168 section 6.1.1. Some hosts set them, and others don't.
            What::TcpFlags => Bits {
                value: 0x02,
                known: !0xc0,
            },
            // With a chain of the type `nat`, the kernel sets bits that say that the chain has been passed.
            What::Status => Bits {
                value: 0,
                known: !0x180,
            },
            // The first packet is no fragment, but the flag that forbids fragments may be set.
            What::FragmentOffset => Bits {
                value: 0,
                known: !0x4000,
            },
            _ => Bits::known(0),
        };
        let truth = truth(compare(bits)?);
        Ok(Self { truth, ..self })
    }
}

fn output_interface(value: &Expression<'_>) -> Result<Truth, NftError> {
    let first = match value {
        Expression::Range(ends) => &ends[0],
        value => value,
    };
    match first {
        // Without an interface, newer kernels have the index 0.
        Expression::Value(text) | Expression::Quoted(text) => Ok(match bits::integer(text) {
            Some(0) => Truth::Sometimes(Reach::World),
            _ => Truth::Never,
        }),
        _ => Err(NftError::Value(value.to_string(), "an interface")),
    }
}

fn packet_type(value: &Expression<'_>, cast: Cast) -> Result<Truth, NftError> {
    let numbers = constants::packet_types(value)?;
    Ok(match (cast, numbers.contains(&1), numbers.contains(&2)) {
        (Cast::Unicast, ..) if numbers.contains(&0) => Truth::Always,
        (Cast::Unicast, ..) | (Cast::Group, false, false) => Truth::Never,
        (Cast::Group, true, true) => Truth::Always,
        (Cast::Group, ..) => Truth::Sometimes(Reach::World),
    })
}

fn address_type(value: &Expression<'_>, cast: Cast) -> Result<Truth, NftError> {
    let numbers = constants::address_types(value)?;
    Ok(match cast {
        Cast::Unicast if numbers.contains(&2) => Truth::Always,
        Cast::Unicast => Truth::Never,
        // Neither `unicast` nor `local`.
        Cast::Group if *numbers.start() >= 1 && *numbers.end() <= 2 => Truth::Never,
        Cast::Group => Truth::Sometimes(Reach::World),
    })
}
