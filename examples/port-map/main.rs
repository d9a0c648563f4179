//! `port-map`: draws the 65,536 ports of a transport protocol as an SVG picture.
//!
//! `examples/README.md` shows its picture for TCP, `tcp.svg`.

mod drawing;
mod kind;
mod shape;
#[path = "../shared/mod.rs"]
mod shared;
mod text;

use std::process::ExitCode;

use port_registry::Protocol;
use shared::help;
use shared::program::{self, AnyError, Ending};
use shared::protocols;

const HELP: &str = "\
Draws the ports of a transport protocol by IANA's registry, and writes the SVG to standard output.

Usage: port-map [--protocol NAME]

The picture has one cell for each port, in 256 rows of 256 cells, from port 0 at the top left to
port 65535 at the bottom right. The colour of a cell shows the status and the class of the port. In
a browser, pointing at a cell shows the services of the port.

Options:
  -p, --protocol NAME  the transport protocol: {protocols}; the default is tcp
  -h, --help           print this help
  -V, --version        print the version and the date of the registry
      --man            print the manual page, for man(1)
      --completions SHELL
                       print a completion script for bash, fish or zsh

Example: port-map --protocol udp > udp.svg

Exit status: 0 if the picture was written, 2 on any error.
";

const NAME: &str = "port-map";

fn main() -> ExitCode {
    program::run(NAME, || {
        program::print(output()?)?;
        Ok(Ending::Complete)
    })
}

fn output() -> Result<String, AnyError> {
    use lexopt::prelude::{Long, Short};

    let mut protocol = Protocol::Tcp;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('p') | Long("protocol") => {
                protocol = parser.value()?.to_string_lossy().parse()?;
            }
            Short('h') | Long("help") => return Ok(protocols::fill_in(HELP)),
            Short('V') | Long("version") => {
                return Ok(format!("{NAME} {}\n", program::version()));
            }
            Long("man") => return Ok(help::manual(NAME, &protocols::fill_in(HELP))),
            Long("completions") => {
                let shell = parser.value()?;
                return Ok(help::completions(NAME, HELP, &shell.to_string_lossy())?);
            }
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(drawing::draw(protocol)?)
}
