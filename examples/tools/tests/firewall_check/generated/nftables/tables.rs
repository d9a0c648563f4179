//! Tables with their chains, sets and verdict maps, as blocks or as commands.

use std::fmt::Write as _;

use super::rules;
use crate::generated::Subset;
use crate::generated::draws::Draws;
use crate::generated::ports::{self, Span};

/// What a rule of a chain may refer to, and where the chain is.
#[derive(Debug, Clone)]
pub struct Scope {
    pub subset: Subset,
    pub family: &'static str,
    pub kind: Kind,
    /// The chains to which a rule may jump. They are later ones, so that there is no loop.
    pub chains: Vec<String>,
    /// Sets of ports.
    pub sets: Vec<String>,
    /// Sets of transport protocols and ports.
    pub pairs: Vec<String>,
    /// Maps from ports to verdicts.
    pub maps: Vec<String>,
}

/// The kind of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Without a hook.
    User,
    Input,
    /// At the hook `prerouting`, before or after packets are tracked.
    Raw,
    Mangle,
    /// Translates destinations.
    Nat,
    /// At a hook that the packets do not pass.
    Elsewhere,
}

#[derive(Debug)]
struct Chain {
    name: String,
    kind: Kind,
    /// The line of the hook, or nothing.
    head: String,
    rules: Vec<String>,
}

/// A table's chains and sets, before they are written.
#[derive(Debug)]
struct Table {
    /// The family and the name.
    name: String,
    /// Sets and maps, each with its declaration and its elements.
    sets: Vec<(String, String, String)>,
    chains: Vec<Chain>,
}

/// Returns the table number `at` of a rule set.
pub fn table(at: usize, subset: Subset, draws: &mut Draws) -> String {
    let family = draws.weighted(&[(5, "inet"), (1, "ip"), (1, "ip6")]);
    let name = format!("{family} {}{at}", draws.pick(&["filter", "t", "my-table"]));
    let mut scope = Scope {
        subset,
        family,
        kind: Kind::User,
        chains: Vec::new(),
        sets: Vec::new(),
        pairs: Vec::new(),
        maps: Vec::new(),
    };
    let users = draws.weighted(&[(3, 0), (3, 1), (2, 2), (1, 4)]);
    scope.chains = (0..users).map(|number| format!("user_{number}")).collect();
    let sets = sets(&mut scope, draws);
    let mut chains = Vec::new();
    for number in 0..draws.weighted(&[(5, 1), (3, 2), (1, 3)]) {
        let kind = draws.weighted(&[
            (10, Kind::Input),
            (2, Kind::Raw),
            (1, Kind::Mangle),
            (1, Kind::Nat),
            (1, Kind::Elsewhere),
        ]);
        // The first table has a chain that decides.
        let kind = if number == 0 && at == 0 {
            Kind::Input
        } else {
            kind
        };
        let scope = Scope {
            kind,
            ..scope.clone()
        };
        chains.push(Chain {
            name: format!("{}{number}", draws.pick(&["input", "INPUT", "in-"])),
            kind,
            head: head(kind, draws),
            rules: rules(&scope, draws),
        });
    }
    for number in 0..users {
        let mut scope = scope.clone();
        scope.chains.drain(..=number);
        // The maps may lead to any chain.
        scope.maps.clear();
        chains.push(Chain {
            name: format!("user_{number}"),
            kind: Kind::User,
            head: String::new(),
            rules: rules(&scope, draws),
        });
    }
    // nft takes chains in any order, and prints them in the order of the file.
    if draws.happens(1, 3) {
        chains.reverse();
    }
    let table = Table { name, sets, chains };
    match draws.below(5) {
        4 => commands(&table, draws),
        _ => block(&table, draws),
    }
}

fn rules(scope: &Scope, draws: &mut Draws) -> Vec<String> {
    (0..draws.between(0, 6))
        .map(|_| rules::rule(scope, draws))
        .collect()
}

/// Returns the line that makes a chain a base chain.
fn head(kind: Kind, draws: &mut Draws) -> String {
    let (what, priorities): (&str, &[&str]) = match kind {
        Kind::User => return String::new(),
        Kind::Input => (
            "filter hook input",
            &[
                "0",
                "filter",
                "filter + 10",
                "-10",
                "security",
                "mangle",
                "100",
                "filter - 5",
            ],
        ),
        Kind::Raw => ("filter hook prerouting", &["raw", "-300", "raw - 1"]),
        Kind::Mangle => ("filter hook prerouting", &["mangle", "-150", "filter"]),
        Kind::Nat => ("nat hook prerouting", &["dstnat", "-100"]),
        Kind::Elsewhere => (
            draws.pick(&[
                "filter hook output",
                "filter hook forward",
                "nat hook postrouting",
            ]),
            &["0", "100"],
        ),
    };
    let policies: &[&str] = match kind {
        Kind::Input => &[
            "policy drop;",
            "policy drop;",
            "policy drop;",
            "policy accept;",
            "",
        ],
        Kind::Elsewhere => &["policy accept;", ""],
        _ => &["policy accept;", "", ""],
    };
    let head = format!(
        "type {what} priority {}; {}",
        draws.pick(priorities),
        draws.pick(policies)
    );
    head.trim_end().to_owned()
}

/// Draws the sets and maps of a table, and puts their names into the scope.
fn sets(scope: &mut Scope, draws: &mut Draws) -> Vec<(String, String, String)> {
    let mut sets = Vec::new();
    for number in 0..draws.weighted(&[(3, 0), (2, 1), (1, 2)]) {
        let name = format!("ports{number}");
        let spans = ports::spans(draws);
        let is_single = |span: &Span| span.first == span.last;
        let flags = if spans.iter().all(is_single) && draws.happens(1, 2) {
            ""
        } else {
            draws.pick(&["flags interval;", "flags interval; auto-merge;"])
        };
        let elements: Vec<String> = spans.iter().map(|span| written(*span, draws)).collect();
        let kind = draws.pick(&[
            "type inet_service;",
            "type inet_service;",
            "typeof tcp dport;",
        ]);
        sets.push((
            format!("set {name}"),
            format!("{kind} {flags}"),
            elements.join(", "),
        ));
        scope.sets.push(name);
    }
    if draws.happens(1, 6) {
        let elements = pairs(draws, |_| String::new());
        let declared = "type inet_proto . inet_service; flags interval;".to_owned();
        sets.push(("set pairs".to_owned(), declared, elements));
        scope.pairs.push("pairs".to_owned());
    }
    if draws.happens(1, 5) {
        let spans = ports::spans(draws);
        let mut elements = Vec::new();
        for span in spans {
            let ports = written(span, draws);
            elements.push(format!("{ports} : {}", verdict(scope, draws)));
        }
        let declared = "type inet_service : verdict; flags interval;".to_owned();
        sets.push(("map verdicts".to_owned(), declared, elements.join(", ")));
        scope.maps.push("verdicts".to_owned());
    }
    sets
}

/// Returns elements such as `tcp . 22`, each followed by what a function returns.
pub fn pairs(draws: &mut Draws, mut after: impl FnMut(&mut Draws) -> String) -> String {
    let mut elements = Vec::new();
    for protocol in draws.pick(&[&["tcp"][..], &["udp"], &["tcp", "udp"]]) {
        for span in ports::spans(draws) {
            let ports = written(span, draws);
            elements.push(format!("{protocol} . {ports}{}", after(draws)));
        }
    }
    elements.join(", ")
}

pub fn written(span: Span, draws: &mut Draws) -> String {
    if span.first == span.last {
        return ports::written_for_nft(span.first, draws);
    }
    format!("{}-{}", span.first, span.last)
}

/// Returns a verdict for an element of a verdict map.
pub fn verdict(scope: &Scope, draws: &mut Draws) -> String {
    let chain = (!scope.chains.is_empty()).then(|| draws.pick(&scope.chains));
    match (draws.below(8), chain) {
        (7, Some(chain)) => format!("goto {chain}"),
        (5 | 6, Some(chain)) => format!("jump {chain}"),
        (4, _) => draws.pick(&["return", "continue"]).to_owned(),
        (2 | 3, _) => "drop".to_owned(),
        _ => "accept".to_owned(),
    }
}

fn block(table: &Table, draws: &mut Draws) -> String {
    let mut text = format!("table {} {{\n", table.name);
    for (name, declared, elements) in &table.sets {
        let _ = writeln!(
            text,
            "\t{name} {{\n\t\t{declared}\n\t\telements = {{ {elements} }}\n\t}}"
        );
    }
    // Rules that follow in a second block are appended.
    let mut later = String::new();
    for chain in &table.chains {
        let _ = writeln!(text, "\tchain {} {{", chain.name);
        if !chain.head.is_empty() {
            let _ = writeln!(text, "\t\t{}", chain.head);
        }
        let split = if draws.happens(1, 12) {
            chain.rules.len() / 2
        } else {
            chain.rules.len()
        };
        let (now, then) = chain.rules.split_at(split);
        for rule in now {
            let end = if draws.happens(1, 10) {
                "; # for us"
            } else {
                ""
            };
            let _ = writeln!(text, "\t\t{rule}{end}");
        }
        text += "\t}\n\n";
        if !then.is_empty() {
            let rules = then.join("\n\t\t");
            let _ = writeln!(
                later,
                "table {} {{\n\tchain {} {{\n\t\t{rules}\n\t}}\n}}",
                table.name, chain.name
            );
        }
    }
    text + "}\n" + &later
}

/// Writes commands, of which some insert before the others.
fn commands(table: &Table, draws: &mut Draws) -> String {
    let add = |draws: &mut Draws| draws.pick(&["add ", "add ", ""]);
    let mut text = format!("add table {}\n", table.name);
    if draws.happens(1, 5) {
        let _ = writeln!(text, "flush table {}", table.name);
    }
    for chain in &table.chains {
        let head = match &*chain.head {
            "" => String::new(),
            head => format!(" {{ {head} }}"),
        };
        let _ = writeln!(
            text,
            "{}chain {} {}{head}",
            add(draws),
            table.name,
            chain.name
        );
    }
    for (name, declared, elements) in &table.sets {
        let (kind, name) = name.split_once(' ').unwrap();
        let _ = writeln!(text, "add {kind} {} {name} {{ {declared} }}", table.name);
        let _ = writeln!(text, "add element {} {name} {{ {elements} }}", table.name);
    }
    for chain in &table.chains {
        let place = format!("{} {}", table.name, chain.name);
        for (count, rule) in chain.rules.iter().enumerate() {
            let _ = match draws.below(8) {
                7 => writeln!(text, "insert rule {place} {rule}"),
                6 if count > 0 => {
                    writeln!(text, "add rule {place} index {} {rule}", draws.below(count))
                }
                5 if count > 0 => writeln!(
                    text,
                    "insert rule {place} index {} {rule}",
                    draws.below(count)
                ),
                _ => writeln!(text, "{}rule {place} {rule}", add(draws)),
            };
        }
        if chain.kind == Kind::Elsewhere && draws.happens(1, 2) {
            let _ = writeln!(text, "flush chain {place}");
        }
    }
    text
}
