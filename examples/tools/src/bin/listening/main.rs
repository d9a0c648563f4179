//! `listening`: lists the sockets on which this machine listens, with the services of their ports.
//!
//! For administrators. It reads Linux's `/proc`; on other systems it only reports that there is
//! none.

#[cfg(target_os = "linux")]
mod bindings;
#[cfg(target_os = "linux")]
mod hidepid;
#[cfg(target_os = "linux")]
mod listener;
#[cfg(target_os = "linux")]
mod output;
#[cfg(target_os = "linux")]
mod process_name;
#[cfg(target_os = "linux")]
mod processes;
#[cfg(target_os = "linux")]
mod resemblance;
#[cfg(target_os = "linux")]
mod sockets;
#[cfg(target_os = "linux")]
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use port_registry_tools::arguments::{self, Common, Formats, Program};
use port_registry_tools::program::{AnyError, Ending, version};

const NAME: &str = "listening";

const HELP: &str = "\
The list has the listening TCP sockets and the bound, unconnected UDP sockets of the network
namespace in which the program runs, for IPv4 and IPv6.

Columns:
  ADDRESS  the address, and after a percent sign the interface if the socket is bound to one: 0.0.0.0%lo
           is reachable through lo only; * is :: of a socket that accepts IPv4 as well
  PROCESS  the processes that have the socket open, by name and process ID; +2 means two more
           processes of this name; - means unknown, as other users' processes are unless you are root;
           (no name) is a process whose name is empty or cannot be read
  SERVICE  the service that is registered for the port; - if there is none
  CLASS    the class of the port: well-known, registered or dynamic
  NOTE     what is unusual about the socket, if anything:
             reserved    the port is reserved by IANA
             unassigned  the port is not registered
             dynamic     the port is in the range 49152-65535, which is never registered
             ephemeral   the port is not registered, or registered for another service, but it is in
                         the range from which the system picks ports for programs that do not
                         specify one (ip_local_port_range)
             known use: TITLE
                         IANA has no record of the port or another one, and software whose name fits
                         that of the process is known to use it
             port of SERVICE, held by PROCESS
                         the name of the process does not fit the service, which is only a hint

With --csv, --tsv and --json there is one line for each socket, with the columns port, protocol, address,
interface, ipv6only (true or false for IPv6), processes (process ID and name of each), service,
description, class, status and note. The note is one word: known-use for a known use, and other-use for
a port of another service.

The interface and ipv6only are not in /proc: the kernel is asked for them by sock_diag(7). If it does not
answer, which is reported, or with --proc, they are missing, and a socket on :: may accept IPv4 as well.

The sockets of --proc /proc/PID are those of the network namespace of that process, without the processes.

The name of a process is compared without the prefixes in. and rpc. and the suffixes d and -server.
It fits a service if a service name begins with it, if it begins with a service name, or if it is a
word of the service's description. The program also has a short list of servers with other names
(nginx for http). The names of processes that hold ports on behalf of others, such as systemd and
docker-proxy, are not compared.

Exit status:
  0  everything was read
  1  some lines or files could not be read; they are reported on standard error
  2  on any other error, for example if none of the four files in DIR/net exists";

/// Lists the sockets on which this machine listens, with the services of their ports
#[derive(Debug, Parser)]
#[command(name = NAME, version = version(), after_help = HELP)]
struct Arguments {
    /// Read net/tcp, net/tcp6, net/udp, net/udp6 and the processes from this directory
    #[arg(long, value_name = "DIR", default_value = "/proc")]
    proc: PathBuf,

    /// Read the open files of each thread too, which takes longer and finds the sockets of a thread that
    /// does not share the files of its process
    #[arg(long)]
    threads: bool,

    #[command(flatten)]
    formats: Formats,

    #[command(flatten)]
    common: Common,
}

impl Program for Arguments {
    fn common(&self) -> &Common {
        &self.common
    }
}

fn main() -> ExitCode {
    arguments::run(work)
}

#[cfg(target_os = "linux")]
fn work(arguments: &Arguments) -> Result<Ending, AnyError> {
    let threads = if arguments.threads {
        processes::Threads::Read
    } else {
        processes::Threads::Skipped
    };
    work::work(&arguments.proc, threads, arguments.formats.format())
}

#[cfg(not(target_os = "linux"))]
fn work(arguments: &Arguments) -> Result<Ending, AnyError> {
    let _ = (&arguments.proc, arguments.threads, arguments.formats);
    let system = std::env::consts::OS;
    Err(format!("sockets are read from Linux's /proc, which {system} does not have").into())
}
