//! The command line.

use std::path::PathBuf;

use clap::Parser;
use ipnet::IpNet;
use port_registry_tools::arguments::{Common, version};

use crate::check::Report;
use crate::sources::parse_prefix;
use crate::write::Language;

const HELP: &str = "\
Openings:
  ssh                  a service: the port that its name stands for
  8080, 8000-8100      a port, a range of ports
  49152-               all ports from there on
  ssh,http,8000-8100   a list
  'imap*'              all services whose names fit
  443/tcp+udp          over these transports (tcp, udp, sctp, dccp), here both; for a whole list

An opening without a transport is for TCP; dns is 53/tcp, dns/tcp+udp is what a name server needs.

The rule set drops whatever comes in except answers, loopback, the ICMP and ICMPv6 messages that a
host needs (RFC 4890), and the openings. It leaves alone what goes out or is forwarded. Opening
dhcpv6-client/udp is up to you, where DHCPv6 is in use.

There is a warning, on standard error and in the rule set, for
  - a port that is reserved, unassigned or dynamic;
  - a port that is registered for something else than what is known to use it;
  - a range of ports that takes in registered services;
  - a service that is dangerous in clear text, or when open to all;
  - a name that has more ports, or is used over other transports, than what is opened.

A rule that --check can't read is told on standard error with its line.

Exit status: 0 if all went well; 1 if there are warnings and --strict, or if --check could not read a
rule; 2 if the arguments or the file are wrong.";

/// Writes a default-deny rule set that opens what is named, or explains the ports of one
#[derive(Debug, Parser)]
#[command(name = crate::NAME, version = version(), after_help = HELP)]
pub struct Arguments {
    /// What to open: services, ports and ranges, as ssh,http or 8000-8100/tcp
    #[arg(
        value_name = "OPENING",
        required_unless_present_any = ["check", "completions"],
        conflicts_with = "check",
    )]
    pub openings: Vec<String>,

    /// Write one file for iptables-restore and ip6tables-restore
    #[arg(long, conflicts_with = "check")]
    iptables: bool,

    /// Open to these senders alone, as 192.0.2.0/24; may come again
    #[arg(long, value_name = "PREFIX", value_parser = parse_prefix, conflicts_with = "check")]
    pub from: Vec<IpNet>,

    /// Explain this rule set of nftables or iptables-save (- for stdin)
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,

    /// With --check, print a JSON object a line
    #[arg(long, requires = "check", conflicts_with = "openings")]
    json: bool,

    /// Fail if there is any warning
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    pub common: Common,
}

/// What warnings lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warnings {
    /// Nothing more.
    Tell,
    /// Exit status 1.
    Fail,
}

impl Arguments {
    pub fn language(&self) -> Language {
        if self.iptables {
            Language::Iptables
        } else {
            Language::Nftables
        }
    }

    pub fn report(&self) -> Report {
        if self.json {
            Report::Json
        } else {
            Report::Table
        }
    }

    pub fn warnings(&self) -> Warnings {
        if self.strict {
            Warnings::Fail
        } else {
            Warnings::Tell
        }
    }
}
