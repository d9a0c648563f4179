//! What the written rule set accepts beside the openings, and what it records of dropped packets.
//!
//! Part of the command line arguments, which `main` parses. `write` writes the rules.

use clap::{Args, ValueEnum};

/// The packets of established connections that are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Established {
    /// Those that the kernel has tracked, even to ports that close
    Tracked,
    /// Also those of TCP that began before the kernel tracked connections
    Keep,
    /// Only those to the openings, and those that count as begun by this host
    Cut,
}

/// A protocol by which hosts of a link find each other's services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Discovery {
    /// Multicast DNS (RFC 6762), as of Avahi and Bonjour
    Mdns,
    /// The Simple Service Discovery Protocol, as of media servers and routers
    Ssdp,
}

/// The settings of a rule set that are independent of its openings.
#[derive(Debug, Clone, Args)]
pub struct Traffic {
    /// The connections that go on, even to ports that are not open
    #[arg(
        long,
        value_name = "WHICH",
        value_enum,
        default_value = "tracked",
        conflicts_with = "check"
    )]
    pub established: Established,

    /// Accept packets by which hosts find services on the link; several are separated by commas
    #[arg(
        long,
        value_name = "PROTOCOL",
        value_enum,
        value_delimiter = ',',
        conflicts_with = "check"
    )]
    discovery: Vec<Discovery>,

    /// Log dropped packets to the kernel's log: 10 at once, and 5 a minute; iptables has this limit for each of IPv4
    /// and IPv6
    #[arg(long, conflicts_with = "check")]
    pub log: bool,

    /// Count dropped packets (iptables counts them in any case)
    #[arg(long, conflicts_with = "check")]
    pub counter: bool,
}

impl Traffic {
    pub fn has(&self, discovery: Discovery) -> bool {
        self.discovery.contains(&discovery)
    }
}
