//! Parses the right side of matches of `dport` and `l4proto`.
//!
//! Used by `rules`.

use port_registry::{Port, PortRange, Protocol};

use super::blocks::{Kind, Table};
use super::tokens::{Node, What, elements};
use crate::check::rule::{RuleError, Transports};
use crate::check::values::{self, IpProtocol, Sense};

/// The words that begin the options of a set element.
const OPTIONS: [&str; 7] = [
    "comment", "timeout", "expires", "counter", "limit", "quota", "last",
];

/// The comparison of the left side of a match with the right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Among(Sense),
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "==" => Self::Among(Sense::Is),
            "!=" => Self::Among(Sense::IsNot),
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }
}

/// Parses the right side of a comparison. Returns the ports that the comparison selects, and the
/// number of nodes that were parsed.
pub fn compared(
    comparison: Comparison,
    nodes: &[Node<'_>],
    transports: &[Protocol],
    table: &Table<'_>,
) -> Result<(Vec<PortRange>, usize), RuleError> {
    let (ranges, taken) = match nodes {
        [first, dash, last, ..] if dash.word() == Some("-") => {
            (vec![between(first, last, transports)?], 3)
        }
        [one, ..] => {
            let ranges = match members(one, Kind::Ports, table)? {
                Some(members) => members
                    .iter()
                    .map(|element| key(before_options(element), transports))
                    .collect::<Result<_, _>>()?,
                None => vec![single(one, transports)?],
            };
            (ranges, 1)
        }
        [] => return Err(RuleError::Expected("ports after dport")),
    };
    let ranges = match (comparison, &ranges[..]) {
        (Comparison::Among(sense), _) => values::selected(ranges, sense),
        (_, [one]) if one.len() == 1 => beside(comparison, one.first())?,
        _ => return Err(RuleError::Expected("one port to compare with")),
    };
    Ok((ranges, taken))
}

/// Returns the ports that the comparison with one port selects.
fn beside(comparison: Comparison, port: Port) -> Result<Vec<PortRange>, RuleError> {
    let up_to = |last: Option<Port>| last.map(|last| (Port::MIN, last));
    let from = |first: Option<Port>| first.map(|first| (first, Port::MAX));
    let next = |step: Option<u16>| step.map(Port::new);
    let ends = match comparison {
        Comparison::Less => up_to(next(port.get().checked_sub(1))),
        Comparison::LessOrEqual => up_to(Some(port)),
        Comparison::Greater => from(next(port.get().checked_add(1))),
        Comparison::GreaterOrEqual => from(Some(port)),
        Comparison::Among(_) => Some((port, port)),
    };
    let range = ends.and_then(|(first, last)| PortRange::new(first, last).ok());
    range.map(|range| vec![range]).ok_or(RuleError::NoPort)
}

/// Returns the elements of a set. The set is either written in braces, or it is a named set, which
/// must be of this kind. Returns `None` for a node that is neither.
fn members<'a>(
    node: &Node<'a>,
    kind: Kind,
    table: &Table<'a>,
) -> Result<Option<Vec<Vec<Node<'a>>>>, RuleError> {
    let name = match &node.what {
        What::Group(nodes) => return Ok(Some(elements(nodes))),
        What::Word(word) => word.strip_prefix('@'),
        _ => None,
    };
    let Some(name) = name else {
        return Ok(None);
    };
    let set = table.sets.get(name);
    let set = set.ok_or_else(|| RuleError::NoSet(name.to_owned()))?;
    if set.kind != kind {
        return Err(RuleError::Kind(name.to_owned()));
    }
    if set.elements.is_empty() {
        return Err(RuleError::EmptySet(name.to_owned()));
    }
    Ok(Some(set.elements.clone()))
}

/// Returns the nodes of a set element before its options.
pub fn before_options<'n, 'a>(element: &'n [Node<'a>]) -> &'n [Node<'a>] {
    let is_option = |node: &Node| node.word().is_some_and(|word| OPTIONS.contains(&word));
    let end = element.iter().position(is_option).unwrap_or(element.len());
    element.get(..end).unwrap_or_default()
}

/// Parses a set element: a port, a range, or `*` for all ports.
pub fn key(nodes: &[Node<'_>], transports: &[Protocol]) -> Result<PortRange, RuleError> {
    match nodes {
        [one] => single(one, transports),
        [first, dash, last] if dash.word() == Some("-") => between(first, last, transports),
        [_, dot, ..] if dot.word() == Some(".") => Err(RuleError::Together("a concatenation")),
        _ => Err(RuleError::Expected("a port, a range or a set of them")),
    }
}

fn single(node: &Node<'_>, transports: &[Protocol]) -> Result<PortRange, RuleError> {
    match node.what {
        What::Word("*") => Ok(PortRange::ALL),
        What::Word(word) => match word.split_once('-') {
            // Service names contain hyphens too, so only digits before the hyphen make a range. nft
            // does not support ranges without a first or last port.
            Some(("", _) | (_, "")) => Err(RuleError::Port(word.to_owned())),
            Some((first, last)) if first.bytes().all(|byte| byte.is_ascii_digit()) => {
                values::range(first, last, transports)
            }
            _ => values::port(word, transports).map(PortRange::single),
        },
        What::Quoted(name) => values::port(name, transports).map(PortRange::single),
        What::Comma | What::End | What::Group(_) => Err(RuleError::Expected("a port")),
    }
}

fn between(
    first: &Node<'_>,
    last: &Node<'_>,
    transports: &[Protocol],
) -> Result<PortRange, RuleError> {
    match (first.name(), last.name()) {
        (Some(first), Some(last)) => values::range(first, last, transports),
        _ => Err(RuleError::Expected("two ports")),
    }
}

/// Parses a set of transports and ports such as `{ tcp . 22, udp . 53 }`, or a named set of such
/// elements. Returns the ports of each transport.
pub fn of_transports(
    node: &Node<'_>,
    table: &Table<'_>,
) -> Result<Vec<(Protocol, Vec<PortRange>)>, RuleError> {
    const EXPECTED: RuleError = RuleError::Expected("transports and ports, as tcp . 22");
    let members = members(node, Kind::TransportsAndPorts, table)?.ok_or(EXPECTED)?;
    let mut found = Protocol::ALL.map(|protocol| (protocol, Vec::new()));
    for element in members {
        let [transport, dot, port @ ..] = before_options(&element) else {
            return Err(EXPECTED);
        };
        if dot.word() != Some(".") {
            return Err(EXPECTED);
        }
        let name = transport.name().unwrap_or_default();
        let IpProtocol::Transport(protocol) = values::ip_protocol(name) else {
            return Err(RuleError::Transport(name.to_owned()));
        };
        let range = key(port, &[protocol])?;
        for (one, ranges) in &mut found {
            if *one == protocol {
                ranges.push(range);
            }
        }
    }
    let found = found.map(|(protocol, ranges)| (protocol, values::selected(ranges, Sense::Is)));
    Ok(found
        .into_iter()
        .filter(|(_, ranges)| !ranges.is_empty())
        .collect())
}

/// Parses the right side of a match of protocols, such as `tcp` or `{ tcp, udp }`. Returns `None`
/// if it selects no transport with ports.
pub fn transports(sense: Sense, node: &Node<'_>) -> Result<Option<Transports>, RuleError> {
    let name = |node: &Node<'_>| {
        let name = node
            .name()
            .ok_or(RuleError::Expected("the name of a protocol"))?;
        if name.starts_with('@') {
            return Err(RuleError::Together("a set of protocols"));
        }
        Ok(values::ip_protocol(name))
    };
    let carried = match &node.what {
        What::Group(nodes) => elements(nodes)
            .iter()
            .map(|element| match &before_options(element) {
                [one] => name(one),
                _ => Err(RuleError::Expected("the name of a protocol")),
            })
            .collect::<Result<Vec<_>, _>>()?,
        _ => vec![name(node)?],
    };
    Ok(values::transports(&carried, sense))
}
