//! Says what a port is, and where a service lives.

mod query;
mod suggest;
mod table;
mod tsv;

use std::error::Error;
use std::io::{self, BufRead, BufWriter, Write};
use std::process::ExitCode;

use port_registry::{SNAPSHOT, Service};

use query::{Invalid, Query};
use table::{Detail, Table};

const HELP: &str = "\
Says what a port is, and where a service lives, by IANA's registry.

Usage: lookup [OPTIONS] QUERY...

Queries:
  443         a port, of every transport
  443/tcp     a port of one transport: tcp, udp, sctp or dccp
  https       a service, in any case
  https/udp   a service over one transport
  -           queries from standard input, one a line

Options:
      --all       show every column of each record
      --tsv       print a line of tab-separated fields for each (query, port, protocol):
                  query, port, protocol, class (well-known, registered, dynamic),
                  status (assigned, reserved, unassigned, dynamic; unknown for a name that is
                  not registered, invalid for bad syntax), preferred name, all names, description
  -h, --help      show this text
  -V, --version   show the version and the state of the registry

Exit status: 0 if everything was found, 1 if something was not, 2 if the arguments are wrong.
";

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

#[derive(Clone, Copy)]
enum Format {
    People(Detail),
    Tsv,
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
    use lexopt::prelude::{Long, Short, Value};

    let mut format = Format::People(Detail::Line);
    let mut arguments = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("all") => format = Format::People(Detail::AllColumns),
            Long("tsv") => format = Format::Tsv,
            Short('h') | Long("help") => {
                io::stdout().write_all(HELP.as_bytes())?;
                return Ok(Found::All);
            }
            Short('V') | Long("version") => {
                let version = env!("CARGO_PKG_VERSION");
                writeln!(io::stdout(), "lookup {version}, registry of {SNAPSHOT}")?;
                return Ok(Found::All);
            }
            Value(query) => arguments.push(query.to_string_lossy().into_owned()),
            _ => return Err(argument.unexpected().into()),
        }
    }
    if arguments.is_empty() {
        return Err("no query: expected a port or a service name; --help tells more".into());
    }
    answer(&arguments, format)
}

fn answer(arguments: &[String], format: Format) -> Result<Found, Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut table = Table::default();
    let mut found = Found::All;
    for argument in arguments {
        let mut one = |text: &str| -> io::Result<()> {
            let query = Query::parse(text);
            found = found.and(match format {
                Format::Tsv => tsv::write(&mut out, text, query)?,
                Format::People(_) => tell(&mut table, text, query),
            });
            Ok(())
        };
        if argument == "-" {
            for_each_line(&mut one)?;
        } else {
            one(argument)?;
        }
    }
    if let Format::People(detail) = format {
        table.write(&mut out, detail)?;
    }
    out.flush()?;
    Ok(found)
}

/// Adds an answer to the table; what has none is said on standard error.
fn tell(table: &mut Table, text: &str, query: Result<Query, Invalid>) -> Found {
    let query = match query {
        Ok(query) => query,
        Err(invalid) => {
            eprintln!("lookup: {invalid}");
            return Found::NotAll;
        }
    };
    if let (Query::Name(name) | Query::NameOver(name, _), Some(meant)) =
        (query, query.meant().first())
    {
        if !meant.name().eq_ignore_ascii_case(name) {
            eprintln!("{name} -> {}", meant.name());
        }
    }
    let found = table.add(query);
    if found == Found::NotAll {
        match (query, suggest::nearest(query)) {
            (Query::NameOver(name, protocol), _) if Service::find(name).len() > 0 => {
                eprintln!("lookup: {name:?} is registered, but not over {protocol}");
            }
            (_, Some(name)) => {
                eprintln!("lookup: {text:?} is not registered; did you mean {name}?");
            }
            (_, None) => eprintln!("lookup: {text:?} is not registered"),
        }
    }
    found
}

/// Calls for each line that is not blank; a line that is not UTF-8 stands with marks in its place.
fn for_each_line(call: &mut impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
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
