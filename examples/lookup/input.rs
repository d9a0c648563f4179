//! Takes the queries from the arguments and from standard input.

use std::fmt;
use std::io::{self, BufRead, Read};

use port_registry::PortRange;

use crate::NAME;
use crate::shared::program::Ending;
use crate::shared::remark::remark;

/// The length of a line of standard input at most, in bytes without its end.
const LONGEST_LINE: u64 = 1 << 16;

/// How many bytes of a line that is too long are skipped. `/dev/zero` has no line end.
const MOST_SKIPPED: u64 = 1 << 26;

/// Calls `call` for each query, from the arguments or standard input. Returns the worst ending.
pub fn for_each_query(
    arguments: &[String],
    mut call: impl FnMut(&str, Place) -> io::Result<Ending>,
) -> io::Result<Ending> {
    let mut ending = Ending::Complete;
    for argument in arguments {
        if argument == "-" {
            ending = ending.and(for_each_line(&mut call)?);
        } else {
            let mut call = |query: &str| call(query, Place::Argument);
            ending = ending.and(for_each_part(argument, &mut call)?);
        }
    }
    Ok(ending)
}

/// Calls `call` for each query of a list such as `80/tcp,dns/udp,8000-8010`, in which a range is a query
/// for each of its ports.
fn for_each_part(
    list: &str,
    call: &mut impl FnMut(&str) -> io::Result<Ending>,
) -> io::Result<Ending> {
    let mut ending = Ending::Complete;
    // A list may end in a comma.
    let list = match list.strip_suffix(',') {
        Some(list) if !list.is_empty() => list,
        _ => list,
    };
    for part in list.split(',').map(str::trim) {
        let (before, after) = part.split_once('/').unwrap_or((part, ""));
        let range = |text: &str| {
            let range: PortRange = text.parse().ok()?;
            (range.len() > 1).then_some(range)
        };
        let (range, protocol) = match (range(before), range(after)) {
            (Some(range), _) => (range, after),
            (None, Some(range)) => (range, before),
            (None, None) => {
                ending = ending.and(call(part)?);
                continue;
            }
        };
        for port in range.ports() {
            let query = match protocol {
                "" => port.to_string(),
                protocol => format!("{port}/{protocol}"),
            };
            ending = ending.and(call(&query)?);
        }
    }
    Ok(ending)
}

/// Calls `call` for each line of standard input that is not blank. Bytes that are not UTF-8 become
/// U+FFFD, so that the query is reported as malformed with its line intact. A line that is too long is
/// reported and skipped.
fn for_each_line(call: &mut impl FnMut(&str, Place) -> io::Result<Ending>) -> io::Result<Ending> {
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    let mut number: u64 = 0;
    let mut ending = Ending::Complete;
    while input
        .by_ref()
        .take(LONGEST_LINE + 1)
        .read_until(b'\n', &mut line)?
        > 0
    {
        number += 1;
        if line.len() as u64 > LONGEST_LINE && !line.ends_with(b"\n") {
            let place = Place::Line(number);
            remark(format_args!(
                "{NAME}: {place}longer than {LONGEST_LINE} bytes"
            ));
            if input.by_ref().take(MOST_SKIPPED).skip_until(b'\n')? == MOST_SKIPPED as usize {
                return Err(io::Error::other(format!(
                    "{place}no end of the line was found"
                )));
            }
            ending = Ending::Incomplete;
            line.clear();
            continue;
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if !text.is_empty() {
            // A malformed line is no wrong argument.
            ending = ending.and(call(text, Place::Line(number))?.min(Ending::Incomplete));
        }
        line.clear();
    }
    Ok(ending)
}

/// Where a query is from. `Display` writes the beginning of a message about it.
#[derive(Clone, Copy)]
pub enum Place {
    Argument,
    /// A line of standard input, counted from 1.
    Line(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument => Ok(()),
            Self::Line(number) => write!(f, "standard input:{number}: "),
        }
    }
}
