//! Parses the output of `iptables-save` and `iptables -S`, and the input of `iptables-restore`.
//!
//! Called by `check`.

use port_registry::{PortRange, Protocol};

use super::rule::{Direction, Policy, Ports, Reading, Rule, RuleError, Transports, Verdict};
use super::values::{self, Sense};
use crate::sources::Reach;

pub fn read(text: &str, reading: &mut Reading) {
    let mut table = "filter";
    // Policies are written before the rules, but apply after them. They are therefore reported
    // last.
    let mut policies = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        // `iptables -S` prints policies and new chains as commands (`-P`, `-N`).
        if text.is_empty() || text.starts_with('#') || text.starts_with("-N ") {
            continue;
        }
        if let Some(name) = text.strip_prefix('*') {
            table = name.trim();
        } else if let Some(chain) = text.strip_prefix(':').or(text.strip_prefix("-P ")) {
            policies.extend(policy(chain, table, line));
        } else if text == "COMMIT" {
            reading.rules.append(&mut policies);
        } else {
            match append(text, table) {
                Ok(rule) => reading.rules.extend(rule.map(|rule| Rule { line, ..rule })),
                Err(error) => reading.add_unread(line, text, error),
            }
        }
    }
    reading.rules.append(&mut policies);
}

/// Parses a policy such as `INPUT DROP [0:0]`. Only the built-in chains have a policy.
fn policy(text: &str, table: &str, line: usize) -> Option<Rule> {
    let mut words = text.split_ascii_whitespace();
    let chain = words.next()?;
    let policy = match words.next()? {
        "ACCEPT" => Policy::Accept,
        "DROP" => Policy::Drop,
        _ => return None,
    };
    Some(Rule {
        line,
        chain: format!("{table} {chain}"),
        direction: direction(chain),
        transports: Transports::Any,
        ports: Ports::Any,
        verdict: Verdict::Policy(policy),
        condition: String::new(),
        reach: Reach::World,
    })
}

fn direction(chain: &str) -> Direction {
    match chain {
        "OUTPUT" | "POSTROUTING" => Direction::Out,
        _ => Direction::In,
    }
}

/// Parses a rule, without its line number. Returns `None` for a rule that does not decide on
/// packets with ports.
fn append(text: &str, table: &str) -> Result<Option<Rule>, RuleError> {
    let words = shlex::split(text).ok_or(RuleError::Expected("closed quotation marks"))?;
    let mut reader = Reader {
        words: words.iter().map(String::as_str).collect(),
        at: 0,
        chain: None,
        transports: Transports::Any,
        has_no_ports: false,
        ports: None,
        verdict: Verdict::None,
        condition: Vec::new(),
        reach: Reach::World,
    };
    while reader.step()? {}
    let chain = reader
        .chain
        .ok_or(RuleError::Expected("a rule that begins with -A"))?;
    let ports = match reader.ports {
        _ if reader.has_no_ports => return Ok(None),
        None if reader.verdict == Verdict::None => return Ok(None),
        None => Ports::Any,
        Some(ranges) => Ports::These(ranges),
    };
    Ok(Some(Rule {
        line: 0,
        chain: format!("{table} {chain}"),
        direction: direction(chain),
        transports: reader.transports,
        ports,
        verdict: reader.verdict,
        condition: reader.condition.join(" "),
        reach: reader.reach,
    }))
}

/// The options that end the options of a target. iptables-save writes the target last, but rules
/// from other sources may have it first.
const MATCHES: [&str; 23] = [
    "!",
    "-m",
    "--match",
    "--comment",
    "-p",
    "--protocol",
    "-s",
    "--source",
    "--src",
    "-d",
    "--destination",
    "--dst",
    "-i",
    "--in-interface",
    "-o",
    "--out-interface",
    "--dport",
    "--dports",
    "--destination-port",
    "--destination-ports",
    "--sport",
    "--sports",
    "--ports",
];

/// A parser for the words of one rule, with what it has found so far.
struct Reader<'a> {
    words: Vec<&'a str>,
    at: usize,
    chain: Option<&'a str>,
    transports: Transports,
    has_no_ports: bool,
    ports: Option<Vec<PortRange>>,
    verdict: Verdict,
    /// The options other than ports and transports, as they are written.
    condition: Vec<String>,
    reach: Reach,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let word = self.words.get(self.at).copied();
        self.at += 1;
        word
    }

    fn value(&mut self) -> Result<&'a str, RuleError> {
        self.next()
            .ok_or(RuleError::Expected("a value after the last option"))
    }

    /// Parses an option. Returns `false` at the end of the rule.
    fn step(&mut self) -> Result<bool, RuleError> {
        let Some(mut word) = self.next() else {
            return Ok(false);
        };
        let mut sense = Sense::Is;
        if word == "!" {
            sense = Sense::IsNot;
            word = self.value()?;
        }
        match word {
            "-A" | "--append" => self.chain = Some(self.value()?),
            "-I" | "--insert" => {
                self.chain = Some(self.value()?);
                // A rule number may follow.
                let position = self.words.get(self.at);
                self.at += usize::from(position.is_some_and(|word| word.parse::<u32>().is_ok()));
            }
            "-4" | "-6" | "--ipv4" | "--ipv6" => {}
            "-p" | "--protocol" => self.protocol(sense)?,
            "-m" | "--match" => {
                // The options of the match follow as words of their own.
                self.value()?;
            }
            "--comment" => {
                self.value()?;
            }
            "--dport" | "--dports" | "--destination-port" | "--destination-ports" => {
                self.destination(sense)?;
            }
            "--ports" | "--port" => {
                return Err(RuleError::Expected(
                    "--dports, as --ports also matches source ports",
                ));
            }
            "-j" | "--jump" | "-g" | "--goto" => self.target(word)?,
            _ if word.starts_with('[') => {} // packet and byte counters
            _ => {
                if sense == Sense::IsNot {
                    self.condition.push("!".to_owned());
                }
                let is_source = matches!(word, "-s" | "--source" | "--src");
                let value = self.words.get(self.at).copied();
                let is_loopback = matches!(word, "-i" | "--in-interface") && value == Some("lo");
                if sense == Sense::Is && (is_source || is_loopback) {
                    self.reach = Reach::Some;
                }
                self.condition.push(word.to_owned());
            }
        }
        Ok(true)
    }

    fn protocol(&mut self, sense: Sense) -> Result<(), RuleError> {
        let name = self.value()?;
        if matches!(name, "all" | "0") && sense == Sense::Is {
            return Ok(());
        }
        match values::transports(&[values::ip_protocol(name)], sense) {
            Some(transports) => self.transports = transports,
            None => self.has_no_ports = true,
        }
        Ok(())
    }

    fn destination(&mut self, sense: Sense) -> Result<(), RuleError> {
        let value = self.value()?;
        let protocols = match &self.transports {
            Transports::Any => Protocol::ALL.to_vec(),
            Transports::These(protocols) => protocols.clone(),
        };
        let mut ranges = Vec::new();
        for part in value.split(',') {
            let (first, last) = part.split_once(':').unwrap_or((part, part));
            if part.is_empty() {
                return Err(RuleError::Port(part.to_owned()));
            }
            ranges.push(values::range(first, last, &protocols)?);
        }
        let ranges = values::selected(ranges, sense);
        self.ports = Some(match &self.ports {
            Some(before) => values::common(before, &ranges),
            None => ranges,
        });
        Ok(())
    }

    /// Parses the target with its options, which end at the next match.
    fn target(&mut self, option: &str) -> Result<(), RuleError> {
        let name = self.value()?;
        let mut words = vec![name];
        while let Some(word) = self.words.get(self.at).copied() {
            if MATCHES.contains(&word) {
                break;
            }
            words.push(word);
            self.at += 1;
        }
        let is_jump = name.bytes().any(|byte| byte.is_ascii_lowercase()) || words.len() == 1;
        self.verdict = match name {
            "ACCEPT" => Verdict::Accept,
            "DROP" => Verdict::Drop,
            "REJECT" => Verdict::Reject,
            "LOG" | "NFLOG" | "MARK" | "CONNMARK" | "TRACE" => Verdict::None,
            "RETURN" => Verdict::Other("return".to_owned()),
            _ if matches!(option, "-g" | "--goto") => Verdict::Other(format!("goto {name}")),
            _ if is_jump => Verdict::Other(format!("jump {name}")),
            _ => Verdict::Other(words.join(" ")),
        };
        Ok(())
    }
}
