//! Says what a port is, and where a service lives.

mod answer;
mod lines;
mod nameless;
mod options;
mod people;
mod query;
mod search;
mod suggest;
mod table;

use std::error::Error;
use std::io::{self, BufRead, BufWriter, Write};
use std::num::NonZeroUsize;
use std::process::ExitCode;

use port_registry::{SNAPSHOT, Service};

use answer::{Answer, Outcome};
use options::{Detail, Format, Request, Syntax};
use query::Query;
use search::Hit;
use table::Table;

const HELP: &str = "\
Says what a port is, and where a service lives, by IANA's registry.

Usage: lookup [OPTIONS] QUERY...
       lookup [OPTIONS] --search WORD...

Queries:
  443         a port, of every transport
  443/tcp     a port of one transport: tcp, udp, sctp or dccp
  https       a service, in any case
  https/udp   a service over one transport
  -           queries from standard input, one a line

Options:
  -s, --search    find the services that the words describe, best first: by name, by common name
                  (rdp), by part of a name, or by the beginnings of words of the description
  -n, --limit N   show so many of them; a table has 20 unless this says otherwise
      --all       show every column of each record
      --tsv       print a line of tab-separated fields for each (query, port, protocol):
                  query, port, protocol, class (well-known, registered, dynamic),
                  status (assigned, reserved, unassigned, dynamic; unknown for a name that is
                  not registered, invalid for bad syntax), preferred name, all names, description;
                  a search tells the name that it found in place of the preferred one
      --json      print the same as a JSON object a line, with the keys
                  query, port (a number; of a span the first), ports (\"443\" or \"6000-6063\"),
                  protocol, class, status, service, services (a list), description;
                  what there is not is null, as is the protocol of a service of all transports
  -h, --help      show this text
  -V, --version   show the version and the state of the registry

A table on a terminal has colours; NO_COLOR=1 turns them off, CLICOLOR_FORCE=1 on.

Exit status: 0 if everything was found, 1 if something was not, 2 if the arguments are wrong.
";

/// How much of a search a table shows, unless told otherwise: a screenful.
const TABLE_LIMIT: usize = 20;

/// Whether the registry had an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// To all queries.
    All,
    /// To some, or none.
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
            // Whoever closes the pipe has seen enough.
            let closed = error.downcast_ref::<io::Error>().map(io::Error::kind);
            if closed == Some(io::ErrorKind::BrokenPipe) {
                return ExitCode::SUCCESS;
            }
            eprintln!("lookup: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<Found, Box<dyn Error>> {
    let found = match Request::from_arguments()? {
        Request::Help => {
            io::stdout().write_all(HELP.as_bytes())?;
            Found::All
        }
        Request::Version => {
            let version = env!("CARGO_PKG_VERSION");
            writeln!(io::stdout(), "lookup {version}, registry of {SNAPSHOT}")?;
            Found::All
        }
        Request::Answer(queries, Format::People(detail)) => {
            let mut table = Table::default();
            let found = for_each_query(&queries, |text| {
                people::tell(&mut table, text, Query::parse(text))
            })?;
            show(&table, detail)?;
            found
        }
        Request::Answer(queries, Format::Programs(syntax)) => {
            let mut out = BufWriter::new(io::stdout().lock());
            let found = for_each_query(&queries, |text| {
                write_lines(&mut out, &Answer::all(text, Query::parse(text)), syntax)
            })?;
            out.flush()?;
            found
        }
        Request::Search(words, limit, format) => search(&words, limit, format)?,
    };
    Ok(found)
}

/// Calls for each query, of the arguments or of standard input; tells whether all were found.
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
            found = found.and(call(argument)?);
        }
    }
    Ok(found)
}

/// Calls for each line that is not blank; a line that is not UTF-8 stands with marks in its place.
fn for_each_line(mut call: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
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
        Format::People(_) => Some(TABLE_LIMIT),
        Format::Programs(_) => None,
    });
    let (shown, more) = hits.split_at(limit.unwrap_or(hits.len()).min(hits.len()));
    match format {
        Format::People(detail) => {
            let mut table = Table::default();
            people::tell_hits(&mut table, words, shown)?;
            show(&table, detail)?;
        }
        Format::Programs(syntax) => {
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

/// Writes the table, in colour where that is wanted.
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
