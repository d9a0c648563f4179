//! Parsing lists of ports and service names.
//!
//! [`PortSet`] is parsed here. `PortSpec` splits its list into parts and reads them with the
//! functions of this file.

use core::str::FromStr;

use super::error::{Fault, List, Problem};
use super::parts::{parts, trimmed};
use super::{Error, PortSet};
use crate::lookup::meanings;
use crate::rows::Service;
use crate::words::{Port, PortRange, Protocol, Quoted, ServiceName};

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
    /// | `[1-1024]`, `[1-10,20-22]` | the ports of the ranges for which a service is registered |
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

    /// Parses a list of ports, ranges and names in the [notation](PortSet#notation) of the type.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if a part
    ///
    /// - is empty, as in `22,,80`;
    /// - has an invalid port number, as in `65536` or `022`;
    /// - is a range whose first port is above its last;
    /// - is a name that has no port, or other ports over another transport protocol;
    /// - is a pattern or a range in brackets, or anything else. [`PortSet::parse_over`] parses lists with
    ///   patterns.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut set = Self::new();
        for (at, text) in parts(text) {
            Part::read(at, text)
                .and_then(|part| part.insert_alike(at, text, &mut set))
                .map_err(|fault| fault.in_list(List::Set))?;
        }
        Ok(set)
    }
}

/// A part of a list, between two separators.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    /// A port or a range.
    Ports(PortRange),
    /// Ranges in brackets, with commas between them, for their ports that have a service.
    Registered(&'a str),
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
            let mut at = at + '['.len_utf8();
            for part in inner.split(',') {
                let (start, part_text) = trimmed(at, part);
                range(start, part_text)?;
                at += part.len() + ','.len_utf8();
            }
            return Ok(Self::Registered(inner));
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
            Self::Registered(inner) => {
                let ranges = inner
                    .split(',')
                    .filter_map(|text| range(0, text.trim_ascii()).ok());
                for range in ranges {
                    for &protocol in protocols {
                        let has_service = |port: &Port| port.service(protocol).is_some();
                        range
                            .ports()
                            .filter(has_service)
                            .for_each(|port| insert(protocol, port.into()));
                    }
                }
                true
            }
            Self::Named(name) if is_pattern(name) => insert_matching(name, protocols, insert),
            Self::Named(name) => insert_named(name, protocols, insert),
        }
    }
}

impl Part<'_> {
    /// Inserts the ports of this part if they are the same over every transport protocol.
    fn insert_alike(self, at: usize, text: &str, set: &mut PortSet) -> Result<(), Fault> {
        let part = Quoted::new(text);
        let name = match self {
            Self::Ports(range) => {
                set.insert_range(range);
                return Ok(());
            }
            // A few names have a `*`.
            Self::Named(name) if !is_pattern(name) || meanings(name).next().is_some() => name,
            Self::Registered(_) | Self::Named(_) => {
                return Err(Fault::new(at, Problem::Transport { part }));
            }
        };
        let mut all: Option<PortSet> = None;
        for protocol in Protocol::ALL {
            let mut ports = PortSet::new();
            insert_named(name, &[protocol], |_, range| ports.insert_range(range));
            match &all {
                _ if ports.is_empty() => {}
                Some(all) if *all != ports => {
                    return Err(Fault::new(at, Problem::Transport { part }));
                }
                _ => all = Some(ports),
            }
        }
        if let Some(all) = all {
            *set |= all;
            Ok(())
        } else if ServiceName::new(name).is_ok() {
            Err(Fault::unknown_service(at, text, &Protocol::ALL))
        } else {
            Err(Fault::new(at, Problem::Syntax { part }))
        }
    }
}

fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?'])
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
