//! `services-file`: writes an `/etc/services` with all or some of IANA's services.
//!
//! For container images, which often lack the file.

mod selection;
mod selector;
#[path = "../shared/mod.rs"]
mod shared;

use std::process::ExitCode;

use port_registry::{PortClass, Protocol};

use selection::Selection;
use selector::Selector;
use shared::help;
use shared::program::{self, AnyError, Ending};
use shared::protocols;
use shared::remark::remark;

const HELP: &str = "\
Writes an /etc/services file in services(5) format, from IANA's registry, to standard output.

Usage: services-file [OPTIONS] [WHAT...]

Each WHAT selects services. Without WHAT and --well-known, all services are selected.
  https        the service with this name or common name (dns), on all its ports
  https/tcp    the same for one transport protocol: {protocols}
  443          the services registered for this port, for every transport protocol
  8000-8100    the services registered for the ports of this range, for every transport protocol
  53,123/udp   the services registered for these ports, for one transport protocol
  T:22,U:53    the same in nmap's notation: T for TCP, U for UDP, S for SCTP, D for DCCP

Options:
      --well-known       select the services registered for ports 0 to 1023
  -p, --protocol NAME    write only entries for this transport protocol; may be given more than once
  -h, --help             print this help
  -V, --version          print the version and the date of the registry
      --man              print the manual page, for man(1)
      --completions SHELL
                         print a completion script for bash, fish or zsh

Example, in a Dockerfile:
  RUN services-file ssh https domain ntp > /etc/services

Exit status:
  0  the file was written
  1  a name is not registered, or a WHAT selects no service with a port; nothing was written
  2  an option or a WHAT is malformed, or the file cannot be written
";

const NAME: &str = "services-file";

fn main() -> ExitCode {
    program::run(NAME, run)
}

fn run() -> Result<Ending, AnyError> {
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
            Short('h') | Long("help") => {
                program::print(protocols::fill_in(HELP))?;
                return Ok(Ending::Complete);
            }
            Short('V') | Long("version") => {
                program::print(format!("{NAME} {}\n", program::version()))?;
                return Ok(Ending::Complete);
            }
            Long("man") => {
                program::print(help::manual(NAME, &protocols::fill_in(HELP)))?;
                return Ok(Ending::Complete);
            }
            Long("completions") => {
                let shell = parser.value()?;
                program::print(help::completions(NAME, HELP, &shell.to_string_lossy())?)?;
                return Ok(Ending::Complete);
            }
            Value(selector) => selectors.push(selector.to_string_lossy().into_owned()),
            _ => return Err(argument.unexpected().into()),
        }
    }
    if protocols.is_empty() {
        protocols.extend(Protocol::ALL);
    }
    write_file(&selectors, &classes, &protocols)
}

/// Writes the file, or reports each WHAT that is malformed or selects nothing.
fn write_file(
    selectors: &[String],
    classes: &[PortClass],
    over: &[Protocol],
) -> Result<Ending, AnyError> {
    let mut selection = Selection::none();
    let mut ending = Ending::Complete;
    if selectors.is_empty() && classes.is_empty() {
        selection.add_all(over);
    }
    for class in classes {
        selection.add_class(*class, over);
    }
    for text in selectors {
        if let Some(warning) = Selector::warning(text) {
            remark(format_args!("{NAME}: warning: {warning}"));
        }
        let added =
            Selector::parse(text).and_then(|selector| selector.add_to(&mut selection, over, text));
        if let Err(error) = added {
            remark(format_args!("{NAME}: {error}"));
            ending = ending.and(error.ending());
        }
    }
    if ending == Ending::Complete {
        let version = env!("CARGO_PKG_VERSION");
        program::print(format!(
            "# Written by {NAME} {version} of port-registry\n{selection}"
        ))?;
    }
    Ok(ending)
}
