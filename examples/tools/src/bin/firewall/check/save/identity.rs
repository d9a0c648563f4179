//! Which rules `-D` takes for the same.
//!
//! The kernel compares what it has of a rule: ports as numbers, flags as bits, and defaults as if they were written. Where
//! it isn't known here what two texts are for it, the rules may be the same. Used by `meaning`; `table` compares.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::flags;
use super::ports;
use super::reject;
use super::spec::{Given, Loaded, Spec, Target};
use super::words;
use crate::check::rule_set::Transports;
use crate::check::values::Sense;

/// What is compared of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// Equal for rules that are the same for certain.
    exact: u64,
    /// Different for rules that are different for certain, if each is one rule with known addresses.
    similar: u64,
    /// The same without the addresses.
    vague: u64,
    known: Known,
}

/// What is known of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    All,
    /// All but the addresses: a list of addresses is several rules, and a name of a host has any addresses.
    AllButAddresses,
    Nothing,
}

/// How two rules compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    Same,
    Perhaps,
    Different,
}

/// The addresses of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addresses {
    One,
    /// A list, or a name of a host.
    Several,
}

impl Identity {
    /// Returns what is compared of a rule with these addresses, in one notation.
    pub fn of(spec: &Spec, text: &str, addresses: Addresses) -> Self {
        let Described { exact, similar } = described(spec);
        let hash = |parts: &[&str]| {
            let mut hasher = DefaultHasher::new();
            parts.hash(&mut hasher);
            hasher.finish()
        };
        Self {
            exact: hash(&[&exact, text]),
            similar: hash(&[&similar, text]),
            vague: hash(&[&similar]),
            known: match addresses {
                Addresses::One => Known::All,
                Addresses::Several => Known::AllButAddresses,
            },
        }
    }

    /// Returns the identity of the same rule if a part of it is not understood.
    pub const fn unknown(self) -> Self {
        Self {
            known: Known::Nothing,
            ..self
        }
    }

    pub fn compare(&self, other: &Self) -> Likeness {
        let is_similar = match (self.known, other.known) {
            (Known::Nothing, _) | (_, Known::Nothing) => return Likeness::Perhaps,
            (Known::All, Known::All) => self.similar == other.similar,
            _ => self.vague == other.vague,
        };
        match (self.exact == other.exact, is_similar) {
            (true, _) => Likeness::Same,
            (false, true) => Likeness::Perhaps,
            (false, false) => Likeness::Different,
        }
    }
}

/// Texts that are equal for equal rules.
#[derive(Debug, Default)]
struct Described {
    exact: String,
    similar: String,
}

impl Described {
    fn both(&mut self, text: &str) {
        self.exact += text;
        self.similar += text;
    }
}

fn described(spec: &Spec) -> Described {
    let mut text = Described::default();
    let protocol = spec.protocol.filter(|(number, _)| *number != 0);
    text.both(&format!("{protocol:?} {:?}", spec.fragments));
    for one in [&spec.in_interface, &spec.out_interface] {
        let _ = write!(text.exact, " {one:?}");
        let one = one
            .as_ref()
            .filter(|(name, sense)| name != "+" || *sense == Sense::IsNot);
        let _ = write!(text.similar, " {one:?}");
    }
    let matches = spec.matches.iter().map(of_match);
    let mut similar = Vec::new();
    for one in matches {
        text.exact += "\n-m ";
        text.exact += &one.exact;
        similar.push(one.similar);
    }
    // The order of matches that protocols load is not that of writing.
    similar.retain(|one| !one.is_empty());
    similar.sort_unstable();
    text.similar += &similar.join("\n-m ");
    match &spec.target {
        None => text.both("\n"),
        Some(Target::Name(name)) => text.both(&format!("\n-j {name}")),
        Some(Target::Goto(name)) => text.both(&format!("\n-g {name}")),
        Some(Target::Extension(loaded)) => {
            text.both("\n-j ");
            let target = of_target(loaded);
            text.exact += &target.exact;
            text.similar += &target.similar;
        }
    }
    text
}

fn of_match(loaded: &Loaded) -> Described {
    let name = loaded.extension.name;
    let (mut exact, mut similar) = (Vec::new(), Vec::new());
    for given in &loaded.options {
        match in_one_notation(name, given) {
            Some(text) if text.is_empty() => {}
            Some(text) => {
                exact.push(text.clone());
                similar.push(text);
            }
            None => {
                exact.push(given.text());
                if is_compared_as_written(name, given.name) {
                    similar.push(given.text());
                }
            }
        }
    }
    exact.sort_unstable();
    similar.sort_unstable();
    let similar = match name {
        // A match of a protocol that selects all packets of it may be left out.
        "tcp" | "udp" | "dccp" | "sctp" if exact.is_empty() => String::new(),
        // One is another name of the other.
        "state" | "conntrack" => format!("conntrack {}", similar.join(" ")),
        name => format!("{name} {}", similar.join(" ")),
    };
    Described {
        exact: format!("{name} {}", exact.join(" ")),
        similar,
    }
}

/// Returns the same text for all that is the same for the kernel, and nothing for an option that may be left out.
fn in_one_notation(name: &str, given: &Given) -> Option<String> {
    let sense = given.sense;
    Some(match (name, given.name) {
        ("tcp", "syn") => format!("{sense:?} flags 23/2"),
        ("tcp", "tcp-flags") => {
            let flags = given.values.get(1).map_or("", String::as_str);
            let (mask, flags) = (flags::bits(given.value()), flags::bits(flags));
            format!("{sense:?} flags {}/{}", mask.ok()?, flags.ok()?)
        }
        (
            "tcp" | "udp" | "dccp" | "sctp",
            "sport" | "source-port" | "dport" | "destination-port",
        ) => {
            let range = ports::one(given.value(), Transports::ALL).ok()?;
            let which = if given.name.starts_with('s') {
                "sport"
            } else {
                "dport"
            };
            match (range.to_string(), sense) {
                (all, Sense::Is) if all == "0-65535" => String::new(),
                (range, sense) => format!("{sense:?} {which} {range}"),
            }
        }
        ("multiport", _) => {
            let list = ports::list(given.value(), Transports::ALL).ok()?;
            let list: Vec<String> = list.iter().map(ToString::to_string).collect();
            let which = match given.name {
                "source-ports" => "sports",
                "destination-ports" => "dports",
                name => name,
            };
            format!("{sense:?} {which} {}", list.join(","))
        }
        ("state" | "conntrack", "state" | "ctstate") => {
            // The first letter of a state is enough for iptables, and no two begin alike.
            let first = |name: &str| name.get(..1).map(str::to_ascii_uppercase);
            let mut states: Vec<String> = given.value().split(',').filter_map(first).collect();
            states.sort_unstable();
            states.dedup();
            format!("{sense:?} {}", states.join(","))
        }
        ("mark" | "connmark", "mark") => {
            let (value, mask) = given
                .value()
                .split_once('/')
                .unwrap_or((given.value(), "0xffffffff"));
            let number = |text| words::number(text, u32::MAX);
            format!("{sense:?} {}/{}", number(value)?, number(mask)?)
        }
        ("comment", _) => given.text(),
        _ => return None,
    })
}

/// Returns `true` for options with names of the user, which have one notation only.
fn is_compared_as_written(name: &str, option: &str) -> bool {
    matches!(
        (name, option),
        ("set", "match-set")
            | ("recent", "name" | "set" | "rcheck" | "update" | "remove")
            | ("helper" | "nfacct", _)
    )
}

fn of_target(loaded: &Loaded) -> Described {
    let name = loaded.extension.name;
    let mut text = Described::default();
    text.both(name);
    if name == "REJECT" {
        let with = loaded.option(&["reject-with"]).map(Given::value);
        match reject::message(with) {
            Some(message) => text.both(&format!(" {message:?}")),
            None => text.exact += with.unwrap_or_default(),
        }
        return text;
    }
    let mut options: Vec<String> = loaded.options.iter().map(Given::text).collect();
    options.sort_unstable();
    text.exact += &options.join(" ");
    if let Some(prefix) = loaded.option(&["log-prefix", "nflog-prefix"]) {
        // The kernel has the first 29 or 63 bytes of it.
        text.similar.extend(prefix.value().chars().take(20));
    }
    text
}
