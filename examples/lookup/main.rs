//! `lookup`: looks up ports and services in IANA's registry, or searches it.
//!
//! For users at a terminal (a table) and for scripts (`--tsv`, `--json`).

mod answer;
mod human_readable;
mod input;
mod ip_protocol;
mod machine_readable;
mod options;
mod query;
mod search;
#[path = "../shared/mod.rs"]
mod shared;
mod table;

use std::io::{self, BufWriter, Write};
use std::num::NonZeroUsize;
use std::process::ExitCode;

use port_registry::Service;

use answer::{Answer, Outcome};
use human_readable::Remarks;
use machine_readable::Lines;
use options::{Detail, Output, Request};
use query::Query;
use search::Hit;
use shared::program::{self, AnyError, Ending};
use shared::remark::remark;
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
      --csv       print the same fields as CSV, after a line of headings
      --json      print the same as one JSON object per line, with the keys query, port (a number,
                  the first of a range), ports (\"443\" or \"6000-6063\"), protocol, class, status,
                  service, services (an array), description, known_uses (an array of objects with
                  the keys name, title and source) and blocked_by_browsers (true or false); a
                  missing value is null, and so is the protocol of a service registered for all
                  transport protocols
  -h, --help      print this help
  -V, --version   print the version and the date of the registry
      --man       print the manual page, for man(1)
      --completions SHELL
                  print a completion script for bash, fish or zsh

A known use is a port on which well-known software listens by default, which IANA does not say.
A port blocked by browsers is one of the bad ports of WHATWG's Fetch standard.

A table on a terminal is coloured. NO_COLOR=1 turns colours off, CLICOLOR_FORCE=1 turns them on.

Examples:
  lookup 443/tcp https
  lookup --search remote desktop
  cut -f3 ports.tsv | lookup --json -

Exit status:
  0  everything was found
  1  a name is not registered, a search found nothing, or a line of standard input is malformed or
     too long
  2  an argument is malformed, or the program cannot read or write
";

/// How many search results a table lists without `--limit`: about a screenful.
const TABLE_LIMIT: usize = 20;

const NAME: &str = "lookup";

fn main() -> ExitCode {
    program::run(NAME, run)
}

fn run() -> Result<Ending, AnyError> {
    Ok(match Request::from_arguments()? {
        Request::Print(text) => {
            program::print(text)?;
            Ending::Complete
        }
        Request::Answer(queries, names, Output::Table(detail)) => {
            let mut table = Table::default();
            let mut remarks = Remarks::default();
            let ending = input::for_each_query(&queries, |text, place| {
                let query = (text, place);
                Ok(human_readable::add_answer(
                    &mut table,
                    query,
                    names,
                    &mut remarks,
                ))
            })?;
            remarks.finish();
            show(&table, detail)?;
            ending
        }
        Request::Answer(queries, names, Output::Lines(format)) => {
            let mut lines = Lines::new(BufWriter::new(io::stdout().lock()), format)?;
            let ending = input::for_each_query(&queries, |text, _| {
                let query = Query::parse(text);
                write_lines(&mut lines, &Answer::all(text, query, names))
            })?;
            lines.finish()?;
            ending
        }
        Request::Search(words, limit, output) => search(&words, limit, output)?,
    })
}

fn search(words: &str, limit: Option<NonZeroUsize>, output: Output) -> io::Result<Ending> {
    let hits = search::search(words);
    let limit = limit.map(NonZeroUsize::get).or(match output {
        Output::Table(_) => Some(TABLE_LIMIT),
        Output::Lines(_) => None,
    });
    let (shown, more) = hits.split_at(limit.unwrap_or(hits.len()).min(hits.len()));
    match output {
        Output::Table(detail) => {
            let mut table = Table::default();
            human_readable::add_hits(&mut table, words, shown);
            show(&table, detail)?;
        }
        Output::Lines(format) => {
            let services: Vec<Service> = shown.iter().map(|hit: &Hit| hit.service).collect();
            let mut lines = Lines::new(BufWriter::new(io::stdout().lock()), format)?;
            // The ending is that of the search.
            let _ = write_lines(&mut lines, &Answer::found(words, &services))?;
            lines.finish()?;
        }
    }
    if !more.is_empty() {
        let (more, all) = (more.len(), hits.len());
        remark(format_args!("{NAME}: {more} more; --limit {all} shows all"));
    }
    Ok(Ending::complete_if(!hits.is_empty()))
}

/// Writes the table, in colour if standard output is a terminal or the environment asks for it.
fn show(table: &Table, detail: Detail) -> io::Result<()> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    table.write(&mut out, detail)?;
    out.flush()
}

fn write_lines(lines: &mut Lines<impl Write>, answers: &[Answer]) -> io::Result<Ending> {
    let mut ending = Ending::Complete;
    for answer in answers {
        lines.write(answer)?;
        ending = ending.and(match answer.outcome {
            Outcome::Malformed => Ending::WrongArguments,
            Outcome::Unknown => Ending::Incomplete,
            _ => Ending::Complete,
        });
    }
    Ok(ending)
}
