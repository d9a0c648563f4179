//! Draws the port space of a transport: 256 by 256 cells, a port each.

mod drawing;
mod kind;
#[path = "../lookup/nameless.rs"]
mod nameless;
mod shape;
mod text;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use port_registry::{Protocol, SNAPSHOT};

const HELP: &str = "\
Draws the port space of a transport, by IANA's registry, as SVG to standard output.

Usage: port-map [--protocol NAME]

There are 256 rows of 256 cells, a cell a port, from 0 at the top left to 65535 at the bottom right.
Colours tell the status and the class. In a browser, pointing at a cell shows its services.

Options:
  -p, --protocol NAME  tcp (the default), udp, sctp or dccp
  -h, --help           show this text
  -V, --version        show the version and the state of the registry

Exit status: 0 if the picture was written, 2 if not.
";

fn main() -> ExitCode {
    let text = match run() {
        Ok(text) => text,
        Err(error) => {
            eprintln!("port-map: {error}");
            return ExitCode::from(2);
        }
    };
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever closes the pipe has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("port-map: cannot write the picture: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<String, Box<dyn Error>> {
    use lexopt::prelude::{Long, Short};

    let mut protocol = Protocol::Tcp;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('p') | Long("protocol") => {
                protocol = parser.value()?.to_string_lossy().parse()?;
            }
            Short('h') | Long("help") => return Ok(HELP.to_owned()),
            Short('V') | Long("version") => {
                let version = env!("CARGO_PKG_VERSION");
                return Ok(format!("port-map {version}, registry of {SNAPSHOT}\n"));
            }
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(drawing::draw(protocol)?)
}
