//! Parses tables, chains and sets, written as blocks in braces or as one command per line.
//!
//! Called by `nftables`.

use std::collections::HashMap;

use super::tokens::{self, Node, What, elements, statements};
use super::variables::Variables;
use crate::check::rule::{Direction, Policy, Reading, RuleError};

#[derive(Debug, Default)]
pub struct RuleSet<'a> {
    pub tables: Vec<Table<'a>>,
    variables: Variables<'a>,
}

#[derive(Debug)]
pub struct Table<'a> {
    pub family: &'a str,
    pub name: &'a str,
    pub chains: Vec<Chain<'a>>,
    pub sets: HashMap<&'a str, Set<'a>>,
}

#[derive(Debug)]
pub struct Chain<'a> {
    pub name: &'a str,
    pub direction: Direction,
    pub rules: Vec<Vec<Node<'a>>>,
    /// The policy of a base chain, with its line. Only base chains receive packets from the kernel
    /// directly.
    pub policy: Option<(usize, Policy)>,
}

#[derive(Debug)]
pub struct Set<'a> {
    pub kind: Kind,
    pub elements: Vec<Vec<Node<'a>>>,
}

/// The type of the elements of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Ports,
    /// Transports and ports, such as `tcp . 22`.
    TransportsAndPorts,
    Other,
}

const FAMILIES: [&str; 6] = ["ip", "ip6", "inet", "arp", "bridge", "netdev"];

/// The objects of a table that are skipped, since they have no effect on ports.
const WITHOUT_PORTS: [&str; 9] = [
    "map",
    "counter",
    "quota",
    "limit",
    "flowtable",
    "ct",
    "secmark",
    "synproxy",
    "tunnel",
];

impl<'a> RuleSet<'a> {
    pub fn read(&mut self, nodes: &[Node<'a>], reading: &mut Reading) {
        for statement in statements(nodes) {
            if let Err(error) = self.command(statement, reading) {
                add_unread(reading, statement, error);
            }
        }
    }

    fn command(&mut self, nodes: &[Node<'a>], reading: &mut Reading) -> Result<(), RuleError> {
        let (verb, rest) = word(nodes)?;
        match verb {
            "define" | "redefine" | "undefine" => self.define(verb, rest),
            "include" => Err(RuleError::Include),
            "flush" if is_word(rest, "ruleset") => {
                self.tables.clear();
                Ok(())
            }
            "delete" | "destroy" if is_word(rest, "table") => {
                let (family, rest) = family(rest.get(1..).unwrap_or_default());
                let (name, _) = word(rest)?;
                let is_meant = |table: &Table| table.family == family && table.name == name;
                self.tables.retain(|table| !is_meant(table));
                Ok(())
            }
            "add" | "create" | "insert" => {
                let (noun, rest) = word(rest)?;
                self.add(noun, rest, reading)
            }
            noun => self.add(noun, nodes.get(1..).unwrap_or_default(), reading),
        }
    }

    fn define(&mut self, verb: &str, nodes: &[Node<'a>]) -> Result<(), RuleError> {
        let (name, rest) = word(nodes)?;
        if verb == "undefine" {
            self.variables.undefine(name);
            return Ok(());
        }
        match rest {
            [equals, value @ ..] if equals.word() == Some("=") => {
                self.variables.define(name, value)
            }
            _ => Err(RuleError::Expected("an equals sign")),
        }
    }

    fn add(
        &mut self,
        noun: &str,
        rest: &[Node<'a>],
        reading: &mut Reading,
    ) -> Result<(), RuleError> {
        let is_block = ["table", "chain", "set", "rule", "element"].contains(&noun);
        if WITHOUT_PORTS.contains(&noun) {
            return Ok(());
        }
        if !is_block {
            return Err(RuleError::Expected(
                "a table, or a command that adds to one",
            ));
        }
        let (family, rest) = family(rest);
        let (table, rest) = word(rest)?;
        let table = self.table(family, table);
        if noun == "table" {
            self.table_block(table, block(rest).unwrap_or_default(), reading);
            return Ok(());
        }
        let (name, rest) = word(rest)?;
        match noun {
            "chain" => self.chain(table, name, block(rest).unwrap_or_default(), reading),
            "set" => self.set(table, name, block(rest).unwrap_or_default()),
            "element" => {
                let rest = self.variables.expand(rest)?;
                let nodes = block(&rest).unwrap_or_default();
                let set = self.table_mut(table)?.sets.get_mut(name);
                let set = set.ok_or_else(|| RuleError::NoSet(name.to_owned()))?;
                set.elements.extend(elements(nodes));
                Ok(())
            }
            _ => {
                let rest = match rest {
                    [place, _, rest @ ..]
                        if matches!(place.word(), Some("position" | "handle" | "index")) =>
                    {
                        rest
                    }
                    rest => rest,
                };
                let rule = self.variables.expand(rest)?;
                self.chain_mut(table, name)?.rules.push(rule);
                Ok(())
            }
        }
    }

    fn table_block(&mut self, table: usize, nodes: &[Node<'a>], reading: &mut Reading) {
        for statement in statements(nodes) {
            if let Err(error) = self.in_table(table, statement, reading) {
                add_unread(reading, statement, error);
            }
        }
    }

    fn in_table(
        &mut self,
        table: usize,
        nodes: &[Node<'a>],
        reading: &mut Reading,
    ) -> Result<(), RuleError> {
        let (noun, rest) = word(nodes)?;
        match noun {
            "chain" => {
                let (name, rest) = word(rest)?;
                self.chain(table, name, block(rest).unwrap_or_default(), reading)
            }
            "set" => {
                let (name, rest) = word(rest)?;
                self.set(table, name, block(rest).unwrap_or_default())
            }
            "define" | "redefine" | "undefine" => self.define(noun, rest),
            "flags" if rest.iter().any(|node| node.word() == Some("dormant")) => {
                Err(RuleError::Dormant)
            }
            "flags" | "comment" => Ok(()),
            noun if WITHOUT_PORTS.contains(&noun) => Ok(()),
            _ => Err(RuleError::Expected("a chain or a set")),
        }
    }

    fn chain(
        &mut self,
        table: usize,
        name: &'a str,
        nodes: &[Node<'a>],
        reading: &mut Reading,
    ) -> Result<(), RuleError> {
        self.chain_mut(table, name)?;
        for statement in statements(nodes) {
            if let Err(error) = self.in_chain(table, name, statement) {
                add_unread(reading, statement, error);
            }
        }
        Ok(())
    }

    fn in_chain(
        &mut self,
        table: usize,
        name: &'a str,
        nodes: &[Node<'a>],
    ) -> Result<(), RuleError> {
        let line = nodes.first().map_or(0, |node| node.line);
        let rule = self.variables.expand(nodes)?;
        let chain = self.chain_mut(table, name)?;
        let words: Vec<&str> = rule.iter().filter_map(Node::name).collect();
        match &words[..] {
            ["type", _, "hook", ..] => {
                if words.contains(&"output") || words.contains(&"postrouting") {
                    chain.direction = Direction::Out;
                }
                chain.policy.get_or_insert((line, Policy::Accept));
            }
            ["policy", "accept"] => chain.policy = Some((line, Policy::Accept)),
            ["policy", "drop"] => chain.policy = Some((line, Policy::Drop)),
            ["policy", ..] => return Err(RuleError::Expected("accept or drop")),
            ["comment" | "device" | "devices", ..] => {}
            _ => chain.rules.push(rule),
        }
        Ok(())
    }

    fn set(&mut self, table: usize, name: &'a str, nodes: &[Node<'a>]) -> Result<(), RuleError> {
        let mut set = Set {
            kind: Kind::Other,
            elements: Vec::new(),
        };
        for statement in statements(nodes) {
            let (noun, rest) = word(statement)?;
            match noun {
                "type" | "typeof" => set.kind = kind(&tokens::text(rest)),
                "elements" => {
                    let rest = self.variables.expand(rest)?;
                    let nodes = rest.get(1..).and_then(block);
                    let nodes = nodes.ok_or(RuleError::Expected("elements in braces"))?;
                    set.elements = elements(nodes);
                }
                _ => {}
            }
        }
        self.table_mut(table)?.sets.insert(name, set);
        Ok(())
    }

    /// Returns the index of the table. Creates the table if it does not exist.
    fn table(&mut self, family: &'a str, name: &'a str) -> usize {
        let is_meant = |table: &Table| table.family == family && table.name == name;
        self.tables.iter().position(is_meant).unwrap_or_else(|| {
            self.tables.push(Table {
                family,
                name,
                chains: Vec::new(),
                sets: HashMap::new(),
            });
            self.tables.len() - 1
        })
    }

    fn table_mut(&mut self, table: usize) -> Result<&mut Table<'a>, RuleError> {
        self.tables
            .get_mut(table)
            .ok_or(RuleError::Expected("a table"))
    }

    /// Returns the chain. Creates the chain if it does not exist.
    fn chain_mut(&mut self, table: usize, name: &'a str) -> Result<&mut Chain<'a>, RuleError> {
        let chains = &mut self.table_mut(table)?.chains;
        let at = chains.iter().position(|chain| chain.name == name);
        let at = at.unwrap_or_else(|| {
            chains.push(Chain {
                name,
                direction: Direction::In,
                rules: Vec::new(),
                policy: None,
            });
            chains.len() - 1
        });
        chains.get_mut(at).ok_or(RuleError::Expected("a chain"))
    }
}

/// Returns the kind of a set from its `type` or `typeof`.
fn kind(text: &str) -> Kind {
    match text {
        "inet_service" => Kind::Ports,
        "inet_proto . inet_service" | "meta l4proto . th dport" => Kind::TransportsAndPorts,
        _ if !text.contains(" . ") && text.ends_with("port") => Kind::Ports,
        _ => Kind::Other,
    }
}

fn add_unread(reading: &mut Reading, nodes: &[Node<'_>], error: RuleError) {
    let line = nodes.first().map_or(0, |node| node.line);
    reading.add_unread(line, tokens::text(nodes), error);
}

/// Returns the first word or quoted name, and the nodes after it.
fn word<'n, 'a>(nodes: &'n [Node<'a>]) -> Result<(&'a str, &'n [Node<'a>]), RuleError> {
    match nodes {
        [first, rest @ ..] => match first.name() {
            Some(name) => Ok((name, rest)),
            None => Err(RuleError::Expected("a word before the braces")),
        },
        [] => Err(RuleError::Expected("a name after it")),
    }
}

fn is_word(nodes: &[Node<'_>], word: &str) -> bool {
    nodes.first().and_then(Node::word) == Some(word)
}

/// Returns the address family and the nodes after it. Like in nft, the default is `ip` (IPv4).
fn family<'n, 'a>(nodes: &'n [Node<'a>]) -> (&'a str, &'n [Node<'a>]) {
    match nodes {
        [first, rest @ ..] => match first.word() {
            Some(family) if FAMILIES.contains(&family) && !rest.is_empty() => (family, rest),
            _ => ("ip", nodes),
        },
        [] => ("ip", nodes),
    }
}

/// Returns the nodes inside the braces at the beginning, if there are any.
fn block<'n, 'a>(nodes: &'n [Node<'a>]) -> Option<&'n [Node<'a>]> {
    match nodes {
        [
            Node {
                what: What::Group(nodes),
                ..
            },
            ..,
        ] => Some(nodes),
        _ => None,
    }
}
