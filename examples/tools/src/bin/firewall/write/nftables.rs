//! Writes a rule set for `nft -f`.
//!
//! Called by `write`.

use std::fmt::{self, Display, Formatter};

use port_registry::{PortRange, Protocol};

use super::LOG_PREFIX;
use super::discovery::{Groups, MDNS, SSDP};
use super::head::Head;
use super::icmp::{self, Condition, ICMP, ICMPV6};
use super::labels::label;
use crate::policy::Policy;
use crate::sources::Sources;
use crate::traffic::{Discovery, Established, Traffic};

/// What the reader of the file should know beside what it opens.
const NOTES: &str = "\
#
# What else decides: a packet is accepted only if the base chains of all tables at the hooks ingress, prerouting
# and input accept it, also those of iptables-nft, and iptables-legacy. What another one drops stays closed, and
# what another one accepts, such as DHCP and DNS for virtual machines, is still dropped here. Ports that container
# engines publish may be redirected at the hook prerouting and pass through the hook forward: this set does not
# close these. It closes those on which a program of the engine listens. The whole is explained by
# nft -j list ruleset | firewall --check -
#
# Load or replace: nft -f FILE. Remove: nft delete table inet port_registry_firewall
# The table is gone after a reboot.
";

/// The beginning of the table. Its name is this program's, so that no other table is deleted. The
/// table is declared before it is deleted, because deleting a missing table is an error. Loading the
/// file again therefore replaces the table, in one transaction.
const START: &str = "
table inet port_registry_firewall
delete table inet port_registry_firewall

table inet port_registry_firewall {
";

/// The ports from which this host has searched by SSDP. The replies to a search are sent from other
/// addresses than the search was sent to, and by some devices from other ports than 1900, so they are
/// not tracked as replies. A device should wait at most 5 seconds before it replies (`UPnP` Device
/// Architecture 2.0, section 1.3.2).
const SSDP_SEARCHES: &str = "\
\tset ssdp_searches {
\t\ttype inet_service
\t\tsize 1024
\t\tflags dynamic,timeout
\t\ttimeout 10s
\t}

";

/// A rule set as a table of nftables.
pub struct RuleSet<'a> {
    pub head: Head<'a>,
}

impl Display for RuleSet<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "#!/usr/sbin/nft -f\n{}{NOTES}{START}", self.head)?;
        let policy = self.head.policy;
        write_sets(f, policy)?;
        write_input(f, policy)?;
        if policy.traffic().has(Discovery::Ssdp) {
            write_searches(f)?;
        }
        f.write_str("}\n")
    }
}

fn write_sets(f: &mut Formatter<'_>, policy: &Policy) -> fmt::Result {
    if let Sources::Only { v4, v6 } = policy.sources() {
        write_prefixes(f, "from_v4", "ipv4_addr", v4)?;
        write_prefixes(f, "from_v6", "ipv6_addr", v6)?;
    }
    for protocol in open(policy) {
        write_ports(f, protocol, &policy.ranges(protocol))?;
    }
    if policy.traffic().has(Discovery::Ssdp) {
        f.write_str(SSDP_SEARCHES)?;
    }
    Ok(())
}

/// Returns the transport protocols over which ports are opened.
fn open(policy: &Policy) -> impl Iterator<Item = Protocol> {
    let is_open = |protocol: &Protocol| !policy.ranges(*protocol).is_empty();
    Protocol::ALL.into_iter().filter(is_open)
}

fn write_input(f: &mut Formatter<'_>, policy: &Policy) -> fmt::Result {
    let traffic = policy.traffic();
    let drop = match (traffic.log, traffic.counter) {
        (true, _) => "goto dropped",
        (false, true) => "counter drop",
        (false, false) => "drop",
    };
    if traffic.log {
        write_dropped(f, traffic)?;
    }
    f.write_str("\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n\n")?;
    f.write_str(established(traffic.established))?;
    f.write_str("\t\tiif \"lo\" accept\n\n")?;
    write_messages(f)?;
    // Neighbour discovery is not tracked, so its packets must be accepted before this rule.
    writeln!(f, "\t\tct state invalid {drop}\n")?;
    f.write_str(
        "\t\t# RFC 8415, section 7.2: the source port is not fixed.\n\
             \t\tip6 saddr fe80::/10 udp dport 546 accept comment \"DHCPv6 replies\"\n",
    )?;
    write_discovery(f, traffic)?;
    f.write_str("\n")?;
    for protocol in open(policy) {
        write_opening(f, policy, protocol)?;
    }
    if traffic.log || traffic.counter {
        writeln!(f, "\n\t\t{drop}")?;
    }
    f.write_str("\t}\n")
}

/// Writes a chain that drops nothing. It fills the set of searches.
fn write_searches(f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(
        "\n\tchain ssdp_output {\n\t\ttype filter hook output priority filter; policy accept;\n\n",
    )?;
    for condition in to_groups(&SSDP) {
        writeln!(f, "\t\t{condition} update @ssdp_searches {{ udp sport }}")?;
    }
    f.write_str("\t}\n")
}

fn write_opening(f: &mut Formatter<'_>, policy: &Policy, protocol: Protocol) -> fmt::Result {
    let mut write = |condition: &str| {
        writeln!(
            f,
            "\t\t{condition}{protocol} dport @{protocol}_ports accept"
        )
    };
    match policy.sources() {
        Sources::Anyone => write(""),
        Sources::Only { v4, v6 } => {
            if !v4.is_empty() {
                write("ip saddr @from_v4 ")?;
            }
            if !v6.is_empty() {
                write("ip6 saddr @from_v6 ")?;
            }
            Ok(())
        }
    }
}

const fn established(established: Established) -> &'static str {
    match established {
        Established::Tracked => "\t\tct state established,related accept\n",
        Established::Keep => {
            "\t\tct state established,related accept\n\
             \t\ttcp flags & (syn | ack) == ack ct state new accept comment \"began before tracking\"\n"
        }
        Established::Cut => {
            "\t\tct state related accept\n\
             \t\tct state established ct direction reply accept\n"
        }
    }
}

fn write_messages(f: &mut Formatter<'_>) -> fmt::Result {
    writeln!(f, "\t\ticmp type {{ {} }} accept", names(&ICMP))?;
    f.write_str("\t\tip ttl 1 igmp type membership-query accept\n")?;
    f.write_str("\t\t# RFC 4890, sections 4.4.1 and 4.4.2\n")?;
    for group in &ICMPV6 {
        let condition = match group.condition {
            Condition::Any => "",
            Condition::HopLimit255 => "ip6 hoplimit 255 ",
            Condition::LinkLocal => "ip6 saddr fe80::/10 ",
            Condition::LinkLocalHopLimit1 => "ip6 saddr fe80::/10 ip6 hoplimit 1 ",
        };
        writeln!(
            f,
            "\t\t{condition}icmpv6 type {{ {} }} accept comment \"{}\"",
            names(group.types),
            group.purpose,
        )?;
    }
    Ok(())
}

fn names(types: &[(u8, &str)]) -> String {
    let names = types.iter().map(|(number, name)| {
        if *number > icmp::LAST_NAMED {
            number.to_string()
        } else {
            (*name).to_owned()
        }
    });
    names.collect::<Vec<_>>().join(", ")
}

fn write_discovery(f: &mut Formatter<'_>, traffic: &Traffic) -> fmt::Result {
    if traffic.has(Discovery::Mdns) {
        write_groups(f, &MDNS)?;
    }
    if traffic.has(Discovery::Ssdp) {
        write_groups(f, &SSDP)?;
        f.write_str("\t\tudp dport @ssdp_searches accept comment \"replies to SSDP searches\"\n")?;
    }
    Ok(())
}

fn write_groups(f: &mut Formatter<'_>, groups: &Groups) -> fmt::Result {
    for condition in to_groups(groups) {
        writeln!(f, "\t\t{condition} accept comment \"{}\"", groups.name)?;
    }
    Ok(())
}

/// Returns the matches of packets to the groups, of IPv4 and of IPv6.
fn to_groups(groups: &Groups) -> [String; 2] {
    [("ip", groups.v4), ("ip6", groups.v6)].map(|(family, addresses)| {
        let addresses = match addresses {
            [one] => (*one).to_owned(),
            several => format!("{{ {} }}", several.join(", ")),
        };
        format!("{family} daddr {addresses} udp dport {}", groups.port)
    })
}

/// Writes the chain for packets that are dropped. There is one, so that one limit is of all of them.
fn write_dropped(f: &mut Formatter<'_>, traffic: &Traffic) -> fmt::Result {
    let drop = if traffic.counter {
        "counter drop"
    } else {
        "drop"
    };
    writeln!(
        f,
        "\tchain dropped {{\n\
         \t\tlimit rate 5/minute burst 10 packets log prefix \"{LOG_PREFIX}\"\n\
         \t\t{drop}\n\
         \t}}\n"
    )
}

fn write_prefixes(
    f: &mut Formatter<'_>,
    name: &str,
    kind: &str,
    prefixes: &[impl Display],
) -> fmt::Result {
    if prefixes.is_empty() {
        return Ok(());
    }
    let elements = prefixes.iter().map(ToString::to_string);
    write_set(f, name, kind, elements)
}

fn write_ports(f: &mut Formatter<'_>, protocol: Protocol, ranges: &[PortRange]) -> fmt::Result {
    let elements = ranges
        .iter()
        .map(|range| format!("{range} comment \"{}\"", label(&[*range], protocol)));
    write_set(f, &format!("{protocol}_ports"), "inet_service", elements)
}

fn write_set(
    f: &mut Formatter<'_>,
    name: &str,
    kind: &str,
    elements: impl Iterator<Item = String>,
) -> fmt::Result {
    write!(f, "\tset {name} {{\n\t\ttype {kind}\n\t\tflags interval\n")?;
    f.write_str("\t\telements = {")?;
    for (at, element) in elements.enumerate() {
        let separator = if at == 0 { "" } else { "," };
        write!(f, "{separator}\n\t\t\t{element}")?;
    }
    f.write_str("\n\t\t}\n\t}\n\n")
}
