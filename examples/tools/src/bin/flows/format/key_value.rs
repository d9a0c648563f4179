//! Lines of `key=value`: Fortinet's logs, the LOG target of netfilter, and conntrack.

use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr, memmem};

use super::{
    Beginning, FIELD, Next, OTHER_FIELD, Options, Place, Reader, Visit, begin as begin_any,
};
use crate::columns::LayoutError;
use crate::field::Field;
use crate::line_error::{LineError, quoted};
use crate::other::Other;
use crate::record::{Content, LONGEST};
use crate::role::{Role, Source};
use crate::shape::Shape;
use crate::values::Values;

/// A reader of lines of pairs.
#[derive(Debug)]
struct KeyValue;

/// The fewest pairs with known keys by which a line is recognised.
const FEWEST: usize = 3;

/// Returns the reader if the line has pairs with known keys, or is one of Fortinet.
pub fn begin(
    beginning: &Beginning,
    options: &Options,
) -> Option<Result<Arc<dyn Reader>, LayoutError>> {
    let line = beginning.line;
    if options.fields.is_some() || memchr(b'=', line).is_none() {
        return None;
    }
    let known = pairs(line).filter(|pair| meaning(line, pair, options).is_some());
    let is_known =
        known.count() >= FEWEST || pairs(line).any(|pair| is_called(line, &pair, "logid"));
    is_known.then(|| Ok(Arc::new(KeyValue) as _))
}

/// A pair, as positions in its line.
struct Pair {
    key: Range<usize>,
    value: Range<usize>,
}

/// Returns the pairs of a line. A value in quotation marks may have blanks and pairs in it.
fn pairs(line: &[u8]) -> impl Iterator<Item = Pair> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = line.get(at..).filter(|rest| !rest.is_empty())?;
            let blank = |byte: &u8| byte.is_ascii_whitespace();
            let word = rest.iter().position(blank).unwrap_or(rest.len());
            // The packet that an ICMP error quotes is another one.
            if rest.starts_with(b"[SRC=") {
                at = line.len();
                return None;
            }
            let Some(sign) = rest.iter().take(word).position(|&byte| byte == b'=') else {
                at += word + 1;
                continue;
            };
            let key = at..at + sign;
            let begin = sign + 1;
            let after = rest.get(begin..).unwrap_or_default();
            let (value, end) = match after.strip_prefix(b"\"") {
                None => (at + begin..at + word, word),
                Some(inner) => {
                    let close = closing(inner);
                    let start = at + begin + 1;
                    (start..start + close, begin + 1 + close + 1)
                }
            };
            at += end + 1;
            return Some(Pair { key, value });
        }
    })
}

/// Returns the position of the quotation mark that ends a value, or the end if there is none.
fn closing(text: &[u8]) -> usize {
    let mut is_escaped = false;
    let ends = |&byte: &u8| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    };
    text.iter().position(ends).unwrap_or(text.len())
}

fn text<'a>(line: &'a [u8], range: &Range<usize>) -> &'a [u8] {
    line.get(range.clone()).unwrap_or_default()
}

fn is_called(line: &[u8], pair: &Pair, key: &str) -> bool {
    text(line, &pair.key) == key.as_bytes()
}

fn meaning(line: &[u8], pair: &Pair, options: &Options) -> Option<crate::names::Meaning> {
    let key = std::str::from_utf8(text(line, &pair.key)).ok()?;
    // Fortinet's `transport` is a port.
    if key == "transport" {
        return None;
    }
    options.names.meaning(key)
}

/// Reads a line.
fn record(line: &[u8], options: &Options) -> Result<Content<'static>, Box<LineError>> {
    let mut values = Values::EMPTY;
    let mut answer = Values::EMPTY;
    let (mut is_fortigate, mut kind, mut is_netfilter) = (false, &b""[..], false);
    for pair in pairs(line) {
        is_fortigate |= is_called(line, &pair, "logid");
        is_netfilter |= text(line, &pair.key).ends_with(b"IN");
        if is_called(line, &pair, "type") {
            kind = text(line, &pair.value);
        }
        let Some(meaning) = meaning(line, &pair, options) else {
            continue;
        };
        // conntrack writes the packets of the answers after those of the questions.
        let of = if values.has(meaning.role) {
            &mut answer
        } else {
            &mut values
        };
        of.set(meaning, pair.value);
    }
    if is_fortigate && !kind.is_empty() && kind != b"traffic" {
        return Ok(Content::Other(Other::new(kind)));
    }
    if !values.has(Role::SourceAddress) && !values.has(Role::DestinationPort) {
        return Ok(Content::Other(Other::new(b"without addresses")));
    }
    let is_conntrack = answer.has(Role::SourceAddress);
    let protocol = if is_conntrack {
        conntrack_protocol(line)
    } else {
        None
    };
    let syn = if is_netfilter { syn(line) } else { None };
    let get = |role: Role| {
        let value = |values: &Values, role| values.get(role, line);
        match role {
            Role::Protocol if protocol.is_some() => {
                protocol.map(|word| Field::new(word, 0, word.len()))
            }
            Role::Packets | Role::Bytes if is_conntrack => None,
            Role::PacketsForward if is_conntrack => value(&values, Role::Packets),
            Role::BytesForward if is_conntrack => value(&values, Role::Bytes),
            Role::PacketsBackward if is_conntrack => value(&answer, Role::Packets),
            Role::BytesBackward if is_conntrack => value(&answer, Role::Bytes),
            // netfilter writes a line for each packet.
            Role::Packets if is_netfilter => Some(Field::new(b"1", 0, 1)),
            // With the values of AWS, of which the program knows who began.
            Role::TcpFlags if is_netfilter => syn.map(|flags| Field::new(flags, 0, flags.len())),
            role => value(&values, role),
        }
    };
    let has_protocol = protocol.is_some() || values.has(Role::Protocol);
    if !has_protocol && options.reading.protocol.is_none() {
        return Err(Box::new(LineError::Missing {
            role: Role::Protocol,
            line: quoted(line),
        }));
    }
    let shape = Shape {
        source: if is_conntrack {
            Source::Initiator
        } else {
            values.source
        },
        has_rare_fields: true,
    };
    options.reading.record(shape, get)
}

/// Returns the protocol number of conntrack, which is the word after the name: `tcp 6 431999 ESTABLISHED`, or
/// in the kernel's file `ipv4 2 tcp 6`.
fn conntrack_protocol(line: &[u8]) -> Option<&[u8]> {
    let words = line.split(u8::is_ascii_whitespace);
    let mut words = words.filter(|word| !word.is_empty() && !word.starts_with(b"["));
    let first = words.next()?;
    if first == b"ipv4" || first == b"ipv6" {
        words.nth(1)?;
    }
    let number = words.next()?;
    number.iter().all(u8::is_ascii_digit).then_some(number)
}

/// Returns the flags SYN and ACK of a packet that netfilter logs as words, in the numbers of TCP.
fn syn(line: &[u8]) -> Option<&'static [u8]> {
    let has = |flag: &[u8]| {
        let mut words = line.split(u8::is_ascii_whitespace);
        words.any(|word| word == flag)
    };
    match (has(b"SYN"), has(b"ACK")) {
        (false, _) => None,
        (true, false) => Some(b"2"),
        (true, true) => Some(b"18"),
    }
}

impl Reader for KeyValue {
    fn read(&self, text: &[u8], options: &Options, visit: &mut Visit<'_>) -> Next {
        let mut start = 0;
        for whole in text.split_inclusive(|&byte| byte == b'\n') {
            let line = whole.strip_suffix(b"\n").unwrap_or(whole);
            let bare = line.strip_suffix(b"\r").unwrap_or(line);
            if line.len() > LONGEST {
                visit(line, Err(Box::new(LineError::TooLong { longest: LONGEST })));
            } else if bare.trim_ascii().is_empty() {
                visit(line, Ok(Content::Blank));
            } else if memchr(b'=', bare).is_some() {
                visit(line, record(bare, options));
            } else {
                let place = Place::Later;
                match begin_any(&Beginning { line: bare, place }, options) {
                    Some(Ok(reader)) => return Next::Reader(start, reader),
                    Some(Err(error)) => return Next::Error(error),
                    None => visit(line, Ok(Content::Other(Other::new(b"without pairs")))),
                }
            }
            start += whole.len();
        }
        Next::End
    }

    fn write(&self, line: &[u8], name: &str, out: &mut Vec<u8>) {
        let has_field = memmem::find(line, format!("{FIELD}=").as_bytes()).is_some();
        out.extend_from_slice(line.trim_ascii_end());
        out.push(b' ');
        out.extend_from_slice(if has_field { OTHER_FIELD } else { FIELD }.as_bytes());
        out.push(b'=');
        if name.contains([' ', '"', '=']) {
            out.extend_from_slice(serde_json::Value::from(name).to_string().as_bytes());
        } else {
            out.extend_from_slice(name.as_bytes());
        }
    }
}
