//! Takes the queries from the arguments and from standard input.

use std::io::{self, BufRead, Read};

use port_registry::PortRange;

use crate::shared::program::Ending;

/// The length of a line of standard input at most, in bytes without its end.
const LONGEST_LINE: u64 = 1 << 16;

/// Calls `call` for each query, from the arguments or standard input. Returns the worst ending.
pub fn for_each_query(
    arguments: &[String],
    mut call: impl FnMut(&str) -> io::Result<Ending>,
) -> io::Result<Ending> {
    let mut ending = Ending::Complete;
    for argument in arguments {
        if argument == "-" {
            for_each_line(|line| {
                // A malformed line is no wrong argument.
                ending = ending.and(call(line)?.min(Ending::Incomplete));
                Ok(())
            })?;
        } else {
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
/// U+FFFD, so that the query is reported as malformed with its line intact.
fn for_each_line(mut call: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    let mut number: u64 = 0;
    while input
        .by_ref()
        .take(LONGEST_LINE + 1)
        .read_until(b'\n', &mut line)?
        > 0
    {
        number += 1;
        if line.len() as u64 > LONGEST_LINE && !line.ends_with(b"\n") {
            return Err(io::Error::other(format!(
                "line {number} of standard input is longer than {LONGEST_LINE} bytes"
            )));
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if !text.is_empty() {
            call(text)?;
        }
        line.clear();
    }
    Ok(())
}
