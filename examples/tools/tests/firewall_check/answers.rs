//! What `firewall --check --json` answers about each port.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::packets::{Family, Subject, Transport};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    Open,
    Conditional,
    Unknown,
    Closed,
}

/// The answers about all ports.
#[derive(Debug)]
pub struct Answers(BTreeMap<(Family, Transport), Vec<Option<Answer>>>);

impl Answers {
    /// Reads the records of `--json`. Returns what is wrong if a port has two answers.
    pub fn read(records: &str) -> Result<Self, String> {
        let mut answers = Self(BTreeMap::new());
        for line in records.lines() {
            answers.add(&serde_json::from_str(line).map_err(|error| error.to_string())?)?;
        }
        Ok(answers)
    }

    fn add(&mut self, line: &Value) -> Result<(), String> {
        let text = |key: &str| line[key].as_str();
        let answer = match text("answer") {
            Some("open") => Answer::Open,
            Some("conditional") => Answer::Conditional,
            Some("unknown") => Answer::Unknown,
            Some("closed") => Answer::Closed,
            _ => return Err(format!("no answer: {line}")),
        };
        let ports = text("ports").unwrap_or("0-65535");
        let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
        let (first, last) = (first.parse::<usize>(), last.parse::<usize>());
        let (Ok(first), Ok(last)) = (first, last) else {
            return Err(format!("no ports: {line}"));
        };
        let transports = match text("protocol") {
            Some("tcp") => &[Transport::Tcp][..],
            Some("udp") => &[Transport::Udp],
            Some(_) => &[],
            None => &[Transport::Tcp, Transport::Udp],
        };
        for family in families(line)? {
            for &transport in transports {
                let of_ports = self.0.entry((family, transport));
                let of_ports = of_ports.or_insert_with(|| vec![None; 1 << 16]);
                for one in &mut of_ports[first..=last] {
                    if one.replace(answer).is_some() {
                        return Err(format!("a port has two answers: {line}"));
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns the answer about a port, or `None` if there is none.
    pub fn of(&self, subject: Subject) -> Option<Answer> {
        let of_ports = self.0.get(&(subject.family, subject.transport))?;
        of_ports[usize::from(subject.port)]
    }
}

fn families(line: &Value) -> Result<Vec<Family>, String> {
    let family = |value: &Value| match value.as_str() {
        Some("ip") => Some(Family::Ipv4),
        Some("ip6") => Some(Family::Ipv6),
        _ => None,
    };
    let families = line["families"].as_array();
    let families = families.and_then(|all| all.iter().map(family).collect());
    families.ok_or_else(|| format!("no families: {line}"))
}
