//! The matches of a rule.

use super::tables::{Scope, pairs, written};
use crate::generated::Subset;
use crate::generated::draws::Draws;
use crate::generated::ports;

/// The transport protocol that the matches of a rule require.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Tcp,
    Udp,
    /// `th`: a match of ports of either.
    Either,
    /// None of them, or a match that has the ports too. Nothing else about ports follows: some versions of nft list
    /// `meta l4proto icmp th dport 22` without its first match.
    Other,
}

/// The matches of a rule so far.
#[derive(Debug, Default)]
pub struct Matches {
    words: Vec<String>,
    transport: Option<Transport>,
    has_comparison: bool,
    /// `ip` or `ip6`, once a match requires one of them.
    family: Option<&'static str>,
}

impl Matches {
    pub fn words(&self) -> &[String] {
        &self.words
    }

    pub fn transport(&self) -> Option<Transport> {
        self.transport
    }

    /// Returns the start of a match of ports, such as `tcp dport`. The same rule never requires two protocols, which
    /// nft refuses.
    pub fn key(&mut self, draws: &mut Draws) -> &'static str {
        let transport = draws.weighted(&[
            (4, Transport::Tcp),
            (3, Transport::Udp),
            (1, Transport::Either),
        ]);
        match *self.transport.get_or_insert(transport) {
            Transport::Tcp => "tcp dport",
            Transport::Udp => "udp dport",
            Transport::Either | Transport::Other => "th dport",
        }
    }

    fn push(&mut self, words: impl Into<String>) {
        self.words.push(words.into());
    }

    /// Returns a family that the rule may require. The matches of a rule of an `inet` table may not contradict each
    /// other.
    fn family(&mut self, scope: &Scope, draws: &mut Draws) -> &'static str {
        let of_table = match scope.family {
            "inet" => draws.pick(&["ip", "ip", "ip6"]),
            family => family,
        };
        self.family.get_or_insert(of_table)
    }
}

/// Adds a match.
pub fn add(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    let is_conditional = scope.subset != Subset::Unconditional;
    match draws.below(32) {
        14 | 15 => protocol(matches, scope, draws),
        16 => family(matches, scope, draws),
        17..=19 => state(matches, draws),
        20 | 21 => loopback(matches, draws),
        22 => never(matches, scope, draws),
        23 => always(matches, draws),
        24 | 25 if is_conditional => interface(matches, draws),
        26..=28 if is_conditional => address(matches, scope, draws),
        29 if is_conditional => {
            matches.push(draws.pick(&[
                "limit rate 10/second",
                "limit rate over 2/minute burst 5 packets",
            ]));
        }
        30 if is_conditional && matches.transport != Some(Transport::Other) => {
            let key = matches.key(draws).replace("dport", "sport");
            let value = draws.pick(&["53", "1024-65535", "{ 53, 67 }", "!= 53"]);
            matches.push(format!("{key} {value}"));
        }
        31 if is_conditional => concatenation(matches, scope, draws),
        _ => ports(matches, scope, draws),
    }
}

fn ports(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    if matches.transport == Some(Transport::Other) {
        return;
    }
    if matches.transport.is_none() && draws.happens(1, 8) {
        let elements = match scope.pairs.first() {
            Some(set) if draws.happens(1, 2) => format!("@{set}"),
            _ => format!("{{ {} }}", pairs(draws, |_| String::new())),
        };
        matches.transport = Some(Transport::Other);
        matches.push(format!("meta l4proto . th dport {elements}"));
        return;
    }
    let key = matches.key(draws);
    let not = if draws.happens(1, 8) { "!= " } else { "" };
    let words = match draws.below(12) {
        0..=4 => format!("{key} {not}{}", written(ports::span(draws), draws)),
        5 | 6 if !scope.sets.is_empty() => format!("{key} {not}@{}", draws.pick(&scope.sets)),
        // Some versions of nft list two comparisons as one range.
        7 if !matches.has_comparison => {
            matches.has_comparison = true;
            let compare = draws.pick(&[
                "<", "<=", ">", ">=", "lt", "le", "gt", "ge", "eq", "ne", "==",
            ]);
            // nft refuses comparisons that are always or never true.
            format!("{key} {compare} {}", ports::port(draws).clamp(1, 65_534))
        }
        _ => {
            let spans = ports::spans(draws);
            let elements: Vec<String> = spans.iter().map(|span| written(*span, draws)).collect();
            format!("{key} {not}{{ {} }}", elements.join(", "))
        }
    };
    matches.push(words);
}

fn protocol(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    if matches.transport.is_some() {
        return;
    }
    let (transport, name) = draws.pick(&[
        (Transport::Tcp, "tcp"),
        (Transport::Udp, "udp"),
        (Transport::Tcp, "6"),
        (Transport::Either, "{ tcp, udp }"),
        (Transport::Either, "{ 6, 17 }"),
        (Transport::Either, "!= tcp"),
        (Transport::Either, "{ tcp, udp, icmp, esp }"),
    ]);
    matches.transport = Some(transport);
    let is_single = matches!(name, "tcp" | "udp" | "6");
    if is_single && draws.happens(1, 4) {
        let key = match matches.family(scope, draws) {
            "ip" => "ip protocol",
            _ => "ip6 nexthdr",
        };
        matches.push(format!("{key} {name}"));
    } else {
        matches.push(format!("meta l4proto {name}"));
    }
}

fn family(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    // nft refuses it in a table of one family.
    if matches.family.is_some() || scope.family != "inet" {
        return;
    }
    let (family, name) = match matches.family(scope, draws) {
        "ip" => ("ip", "ipv4"),
        family => (family, "ipv6"),
    };
    matches.family = Some(family);
    matches.push(format!("meta nfproto {name}"));
}

fn state(matches: &mut Matches, draws: &mut Draws) {
    matches.push(draws.pick(&[
        "ct state new",
        "ct state established,related",
        "ct state { established, related }",
        "ct state invalid",
        "ct state { new, established }",
        "ct state != new",
        "ct state != invalid",
        "ct state new,untracked",
        "ct state untracked",
        "ct state != { established, related }",
    ]));
}

fn loopback(matches: &mut Matches, draws: &mut Draws) {
    matches.push(draws.pick(&[
        "iif lo",
        "iif \"lo\"",
        "iifname lo",
        "iifname \"lo\"",
        "iif != lo",
        "iifname != \"lo\"",
        "iifname { \"lo\" }",
        "meta iifname \"lo\"",
    ]));
}

/// Adds a match that no first packet over TCP or UDP fulfils.
fn never(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    if matches.transport.is_some() {
        return;
    }
    matches.transport = Some(Transport::Other);
    let words = match matches.family(scope, draws) {
        "ip" => draws.pick(&[
            "icmp type echo-request",
            "ip protocol icmp",
            "meta l4proto icmp",
            "ip protocol { icmp, igmp }",
        ]),
        _ => draws.pick(&[
            "icmpv6 type { echo-request, nd-neighbor-solicit }",
            "meta l4proto ipv6-icmp",
            "ip6 nexthdr icmpv6",
        ]),
    };
    matches.push(words);
}

/// Adds a match that each first packet fulfils.
fn always(matches: &mut Matches, draws: &mut Draws) {
    let tcp = [
        "tcp flags syn",
        "tcp flags & (fin | syn | rst | ack) == syn",
        "tcp flags & (fin|syn) != fin|syn",
    ];
    if matches.transport.is_none() && draws.happens(1, 2) {
        matches.transport = Some(Transport::Tcp);
        matches.push(draws.pick(&tcp));
        return;
    }
    matches.push(draws.pick(&[
        "fib daddr type local",
        "meta pkttype host",
        "meta pkttype != broadcast",
    ]));
}

fn interface(matches: &mut Matches, draws: &mut Draws) {
    matches.push(draws.pick(&[
        "iif eth0",
        "iifname \"eth1\"",
        "iifname { \"eth1\", \"lo\" }",
        "iifname != \"eth0\"",
        "iifname \"eth*\"",
        "iifname \"wg0\"",
        "iifname != { \"lo\", \"eth1\" }",
    ]));
}

fn address(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    let words = match matches.family(scope, draws) {
        "ip" => draws.pick(&[
            "ip saddr 10.0.0.0/8",
            "ip saddr { 10.1.2.3, 192.168.0.0/16 }",
            "ip saddr != 203.0.113.0/24",
            "ip saddr 203.0.113.1-203.0.113.20",
            "ip saddr != { 10.0.0.0/8, 192.168.0.0/16 }",
            "ip daddr 198.51.100.1",
            "ip daddr != 127.0.0.0/8",
            "ip saddr 0.0.0.0/0",
        ]),
        _ => draws.pick(&[
            "ip6 saddr fd00::/8",
            "ip6 saddr { fe80::/10, fd00::/8 }",
            "ip6 saddr != fe80::/10",
            "ip6 daddr fe80::/10",
            "ip6 daddr != ::1",
        ]),
    };
    matches.push(words);
}

fn concatenation(matches: &mut Matches, scope: &Scope, draws: &mut Draws) {
    if matches.transport.is_some() {
        return;
    }
    let source = match matches.family(scope, draws) {
        "ip" => ("ip", "10.0.0.0/8"),
        _ => ("ip6", "fd00::/8"),
    };
    let key = matches.key(draws);
    let elements: Vec<String> = ports::spans(draws)
        .iter()
        .map(|span| format!("{} . {}", source.1, written(*span, draws)))
        .collect();
    matches.push(format!(
        "{} saddr . {key} {{ {} }}",
        source.0,
        elements.join(", ")
    ));
}
