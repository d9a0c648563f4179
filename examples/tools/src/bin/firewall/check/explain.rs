//! Explains rules: adds what the registry says about their ports, and writes the result as a table
//! or as records.
//!
//! Called by `check`.

use std::fmt::Write as _;
use std::io;

use port_registry::{Endpoint, PortClass, PortRange, Protocol, Service, Status};
use port_registry_tools::cell::Cell;
use port_registry_tools::format::{Format, Records};
use port_registry_tools::table::{Side, aligned};

use super::rule::{Direction, Ports, Rule, Transports, Verdict};
use crate::advice;

/// The ports that a rule decides on: one range of one transport.
#[derive(Debug)]
pub struct Explanation<'a> {
    rule: &'a Rule,
    /// The range and its transport, or `None` for a rule without ports or without transports.
    subject: Option<(PortRange, Protocol)>,
    /// The transport, or `None` for a rule that applies to any transport.
    protocol: Option<Protocol>,
    warnings: Vec<String>,
}

/// Returns the explanations in the order of the rules, one for each range and transport.
pub fn explanations(rules: &[Rule]) -> Vec<Explanation<'_>> {
    rules.iter().flat_map(of_rule).collect()
}

fn of_rule(rule: &Rule) -> Vec<Explanation<'_>> {
    let protocols = match (&rule.transports, &rule.ports) {
        (Transports::Any, Ports::Any) => {
            return vec![Explanation {
                rule,
                subject: None,
                protocol: None,
                warnings: Vec::new(),
            }];
        }
        (Transports::Any, Ports::These(_)) => &Protocol::ALL[..],
        (Transports::These(protocols), _) => protocols,
    };
    let mut lines = Vec::new();
    for &protocol in protocols {
        let mut line = |subject: Option<(PortRange, Protocol)>| {
            lines.push(Explanation {
                rule,
                subject,
                protocol: Some(protocol),
                warnings: subject.map_or_else(Vec::new, |subject| warnings(rule, subject)),
            });
        };
        match &rule.ports {
            Ports::Any => line(None),
            Ports::These(ranges) => ranges
                .iter()
                .for_each(|range| line(Some((*range, protocol)))),
        }
    }
    lines
}

/// Returns the warnings about a range. There are none for ports that are closed, and none for
/// outgoing packets.
fn warnings(rule: &Rule, (range, protocol): (PortRange, Protocol)) -> Vec<String> {
    if rule.verdict != Verdict::Accept || rule.direction == Direction::Out {
        return Vec::new();
    }
    advice::about_ports(range, protocol, rule.reach)
        .iter()
        .map(|warning| warning.reason().to_string())
        .collect()
}

impl Explanation<'_> {
    pub fn has_warning(&self) -> bool {
        !self.warnings.is_empty()
    }

    fn ports(&self) -> String {
        match self.subject {
            Some((range, _)) => range.to_string(),
            None => "any".to_owned(),
        }
    }

    fn protocol(&self) -> &'static str {
        self.protocol.map_or("any", Protocol::as_str)
    }

    /// Returns the names of the services of the ports, in order and without duplicates.
    fn services(&self) -> Vec<&'static str> {
        let services = |(range, protocol)| advice::services(range, protocol);
        let services = self.subject.map_or_else(Vec::new, services);
        services.into_iter().map(Service::name).collect()
    }

    fn classes(&self) -> Vec<PortClass> {
        let Some((range, _)) = self.subject else {
            return Vec::new();
        };
        let overlaps = |class: &PortClass| {
            let of_class = class.range();
            of_class.first() <= range.last() && range.first() <= of_class.last()
        };
        PortClass::ALL.into_iter().filter(overlaps).collect()
    }

    /// Returns the number of ports with each status, without the statuses that no port has.
    fn statuses(&self) -> Vec<(Status, usize)> {
        let Some((range, protocol)) = self.subject else {
            return Vec::new();
        };
        let mut counts = Status::ALL.map(|status| (status, 0));
        for port in range.ports() {
            let status = Endpoint::new(port, protocol).status();
            for (one, count) in &mut counts {
                *count += usize::from(*one == status);
            }
        }
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// Returns the last column of the table. Conditions come before warnings, since they limit what
    /// the warnings apply to.
    fn note(&self) -> String {
        let mut notes = Vec::new();
        if matches!(self.rule.verdict, Verdict::Policy(_)) {
            notes.push("policy: what no rule decides on".to_owned());
        }
        if !self.rule.condition.is_empty() {
            notes.push(format!("only if {}", self.rule.condition));
        }
        notes.extend(self.warnings.iter().cloned());
        notes.join("; ")
    }

    fn record(&self) -> [Cell; 11] {
        let classes: Vec<&str> = self.classes().iter().map(|class| class.as_str()).collect();
        let statuses = self.statuses().into_iter();
        let statuses = statuses.map(|(status, count)| (status.as_str(), count.into()));
        [
            self.rule.line.into(),
            self.rule.chain.as_str().into(),
            self.subject.map(|(range, _)| range.to_string()).into(),
            self.protocol.map(Protocol::as_str).into(),
            self.rule.verdict.to_string().into(),
            matches!(self.rule.verdict, Verdict::Policy(_)).into(),
            Cell::text(&self.rule.condition),
            self.services().into(),
            classes.into(),
            Cell::Object(statuses.collect()),
            self.warnings.clone().into(),
        ]
    }

    fn row(&self) -> [String; 9] {
        const SHOWN: usize = 3;
        let or_none = |text: String| {
            if text.is_empty() {
                "-".to_owned()
            } else {
                text
            }
        };
        let services = self.services();
        let mut names = services
            .iter()
            .take(SHOWN)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        if services.len() > SHOWN {
            let _ = write!(names, " and {} more", services.len() - SHOWN);
        }
        let classes: Vec<&str> = self.classes().iter().map(|class| class.as_str()).collect();
        let statuses: Vec<String> = match &self.statuses()[..] {
            [(status, _)] => vec![status.to_string()],
            several => several
                .iter()
                .map(|(status, count)| format!("{count} {status}"))
                .collect(),
        };
        [
            self.rule.line.to_string(),
            self.rule.chain.clone(),
            self.ports(),
            self.protocol().to_owned(),
            self.rule.verdict.to_string(),
            or_none(names),
            or_none(classes.join(", ")),
            or_none(statuses.join(", ")),
            self.note(),
        ]
    }
}

const HEADINGS: [(&str, Side); 9] = [
    ("LINE", Side::Right),
    ("CHAIN", Side::Left),
    ("PORTS", Side::Left),
    ("PROTOCOL", Side::Left),
    ("VERDICT", Side::Left),
    ("SERVICE", Side::Left),
    ("CLASS", Side::Left),
    ("STATUS", Side::Left),
    ("NOTE", Side::Left),
];

const COLUMNS: [&str; 11] = [
    "line",
    "chain",
    "ports",
    "protocol",
    "verdict",
    "is_policy",
    "condition",
    "services",
    "classes",
    "statuses",
    "warnings",
];

/// Returns the explanations in a format.
pub fn write(lines: &[Explanation<'_>], format: Format) -> io::Result<Vec<u8>> {
    if format == Format::Text {
        return Ok(aligned(&HEADINGS, lines.iter().map(Explanation::row)).into_bytes());
    }
    let mut text = Vec::new();
    let mut records = Records::new(&mut text, format, &COLUMNS)?;
    for line in lines {
        records.write(&line.record())?;
    }
    Ok(text)
}
