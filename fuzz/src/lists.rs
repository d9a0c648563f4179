//! A simple parser of port lists, which sets a flag for each port.

use port_registry::lookup::meanings;
use port_registry::{Port, Protocol, Service};

use crate::number;

/// One flag for each port.
pub type Flags = Vec<bool>;

pub fn none() -> Flags {
    vec![false; 65_536]
}

fn insert(flags: &mut Flags, first: u16, last: u16) {
    flags[usize::from(first)..=usize::from(last)].fill(true);
}

/// Parses `22`, `8000-8100`, `-1023`, `49152-` or `-`.
fn span(part: &str) -> Option<(u16, u16)> {
    let (first, last) = match part.find('-') {
        Some(at) => (&part[..at], &part[at + 1..]),
        None => return number(part).map(|port| (port, port)),
    };
    let first = if first.is_empty() { 0 } else { number(first)? };
    let last = if last.is_empty() {
        u16::MAX
    } else {
        number(last)?
    };
    (first <= last).then_some((first, last))
}

/// Returns the parts of a list, without the spaces around them.
pub fn parts(text: &str) -> Vec<String> {
    // Separators in brackets are masked, and the list is split line by line.
    let mut masked = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((inner, outer)) = after.split_once(']') else {
            break;
        };
        masked += before;
        masked += &format!("[{}]", inner.replace(',', "\u{1}").replace('\n', "\u{2}"));
        rest = outer;
    }
    masked += rest;
    let mut parts = Vec::new();
    for line in masked.split('\n') {
        let mut of_line: Vec<&str> = line.split(',').map(str::trim_ascii).collect();
        if of_line.last() == Some(&"") {
            of_line.pop();
        }
        parts.extend(
            of_line
                .into_iter()
                .map(|part| part.replace('\u{1}', ",").replace('\u{2}', "\n")),
        );
    }
    parts
}

/// Parses a list without transport protocol: names must have the same ports over all of them.
pub fn alike(text: &str) -> Option<Flags> {
    let mut flags = none();
    for part in parts(text) {
        if part
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
        {
            let (first, last) = span(&part)?;
            insert(&mut flags, first, last);
            continue;
        }
        let is_bracketed = part.len() > 1 && part.starts_with('[') && part.ends_with(']');
        if is_bracketed {
            return None;
        }
        let mut all: Vec<Flags> = Vec::new();
        for protocol in Protocol::ALL {
            let mut own = none();
            if add_name(&mut own, &part, protocol) {
                all.push(own);
            }
        }
        let first = all.first()?.clone();
        if all.iter().any(|own| *own != first) {
            return None;
        }
        for (flag, is_set) in flags.iter_mut().zip(first) {
            *flag |= is_set;
        }
    }
    Some(flags)
}

/// Adds the ports of the first meaning of a name that has any over the transport protocol.
fn add_name(flags: &mut Flags, name: &str, protocol: Protocol) -> bool {
    for meaning in meanings(name) {
        let mut is_known = false;
        for range in meaning.ports(protocol) {
            insert(flags, range.first().get(), range.last().get());
            is_known = true;
        }
        if is_known {
            return true;
        }
    }
    false
}

/// Parses a list that may have names, patterns and ranges in brackets.
pub fn over(text: &str, protocol: Protocol) -> Option<Flags> {
    let mut flags = none();
    for part in parts(text) {
        add_part(&mut flags, &part, protocol)?.then_some(())?;
    }
    Some(flags)
}

/// Adds one part. Returns `None` if it is malformed, and otherwise whether it matches anything over
/// the transport protocol.
pub fn add_part(flags: &mut Flags, part: &str, protocol: Protocol) -> Option<bool> {
    if part.len() > 1 && part.starts_with('[') && part.ends_with(']') {
        let mut ranges = Vec::new();
        for text in part[1..part.len() - 1].split(',') {
            ranges.push(span(text.trim_ascii())?);
        }
        for port in ranges.into_iter().flat_map(|(first, last)| first..=last) {
            flags[usize::from(port)] |= Port::new(port).service(protocol).is_some();
        }
        return Some(true);
    }
    if part
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        let (first, last) = span(part)?;
        insert(flags, first, last);
        return Some(true);
    }
    if !part.contains(['*', '?']) {
        return Some(add_name(flags, part, protocol));
    }
    let matches = |service: &Service| fits(service.name().as_bytes(), part.as_bytes());
    let services = Service::all().filter(matches);
    let mut is_known = false;
    for service in services {
        let is_over = service.protocol().is_none_or(|stated| stated == protocol);
        if let Some(range) = service.ports().filter(|_| is_over) {
            insert(flags, range.first().get(), range.last().get());
            is_known = true;
        }
    }
    Some(is_known)
}

/// Returns whether a name matches a pattern. For each part of the pattern, it keeps the positions
/// in the name at which the part may end.
fn fits(name: &[u8], pattern: &[u8]) -> bool {
    let mut ends = vec![false; name.len() + 1];
    ends[0] = true;
    for part in pattern {
        if *part == b'*' {
            let first = ends.iter().position(|can_end| *can_end);
            ends[first.unwrap_or(name.len() + 1).min(name.len() + 1)..].fill(true);
        } else {
            for at in (0..name.len()).rev() {
                let is_same = *part == b'?' || name[at].eq_ignore_ascii_case(part);
                ends[at + 1] = ends[at] && is_same;
            }
            ends[0] = false;
        }
    }
    ends[name.len()]
}
