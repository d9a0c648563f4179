//! The command line arguments and the text of `--help`.
//!
//! Parsed by `main`.

use std::path::PathBuf;

use clap::{ArgGroup, Parser};
use ipnet::IpNet;
use port_registry_tools::arguments::{Common, Formats, Program};
use port_registry_tools::format::Format;
use port_registry_tools::program::version;
use port_registry_tools::protocols;

use crate::sources::parse_prefix;
use crate::traffic::Traffic;
use crate::write::Language;

const HELP: &str = "\
Openings:
  ssh, wireguard/udp   a name: IANA's, an alias or of software that is known to use a port
  8080/tcp             a port over a transport protocol: {protocols}
  8000-8100/tcp        a range of ports
  49152-/udp           all ports from 49152 on
  443/tcp+udp          a port over several transport protocols
  ssh,8000-8100/tcp    a list, all of it over the transport protocols at its end
  'imap*'              all services whose names match the pattern

  A port needs a transport protocol. A name or a pattern without one is for tcp: dns opens 53/tcp
  only, but a name server needs dns/tcp+udp.

Rule set:
  The rule set is printed on standard output. Load it with nft -f FILE or, with --iptables, sh FILE;
  loading it again replaces it. nft delete table inet port_registry_firewall or sh FILE remove takes
  it out, and so does a reboot. It has chains of its own and leaves all others as they are: what these
  drop stays closed.

  It drops packets to this host except replies, loopback traffic, packets to the openings, the ICMP
  and ICMPv6 messages that a host needs (RFC 4890), IGMP queries and DHCPv6 replies. With
  --iptables, which can't tell them from others, it accepts all IGMP messages that no router has
  forwarded. It does not filter outgoing or forwarded packets. Packets to ports that container
  engines publish may be among these.

  Connections that the kernel tracks stay open, even to ports that close. It tracks none before the
  first rules with NAT or with a condition on their state are loaded: a connection that began before
  goes on if its port is open or this host sends the next packet, unless
  net.netfilter.nf_conntrack_tcp_loose is 0. --established keep lets all of TCP go on;
  --established cut drops the packets of connections from other hosts to ports that are not open.
  One that the kernel has not tracked, and on which this host sends the next packet, counts as one
  that this host began, and is not cut: ss -K -t 'sport = :PORT' closes those over TCP.

  --discovery mdns accepts packets to 224.0.0.251 and ff02::fb, port 5353; --discovery ssdp packets
  to 239.255.255.250, ff02::c and ff05::c, port 1900, and replies to this host's searches. With
  --iptables, the replies are all packets from port 1900 of private addresses to the ports
  32768-60999.

Warnings:
  Warnings are printed on standard error and, as comments, in the rule set: the first 100, those about
  dangers before others, and the number of the rest. The reasons are:
  - The port is reserved, unassigned or dynamic, or Linux gives it to clients.
  - The port is known for software that it is not registered for.
  - The range of ports includes registered services.
  - The service is dangerous, because it uses clear text or because it is open to all senders. The
    publisher of a list that has it follows in brackets.
  - The name has more ports, or is used over other transports, than those that are open.
  - The name also means something else: IANA's winrm is not on the ports of Windows' WinRM.

With --check:
  The answer for a port is about the first packet of a connection from another host to this one:
    open         Every such packet is accepted, from all senders.
    conditional  A packet is accepted under the condition in the column NOTE.
    unknown      A line that is not understood may decide. The answer is never guessed.
    closed       No such packet is accepted, and no datagram to a multicast or broadcast address.
  There is an answer for each transport protocol and address family. It takes into account all base
  chains that packets to this host pass, at the hooks ingress, prerouting and input. Rules for
  established connections, for fragments, for the loopback interface and for ICMP are left out.
  Ports that a container engine publishes pass the hook forward, and are not covered.

  The best input is the output of 'nft -j list ruleset', in which rules are not ambiguous. It does
  not say which tables are dormant; 'nft list ruleset' does. Files for 'nft -f', and the output of
  iptables-save and ip6tables-save are read too. What can't be read is reported on standard error
  with its line number. Of a script that --iptables wrote, check what 'sh FILE print' prints.

  The table has the ports that are not closed, one range on each line, and then those that are. If
  ports are named, it has these, with the rule that decides. With --csv, --tsv and --json, which
  require --check, the columns are ports, protocol, families, answer, condition, reason, line, rule,
  services, classes, statuses and warnings.

Exit status:
  0  Success. With --check and ports: all of them are closed.
  1  A name is not registered or a pattern matches none, there are warnings and --strict is given, or
     --check could not read a rule. With --check and ports: one of them is open to all senders.
  2  The arguments or the file are wrong, or the output can't be written. With --check and ports: a
     name is not registered or a pattern matches none.
  3  With --check and ports: the answer for one of them is unknown, and none is open.
  4  With --check and ports: one of them is open under a condition, and the others are closed.

Examples:
  firewall ssh,http,https dns/tcp+udp > rules.nft
  firewall --iptables --from 192.0.2.0/24 ssh > rules.sh
  nft -j list ruleset | firewall --check -
  firewall --check rules.nft redis 8000-8010/tcp";

/// Writes a default-deny rule set that opens the given ports, or explains an existing rule set
#[derive(Debug, Parser)]
#[command(
    name = crate::NAME,
    version = version(),
    after_help = protocols::fill_in(HELP),
)]
pub struct Options {
    /// Services, ports and ranges to open, such as ssh,http or 8000-8100/tcp; with --check, those to answer for
    #[arg(
        value_name = "OPENING",
        required_unless_present_any = ["check", "completions", "man"],
    )]
    pub openings: Vec<String>,

    /// Write a shell script that loads the rule set by iptables-restore and ip6tables-restore
    #[arg(long, conflicts_with = "check")]
    iptables: bool,

    /// Open to senders in this prefix only, such as 192.0.2.0/24; may be repeated
    #[arg(long, value_name = "PREFIX", value_parser = parse_prefix, conflicts_with = "check")]
    pub from: Vec<IpNet>,

    #[command(flatten)]
    pub traffic: Traffic,

    /// Answer which ports this rule set opens: nft -j list ruleset, nft list ruleset or iptables-save (- for standard input)
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,

    /// Exit with status 1 if there is any warning, and write no rule set
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    formats: Formats,

    #[command(flatten)]
    common: Common,
}

impl Program for Options {
    fn formats(group: ArgGroup) -> ArgGroup {
        group.requires("check")
    }

    fn common(&self) -> &Common {
        &self.common
    }
}

/// The effect of warnings on the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warnings {
    /// Warnings are reported only.
    Report,
    /// Warnings lead to exit status 1.
    Fail,
}

impl Options {
    pub fn language(&self) -> Language {
        if self.iptables {
            Language::Iptables
        } else {
            Language::Nftables
        }
    }

    /// Returns the format of what `--check` prints.
    pub const fn format(&self) -> Format {
        self.formats.format()
    }

    pub fn warnings(&self) -> Warnings {
        if self.strict {
            Warnings::Fail
        } else {
            Warnings::Report
        }
    }
}
