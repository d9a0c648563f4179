//! Parses the right side of matches of `dport` and `l4proto`.
//!
//! Used by `rules`.

use port_registry::{Port, PortRange, Protocol};

use super::blocks::{Kind, Table};
use super::tokens::{Node, What, elements};
use crate::check::rule::{Over, Why};
use crate::check::values::{self, Carried, Sense};

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
    over: &[Protocol],
    table: &Table<'_>,
) -> Result<(Vec<PortRange>, usize), Why> {
    let (ranges, taken) = match nodes {
        [first, dash, last, ..] if dash.word() == Some("-") => {
            (vec![between(first, last, over)?], 3)
        }
        [one, ..] => {
            let ranges = match members(one, Kind::Ports, table)? {
                Some(members) => members
                    .iter()
                    .map(|element| key(before_options(element), over))
                    .collect::<Result<_, _>>()?,
                None => vec![single(one, over)?],
            };
            (ranges, 1)
        }
        [] => return Err(Why::Expected("ports after dport")),
    };
    let ranges = match (comparison, &ranges[..]) {
        (Comparison::Among(sense), _) => values::meant(ranges, sense),
        (_, [one]) if one.len() == 1 => beside(comparison, one.first())?,
        _ => return Err(Why::Expected("one port to compare with")),
    };
    Ok((ranges, taken))
}

/// Returns the ports that the comparison with one port selects.
fn beside(comparison: Comparison, port: Port) -> Result<Vec<PortRange>, Why> {
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
    range.map(|range| vec![range]).ok_or(Why::NoPort)
}

/// Returns the elements of a set. The set is either written in braces, or it is a named set, which
/// must be of this kind. Returns `None` for a node that is neither.
fn members<'a>(
    node: &Node<'a>,
    kind: Kind,
    table: &Table<'a>,
) -> Result<Option<Vec<Vec<Node<'a>>>>, Why> {
    let name = match &node.what {
        What::Group(nodes) => return Ok(Some(elements(nodes))),
        What::Word(word) => word.strip_prefix('@'),
        _ => None,
    };
    let Some(name) = name else {
        return Ok(None);
    };
    let set = table.sets.get(name);
    let set = set.ok_or_else(|| Why::NoSet(name.to_owned()))?;
    if set.kind != kind {
        return Err(Why::Kind(name.to_owned()));
    }
    if set.elements.is_empty() {
        return Err(Why::EmptySet(name.to_owned()));
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
pub fn key(nodes: &[Node<'_>], over: &[Protocol]) -> Result<PortRange, Why> {
    match nodes {
        [one] => single(one, over),
        [first, dash, last] if dash.word() == Some("-") => between(first, last, over),
        [_, dot, ..] if dot.word() == Some(".") => Err(Why::Together("a concatenation")),
        _ => Err(Why::Expected("a port, a range or a set of them")),
    }
}

fn single(node: &Node<'_>, over: &[Protocol]) -> Result<PortRange, Why> {
    match node.what {
        What::Word("*") => Ok(PortRange::ALL),
        What::Word(word) => match word.split_once('-') {
            // Service names contain hyphens too, so only digits before the hyphen make a range. nft
            // does not support ranges without a first or last port.
            Some(("", _) | (_, "")) => Err(Why::Port(word.to_owned())),
            Some((first, last)) if first.bytes().all(|byte| byte.is_ascii_digit()) => {
                values::range(first, last, over)
            }
            _ => values::port(word, over).map(PortRange::single),
        },
        What::Quoted(name) => values::port(name, over).map(PortRange::single),
        What::Comma | What::End | What::Group(_) => Err(Why::Expected("a port")),
    }
}

fn between(first: &Node<'_>, last: &Node<'_>, over: &[Protocol]) -> Result<PortRange, Why> {
    match (first.name(), last.name()) {
        (Some(first), Some(last)) => values::range(first, last, over),
        _ => Err(Why::Expected("two ports")),
    }
}

/// Parses a set of transports and ports such as `{ tcp . 22, udp . 53 }`, or a named set of such
/// elements. Returns the ports of each transport.
pub fn of_transports(
    node: &Node<'_>,
    table: &Table<'_>,
) -> Result<Vec<(Protocol, Vec<PortRange>)>, Why> {
    const EXPECTED: Why = Why::Expected("transports and ports, as tcp . 22");
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
        let Carried::Transport(protocol) = values::carried(name) else {
            return Err(Why::Transport(name.to_owned()));
        };
        let range = key(port, &[protocol])?;
        for (one, ranges) in &mut found {
            if *one == protocol {
                ranges.push(range);
            }
        }
    }
    let found = found.map(|(protocol, ranges)| (protocol, values::meant(ranges, Sense::Is)));
    Ok(found
        .into_iter()
        .filter(|(_, ranges)| !ranges.is_empty())
        .collect())
}

/// Parses the right side of a match of protocols, such as `tcp` or `{ tcp, udp }`. Returns `None`
/// if it selects no transport with ports.
pub fn transports(sense: Sense, node: &Node<'_>) -> Result<Option<Over>, Why> {
    let name = |node: &Node<'_>| {
        let name = node.name().ok_or(Why::Expected("the name of a protocol"))?;
        if name.starts_with('@') {
            return Err(Why::Together("a set of protocols"));
        }
        Ok(values::carried(name))
    };
    let carried = match &node.what {
        What::Group(nodes) => elements(nodes)
            .iter()
            .map(|element| match &before_options(element) {
                [one] => name(one),
                _ => Err(Why::Expected("the name of a protocol")),
            })
            .collect::<Result<Vec<_>, _>>()?,
        _ => vec![name(node)?],
    };
    Ok(values::over(&carried, sense))
}
