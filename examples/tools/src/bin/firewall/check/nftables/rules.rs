//! Parses the ports, the transports and the verdict of an nftables rule.
//!
//! Called by `nftables` for each rule of a chain.

use port_registry::{PortRange, Protocol};

use super::blocks::Table;
use super::maps;
use super::ports::{self, Comparison};
use super::tokens::{self, Node, What};
use crate::check::rule::{Direction, Ports, Rule, RuleError, Transports, Verdict};
use crate::check::values::{self, Sense};
use crate::sources::Reach;

/// Parses a rule. Returns no rules if it does not decide on packets with ports, and several if it
/// has different verdicts or transports for different ports. The line and the chain are not filled
/// in.
pub fn read(nodes: &[Node<'_>], table: &Table<'_>) -> Result<Vec<Rule>, RuleError> {
    let mut reader = Reader {
        rest: nodes,
        table,
        transports: Transports::Any,
        has_no_ports: false,
        alternatives: Vec::new(),
        verdict: Verdict::None,
        condition: Vec::new(),
    };
    while !reader.rest.is_empty() {
        reader.step()?;
    }
    reader.rules()
}

/// One of the alternatives of a rule that distinguishes ports, transports or verdicts.
#[derive(Default)]
struct Alternative {
    protocol: Option<Protocol>,
    ports: Option<Vec<PortRange>>,
    verdict: Option<Verdict>,
    /// The element of a map that leads to the verdict.
    key: String,
}

struct Reader<'n, 'a> {
    rest: &'n [Node<'a>],
    table: &'n Table<'a>,
    transports: Transports,
    has_no_ports: bool,
    alternatives: Vec<Alternative>,
    verdict: Verdict,
    /// The nodes other than ports and transports, as they are written.
    condition: Vec<Node<'a>>,
}

impl<'a> Reader<'_, 'a> {
    fn step(&mut self) -> Result<(), RuleError> {
        let word = |at: usize| self.rest.get(at).and_then(Node::word);
        match (word(0), word(1), word(2)) {
            (Some("tcp" | "udp" | "sctp" | "dccp" | "th"), Some("dport"), _) => self.ports()?,
            (Some(other @ "udplite"), Some("dport"), _) => {
                return Err(RuleError::Transport(other.to_owned()));
            }
            (Some("meta"), Some("l4proto"), Some(".")) => self.transports_and_ports()?,
            (Some("meta"), Some("l4proto"), next)
            | (Some("ip"), Some("protocol"), next)
            | (Some("ip6"), Some("nexthdr"), next)
                if !matches!(next, Some("vmap" | "map" | ".")) =>
            {
                self.transports()?;
            }
            (Some("meta" | "ct" | "ip" | "ip6" | "tcp"), Some(_), Some("set")) => self.set(),
            (Some("tcp" | "udp" | "sctp" | "dccp"), ..) => self.transport()?,
            (Some("icmp" | "icmpv6" | "igmp" | "esp" | "ah" | "comp"), ..) => {
                self.has_no_ports = true;
                self.keep(1);
            }
            (Some("counter"), Some("packets"), _) => self.take(5),
            (Some("counter"), Some("name"), _) => self.take(3),
            (Some("counter" | "notrack"), ..) => self.take(1),
            (Some("comment"), ..) => self.take(2),
            (Some("log"), ..) => self.log(),
            (Some("vmap"), ..) => self.other_map()?,
            (Some("accept"), ..) => self.decide(Verdict::Accept, 1),
            (Some("drop"), ..) => self.decide(Verdict::Drop, 1),
            (Some("reject"), ..) => self.reject(),
            (Some("return" | "continue"), ..) => self.decide_as_written(1),
            (Some("jump" | "goto"), ..) => self.decide_as_written(2),
            (
                Some(
                    "dnat" | "snat" | "masquerade" | "redirect" | "tproxy" | "queue" | "dup"
                    | "fwd" | "synproxy",
                ),
                ..,
            ) => self.translate()?,
            _ => self.keep(1),
        }
        Ok(())
    }

    fn take(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// Moves nodes to the condition.
    fn keep(&mut self, count: usize) {
        let kept = self.rest.get(..count).unwrap_or(self.rest);
        self.condition.extend_from_slice(kept);
        self.take(count);
    }

    fn word(&self) -> Option<&'a str> {
        self.rest.first().and_then(Node::word)
    }

    fn decide(&mut self, verdict: Verdict, taken: usize) {
        self.verdict = verdict;
        self.take(taken);
    }

    fn decide_as_written(&mut self, count: usize) {
        let words = tokens::text(self.rest.get(..count).unwrap_or(self.rest));
        self.decide(Verdict::Other(words), count);
    }

    /// Parses `reject`, and skips options such as `with icmpx type admin-prohibited`, which have no
    /// effect on ports.
    fn reject(&mut self) {
        self.decide(Verdict::Reject, 1);
        if self.word() == Some("with") {
            self.take(2);
            while matches!(self.word(), Some("type" | "reset" | "code")) {
                self.take(1 + usize::from(self.word() != Some("reset")));
            }
        }
    }

    /// Skips statements that change a packet without an effect on its ports, such as `meta mark set
    /// ct mark or 0x1`.
    fn set(&mut self) {
        self.take(3);
        loop {
            let is_of_packet = matches!(self.word(), Some("meta" | "ct" | "ip" | "ip6" | "tcp"));
            self.take(if is_of_packet { 2 } else { 1 });
            if !matches!(
                self.word(),
                Some("and" | "or" | "xor" | "&" | "|" | "^" | "map" | ".")
            ) {
                return;
            }
            self.take(1);
        }
    }

    fn log(&mut self) {
        self.take(1);
        while let Some("prefix" | "level" | "group" | "snaplen" | "queue-threshold" | "flags") =
            self.word()
        {
            let is_flags = self.word() == Some("flags");
            self.take(1);
            if is_flags && matches!(self.word(), Some("tcp" | "ip")) {
                self.take(1);
            }
            self.take(1);
            while matches!(self.rest.first(), Some(node) if node.what == What::Comma) {
                self.take(2);
            }
        }
    }

    /// Parses a statement that changes or redirects packets. It extends to the end of the rule,
    /// except a comment.
    fn translate(&mut self) -> Result<(), RuleError> {
        let is_comment = |node: &Node| matches!(node.word(), Some("comment" | "counter"));
        let end = self
            .rest
            .iter()
            .position(is_comment)
            .unwrap_or(self.rest.len());
        let nodes = self.rest.get(..end).unwrap_or(self.rest);
        if nodes.iter().any(|node| node.word() == Some("dport")) {
            return Err(RuleError::Map);
        }
        self.decide(Verdict::Other(tokens::text(nodes)), end);
        Ok(())
    }

    /// Parses a verdict map of something other than ports. Each element is a condition.
    fn other_map(&mut self) -> Result<(), RuleError> {
        self.take(1);
        let Some(What::Group(nodes)) = self.rest.first().map(|node| &node.what) else {
            let words = tokens::text(self.rest);
            self.decide(Verdict::Other(format!("vmap {words}")), usize::MAX);
            return Ok(());
        };
        let ports = match &mut self.alternatives[..] {
            [] => None,
            [one] if one.verdict.is_none() => one.ports.take(),
            _ => return Err(RuleError::Together("a map")),
        };
        self.alternatives.clear();
        for (key, verdict) in maps::elements(nodes)? {
            self.alternatives.push(Alternative {
                ports: ports.clone(),
                verdict: Some(verdict),
                key: tokens::text(&key),
                ..Alternative::default()
            });
        }
        self.take(1);
        Ok(())
    }

    /// Parses the transport of a match such as `tcp flags syn` or `udp sport 53`. The rest of the
    /// match is a condition.
    fn transport(&mut self) -> Result<(), RuleError> {
        if let Some(protocol) = self.word().and_then(|word| word.parse().ok()) {
            self.narrow(Transports::These(vec![protocol]))?;
        }
        self.keep(1);
        Ok(())
    }

    fn narrow(&mut self, transports: Transports) -> Result<(), RuleError> {
        let before = std::mem::replace(&mut self.transports, Transports::Any);
        self.transports = before.and(transports);
        if self.transports == Transports::These(Vec::new()) {
            return Err(RuleError::TwoTransports);
        }
        Ok(())
    }

    fn transports(&mut self) -> Result<(), RuleError> {
        self.take(2);
        let comparison = self.word().and_then(Comparison::parse);
        self.take(usize::from(comparison.is_some()));
        let sense = match comparison {
            None => Sense::Is,
            Some(Comparison::Among(sense)) => sense,
            Some(_) => return Err(RuleError::Expected("protocols that are meant, or not")),
        };
        let node = self.rest.first().ok_or(RuleError::Expected("a protocol"))?;
        match ports::transports(sense, node)? {
            Some(transports) => self.narrow(transports)?,
            None => self.has_no_ports = true,
        }
        self.take(1);
        Ok(())
    }

    /// Returns whether the next node is a part of a concatenation.
    fn is_after_dot(&self) -> bool {
        self.condition.last().and_then(Node::word) == Some(".")
    }

    fn ports(&mut self) -> Result<(), RuleError> {
        if self.is_after_dot() {
            return Err(RuleError::Together("a concatenation"));
        }
        let transports = match self.word().and_then(|word| word.parse().ok()) {
            Some(protocol) => Transports::These(vec![protocol]),
            None => Transports::Any,
        };
        self.take(2);
        if transports != Transports::Any {
            self.narrow(transports)?;
        }
        let protocols = match &self.transports {
            Transports::Any => Protocol::ALL.to_vec(),
            Transports::These(protocols) => protocols.clone(),
        };
        match self.word() {
            Some("vmap") => return self.verdict_map(&protocols),
            Some("map") => return Err(RuleError::Map),
            Some("&" | "|" | "^" | "and" | "or" | "xor") => {
                return Err(RuleError::Together("a mask"));
            }
            Some(".") => return Err(RuleError::Together("a concatenation")),
            _ => {}
        }
        let comparison = self.word().and_then(Comparison::parse);
        self.take(usize::from(comparison.is_some()));
        let comparison = comparison.unwrap_or(Comparison::Among(Sense::Is));
        let (ranges, taken) = ports::compared(comparison, self.rest, &protocols, self.table)?;
        self.take(taken);
        match &mut self.alternatives[..] {
            [] => self.alternatives.push(Alternative {
                ports: Some(ranges),
                ..Alternative::default()
            }),
            [one] if one.verdict.is_none() => {
                one.ports = Some(match &one.ports {
                    Some(before) => values::common(before, &ranges),
                    None => ranges,
                });
            }
            _ => return Err(RuleError::Together("another match of ports")),
        }
        Ok(())
    }

    fn transports_and_ports(&mut self) -> Result<(), RuleError> {
        let words: Vec<&str> = self
            .rest
            .iter()
            .skip(3)
            .take(2)
            .filter_map(Node::word)
            .collect();
        if words != ["th", "dport"] || !self.alternatives.is_empty() {
            return Err(RuleError::Together("a concatenation"));
        }
        self.take(5);
        let node = self
            .rest
            .first()
            .ok_or(RuleError::Expected("ports after dport"))?;
        for (protocol, ranges) in ports::of_transports(node, self.table)? {
            self.alternatives.push(Alternative {
                protocol: Some(protocol),
                ports: Some(ranges),
                ..Alternative::default()
            });
        }
        self.take(1);
        Ok(())
    }

    /// Parses a verdict map of ports, such as `tcp dport vmap { 22 : accept, 80-90 : jump web }`.
    fn verdict_map(&mut self, protocols: &[Protocol]) -> Result<(), RuleError> {
        self.take(1);
        let Some(What::Group(nodes)) = self.rest.first().map(|node| &node.what) else {
            return Err(RuleError::Map);
        };
        if !self.alternatives.is_empty() {
            return Err(RuleError::Together("another match of ports"));
        }
        for (key, verdict) in maps::elements(nodes)? {
            let range = ports::key(ports::before_options(&key), protocols)?;
            self.alternatives.push(Alternative {
                ports: Some(vec![range]),
                verdict: Some(verdict),
                ..Alternative::default()
            });
        }
        self.take(1);
        Ok(())
    }

    /// Returns whether unknown senders can reach the ports. A match of the source address or of the
    /// loopback interface keeps them out.
    fn reach(&self) -> Reach {
        let is_kept = |pair: &[Node<'_>]| match pair {
            [first, second] => match (first.word(), second.name()) {
                (Some("saddr"), other) => other != Some("!="),
                (Some("iif" | "iifname"), other) => other == Some("lo"),
                _ => false,
            },
            _ => false,
        };
        if self.condition.windows(2).any(is_kept) {
            Reach::Some
        } else {
            Reach::World
        }
    }

    fn rules(mut self) -> Result<Vec<Rule>, RuleError> {
        if self.has_no_ports {
            return Ok(Vec::new());
        }
        let reach = self.reach();
        let condition = tokens::text(&self.condition);
        if self.alternatives.is_empty() && self.verdict != Verdict::None {
            self.alternatives.push(Alternative::default());
        }
        let mut rules = Vec::new();
        for alternative in self.alternatives {
            let transports = match alternative.protocol {
                Some(protocol) => self
                    .transports
                    .clone()
                    .and(Transports::These(vec![protocol])),
                None => self.transports.clone(),
            };
            let ports = alternative.ports.map_or(Ports::Any, Ports::These);
            if transports == Transports::These(Vec::new()) {
                return Err(RuleError::TwoTransports);
            }
            if ports == Ports::These(Vec::new()) {
                return Err(RuleError::NoPort);
            }
            let words = [condition.as_str(), alternative.key.as_str()];
            rules.push(Rule {
                line: 0,
                chain: String::new(),
                direction: Direction::In,
                transports,
                ports,
                verdict: alternative.verdict.unwrap_or_else(|| self.verdict.clone()),
                condition: words.join(" ").trim().to_owned(),
                reach,
            });
        }
        Ok(rules)
    }
}
