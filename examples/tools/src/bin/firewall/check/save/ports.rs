//! Parses the ports of the matches `tcp`, `udp`, `sctp`, `dccp` and `multiport`.
//!
//! Used by `matches`.

use port_registry::{Port, PortRange, Protocol, Service};

use super::error::SaveError;
use super::words;
use crate::check::problem::RuleError;
use crate::check::rule_set::Transports;
use crate::check::values::{self, PortError, Sense};

/// The most ports that `multiport` takes. A range counts as two.
const MOST: usize = 15;

/// Parses a port or a range such as `1024:`, for `--dport` and `--sport`.
pub fn one(text: &str, transports: Transports) -> Result<PortRange, PortError> {
    match text.split_once(':') {
        Some((first, last)) => {
            let first = if first.is_empty() {
                Port::MIN
            } else {
                port(first, transports)?
            };
            let last = if last.is_empty() {
                Port::MAX
            } else {
                port(last, transports)?
            };
            PortRange::new(first, last).map_err(|_| PortError::Backwards(text.to_owned()))
        }
        None => port(text, transports).map(PortRange::from),
    }
}

/// Parses a list such as `22,80,8000:8100`.
pub fn list(text: &str, transports: Transports) -> Result<Vec<PortRange>, RuleError> {
    let mut count = 0;
    let mut ranges = Vec::new();
    for part in text.split(',') {
        let is_open = part.starts_with(':') || part.ends_with(':');
        if is_open {
            return Err(PortError::Invalid(part.to_owned()).into());
        }
        ranges.push(one(part, transports)?);
        count += 1 + usize::from(part.contains(':'));
        if count > MOST {
            return Err(SaveError::TooManyPorts.into());
        }
    }
    Ok(ranges)
}

fn port(text: &str, transports: Transports) -> Result<Port, PortError> {
    if let Some(number) = words::number(text, u32::from(u16::MAX)) {
        return Ok(Port::new(u16::try_from(number).unwrap_or_default()));
    }
    if text.starts_with(|first: char| !first.is_ascii_alphabetic()) || text.is_empty() {
        let has_letters = text.contains(|one: char| one.is_ascii_alphabetic());
        if !has_letters || text.starts_with("0x") {
            return Err(PortError::Invalid(text.to_owned()));
        }
    }
    let protocols: Vec<Protocol> = Protocol::ALL
        .into_iter()
        .filter(|protocol| transports.contains(*protocol))
        .collect();
    // /etc/services has names in lower case, and each for its own transports.
    let is_over = |service: &Service| protocols.iter().any(|protocol| service.is_over(*protocol));
    let is_known = Service::by_name(text)
        .chain(Service::find(text))
        .any(|service| is_over(&service));
    let has_upper = text.contains(|one: char| one.is_ascii_uppercase());
    if !is_known || has_upper {
        return Err(PortError::Service(text.to_owned()));
    }
    values::port(text, &protocols)
}

/// Returns the ports that a match selects, in order. No ports if all are selected.
pub fn selected(
    ranges: Vec<PortRange>,
    sense: Sense,
    text: &str,
) -> Result<Option<Vec<PortRange>>, SaveError> {
    let is_all = ranges
        .iter()
        .any(|range| range.first() == Port::MIN && range.last() == Port::MAX);
    match (is_all, sense) {
        (true, Sense::Is) => Ok(None),
        // The variant of iptables for nf_tables leaves it out, so that each port matches; the other has no match.
        (true, Sense::IsNot) => Err(SaveError::AllPorts(text.to_owned())),
        (false, sense) => Ok(Some(values::selected(ranges, sense))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(ranges: &[PortRange]) -> Vec<String> {
        ranges.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ports_and_ranges() {
        let udp = Transports::of(Protocol::Udp);
        for (text, expected) in [
            ("22", "22"),
            ("022", "18"),
            ("0x16", "22"),
            ("ssh", "22"),
            (":", "0-65535"),
            (":5", "0-5"),
            ("5:", "5-65535"),
            ("ssh:99", "22-99"),
            ("0", "0"),
            ("65535", "65535"),
        ] {
            assert_eq!(
                one(text, Transports::ALL).unwrap().to_string(),
                expected,
                "{text}"
            );
        }
        assert_eq!(one("domain", udp).unwrap().to_string(), "53");
        for text in ["", "!", "65536", "-1", "22-23", "0xg"] {
            assert_eq!(
                one(text, udp),
                Err(PortError::Invalid(text.to_owned())),
                "{text}"
            );
        }
        assert_eq!(one("5:1", udp), Err(PortError::Backwards("5:1".to_owned())));
        assert_eq!(
            one("no-such", udp),
            Err(PortError::Service("no-such".to_owned()))
        );
    }

    #[test]
    fn lists_of_ports() {
        let list = |text| list(text, Transports::ALL);
        assert_eq!(
            texts(&list("80,22,8000:8100").unwrap()),
            ["80", "22", "8000-8100"]
        );
        let port = |text: &str| Err(RuleError::from(PortError::Invalid(text.to_owned())));
        assert_eq!(list("22,,23"), port(""));
        assert_eq!(list(":22"), port(":22"));
        assert_eq!(list("22,60000:"), port("60000:"));
        assert!(list("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15").is_ok());
        assert!(list("1,2,3,4,5,6,7,8,9,10,11,12,13,14:15").is_ok());
        let too_many = Err(RuleError::from(SaveError::TooManyPorts));
        assert_eq!(list("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16"), too_many);
        assert_eq!(list("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15:16"), too_many);
    }

    #[test]
    fn inverted_ports() {
        let all = vec![one(":", Transports::ALL).unwrap()];
        let ssh = vec![one("22", Transports::ALL).unwrap()];
        assert_eq!(selected(all.clone(), Sense::Is, ""), Ok(None));
        let error = SaveError::AllPorts("! --dport 0:65535".to_owned());
        assert_eq!(selected(all, Sense::IsNot, "! --dport 0:65535"), Err(error));
        let others = selected(ssh.clone(), Sense::IsNot, "").unwrap().unwrap();
        assert_eq!(texts(&others), ["0-21", "23-65535"]);
        assert_eq!(selected(ssh.clone(), Sense::Is, ""), Ok(Some(ssh)));
    }
}
