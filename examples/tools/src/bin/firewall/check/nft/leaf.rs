//! What a comparison of one field with one value says about the standard packet.
//!
//! Used by `matches` and `maps`. The standard packet is the first of a connection that another host
//! sends to a port of this host: it comes from another host, and has the flag SYN, with ECE and CWR or
//! without.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

use port_registry::{Port, PortRange, Protocol};

use super::bits::{self, Bits};
use super::error::NftError;
use super::fields::{Selector, What};
use super::statement::{Expression, Operator};
use crate::check::rule_set::{Cast, Families, States, Transports};
use crate::check::values;
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
        // The element of a set for all other keys.
        if text == "*" && matches!(value, Expression::Value(_)) {
            return Ok(all);
        }
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
            What::Family | What::EtherType => {
                let (numbers, [v4, v6]) = match selector.what {
                    What::Family => {
                        let expected = "a family of protocols";
                        (numbers(value, &FAMILIES, expected)?, [2, 10])
                    }
                    _ => {
                        let expected = "a protocol of a link";
                        (numbers(value, &ETHER_TYPES, expected)?, [0x0800, 0x86dd])
                    }
                };
                let family = |number, family| match numbers.contains(&number) {
                    true => family,
                    false => Families::NONE,
                };
                let named = family(v4, Families::IPV4).or(family(v6, Families::IPV6));
                let families = all.families.and(named);
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
            What::OutputInterface => truth(match value {
                // Without an interface, newer kernels have the index 0.
                Expression::Value(text) | Expression::Quoted(text)
                    if bits::integer(text) == Some(0) =>
                {
                    Truth::Sometimes(Reach::World)
                }
                Expression::Range(ends) if bits::integer(&ends[0].to_string()) == Some(0) => {
                    Truth::Sometimes(Reach::World)
                }
                Expression::Value(_) | Expression::Quoted(_) | Expression::Range(_) => Truth::Never,
                _ => return Err(NftError::Value(value.to_string(), "an interface")),
            }),
            What::PacketType => {
                let numbers = numbers(value, &PACKET_TYPES, "a type of packets")?;
                truth(match (cast, numbers.contains(&1), numbers.contains(&2)) {
                    (Cast::Unicast, ..) if numbers.contains(&0) => Truth::Always,
                    (Cast::Unicast, ..) | (Cast::Group, false, false) => Truth::Never,
                    (Cast::Group, true, true) => Truth::Always,
                    (Cast::Group, ..) => Truth::Sometimes(Reach::World),
                })
            }
            What::Direction => truth(match text {
                "original" | "0" => Truth::Always,
                "reply" | "1" => Truth::Never,
                _ => return Err(NftError::Value(value.to_string(), "original or reply")),
            }),
            What::AddressType => {
                let numbers = numbers(value, &ADDRESS_TYPES, "a type of addresses")?;
                truth(match cast {
                    Cast::Unicast if numbers.contains(&2) => Truth::Always,
                    Cast::Unicast => Truth::Never,
                    // Neither `unicast` nor `local`.
                    Cast::Group if *numbers.start() >= 1 && *numbers.end() <= 2 => Truth::Never,
                    Cast::Group => Truth::Sometimes(Reach::World),
                })
            }
            What::RouteToSource => truth(match (value, text) {
                // A source that can't be answered over the same interface makes no connection.
                (Expression::Existence(true), _) => Truth::Always,
                (Expression::Existence(false), _) | (_, "0") => Truth::Never,
                _ => Truth::Sometimes(Reach::World),
            }),
            What::SourceAddress => truth(if is_everything(value) {
                Truth::Always
            } else if is_loopback(value) {
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

/// The families of protocols, as nft names their numbers.
const FAMILIES: [(&str, u32); 2] = [("ipv4", 2), ("ipv6", 10)];
/// The protocols of a link, as nft names their numbers.
const ETHER_TYPES: [(&str, u32); 6] = [
    ("ip", 0x0800),
    ("arp", 0x0806),
    ("8021q", 0x8100),
    ("vlan", 0x8100),
    ("ip6", 0x86dd),
    ("8021ad", 0x88a8),
];
/// The types of packets, as nft names their numbers.
const PACKET_TYPES: [(&str, u32); 5] = [
    ("host", 0),
    ("unicast", 0),
    ("broadcast", 1),
    ("multicast", 2),
    ("other", 3),
];
/// The types of addresses, as nft names their numbers.
const ADDRESS_TYPES: [(&str, u32); 9] = [
    ("unspec", 0),
    ("unicast", 1),
    ("local", 2),
    ("broadcast", 3),
    ("anycast", 4),
    ("multicast", 5),
    ("blackhole", 6),
    ("unreachable", 7),
    ("prohibit", 8),
];

/// Returns the numbers of a value: a name, a number, or a range of them.
fn numbers(
    value: &Expression<'_>,
    names: &[(&str, u32)],
    expected: &'static str,
) -> Result<RangeInclusive<u32>, NftError> {
    let number = |one: &Expression<'_>| match one {
        Expression::Value(text) | Expression::Quoted(text) => {
            let found = names.iter().find(|(name, _)| name == text);
            let number = found.map(|(_, number)| *number);
            number.or_else(|| bits::integer(text))
        }
        _ => None,
    };
    let numbers = match value {
        Expression::Range(ends) => number(&ends[0]).zip(number(&ends[1])),
        one => number(one).map(|number| (number, number)),
    };
    let (first, last) = numbers.ok_or_else(|| NftError::Value(value.to_string(), expected))?;
    Ok(first..=last)
}

/// Returns the ports of a value.
pub fn ports(value: &Expression<'_>) -> Result<PortRange, NftError> {
    let text = |value: &Expression<'_>| match value {
        Expression::Value(text) | Expression::Quoted(text) => Ok(text.to_string()),
        _ => Err(NftError::Value(
            value.to_string(),
            "a port, a range or a set of them",
        )),
    };
    match value {
        Expression::Range(ends) => {
            let [first, last] = [text(&ends[0])?, text(&ends[1])?];
            port(&first)?;
            port(&last)?;
            Ok(values::range(
                &decimal(&first),
                &decimal(&last),
                &Protocol::ALL,
            )?)
        }
        value => Ok(PortRange::single(port(&text(value)?)?)),
    }
}

fn port(text: &str) -> Result<Port, NftError> {
    Ok(values::port(&decimal(text), &Protocol::ALL)?)
}

/// Returns a number that nft reads as octal as a decimal one. Another text is the same.
fn decimal(text: &str) -> Cow<'_, str> {
    match bits::integer(text) {
        Some(number) if text.starts_with('0') => number.to_string().into(),
        _ => text.into(),
    }
}

/// Returns the transport protocols whose numbers a comparison by size selects.
pub fn protocols_beside(
    operator: Operator,
    value: &Expression<'_>,
) -> Result<Transports, NftError> {
    let name = |protocol: Protocol| (protocol.as_str(), u32::from(protocol.number()));
    let names = Protocol::ALL.map(name);
    let limit = *numbers(value, &names, "the number of a protocol")?.start();
    let is_selected = |protocol: &Protocol| {
        let number = Bits::known(u32::from(protocol.number()));
        number.compare(operator, limit, false) == Some(true)
    };
    let selected = Protocol::ALL.into_iter().filter(is_selected);
    Ok(selected.fold(Transports::NONE, |all, one| all.or(Transports::of(one))))
}

fn protocols(value: &Expression<'_>) -> Result<Transports, NftError> {
    let of_number = |number: u8| match Protocol::try_from(number) {
        Ok(protocol) => Transports::of(protocol),
        Err(_) => Transports::NONE,
    };
    let number = |text: &str| bits::integer(text).and_then(|number| u8::try_from(number).ok());
    match value {
        Expression::Value(text) | Expression::Quoted(text) => Ok(match number(text) {
            Some(number) => of_number(number),
            // UDP-Lite and ICMP are no transport protocols of the registry.
            None => text.parse().map_or(Transports::NONE, Transports::of),
        }),
        Expression::Range(ends) => {
            let end = |value: &Expression<'_>| number(&value.to_string());
            let (Some(first), Some(last)) = (end(&ends[0]), end(&ends[1])) else {
                return Err(NftError::Value(
                    value.to_string(),
                    "the numbers of protocols",
                ));
            };
            Ok((first..=last).fold(Transports::NONE, |all, number| all.or(of_number(number))))
        }
        _ => Err(NftError::Value(value.to_string(), "a protocol")),
    }
}

/// Returns whether a value is the prefix of all addresses, `0.0.0.0/0` or `::/0`.
fn is_everything(value: &Expression<'_>) -> bool {
    matches!(value, Expression::Prefix(_, 0))
}

/// Returns whether all addresses of a value are those of the loopback interface, which no packet of another host has as
/// its source (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3). Linux drops such packets of IPv6, and those of IPv4
/// unless the setting `route_localnet` is on. Even then, the answers don't leave the host, and so there is no connection.
/// As a destination of IPv4, `route_localnet` makes them reachable, so this is not asked of destinations.
fn is_loopback(value: &Expression<'_>) -> bool {
    let is_loopback_v4 = |value: &Expression<'_>| {
        let address: Result<Ipv4Addr, _> = value.to_string().parse();
        address.is_ok_and(|address| address.is_loopback())
    };
    match value {
        Expression::Prefix(address, 8..) if is_loopback_v4(address) => true,
        Expression::Range(ends) => ends.iter().all(is_loopback_v4),
        value => is_loopback_v4(value) || is_loopback_of_ipv6(value),
    }
}

/// Returns whether a value is the loopback address of IPv6. Linux drops packets of other hosts to it, too.
fn is_loopback_of_ipv6(value: &Expression<'_>) -> bool {
    let address = match value {
        Expression::Prefix(address, 128) => address,
        value => value,
    };
    let address: Result<Ipv6Addr, _> = address.to_string().parse();
    address.is_ok_and(|address| address.is_loopback())
}

/// Returns whether all addresses of a value are those of groups, to which no unicast packet is sent:
/// multicast (RFC 5771, RFC 4291 section 2.7) and 255.255.255.255.
fn is_of_groups(value: &Expression<'_>) -> bool {
    let is_group = |value: &Expression<'_>| match value.to_string().parse() {
        Ok(IpAddr::V4(address)) => address.is_multicast() || address.is_broadcast(),
        Ok(IpAddr::V6(address)) => address.is_multicast(),
        Err(_) => false,
    };
    match value {
        // All that begins as a group of these lengths is one.
        Expression::Prefix(address, length) => {
            let is_v6 = address.to_string().contains(':');
            is_group(address) && *length >= if is_v6 { 8 } else { 4 }
        }
        Expression::Range(ends) => {
            // From the first group to the last, there are groups only, apart from the reserved
            // addresses between multicast and broadcast.
            ends.iter().all(is_group)
        }
        value => is_group(value),
    }
}
