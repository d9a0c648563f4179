//! Writes the `/etc/services` that a small container image lacks.

mod choice;
#[path = "../lookup/suggest.rs"]
mod suggest;
mod want;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use port_registry::{PortClass, Protocol, SNAPSHOT};

use choice::Choice;
use want::Want;

const HELP: &str = "\
Writes an /etc/services, in the form of services(5), from IANA's registry to standard output.

Usage: services-file [OPTIONS] [WHAT...]

WHAT is chosen; without any, all of the registry is:
  https        a service by its name, or by what people call it (dns), on all of its ports
  https/tcp    the same over one transport: tcp, udp, sctp or dccp
  443          whatever is registered on a port, of every transport
  8000-8100    on ports from one to another
  53,123/udp   over one transport
  T:22,U:53    in nmap's notation: T for TCP, U for UDP, S for SCTP, D for DCCP

Options:
      --well-known       choose ports 0 to 1023
  -p, --protocol NAME    write lines of this transport only; may come more than once
  -h, --help             show this text
  -V, --version          show the version and the state of the registry

A Dockerfile's line, say: RUN services-file ssh https domain ntp > /etc/services

Exit status: 0 if the file was written; 1 if a WHAT has no service with a port, and then nothing is
written; 2 if the options are wrong or the file cannot be written.
";

/// What to print, or what could not be chosen.
type Outcome = Result<String, Vec<String>>;

fn main() -> ExitCode {
    let text = match run() {
        Ok(Ok(text)) => text,
        Ok(Err(problems)) => {
            for problem in problems {
                eprintln!("services-file: {problem}");
            }
            return ExitCode::from(1);
        }
        Err(error) => {
            eprintln!("services-file: {error}");
            return ExitCode::from(2);
        }
    };
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever closes the pipe has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("services-file: cannot write the file: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    use lexopt::prelude::{Long, Short, Value};

    let mut classes: Vec<PortClass> = Vec::new();
    let mut protocols: Vec<Protocol> = Vec::new();
    let mut wants: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("well-known") => classes.push(PortClass::WellKnown),
            Short('p') | Long("protocol") => {
                protocols.push(parser.value()?.to_string_lossy().parse()?);
            }
            Short('h') | Long("help") => return Ok(Ok(HELP.to_owned())),
            Short('V') | Long("version") => {
                let version = env!("CARGO_PKG_VERSION");
                return Ok(Ok(format!(
                    "services-file {version}, registry of {SNAPSHOT}\n"
                )));
            }
            Value(want) => wants.push(want.to_string_lossy().into_owned()),
            _ => return Err(argument.unexpected().into()),
        }
    }
    if protocols.is_empty() {
        protocols.extend(Protocol::ALL);
    }
    Ok(file(&wants, &classes, &protocols))
}

fn file(wants: &[String], classes: &[PortClass], over: &[Protocol]) -> Outcome {
    let mut choice = Choice::none();
    let mut problems = Vec::new();
    if wants.is_empty() && classes.is_empty() {
        choice.add_all(over);
    }
    for class in classes {
        choice.add_class(*class, over);
    }
    for text in wants {
        let added = Want::parse(text).and_then(|want| want.add_to(&mut choice, over, text));
        problems.extend(added.err().map(|problem| problem.to_string()));
    }
    if problems.is_empty() {
        let version = env!("CARGO_PKG_VERSION");
        Ok(format!(
            "# Written by services-file {version} of port-registry\n{choice}"
        ))
    } else {
        Err(problems)
    }
}
