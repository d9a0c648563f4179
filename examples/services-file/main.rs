//! `services-file`: writes an `/etc/services` with all or some of IANA's services.
//!
//! For container images, which often lack the file.

#[path = "../lookup/protocols.rs"]
mod protocols;
#[path = "../shared/remark.rs"]
mod remark;
mod selection;
mod selector;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use port_registry::{PortClass, Protocol, SNAPSHOT};

use remark::remark;
use selection::Selection;
use selector::Selector;

const HELP: &str = "\
Writes an /etc/services file in services(5) format, from IANA's registry, to standard output.

Usage: services-file [OPTIONS] [WHAT...]

Each WHAT selects services. Without WHAT and --well-known, all services are selected.
  https        the service with this name or common name (dns), on all its ports
  https/tcp    the same for one transport protocol: {protocols}
  443          the services registered for this port, for every transport protocol
  8000-8100    the services registered for the ports of this range
  53,123/udp   the services registered for these ports, for one transport protocol
  T:22,U:53    the same in nmap's notation: T for TCP, U for UDP, S for SCTP, D for DCCP

Options:
      --well-known       select the services registered for ports 0 to 1023
  -p, --protocol NAME    write only entries for this transport protocol; may be given more than once
  -h, --help             print this help
  -V, --version          print the version and the date of the registry

Example, in a Dockerfile:
  RUN services-file ssh https domain ntp > /etc/services

Exit status:
  0  the file was written
  1  a WHAT is invalid or selects no service with a port; nothing was written
  2  an option is wrong, or the file cannot be written
";

/// The text to print, or one error for each WHAT that is invalid or selects nothing.
type Outcome = Result<String, Vec<String>>;

fn main() -> ExitCode {
    let text = match run() {
        Ok(Ok(text)) => text,
        Ok(Err(problems)) => {
            for problem in problems {
                remark(format_args!("services-file: {problem}"));
            }
            return ExitCode::from(1);
        }
        Err(error) => {
            remark(format_args!("services-file: {error}"));
            return ExitCode::from(2);
        }
    };
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader closed the pipe, as `head` does: not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            remark(format_args!(
                "services-file: cannot write the file: {error}"
            ));
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<Outcome, Box<dyn Error>> {
    use lexopt::prelude::{Long, Short, Value};

    let mut classes: Vec<PortClass> = Vec::new();
    let mut protocols: Vec<Protocol> = Vec::new();
    let mut selectors: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("well-known") => classes.push(PortClass::WellKnown),
            Short('p') | Long("protocol") => {
                protocols.push(parser.value()?.to_string_lossy().parse()?);
            }
            Short('h') | Long("help") => return Ok(Ok(protocols::fill_in(HELP))),
            Short('V') | Long("version") => {
                let version = env!("CARGO_PKG_VERSION");
                return Ok(Ok(format!(
                    "services-file {version}, registry of {SNAPSHOT}\n"
                )));
            }
            Value(selector) => selectors.push(selector.to_string_lossy().into_owned()),
            _ => return Err(argument.unexpected().into()),
        }
    }
    if protocols.is_empty() {
        protocols.extend(Protocol::ALL);
    }
    Ok(file(&selectors, &classes, &protocols))
}

fn file(selectors: &[String], classes: &[PortClass], over: &[Protocol]) -> Outcome {
    let mut selection = Selection::none();
    let mut problems = Vec::new();
    if selectors.is_empty() && classes.is_empty() {
        selection.add_all(over);
    }
    for class in classes {
        selection.add_class(*class, over);
    }
    for text in selectors {
        if let Some(warning) = Selector::warning(text) {
            remark(format_args!("services-file: warning: {warning}"));
        }
        let added =
            Selector::parse(text).and_then(|selector| selector.add_to(&mut selection, over, text));
        problems.extend(added.err().map(|problem| problem.to_string()));
    }
    if problems.is_empty() {
        let version = env!("CARGO_PKG_VERSION");
        Ok(format!(
            "# Written by services-file {version} of port-registry\n{selection}"
        ))
    } else {
        Err(problems)
    }
}
