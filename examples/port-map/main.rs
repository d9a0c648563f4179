//! `port-map`: draws the 65,536 ports of a transport protocol as an SVG picture.
//!
//! `examples/README.md` shows its picture for TCP, `tcp.svg`.

mod drawing;
mod kind;
#[path = "../lookup/nameless.rs"]
mod nameless;
#[path = "../lookup/protocols.rs"]
mod protocols;
#[path = "../shared/remark.rs"]
mod remark;
mod shape;
mod text;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use port_registry::{Protocol, SNAPSHOT};
use remark::remark;

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

Example: port-map --protocol udp > udp.svg

Exit status: 0 if the picture was written, 2 on any error.
";

fn main() -> ExitCode {
    let text = match run() {
        Ok(text) => text,
        Err(error) => {
            remark(format_args!("port-map: {error}"));
            return ExitCode::from(2);
        }
    };
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader closed the pipe, as `head` does: not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            remark(format_args!("port-map: cannot write the picture: {error}"));
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
            Short('h') | Long("help") => return Ok(protocols::fill_in(HELP)),
            Short('V') | Long("version") => {
                let version = env!("CARGO_PKG_VERSION");
                return Ok(format!("port-map {version}, registry of {SNAPSHOT}\n"));
            }
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(drawing::draw(protocol)?)
}
