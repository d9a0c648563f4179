//! Tells what this machine listens on, and what those ports are registered for.

#[cfg(target_os = "linux")]
mod known;
#[cfg(target_os = "linux")]
mod listener;
#[cfg(target_os = "linux")]
mod output;
#[cfg(target_os = "linux")]
mod processes;
#[cfg(target_os = "linux")]
mod sockets;
#[cfg(target_os = "linux")]
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use port_registry_tools::arguments::{Common, Next, version};
use port_registry_tools::program::{self, AnyError};

const NAME: &str = "listening";

const HELP: &str = "\
Listed are TCP sockets that listen and UDP sockets that are bound but not connected, of IPv4 and
IPv6, in the network namespace in which it runs. A socket on :: may take IPv4 too; /proc does not
tell. SERVICE is what the port is registered for, PROCESS who has the socket open, by name and
number, with +2 for two more of the same name. Other users' processes are unknown (-), but to root.

NOTE tells what is odd:
  reserved      IANA keeps the port free
  unassigned    it is registered for nothing
  dynamic       it is one of 49152-65535, which are never registered
  ephemeral     it is registered for nothing, or for something else, but it is one of those that the
                system gives to whoever asks for any (ip_local_port_range)
  port of SERVICE, held by PROCESS
                the process does not look like the service: a hint, no more

A process looks like a service if its name, without what daemons add (in., rpc., d, -server), is the
beginning of a name of the service, begins with one, or is a word of its description; or if a short
list in the program says so (nginx is http). Processes that hold ports for others, as systemd and
docker-proxy do, are not judged.

Exit status: 0 if all was read; 1 if there are lines that could not be, which are told on standard
error; 2 if there is nothing to read.";

/// Tells what this machine listens on, and what those ports are registered for
#[derive(Debug, Parser)]
#[command(name = NAME, version = version(), after_help = HELP)]
struct Arguments {
    /// Read net/tcp, net/tcp6, net/udp, net/udp6 and the processes from here
    #[arg(long, value_name = "DIR", default_value = "/proc")]
    proc: PathBuf,

    /// Print a JSON object a line
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    common: Common,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    program::run(NAME, || {
        if arguments.common.carry_out(Arguments::command())? == Next::Stop {
            return Ok(ExitCode::SUCCESS);
        }
        work(&arguments)
    })
}

#[cfg(target_os = "linux")]
fn work(arguments: &Arguments) -> Result<ExitCode, AnyError> {
    let format = if arguments.json {
        output::Format::Json
    } else {
        output::Format::Table
    };
    work::work(&arguments.proc, format)
}

#[cfg(not(target_os = "linux"))]
fn work(arguments: &Arguments) -> Result<ExitCode, AnyError> {
    let _ = (&arguments.proc, arguments.json);
    let system = std::env::consts::OS;
    Err(format!("sockets are read from Linux's /proc, which {system} does not have").into())
}
