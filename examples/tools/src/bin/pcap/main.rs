//! Names the services of the conversations in a capture.

mod amount;
mod capture;
mod conversations;
mod count;
mod input;
mod link;
#[cfg(test)]
mod mutations;
mod output;
mod packet;
mod pieces;
mod summary;
mod transport;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use port_registry_tools::arguments::{Common, Next as AfterCommon, version};
use port_registry_tools::program::{self, AnyError};

use capture::{Broken, Capture, Next, NotACapture};
use count::{Count, Counted};
use input::Input;
use output::Format;

const NAME: &str = "pcap";

const HELP: &str = "\
Captures are pcap of either byte order, with micro- or nanoseconds, and pcapng; of Ethernet (with
VLAN tags), raw IP, Linux cooked and BSD loopback links; compressed by gzip or not.

A conversation is what two sockets say to each other over TCP, UDP, SCTP, DCCP, or UDP-Lite, whose
ports are those of UDP. The server is the end that a handshake shows to be asked: by a SYN, an INIT,
a DCCP-Request, or the answer to it. Without one it is the end whose port is more likely a server's,
by the rules of the crate's Flow, and else the end that the first packet goes to. The service is
what the server's port is registered for, which need not be what it is used for. VLANs and
interfaces don't tell conversations apart, and what is inside tunnels is not read.

Bytes are those on the wire with the headers of links, also of packets that the capture cut. START
counts from the first packet of the capture, in seconds. Later fragments of a datagram count with
its first, which has the ports. Packets without ports (ICMP, ARP) and those that can't be read are
told on standard error: how many, why, and which records.

Memory does not grow with the length of the capture, but with its conversations: by some 400 bytes
each, or 3 KB for the table, which is aligned as a whole. A record of more than 16 MiB is taken for
a broken one.

Exit status: 0 if all was read; 1 if the capture ends in the middle of a record or is broken from
some byte on, after what could be read has been printed; 2 if there is no capture to read.";

/// Names the services of the conversations in a capture
#[derive(Debug, Parser)]
#[command(name = NAME, version = version(), after_help = HELP)]
struct Arguments {
    /// The capture (- or nothing for standard input)
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Sum up by service, most bytes first
    #[arg(long)]
    summary: bool,

    /// Print comma-separated values with a heading
    #[arg(long)]
    csv: bool,

    /// Print a JSON object a line
    #[arg(long, conflicts_with = "csv")]
    json: bool,

    #[command(flatten)]
    common: Common,
}

impl Arguments {
    fn format(&self) -> Format {
        match (self.csv, self.json) {
            (true, _) => Format::Csv,
            (_, true) => Format::Json,
            _ => Format::Table,
        }
    }
}

/// An input that holds no capture.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {why}")]
struct NoCapture {
    name: String,
    why: NotACapture,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    program::run(NAME, || work(&arguments))
}

fn work(arguments: &Arguments) -> Result<ExitCode, AnyError> {
    if arguments.common.carry_out(Arguments::command())? == AfterCommon::Stop {
        return Ok(ExitCode::SUCCESS);
    }
    let input = Input::open(arguments.file.as_deref())?;
    let (name, progress) = (input.name().to_owned(), input.progress());
    let capture = input.read().and_then(Capture::new);
    let no_capture = |why| NoCapture {
        name: name.clone(),
        why,
    };
    let mut capture = capture.map_err(no_capture)?;

    let mut count = Count::default();
    let broken = read(&mut capture, &mut count).err();
    progress.finish_and_clear();
    let counted = count.finish();

    let mut out = BufWriter::new(io::stdout().lock());
    let format = arguments.format();
    if arguments.summary {
        output::sums(&mut out, format, &summary::sum_up(&counted.conversations))?;
    } else {
        output::conversations(&mut out, format, &counted.conversations, counted.start)?;
    }
    out.flush()?;
    tell_the_rest(&counted);
    Ok(match broken {
        Some(broken) => {
            eprintln!("{NAME}: {name}: {broken}");
            ExitCode::from(1)
        }
        None => ExitCode::SUCCESS,
    })
}

fn read(capture: &mut Capture<impl io::BufRead>, count: &mut Count) -> Result<(), Broken> {
    while let Some(next) = capture.next()? {
        match next {
            Next::Packet(record) => count.add(&record),
            Next::Bad { number, why } => count.add_unread(number, &why),
            Next::Other => {}
        }
    }
    Ok(())
}

/// On standard error, whatever is not in the table.
fn tell_the_rest(counted: &Counted) {
    for (no_ports, tally) in &counted.without_ports {
        eprintln!("{NAME}: {}: {no_ports}", amount::tally(*tally));
    }
    if counted.lost_pieces.packets > 0 {
        let lost = amount::tally(counted.lost_pieces);
        eprintln!("{NAME}: {lost}: fragments of datagrams whose first fragment is missing");
    }
    for (why, records) in counted.unread.reasons() {
        let packets = amount::packets(records.count);
        eprintln!("{NAME}: {packets} not read, {records}: {why}");
    }
}
