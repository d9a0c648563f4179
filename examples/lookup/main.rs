//! `lookup`: looks up ports and services in IANA's registry, or searches it.
//!
//! For users at a terminal (a table) and for scripts (`--tsv`, `--json`).

mod answer;
mod human_readable;
mod ip_protocol;
mod machine_readable;
mod nameless;
mod options;
mod protocols;
mod query;
#[path = "../shared/remark.rs"]
mod remark;
mod search;
mod table;

use std::error::Error;
use std::io::{self, BufRead, BufWriter, Read, Write};
use std::num::NonZeroUsize;
use std::process::ExitCode;

use port_registry::{PortRange, SNAPSHOT, Service};

use answer::{Answer, Outcome};
use human_readable::Suggestions;
use options::{Detail, Format, Request, Syntax};
use query::Query;
use remark::remark;
use search::Hit;
use table::Table;

const HELP: &str = "\
Looks up ports and services in IANA's port registry, or searches it.

Usage: lookup [OPTIONS] QUERY...
       lookup [OPTIONS] --search WORD...

Queries:
  443         a port number, for every transport protocol
  443/tcp     a port number for one transport protocol: {protocols}; also tcp/443, tcp6/443,
              :443, 0.0.0.0:443 and [::1]:443/tcp, whose address is ignored
  8000-8010/tcp,53/udp
              a list of queries, as an argument; a range is a query for each of its ports
  https       a service name, a common name (rdp) or the name of a known use (kafka), in upper or
              lower case
  https/udp   a service name for one transport protocol
  47/ip       an IP protocol number or its keyword (gre)
  -           read queries from standard input, one per line of 65536 bytes at most

Options:
  -s, --search    list the services that match the words, best match first; words match service
                  names, common names (rdp), parts of names, and the beginnings of words in
                  descriptions
  -n, --limit N   list at most N search results (default: 20 in a table, otherwise all)
      --iana      answer from IANA's registry of ports only: service names as IANA has them, and no
                  known uses
      --all       print all columns of each record
      --tsv       print tab-separated fields, one line for each port and transport protocol of a
                  query:
                    query
                    port or range of ports
                    transport protocol; the keyword or number of an IP protocol
                    class: well-known, registered or dynamic
                    status: assigned, reserved, unassigned or dynamic; ip-protocol if the query is for an
                      IP protocol, known-use of a known use with the name, unknown if nothing has
                      the name, invalid if the query is malformed
                    service name: the preferred one of the port, or the one a search found
                    all service names of the port
                    description
      --json      print the same as one JSON object per line, with the keys query, port (a number,
                  the first of a range), ports (\"443\" or \"6000-6063\"), protocol, class, status,
                  service, services (an array), description, known_uses (an array of objects with
                  the keys name, title and source) and blocked_by_browsers (true or false); a
                  missing value is null, and so is the protocol of a service registered for all
                  transport protocols
  -h, --help      print this help
  -V, --version   print the version and the date of the registry

A known use is a port on which well-known software listens by default, which IANA does not say.
A port blocked by browsers is one of the bad ports of WHATWG's Fetch standard.

A table on a terminal is coloured. NO_COLOR=1 turns colours off, CLICOLOR_FORCE=1 turns them on.

Examples:
  lookup 443/tcp https
  lookup --search remote desktop
  cut -f3 ports.tsv | lookup --json -

Exit status: 0 if everything was found, 1 if a query is invalid, a name is not registered or a search
found nothing, 2 on any other error.
";

/// How many search results a table lists without `--limit`: about a screenful.
const TABLE_LIMIT: usize = 20;

/// The length of a line of standard input at most, in bytes without its end.
const LONGEST_LINE: u64 = 1 << 16;

/// Whether the queries were answered by the registry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// All queries were answered.
    All,
    /// At least one query is invalid, or its name is not registered.
    NotAll,
}

impl Found {
    fn and(self, other: Self) -> Self {
        if self == Self::All { other } else { self }
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(Found::All) => ExitCode::SUCCESS,
        Ok(Found::NotAll) => ExitCode::from(1),
        Err(error) => {
            // The reader closed the pipe, as `head` does: not an error.
            let closed = error.downcast_ref::<io::Error>().map(io::Error::kind);
            if closed == Some(io::ErrorKind::BrokenPipe) {
                return ExitCode::SUCCESS;
            }
            remark(format_args!("lookup: {error}"));
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<Found, Box<dyn Error>> {
    let found = match Request::from_arguments()? {
        Request::Help => {
            io::stdout().write_all(protocols::fill_in(HELP).as_bytes())?;
            Found::All
        }
        Request::Version => {
            let version = env!("CARGO_PKG_VERSION");
            writeln!(io::stdout(), "lookup {version}, registry of {SNAPSHOT}")?;
            Found::All
        }
        Request::Answer(queries, names, Format::HumanReadable(detail)) => {
            let mut table = Table::default();
            let mut suggestions = Suggestions::default();
            let found = for_each_query(&queries, |text| {
                Ok(human_readable::add_answer(
                    &mut table,
                    text,
                    Query::parse(text),
                    names,
                    &mut suggestions,
                ))
            })?;
            show(&table, detail)?;
            found
        }
        Request::Answer(queries, names, Format::MachineReadable(syntax)) => {
            let mut out = BufWriter::new(io::stdout().lock());
            let found = for_each_query(&queries, |text| {
                write_lines(
                    &mut out,
                    &Answer::all(text, Query::parse(text), names),
                    syntax,
                )
            })?;
            out.flush()?;
            found
        }
        Request::Search(words, limit, format) => search(&words, limit, format)?,
    };
    Ok(found)
}

/// Calls `call` for each query, from the arguments or standard input. Returns whether all were
/// found.
fn for_each_query(
    arguments: &[String],
    mut call: impl FnMut(&str) -> io::Result<Found>,
) -> io::Result<Found> {
    let mut found = Found::All;
    for argument in arguments {
        if argument == "-" {
            for_each_line(|line| {
                found = found.and(call(line)?);
                Ok(())
            })?;
        } else {
            found = found.and(for_each_part(argument, &mut call)?);
        }
    }
    Ok(found)
}

/// Calls `call` for each query of a list such as `80/tcp,dns/udp,8000-8010`, in which a range is a query
/// for each of its ports.
fn for_each_part(
    list: &str,
    call: &mut impl FnMut(&str) -> io::Result<Found>,
) -> io::Result<Found> {
    let mut found = Found::All;
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
                found = found.and(call(part)?);
                continue;
            }
        };
        for port in range.ports() {
            let query = match protocol {
                "" => port.to_string(),
                protocol => format!("{port}/{protocol}"),
            };
            found = found.and(call(&query)?);
        }
    }
    Ok(found)
}

/// Calls `call` for each line of standard input that is not blank. Bytes that are not UTF-8 become
/// U+FFFD, so that the query is reported as invalid with its line intact.
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

fn search(words: &str, limit: Option<NonZeroUsize>, format: Format) -> io::Result<Found> {
    let hits = search::search(words);
    let limit = limit.map(NonZeroUsize::get).or(match format {
        Format::HumanReadable(_) => Some(TABLE_LIMIT),
        Format::MachineReadable(_) => None,
    });
    let (shown, more) = hits.split_at(limit.unwrap_or(hits.len()).min(hits.len()));
    match format {
        Format::HumanReadable(detail) => {
            let mut table = Table::default();
            human_readable::add_hits(&mut table, words, shown);
            show(&table, detail)?;
        }
        Format::MachineReadable(syntax) => {
            let services: Vec<Service> = shown.iter().map(|hit: &Hit| hit.service).collect();
            let mut out = BufWriter::new(io::stdout().lock());
            write_lines(&mut out, &Answer::found(words, &services), syntax)?;
            out.flush()?;
        }
    }
    if !more.is_empty() {
        let (more, all) = (more.len(), hits.len());
        writeln!(io::stderr(), "lookup: {more} more; --limit {all} shows all")?;
    }
    Ok(if hits.is_empty() {
        Found::NotAll
    } else {
        Found::All
    })
}

/// Writes the table, in colour if standard output is a terminal or the environment asks for it.
fn show(table: &Table, detail: Detail) -> io::Result<()> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    table.write(&mut out, detail)?;
    out.flush()
}

fn write_lines(out: &mut impl Write, answers: &[Answer], syntax: Syntax) -> io::Result<Found> {
    for answer in answers {
        answer.write(out, syntax)?;
    }
    let is_found = |answer: &Answer| !matches!(answer.outcome, Outcome::Unknown | Outcome::Invalid);
    Ok(if answers.iter().all(is_found) {
        Found::All
    } else {
        Found::NotAll
    })
}
