//! The program `pcap`: lists the conversations in a capture file with their services.
//!
//! `main` parses the arguments, reads the capture, and calls the modules in this order: `input` and
//! `capture` read the records, `count` counts them, and `output` writes the result.

mod amount;
mod capture;
mod conversations;
mod count;
mod fragments;
mod input;
mod link;
mod live;
#[cfg(test)]
mod mutations;
mod no_ports;
mod output;
mod packet;
mod summary;
mod transport;
mod tunnel;
mod unread;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use clap::Parser;
use port_registry_tools::arguments::{self, Common, Formats, Program};
use port_registry_tools::program::{AnyError, Ending, version};
use port_registry_tools::remark::remark;

use capture::{Broken, Capture, Next, NotACapture};
use count::{Count, Counted, Reasons};
use input::Input;
use live::Signals;
use packet::Tunnels;

const NAME: &str = "pcap";

const HELP: &str = "\
Input:
  A capture file in the pcap format (either byte order, microseconds or nanoseconds), the pcapng format
  or the snoop format. The file may be compressed by gzip, zstd or bzip2. Several files are read as one
  capture.

  IP is found behind Ethernet with its tags (VLAN, 802.1ad, 802.1ah, 802.1BR, MACsec without encryption,
  VN-Tag, HSR, TRILL, FabricPath, NSH and others), MPLS, PPP, PPPoE, LLC and SNAP, Cisco HDLC and Frame
  Relay; behind 802.11 data frames, with radiotap, Prism, AVS or PPI, unless they are encrypted; and behind
  raw IP, Linux cooked capture, BSD loopback, PKTAP, NFLOG, the packet filter's log and the link types of
  about 30 other networks. A packet of another link type or protocol is counted with its name.

Conversations:
  A conversation is all packets between two sockets over one transport: TCP, UDP, SCTP, DCCP or
  UDP-Lite, which uses the ports of UDP. VLANs and interfaces do not separate conversations.

  A packet in a tunnel is a packet of the tunnel. With --inner, it is counted for the conversation inside,
  with the bytes of the whole packet: in GRE, ERSPAN, WCCP, IP in IP, EtherIP, MPLS in IP and, by their ports,
  VXLAN, Geneve, GTP, Teredo, L2TP, GRE and MPLS over UDP. A packet of a tunnel that contains no packet,
  or one that can't be read, stays a packet of the tunnel.

  A handshake shows which end is the server: the server receives a SYN, an INIT or a DCCP-Request,
  or answers it. Without a handshake, an address of multicast or broadcast is that of the server: no
  client sends from it. Otherwise the server is the end whose port is more likely the port of a server, by
  the rules of the crate's type Flow. If these rules do not decide, the server is the receiver of the
  first packet.

  The service is the service that the server's port is registered for. The port may be in use by
  another service.

Output:
  One line per conversation or, with --summary, per service. The line with the most bytes is first.
  Bytes are counted as on the wire: they include the link headers, and what the capture truncated.
  START is the time since the first packet of the capture, in seconds. With --csv, --tsv and --json, the
  columns are service, protocol, client, client_port, server, server_port, packets, bytes,
  packets_to_server, bytes_to_server, packets_to_client, bytes_to_client, first, last (times in UTC)
  and server_known_by (handshake, address, ports or first packet); with --summary, they are service,
  protocol, port, conversations, packets, bytes and share_of_bytes. All fragments of a datagram
  are counted with the first fragment, which contains the ports.

  Packets without ports, such as ICMP and ARP, and packets that can't be read are counted on
  standard error, with the reason. For packets that can't be read, the first record numbers are
  listed. A packet whose header is damaged but has the ports is counted, and listed too.

Signals:
  On Ctrl-C or SIGTERM, a pipe such as tcpdump's has a second to end. What was read until then is printed.
  A second signal ends the program.

Memory:
  Memory use grows with the number of conversations, not with the length of the capture: about
  400 bytes per conversation, or 3 KB for the table, which is aligned as a whole. A record of more
  than 16 MiB is treated as damaged.

Exit status:
  0  All packets were read. Those without ports, or of a protocol that is not read, were named.
  1  A packet could not be read: it is damaged or truncated, or its link type is not read. Or the capture
     is damaged, or a signal stopped it before its end. The rest was printed.
  2  The arguments are wrong, an input is not a capture, or the output can't be written.

Examples:
  pcap office.pcap
  pcap --summary office.pcapng.gz
  pcap --inner mirrored-by-vxlan.pcap
  tcpdump -c 1000 -w - | pcap --json";

/// Lists the conversations in a capture file with their services
#[derive(Debug, Parser)]
#[command(name = NAME, version = version(), after_help = HELP)]
struct Arguments {
    /// Capture files, read one after the other; standard input if there are none, or for `-`
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Print one line per service instead of one per conversation
    #[arg(long)]
    summary: bool,

    /// Count the packets in tunnels, not those that carry them
    #[arg(long)]
    inner: bool,

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

/// The error returned when the input is not a capture.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {why}")]
struct NoCapture {
    name: String,
    why: NotACapture,
}

/// A file that was read, and what of it could not be.
struct ReadFile {
    name: String,
    unread: Reasons,
    notes: Reasons,
    end: End,
}

/// How reading a file ended.
enum End {
    /// At the end of the file.
    Complete,
    /// At damage.
    Broken(Broken),
    /// By a signal.
    Stopped,
}

impl ReadFile {
    fn is_complete(&self) -> bool {
        matches!(self.end, End::Complete) && self.unread.is_empty()
    }
}

fn main() -> ExitCode {
    arguments::run(work)
}

fn work(arguments: &Arguments) -> Result<Ending, AnyError> {
    let mut count = Count::new(if arguments.inner {
        Tunnels::Inner
    } else {
        Tunnels::Outer
    });
    let mut signals = None;
    let inputs: Vec<Option<&PathBuf>> = match &arguments.files[..] {
        [] => vec![None],
        files => files.iter().map(Some).collect(),
    };
    let mut files = Vec::new();
    for file in inputs {
        files.push(count_file(&mut count, file, &mut signals)?);
        if signals.as_ref().is_some_and(Signals::has_come) {
            break;
        }
    }
    if let Some(signals) = signals {
        signals.leave();
    }
    let counted = count.finish();

    let mut out = BufWriter::new(io::stdout().lock());
    let format = arguments.formats.format();
    if arguments.summary {
        output::sums(&mut out, format, &summary::sum_up(&counted.conversations))?;
    } else {
        output::conversations(&mut out, format, &counted.conversations, counted.start)?;
    }
    out.flush()?;
    report_other_packets(&counted);
    for file in &files {
        report_unread(file, files.len());
    }
    Ok(Ending::complete_if(files.iter().all(ReadFile::is_complete)))
}

/// Counts the packets of a file, or of standard input.
fn count_file(
    count: &mut Count,
    file: Option<&PathBuf>,
    signals: &mut Option<Signals>,
) -> Result<ReadFile, AnyError> {
    let input = Input::open(file.map(PathBuf::as_path), signals)?;
    let (name, progress) = (input.name().to_owned(), input.progress());
    let was_stopped = input.was_stopped();
    let capture = input.read().and_then(Capture::new);
    let no_capture = |why| NoCapture {
        name: name.clone(),
        why,
    };
    let mut capture = capture.map_err(no_capture)?;
    let mut end = match read(&mut capture, count) {
        Ok(()) => End::Complete,
        Err(broken) => End::Broken(broken),
    };
    if was_stopped.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
        end = End::Stopped;
    }
    progress.finish_and_clear();
    let (unread, notes) = count.take_reasons();
    Ok(ReadFile {
        name,
        unread,
        notes,
        end,
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

/// Reports on standard error the packets that are not part of any conversation.
fn report_other_packets(counted: &Counted) {
    for (no_ports, tally) in &counted.without_ports {
        remark(format_args!("{NAME}: {tally}: {no_ports}"));
    }
    if counted.lost_fragments.packets > 0 {
        let lost = counted.lost_fragments;
        remark(format_args!(
            "{NAME}: {lost}: fragments of datagrams whose first fragment is missing"
        ));
    }
}

/// Reports on standard error the packets of a file that could not be read. Their numbers are of the file,
/// which is named if it is one of several.
fn report_unread(file: &ReadFile, files: usize) {
    let name = &file.name;
    let of_file = if files > 1 {
        format!("{name}: ")
    } else {
        String::new()
    };
    for (reasons, what) in [(&file.notes, "counted"), (&file.unread, "not read")] {
        for (why, records) in reasons.iter() {
            let packets = amount::packets(records.count);
            remark(format_args!(
                "{NAME}: {of_file}{packets} {what}, {records}: {why}"
            ));
        }
    }
    match &file.end {
        End::Complete => {}
        End::Broken(broken) => remark(format_args!("{NAME}: {name}: {broken}")),
        End::Stopped => remark(format_args!(
            "{NAME}: {name}: stopped by a signal before its end"
        )),
    }
}
