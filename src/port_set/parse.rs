//! Parsing lists of ports and service names.
//!
//! [`PortSet`] is parsed here. `PortSpec` splits its list into parts and reads them with the
//! functions of this file.

use core::str::FromStr;

use super::error::{Fault, List, Problem};
use super::{Error, PortSet};
use crate::lookup::meanings;
use crate::rows::Service;
use crate::words::{Port, PortRange, Protocol, Quoted};

impl PortSet {
    /// Parses a list of ports, ranges and service names, such as `ssh,https,8000-8100`, with the
    /// ports that the names have over this transport protocol.
    ///
    /// In addition to the [notation](PortSet#notation) of ports and ranges, the list may have these
    /// parts of nmap's notation:
    ///
    /// | part | ports |
    /// | --- | --- |
    /// | `ssh`, `dns`, `wireguard` | all ports of the name: IANA's, an alias or a known use |
    /// | `http*`, `ftp?` | all ports of IANA's names that match the pattern: `*` matches any characters or none, `?` matches one |
    /// | `[1-1024]` | the ports of the range for which a service is registered |
    ///
    /// Services match if they are registered for the transport protocol or for all of them. Case is
    /// ignored. If a name has several [meanings](crate::lookup::meanings), as `winrm` and `sftp` have, the
    /// ports are those of the first meaning with a port over the transport protocol.
    ///
    /// nmap has a list of names of its own, so the ports of a pattern such as `http*` may differ from
    /// nmap's. They may also change with the registry.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if a part
    ///
    /// - is empty, as in `22,,80`;
    /// - has an invalid port number, as in `65536`, `022` or `[ssh]`;
    /// - is a range whose first port is above its last;
    /// - is a name that has no port over the transport protocol. The message suggests a similar name, if
    ///   there is one;
    /// - is a pattern that no service with a port over the transport protocol matches.
    ///
    /// # Performance
    ///
    /// A pattern is matched with all names, and a range in brackets needs a lookup for each of its
    /// ports. Each takes some tenths of a millisecond, so limit the length of a list from an
    /// untrusted source.
    ///
    /// ```
    /// use port_registry::{PortSet, Protocol};
    ///
    /// let set = PortSet::parse_over("ssh, http, dns, 8000-8100", Protocol::Tcp)?;
    /// assert_eq!(set.to_string(), "22,53,80,8000-8100");
    /// let set = PortSet::parse_over("elasticsearch,sftp", Protocol::Tcp)?;
    /// assert_eq!(set.to_string(), "22,9200,9300");
    /// let set = PortSet::parse_over("imap*,POP?,[-10]", Protocol::Tcp)?;
    /// assert_eq!(set.to_string(), "1,5,7,9,109-110,143,220,993");
    /// assert_eq!(
    ///     PortSet::parse_over("ssh,htps", Protocol::Tcp).unwrap_err().to_string(),
    ///     "invalid port set at byte 4: unknown service \"htps\": expected one with a port over tcp, \
    ///      or ports as in 22, 8000-8100, -1023 or 49152-; did you mean https?",
    /// );
    /// # Ok::<(), port_registry::port_set::Error>(())
    /// ```
    pub fn parse_over(text: &str, protocol: Protocol) -> Result<Self, Error> {
        let mut set = Self::new();
        for (at, text) in parts(text) {
            let part = Part::read(at, text).map_err(|fault| fault.in_list(List::Set))?;
            if !part.insert_over(&[protocol], |_, range| set.insert_range(range)) {
                let fault = Fault::unknown_service(at, text, &[protocol]);
                return Err(fault.in_list(List::Set));
            }
        }
        Ok(set)
    }
}

impl FromStr for PortSet {
    type Err = Error;

    /// Parses a list of ports and ranges in the [notation](PortSet#notation) of the type.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if a part
    ///
    /// - is empty, as in `22,,80`;
    /// - has an invalid port number, as in `65536` or `022`;
    /// - is a range whose first port is above its last;
    /// - is anything else, such as a service name: [`PortSet::parse_over`] parses lists with names.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut set = Self::new();
        for (at, text) in parts(text) {
            match Part::read(at, text).map_err(|fault| fault.in_list(List::Set))? {
                Part::Ports(range) => set.insert_range(range),
                Part::Registered(_) | Part::Named(_) => {
                    let part = Quoted::new(text);
                    return Err(Fault::new(at, Problem::Syntax { part }).in_list(List::Set));
                }
            }
        }
        Ok(set)
    }
}

/// Returns the parts between the commas, without the white space around them, each with its byte
/// offset.
pub(super) fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    // An empty list has no parts, where `split` would find an empty one.
    let list = (!text.trim_ascii().is_empty()).then_some(text);
    list.into_iter()
        .flat_map(|list| list.split(','))
        .map(move |part| {
            let at = next;
            next += part.len() + ','.len_utf8();
            trimmed(at, part)
        })
}

/// Returns the part without the white space around it, and its new offset.
pub(super) fn trimmed(at: usize, text: &str) -> (usize, &str) {
    let begun = text.trim_ascii_start();
    (at + text.len() - begun.len(), begun.trim_ascii_end())
}

/// A part of a list, between two commas.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    /// A port or a range.
    Ports(PortRange),
    /// A range in brackets, for its ports that have a service.
    Registered(PortRange),
    /// A name or a pattern of names. Everything else is taken for one, and looked up only when it
    /// is inserted.
    Named(&'a str),
}

impl<'a> Part<'a> {
    /// Reads a part that has no white space around it, at this offset.
    pub(super) fn read(at: usize, text: &'a str) -> Result<Self, Fault> {
        let bracketed = text
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'));
        if let Some(inner) = bracketed {
            let (at, inner) = trimmed(at + '['.len_utf8(), inner);
            return range(at, inner).map(Self::Registered);
        }
        // A name has at least one letter (RFC 6335 section 5.1).
        if text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return range(at, text).map(Self::Ports);
        }
        Ok(Self::Named(text))
    }

    /// Calls a function with the ports of this part over each of the transport protocols. Returns `false`
    /// if the part is a name or pattern that has a port over none of them.
    pub(super) fn insert_over(
        self,
        protocols: &[Protocol],
        mut insert: impl FnMut(Protocol, PortRange),
    ) -> bool {
        match self {
            Self::Ports(range) => {
                for &protocol in protocols {
                    insert(protocol, range);
                }
                true
            }
            Self::Registered(range) => {
                for &protocol in protocols {
                    let has_service = |port: &Port| port.service(protocol).is_some();
                    range
                        .ports()
                        .filter(has_service)
                        .for_each(|port| insert(protocol, port.into()));
                }
                true
            }
            Self::Named(name) if name.contains(['*', '?']) => {
                insert_matching(name, protocols, insert)
            }
            Self::Named(name) => insert_named(name, protocols, insert),
        }
    }
}

fn insert_matching(
    pattern: &str,
    protocols: &[Protocol],
    mut insert: impl FnMut(Protocol, PortRange),
) -> bool {
    let mut is_known = false;
    for service in Service::all() {
        if !fits(service.name().as_bytes(), pattern.as_bytes()) {
            continue;
        }
        let Some(range) = service.ports() else {
            continue;
        };
        for &protocol in protocols.iter().filter(|one| service.is_over(**one)) {
            insert(protocol, range);
            is_known = true;
        }
    }
    is_known
}

/// Inserts one meaning of the name over each transport protocol: of a homonym, a list must not have ports
/// that nobody meant.
fn insert_named(
    name: &str,
    protocols: &[Protocol],
    mut insert: impl FnMut(Protocol, PortRange),
) -> bool {
    let mut is_known = false;
    for &protocol in protocols {
        let mut ports = meanings(name).map(|meaning| meaning.ports(protocol));
        let first = ports.find(|ports| ports.len() > 0);
        is_known |= first.is_some();
        first
            .into_iter()
            .flatten()
            .for_each(|range| insert(protocol, range));
    }
    is_known
}

/// Returns whether a name matches a pattern, ignoring case.
///
/// On a mismatch, the last `*` takes one character more. Earlier ones need not be tried again: what
/// they could take, the last one can take too. So the time is bounded by the product of the
/// lengths.
fn fits(mut name: &[u8], mut pattern: &[u8]) -> bool {
    let mut last_star: Option<(&[u8], &[u8])> = None;
    loop {
        match (name, pattern) {
            (_, [b'*', after @ ..]) => {
                last_star = Some((name, after));
                pattern = after;
            }
            ([first, name_rest @ ..], [expected, pattern_rest @ ..])
                if *expected == b'?' || first.eq_ignore_ascii_case(expected) =>
            {
                (name, pattern) = (name_rest, pattern_rest);
            }
            ([], []) => return true,
            _ => match last_star {
                Some(([_, rest @ ..], after)) => {
                    last_star = Some((rest, after));
                    (name, pattern) = (rest, after);
                }
                Some(([], _)) | None => return false,
            },
        }
    }
}

/// Reads a port, or a range whose first and last port may each be left out.
fn range(at: usize, text: &str) -> Result<PortRange, Fault> {
    let port = |at, digits: &str| {
        let port = digits.parse();
        port.map_err(|error| Fault::new(at, Problem::Port(error)))
    };
    if text.is_empty() {
        return Err(Fault::new(at, Problem::Empty));
    }
    let Some((first, last)) = text.split_once('-') else {
        return port(at, text).map(PortRange::single);
    };
    let (first_at, last_at) = (at, at + first.len() + '-'.len_utf8());
    let first = match first {
        "" => Port::MIN,
        digits => port(first_at, digits)?,
    };
    let last = match last {
        "" => Port::MAX,
        digits => port(last_at, digits)?,
    };
    PortRange::new(first, last).map_err(|error| Fault::new(at, Problem::Port(error)))
}
