//! The command line arguments and the text of `--help`.
//!
//! Parsed by `main`.

use std::ops::RangeInclusive;
use std::time::Duration;

use clap::{Args, Parser, value_parser};
use port_registry_tools::arguments::{Common, Formats, Program};
use port_registry_tools::format::Format;
use port_registry_tools::program::version;

use crate::host::Family;
use crate::limits::{Allowed, MANY, PER_SECOND};
use crate::query::Query;

const HELP: &str = "\
Ports:
  ssh, dns/udp        a name: IANA's, an alias or of software that is known to use a port; a name
                      with several ports is the first of them
  443, 53/udp         a port
  8000-8010/tcp       a range of ports
  443/tcp+udp         a port over both transport protocols
  ssh,8000-8010/tcp   a list, all of it over the transport protocols at its end
  'imap*'             all services whose names match the pattern

  A port, a range or a pattern without a transport protocol is for tcp. A name without one is for
  those that the service is used over: ssh is 22/tcp, ntp 123/udp, dns 53/tcp and 53/udp. A port
  that is given several times is probed once.

  HOST is a name or an address. A name is looked up once. Only its first address is probed, in the
  order of the system (RFC 6724); -4 and -6 choose the first of that version.

Results:
  open              TCP: the connection was established. It is closed at once, without data, which
                    some servers log.
  answered          UDP: a datagram came back
  refused           the host is there, and nothing receives on the port: a TCP reset, or an ICMP
                    message that the port is unreachable
  timed-out         TCP: nothing came back in time; often a firewall drops the packets
  open-or-filtered  UDP: nothing came back in time. The service may have no answer to the datagram,
                    a firewall may drop it, or it was lost.
  unreachable       a router, a firewall or this system reports that there is no way to the host;
                    the note has the error
  failed            this system could not send; the note has the error

  The default of --timeout lets TCP send a lost packet twice more, after 1 and 3 seconds (RFC 6298).

  open and answered count as answers. For these, refused and unreachable, TIME is from the sending
  until the result was known.

  To UDP, one datagram is sent: a query for domain (RFC 1035: the name servers of the root, without
  recursion), ntp (RFC 5905) and stun (RFC 8489), by the service of the port, and an empty datagram
  for others. Most services do not answer that one. --query selects another one. The note says what
  the answer is.

  Hosts limit the number of ICMP messages that they send: Linux, to about one per second for
  each receiver. Of several closed UDP ports, some may be open-or-filtered.

Not ping:
  ping sends an ICMP echo request. ICMP has no ports (RFC 792): a reply shows that the host answers,
  and not that a service does. Without a reply, the service may still answer, since many firewalls
  drop echo requests only. What ICMP says of ports are errors: a host should report that nothing
  receives on a UDP port (RFC 1122, sections 3.2.2.1 and 4.1.3.1). This program needs no privileges.

Limits:
  It is for your own services. More than {many} ports are refused without --allow-many. More than {many}
  probes, of all ports in all rounds, are sent at {rate} per second at most, even if a round takes
  longer than --interval.

Output:
  One line for each probe, in the order of the ports, and a summary: the number of probes that were
  sent and answered, and the least, median and greatest time of the answers. With a --count of more
  than 1, the summary also has a line for each port. --summary prints no lines for single probes.
  Ctrl-C ends the program with the summary.

  With --csv, --tsv and --json, there is one line for each probe, with the columns host, address,
  port, protocol, service, round, sent, result, time_ms and note. With --summary, there is one for
  each port, with the columns host, address, port, protocol, service, sent, answered, min_ms,
  median_ms, max_ms and results. The last line of the summary is on standard error.

Exit status:
  0  All probes were answered. After Ctrl-C: each port was probed, and all results are answers.
  1  Some probes were not answered, a service is not registered, or the host is not found.
  2  The arguments are wrong, or the output can't be written.

Examples:
  probe localhost ssh https 53/udp 8000-8010
  probe --count 10 --interval 0.5 192.0.2.1 https
  probe -6 --json host.example ntp";

/// Probes ports of a host: which are reachable, and how long they take to answer
#[derive(Debug, Parser)]
#[command(name = crate::NAME, version = version(), after_help = help())]
pub struct Options {
    /// Name or address of the host
    #[arg(value_name = "HOST", required_unless_present_any = ["completions", "man"])]
    pub host: Option<String>,

    /// Services, ports and ranges to probe, such as ssh, 53/udp or 8000-8010
    #[arg(value_name = "PORT", required_unless_present_any = ["completions", "man"])]
    pub ports: Vec<String>,

    #[command(flatten)]
    versions: Versions,

    /// Probe each port this many times
    #[arg(
        short,
        long,
        value_name = "NUMBER",
        default_value_t = 1,
        value_parser = value_parser!(u32).range(1..=1_000_000),
    )]
    pub count: u32,

    /// Time from the begin of one round to that of the next, from 0.1 to 3600
    #[arg(short, long, value_name = "SECONDS", default_value = "1", value_parser = interval)]
    pub interval: Duration,

    /// Time to wait for an answer, from 0.01 to 60
    #[arg(short, long, value_name = "SECONDS", default_value = "4", value_parser = timeout)]
    pub timeout: Duration,

    /// Number of ports that are probed at the same time
    #[arg(
        short,
        long,
        value_name = "NUMBER",
        default_value_t = 16,
        value_parser = value_parser!(u16).range(1..=64),
    )]
    pub parallel: u16,

    /// Send this query to all UDP ports [default: by the service of the port]
    #[arg(long, value_name = "QUERY")]
    pub query: Option<Query>,

    #[arg(long, help = format!("Probe more than {MANY} ports, at {PER_SECOND} per second at most"))]
    allow_many: bool,

    /// Print only the summary, with a line for each port
    #[arg(long)]
    summary: bool,

    #[command(flatten)]
    formats: Formats,

    #[command(flatten)]
    common: Common,
}

/// The options for the version of IP.
#[derive(Debug, Clone, Copy, Args)]
#[group(multiple = false)]
struct Versions {
    /// Probe an IPv4 address
    #[arg(short = '4', long)]
    ipv4: bool,

    /// Probe an IPv6 address
    #[arg(short = '6', long)]
    ipv6: bool,
}

fn help() -> String {
    HELP.replace("{many}", &MANY.to_string())
        .replace("{rate}", &PER_SECOND.to_string())
}

impl Program for Options {
    fn common(&self) -> &Common {
        &self.common
    }
}

/// The output of the single probes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// A line for each probe.
    Probes,
    /// The summary only.
    Summary,
}

impl Options {
    pub const fn family(&self) -> Family {
        match self.versions {
            Versions { ipv4: true, .. } => Family::V4,
            Versions { ipv6: true, .. } => Family::V6,
            Versions { .. } => Family::Any,
        }
    }

    pub const fn detail(&self) -> Detail {
        if self.summary {
            Detail::Summary
        } else {
            Detail::Probes
        }
    }

    pub const fn allowed(&self) -> Allowed {
        if self.allow_many {
            Allowed::Many
        } else {
            Allowed::Few
        }
    }

    pub const fn format(&self) -> Format {
        self.formats.format()
    }
}

/// The error returned when a string is not a time in the range.
#[derive(Debug, thiserror::Error)]
#[error("expected a number of seconds from {} to {}", .0.start(), .0.end())]
pub struct SecondsError(RangeInclusive<f64>);

fn interval(text: &str) -> Result<Duration, SecondsError> {
    seconds(text, 0.1..=3600.0)
}

fn timeout(text: &str) -> Result<Duration, SecondsError> {
    seconds(text, 0.01..=60.0)
}

fn seconds(text: &str, range: RangeInclusive<f64>) -> Result<Duration, SecondsError> {
    match text.parse() {
        Ok(seconds) if range.contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err(SecondsError(range)),
    }
}
