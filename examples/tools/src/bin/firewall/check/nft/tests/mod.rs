//! Tests of the parser. `describe` writes a rule set as text, without the texts of conditions, so that
//! readings of the same rules can be compared.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use port_registry::{PortRange, Protocol};

use super::JsonError;
use crate::check::rule_set::{
    Action, Cast, ChainType, Condition, Families, Guard, Hook, Packets, Policy, Ports, Rule,
    RuleSet, States, Transports,
};
use crate::ranges::disjoint;
use crate::sources::Reach;

mod chains;
mod commands;
mod json;
mod listings;
mod random;

fn read(text: &str) -> RuleSet {
    super::read(text, Cast::Unicast)
}

fn read_json(text: &str) -> Result<RuleSet, JsonError> {
    super::read_json(text, Cast::Unicast)
}

/// Returns the base chains of a rule set with their rules, and the chains that they lead to.
fn describe(set: &RuleSet) -> String {
    let mut text = String::new();
    if let Some((place, reason)) = &set.unknown {
        return format!("unknown because of {place}: {reason}");
    }
    let mut bases: Vec<_> = set
        .chains
        .iter()
        .filter(|chain| chain.base.is_some())
        .collect();
    bases.sort_by_key(|chain| chain.base.map(|base| base.order()));
    for chain in bases {
        let base = chain.base.unwrap();
        let hook = match base.hook {
            Hook::Ingress => "ingress",
            Hook::Prerouting => "prerouting",
            Hook::Input => "input",
        };
        let nat = match base.chain_type {
            ChainType::Filter => "",
            ChainType::Nat => " nat",
        };
        let policy = match base.policy {
            Policy::Accept => "accept",
            Policy::Drop => "drop",
        };
        writeln!(
            text,
            "{} {hook}{nat} {} {policy}",
            chain.name, base.priority
        )
        .unwrap();
        for rule in &chain.rules {
            writeln!(text, "  {}", describe_rule(rule, set, 0)).unwrap();
        }
    }
    text
}

fn describe_rule(rule: &Rule, set: &RuleSet, depth: usize) -> String {
    let action = match &rule.action {
        Action::Accept => "accept".to_owned(),
        Action::Drop => "drop".to_owned(),
        Action::Return => "return".to_owned(),
        Action::Untrack => "untrack".to_owned(),
        Action::Template => "template".to_owned(),
        Action::Divert(_) => "divert".to_owned(),
        Action::Unknown(_) => "unknown".to_owned(),
        Action::Jump(_) | Action::Goto(_) if depth > 4 => "deeper".to_owned(),
        Action::Jump(id) => format!(
            "jump ( {} )",
            describe_rules(&set.chains[*id].rules, set, depth)
        ),
        Action::Goto(id) => format!(
            "goto ( {} )",
            describe_rules(&set.chains[*id].rules, set, depth)
        ),
        Action::Branch(rules) if rules.is_empty() => "continue".to_owned(),
        Action::Branch(rules) => {
            let mut rules: Vec<String> = rules
                .iter()
                .map(|rule| describe_rule(rule, set, depth))
                .collect();
            rules.sort();
            format!("{{ {} }}", rules.join("; "))
        }
    };
    describe_guard(&rule.guard) + &action
}

fn describe_rules(rules: &[Rule], set: &RuleSet, depth: usize) -> String {
    let rules: Vec<String> = rules
        .iter()
        .map(|rule| describe_rule(rule, set, depth + 1))
        .collect();
    rules.join("; ")
}

fn describe_states(states: States) -> String {
    if states == States::ANY {
        return String::new();
    }
    let names = [
        (States::INVALID, "invalid"),
        (States::NEW, "new"),
        (States::UNTRACKED, "untracked"),
    ];
    let names = names
        .into_iter()
        .filter(|(state, _)| states.contains(*state));
    let names: Vec<&str> = names.map(|(_, name)| name).collect();
    format!(" {}", names.join(","))
}

fn describe_guard(guard: &Guard) -> String {
    let mut text = describe_packets(&guard.packets);
    text.push_str(&describe_states(guard.states));
    text.push_str(match &guard.condition {
        Condition::Always => "",
        Condition::If {
            reach: Reach::World,
            ..
        } => " if",
        Condition::If {
            reach: Reach::Some, ..
        } => " if from",
        Condition::Unknown(_) => " if unknown",
    });
    format!("{text}: ")
}

fn describe_packets(packets: &Packets) -> String {
    let Packets::These(blocks) = packets else {
        return "all".to_owned();
    };
    let mut ports: BTreeMap<(bool, Protocol), Vec<PortRange>> = BTreeMap::new();
    for block in blocks.iter() {
        for (family, is_v6) in [(Families::IPV4, false), (Families::IPV6, true)] {
            for protocol in Protocol::ALL {
                if block.families.contains(family) && block.transports.contains(protocol) {
                    let ranges = ports.entry((is_v6, protocol)).or_default();
                    match &block.ports {
                        Ports::All => ranges.push(PortRange::ALL),
                        Ports::These(these) => ranges.extend(these.iter().copied()),
                    }
                }
            }
        }
    }
    let of_family = |is_v6| {
        let mut by_ports: BTreeMap<String, (Vec<String>, Transports)> = BTreeMap::new();
        for ((_, protocol), ranges) in ports.iter().filter(|((v6, _), _)| *v6 == is_v6) {
            let ranges: Vec<String> = disjoint(ranges.clone())
                .iter()
                .map(ToString::to_string)
                .collect();
            let (names, all) = by_ports
                .entry(ranges.join(","))
                .or_insert((Vec::new(), Transports::NONE));
            names.push(protocol.to_string());
            *all = all.or(Transports::of(*protocol));
        }
        let mut texts: Vec<String> = by_ports
            .into_iter()
            .map(|(ports, (names, all))| {
                let names = if all == Transports::ALL {
                    "th".to_owned()
                } else {
                    names.join(",")
                };
                match ports.as_str() {
                    "0-65535" => names,
                    ports => format!("{names} {ports}"),
                }
            })
            .collect();
        texts.sort();
        texts.join(" + ")
    };
    match (of_family(false), of_family(true)) {
        (v4, v6) if v4 == v6 => v4,
        (v4, v6) if v6.is_empty() => format!("ip {v4}"),
        (v4, v6) if v4.is_empty() => format!("ip6 {v6}"),
        (v4, v6) => format!("ip {v4} + ip6 {v6}"),
    }
}

const HEAD: &str = include_str!("../../../../../../tests/data/firewall/nft-rules-head.nft");
const RULES: &str = include_str!("../../../../../../tests/data/firewall/nft-rules.txt");

fn in_chain(rule: &str) -> String {
    format!(
        "{HEAD}\tchain c {{\n\t\ttype filter hook input priority filter; policy drop;\n{rule}\n\t}}\n}}\n"
    )
}

/// Returns the rules of the chain `c`, and the errors.
fn described(set: &RuleSet) -> String {
    let text = describe(set);
    let rules = text
        .lines()
        .skip_while(|line| !line.starts_with("inet t c "))
        .skip(1)
        .map_while(|line| line.strip_prefix("  "));
    let mut all: Vec<String> = rules.map(str::to_owned).collect();
    all.extend(
        set.unread
            .iter()
            .map(|unread| format!("!! {}", unread.error)),
    );
    if set.chains.is_empty() {
        all.push(text);
    }
    all.join(" | ")
}

/// Begins the rules whose listing is another rule.
const LISTED_OTHERWISE: &str = "# Rules that nft lists otherwise.";

fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = RULES.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(" =>").unwrap())
}

#[test]
fn each_kind_of_rule_is_read() {
    let mut wrong = String::new();
    for (rule, expected) in rules() {
        let found = described(&read(&in_chain(rule)));
        if found != expected.trim() {
            writeln!(wrong, "{rule} => {found}").unwrap();
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn datagrams_to_several_hosts_have_other_destinations() {
    for (rule, unicast, group) in [
        ("ip daddr 224.0.0.251 accept", "", "ip th if: accept"),
        ("ip6 daddr ff02::/16 accept", "", "ip6 th if: accept"),
        (
            "ip daddr 192.0.2.1 accept",
            "ip th if: accept",
            "ip th if: accept",
        ),
        (
            "ip daddr != 224.0.0.0/4 drop",
            "ip th: drop",
            "ip th if: drop",
        ),
        (
            "ip daddr 0.0.0.0/0 accept",
            "ip th: accept",
            "ip th: accept",
        ),
        ("meta pkttype host accept", "all: accept", ""),
        ("meta pkttype multicast accept", "", "all if: accept"),
        ("meta pkttype != host drop", "", "all: drop"),
        (
            "meta pkttype { host, broadcast } accept",
            "all: accept",
            "all if: accept",
        ),
        ("meta pkttype other accept", "", ""),
        ("fib daddr type local accept", "all: accept", ""),
        ("fib daddr type != local drop", "", "all: drop"),
        ("fib daddr type unicast accept", "", ""),
        ("fib daddr type broadcast accept", "", "all if: accept"),
    ] {
        let found =
            [Cast::Unicast, Cast::Group].map(|cast| described(&super::read(&in_chain(rule), cast)));
        assert_eq!(found, [unicast, group], "{rule}");
    }
}

/// Returns the texts of the conditions of the rules of all chains.
fn conditions(set: &RuleSet) -> Vec<String> {
    fn add(rules: &[Rule], texts: &mut Vec<String>) {
        for rule in rules {
            if let Condition::If { text, .. } = &rule.guard.condition {
                texts.push(text.to_string());
            }
            if let Action::Branch(rules) = &rule.action {
                add(rules, texts);
            }
        }
    }
    let mut texts = Vec::new();
    for chain in &set.chains {
        add(&chain.rules, &mut texts);
    }
    texts
}

fn in_table(chains: &str) -> RuleSet {
    read(&format!("table inet t {{\n{chains}\n}}\n"))
}

/// A statement ends where the next one begins.
#[test]
fn diversions_are_quoted_without_the_rest_of_the_rule() {
    for (rule, expected) in [
        (
            "tproxy ip to 127.0.0.1:5000 meta mark set ct mark accept",
            "tproxy ip to 127.0.0.1 : 5000",
        ),
        ("tproxy to :5000 counter accept", "tproxy to : 5000"),
        (
            "tproxy ip6 to [2001:db8::1] accept",
            "tproxy ip6 to [2001:db8: : 1]",
        ),
        (
            "queue num 1-3 bypass,fanout comment \"x\"",
            "queue num 1-3 bypass, fanout",
        ),
        (
            "queue flags bypass to symhash mod 2 counter",
            "queue flags bypass to symhash mod 2",
        ),
        ("queue log", "queue"),
        (
            "synproxy mss 1460 wscale 7 timestamp sack-perm log",
            "synproxy mss 1460 wscale 7 timestamp sack-perm",
        ),
        (
            "synproxy name tcp dport map { 80 : \"syn\" } log",
            "synproxy name tcp dport map { 80 : \"syn\" }",
        ),
        (
            "fwd ip to 192.0.2.1 device lo log",
            "fwd ip to 192.0.2.1 device lo",
        ),
        (
            "dnat ip to 192.0.2.1:80 random,persistent log",
            "dnat ip to 192.0.2.1 : 80 random, persistent",
        ),
        ("redirect to :8080 counter", "redirect to : 8080"),
        ("redirect log", "redirect"),
        ("redirect 5 log", "redirect 5"),
        ("dnat 192.0.2.1 log", "dnat 192.0.2.1"),
    ] {
        let set = read(&in_chain(rule));
        let remark = set.remarks.last().map(|(_, remark)| remark.as_str());
        let expected = format!("{expected}: another program, host or port gets these packets");
        assert_eq!(remark, Some(expected.as_str()), "{rule}");
    }
}

#[test]
fn conditions_are_quoted_in_order() {
    for (rule, expected) in [
        (
            "iifname \"eth0\" ip saddr {192.0.2.0/24,198.51.100.7} tcp dport 22 ct state new counter limit rate 3/minute accept",
            &["iifname \"eth0\" ip saddr { 192.0.2.0/24, 198.51.100.7 } limit rate 3/minute"][..],
        ),
        (
            "ip saddr != @bad meta mark & 0xff == 0x1 accept",
            &["ip saddr != @bad meta mark & 0xff == 0x1"],
        ),
        (
            "iifname . ip saddr . tcp dport vmap { \"eth0\" . 192.0.2.1 . 22 : accept, \"eth1\" . 192.0.2.2 . 23 : drop }",
            &[
                "iifname \"eth0\" ip saddr 192.0.2.1",
                "iifname \"eth1\" ip saddr 192.0.2.2",
            ],
        ),
        (
            "tcp dport 22 add @dyn { ip saddr timeout 1m } accept",
            &["add @dyn { ip saddr timeout 1m }"],
        ),
        (
            "tcp dport vmap { 22 limit rate 1/second : accept }",
            &["tcp dport 22"],
        ),
        (
            "tcp flags & (fin | syn) == syn tcp option maxseg exists accept",
            &["tcp option maxseg exists"],
        ),
        (
            "meta hour \"08:00\"-\"17:00\" accept",
            &["meta hour \"08:00\" - \"17:00\""],
        ),
    ] {
        let set = read(&in_chain(rule));
        let texts = conditions(&set);
        // The chains before it have conditions of their own.
        let texts = &texts[texts.len() - expected.len()..];
        assert_eq!(texts, expected, "{rule}");
    }
}

/// Returns a rule set of JSON with a rule of these statements.
fn in_json(statements: &str) -> RuleSet {
    let text = format!(
        r#"{{"nftables": [{{"metainfo": {{"version": "1.0.6"}}}},
        {{"table": {{"family": "inet", "name": "t", "handle": 1}}}},
        {{"set": {{"family": "inet", "table": "t", "name": "odd", "type": ["x", "y"], "elem": [{{"z": 1}}]}}}},
        {{"counter": {{"family": "inet", "table": "t", "name": "n", "packets": 99999999999999}}}},
        {{"chain": {{"family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}}}},
        {{"rule": {{"family": "inet", "table": "t", "chain": "c", "handle": 5, "expr": [{{"accept": null}}]}}}},
        {{"rule": {{"family": "inet", "table": "t", "chain": "c", "handle": 6, "expr": [{statements}]}}}},
        {{"rule": {{"family": "inet", "table": "t", "chain": "c", "handle": 7, "expr": [{{"drop": null}}]}}}}]}}"#
    );
    read_json(&text).unwrap()
}
