//! Writes a script of `sh` that loads a rule set by `iptables-restore` and `ip6tables-restore`. Each of
//! these skips the lines that begin with the option of the other, `-4` or `-6`.
//!
//! Called by `write`. The commands of the script are in `iptables.sh`, the rules are written here.

use std::fmt::{self, Display, Formatter};

use port_registry::ephemeral::EphemeralRange;
use port_registry::{PortRange, Protocol};

use super::LOG_PREFIX;
use super::discovery::{Groups, MDNS, SSDP};
use super::head::Head;
use super::icmp::{Condition, ICMP, ICMPV6};
use super::labels::label;
use crate::policy::Policy;
use crate::sources::Sources;
use crate::traffic::{Discovery, Established, Traffic};

/// The maximum number of ports in a rule of the match `multiport`. A range counts as two ports.
const MOST_PORTS: usize = 15;

/// What the reader of the file should know beside what it opens.
const NOTES: &str = "\
#
# What else decides: the rules of this set only drop packets, or return them to the chain INPUT. What its other
# rules, its policy or another table drops stays closed: the script notes those that it finds. What other rules
# of INPUT or another table accept, such as DHCP and DNS for virtual machines, is still dropped here. Ports that
# container engines publish may be redirected in the table nat and pass through the chain FORWARD: this set does
# not close these. It closes those on which a program of the engine listens. The rules alone are explained by
# sh FILE print | firewall --check -
#
# Load or replace: sh FILE. Remove: sh FILE remove. Only the chains PORT_REGISTRY, PORT_REGISTRY_OPEN and
# PORT_REGISTRY_DROP, and a rule at the beginning of INPUT, are written; each family is changed in one step. Without other rules,
# iptables-nft leaves its table filter with empty chains. The rules are gone after a reboot. The variables IPTABLES
# and IP6TABLES choose the programs, and -restore (1.6.2 or later) is appended to their names, as in
# IPTABLES=iptables-legacy IP6TABLES=ip6tables-legacy sh FILE
";

/// The word that ends the rules. As it is quoted at their beginning, the shell expands nothing in them.
const END: &str = "RULES";

/// The commands of the script.
const COMMANDS: &str = include_str!("iptables.sh");

/// The private and the link-local addresses (RFC 1918, RFC 3927, RFC 4193, RFC 4291), from which devices
/// reply to searches by SSDP.
const LOCAL: [(char, &str); 6] = [
    ('4', "10.0.0.0/8"),
    ('4', "172.16.0.0/12"),
    ('4', "192.168.0.0/16"),
    ('4', "169.254.0.0/16"),
    ('6', "fc00::/7"),
    ('6', "fe80::/10"),
];

/// A rule set as a script.
pub struct RuleSet<'a> {
    pub head: Head<'a>,
}

impl Display for RuleSet<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "#!/bin/sh\n{}{NOTES}", self.head)?;
        let traffic = self.head.policy.traffic();
        if traffic.counter {
            f.write_str(
                "# Dropped packets are counted by iptables -vnL PORT_REGISTRY_DROP and ip6tables -vnL PORT_REGISTRY_DROP\n",
            )?;
        }
        if traffic.has(Discovery::Ssdp) {
            writeln!(
                f,
                "#\n# Warning: iptables can't recognize replies to SSDP searches: packets from UDP port 1900 of private and\n\
                 # link-local addresses are accepted to the ports {}, by which others may reach these too",
                EphemeralRange::LINUX.ports()
            )?;
        }
        writeln!(f, "\nrules() {{\n  cat <<'{END}'")?;
        write_rules(f, self.head.policy)?;
        writeln!(f, "{END}\n}}")?;
        f.write_str(COMMANDS)
    }
}

fn write_rules(f: &mut Formatter<'_>, policy: &Policy) -> fmt::Result {
    let traffic = policy.traffic();
    f.write_str(established(traffic.established))?;
    f.write_str("-A PORT_REGISTRY -i lo -j RETURN\n")?;
    write_messages(f)?;
    // Neighbour discovery is not tracked, so its packets must be accepted before this rule.
    f.write_str("-A PORT_REGISTRY -m conntrack --ctstate INVALID -g PORT_REGISTRY_DROP\n")?;
    // The source port is not fixed (RFC 8415, section 7.2).
    f.write_str(
        "-6 -A PORT_REGISTRY -s fe80::/10 -p udp -m udp --dport 546 \
             -m comment --comment \"DHCPv6 replies\" -j RETURN\n",
    )?;
    write_discovery(f, traffic)?;
    // RETURN from a chain that was entered by -g leads to INPUT.
    match policy.sources() {
        Sources::Anyone => f.write_str("-A PORT_REGISTRY -g PORT_REGISTRY_OPEN\n")?,
        Sources::Only { v4, v6 } => {
            for prefix in v4 {
                writeln!(f, "-4 -A PORT_REGISTRY -s {prefix} -g PORT_REGISTRY_OPEN")?;
            }
            for prefix in v6 {
                writeln!(f, "-6 -A PORT_REGISTRY -s {prefix} -g PORT_REGISTRY_OPEN")?;
            }
            f.write_str("-A PORT_REGISTRY -g PORT_REGISTRY_DROP\n")?;
        }
    }
    for protocol in Protocol::ALL {
        write_ports(f, protocol, &policy.ranges(protocol))?;
    }
    f.write_str("-A PORT_REGISTRY_OPEN -g PORT_REGISTRY_DROP\n")?;
    write_dropped(f, traffic)
}

const fn established(established: Established) -> &'static str {
    match established {
        Established::Tracked => {
            "-A PORT_REGISTRY -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN\n"
        }
        Established::Keep => {
            "-A PORT_REGISTRY -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN\n\
             -A PORT_REGISTRY -p tcp -m tcp --tcp-flags SYN,ACK ACK -m conntrack --ctstate NEW \
             -m comment --comment \"began before tracking\" -j RETURN\n"
        }
        Established::Cut => {
            "-A PORT_REGISTRY -m conntrack --ctstate RELATED -j RETURN\n\
             -A PORT_REGISTRY -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j RETURN\n"
        }
    }
}

fn write_messages(f: &mut Formatter<'_>) -> fmt::Result {
    for (number, name) in ICMP {
        writeln!(
            f,
            "-4 -A PORT_REGISTRY -p icmp -m icmp --icmp-type {number} -m comment --comment \"{name}\" -j RETURN",
        )?;
    }
    // There is no match for the types of IGMP, but all of its messages stay on the link (RFC 3376, section 4).
    f.write_str(
        "-4 -A PORT_REGISTRY -p igmp -m ttl --ttl-eq 1 -m comment --comment \"IGMP\" -j RETURN\n",
    )?;
    for group in &ICMPV6 {
        let (source, hop_limit) = match group.condition {
            Condition::Any => ("", ""),
            Condition::HopLimit255 => ("", "-m hl --hl-eq 255 "),
            Condition::LinkLocal => ("-s fe80::/10 ", ""),
            Condition::LinkLocalHopLimit1 => ("-s fe80::/10 ", "-m hl --hl-eq 1 "),
        };
        for (number, name) in group.types {
            writeln!(
                f,
                "-6 -A PORT_REGISTRY {source}-p ipv6-icmp -m icmp6 --icmpv6-type {number} {hop_limit}\
                 -m comment --comment \"{name}\" -j RETURN",
            )?;
        }
    }
    Ok(())
}

fn write_discovery(f: &mut Formatter<'_>, traffic: &Traffic) -> fmt::Result {
    if traffic.has(Discovery::Mdns) {
        write_groups(f, &MDNS)?;
    }
    if traffic.has(Discovery::Ssdp) {
        write_groups(f, &SSDP)?;
        let ports = EphemeralRange::LINUX.ports().to_string().replace('-', ":");
        for (family, prefix) in LOCAL {
            writeln!(
                f,
                "-{family} -A PORT_REGISTRY -s {prefix} -p udp -m udp --sport {} --dport {ports} \
                 -m comment --comment \"replies to SSDP searches\" -j RETURN",
                SSDP.port
            )?;
        }
    }
    Ok(())
}

fn write_groups(f: &mut Formatter<'_>, groups: &Groups) -> fmt::Result {
    let Groups { name, port, .. } = groups;
    let v4 = groups.v4.iter().map(|group| ('4', group));
    let v6 = groups.v6.iter().map(|group| ('6', group));
    for (family, group) in v4.chain(v6) {
        writeln!(
            f,
            "-{family} -A PORT_REGISTRY -d {group} -p udp -m udp --dport {port} \
             -m comment --comment \"{name}\" -j RETURN",
        )?;
    }
    Ok(())
}

/// Writes the chain for packets that are dropped. There is one, so that one limit and one counter are of all of
/// them.
fn write_dropped(f: &mut Formatter<'_>, traffic: &Traffic) -> fmt::Result {
    if traffic.log {
        writeln!(
            f,
            "-A PORT_REGISTRY_DROP -m limit --limit 5/min --limit-burst 10 \
             -j LOG --log-prefix \"{LOG_PREFIX}\"",
        )?;
    }
    f.write_str("-A PORT_REGISTRY_DROP -j DROP\n")
}

fn write_ports(f: &mut Formatter<'_>, protocol: Protocol, ranges: &[PortRange]) -> fmt::Result {
    let mut rule: Vec<PortRange> = Vec::new();
    let mut filled = 0;
    for &range in ranges {
        let size = if range.len() == 1 { 1 } else { 2 };
        if filled + size > MOST_PORTS {
            write_rule(f, protocol, &rule)?;
            rule.clear();
            filled = 0;
        }
        rule.push(range);
        filled += size;
    }
    write_rule(f, protocol, &rule)
}

fn write_rule(f: &mut Formatter<'_>, protocol: Protocol, ranges: &[PortRange]) -> fmt::Result {
    if ranges.is_empty() {
        return Ok(());
    }
    let ports: Vec<String> = ranges
        .iter()
        .map(|range| range.to_string().replace('-', ":"))
        .collect();
    writeln!(
        f,
        "-A PORT_REGISTRY_OPEN -p {protocol} -m multiport --dports {} -m comment --comment \"{}\" -j RETURN",
        ports.join(","),
        label(ranges, protocol),
    )
}
