//! Writes a rule set for `iptables-restore` and `ip6tables-restore`. Each program skips the lines
//! that begin with the option of the other, `-4` or `-6`.
//!
//! Called by `write`.

use std::fmt::{self, Display, Formatter};

use port_registry::{PortRange, Protocol};

use super::Head;
use super::labels::label;
use crate::policy::Policy;
use crate::sources::Sources;

/// The maximum number of ports in a rule of the match `multiport`. A range counts as two ports.
const MOST: usize = 15;

/// The first rules. The rules for `ICMPv6` and the rule for invalid packets follow: neighbour
/// discovery is not tracked, so its packets must be accepted before invalid packets are dropped.
const BEFORE: &str = "\
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i lo -j ACCEPT
-4 -A INPUT -p icmp -m icmp --icmp-type 3 -m comment --comment \"unreachable\" -j ACCEPT
-4 -A INPUT -p icmp -m icmp --icmp-type 8 -m comment --comment \"echo request\" -j ACCEPT
-4 -A INPUT -p icmp -m icmp --icmp-type 11 -m comment --comment \"time exceeded\" -j ACCEPT
-4 -A INPUT -p icmp -m icmp --icmp-type 12 -m comment --comment \"parameter problem\" -j ACCEPT
";

/// The `ICMPv6` types of RFC 4890 section 4.4, with names for the comments: errors and echo.
const ERRORS_AND_ECHO: [(u8, &str); 6] = [
    (1, "unreachable"),
    (2, "packet too big"),
    (3, "time exceeded"),
    (4, "parameter problem"),
    (128, "echo request"),
    (129, "echo reply"),
];
/// The types that only neighbours may send. A hop limit of 255 shows that no router has forwarded
/// the packet.
const FROM_NEIGHBOURS: [(u8, &str); 8] = [
    (133, "router solicitation"),
    (134, "router advertisement"),
    (135, "neighbour solicitation"),
    (136, "neighbour advertisement"),
    (141, "inverse neighbour solicitation"),
    (142, "inverse neighbour advertisement"),
    (148, "certification path solicitation"),
    (149, "certification path advertisement"),
];
/// The types for multicast, which are sent from link-local addresses.
const OF_MULTICAST: [(u8, &str); 7] = [
    (130, "listener query"),
    (131, "listener report"),
    (132, "listener done"),
    (143, "listener report, version 2"),
    (151, "multicast router advertisement"),
    (152, "multicast router solicitation"),
    (153, "multicast router termination"),
];

pub struct RuleSet<'a> {
    pub policy: &'a Policy,
    pub head: Head<'a>,
}

impl Display for RuleSet<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}#", self.head)?;
        writeln!(
            f,
            "# For iptables-restore and ip6tables-restore; replaces the table filter"
        )?;
        f.write_str("*filter\n:INPUT DROP [0:0]\n")?;
        let chain = match self.policy.sources() {
            Sources::Anyone => "INPUT",
            Sources::Only { .. } => "OPEN",
        };
        if chain != "INPUT" {
            writeln!(f, ":{chain} - [0:0]")?;
        }
        f.write_str(BEFORE)?;
        write_icmpv6(f, "", &ERRORS_AND_ECHO)?;
        write_icmpv6(f, "-m hl --hl-eq 255 ", &FROM_NEIGHBOURS)?;
        write_icmpv6(f, "-s fe80::/10 ", &OF_MULTICAST)?;
        writeln!(f, "-A INPUT -m conntrack --ctstate INVALID -j DROP")?;
        if let Sources::Only { v4, v6 } = self.policy.sources() {
            for prefix in v4 {
                writeln!(f, "-4 -A INPUT -s {prefix} -j {chain}")?;
            }
            for prefix in v6 {
                writeln!(f, "-6 -A INPUT -s {prefix} -j {chain}")?;
            }
        }
        for protocol in Protocol::ALL {
            write_ports(f, chain, protocol, &self.policy.ranges(protocol))?;
        }
        f.write_str("COMMIT\n")
    }
}

fn write_icmpv6(f: &mut Formatter<'_>, condition: &str, types: &[(u8, &str)]) -> fmt::Result {
    for (number, name) in types {
        writeln!(
            f,
            "-6 -A INPUT {condition}-p ipv6-icmp -m icmp6 --icmpv6-type {number} \
             -m comment --comment \"{name}\" -j ACCEPT",
        )?;
    }
    Ok(())
}

fn write_ports(
    f: &mut Formatter<'_>,
    chain: &str,
    protocol: Protocol,
    ranges: &[PortRange],
) -> fmt::Result {
    let mut rule: Vec<PortRange> = Vec::new();
    let mut filled = 0;
    for &range in ranges {
        let size = if range.len() == 1 { 1 } else { 2 };
        if filled + size > MOST {
            write_rule(f, chain, protocol, &rule)?;
            rule.clear();
            filled = 0;
        }
        rule.push(range);
        filled += size;
    }
    write_rule(f, chain, protocol, &rule)
}

fn write_rule(
    f: &mut Formatter<'_>,
    chain: &str,
    protocol: Protocol,
    ranges: &[PortRange],
) -> fmt::Result {
    if ranges.is_empty() {
        return Ok(());
    }
    let ports: Vec<String> = ranges
        .iter()
        .map(|range| range.to_string().replace('-', ":"))
        .collect();
    writeln!(
        f,
        "-A {chain} -p {protocol} -m multiport --dports {} -m comment --comment \"{}\" -j ACCEPT",
        ports.join(","),
        label(ranges, protocol),
    )
}
