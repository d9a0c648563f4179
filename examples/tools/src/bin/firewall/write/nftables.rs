//! Writes a rule set for `nft -f`.
//!
//! Called by `write`.

use std::fmt::{self, Display, Formatter};

use port_registry::{PortRange, Protocol};

use super::Head;
use super::labels::label;
use crate::policy::Policy;
use crate::sources::Sources;

/// The beginning of the table. The table is declared before it is deleted, because deleting a
/// missing table is an error. Loading the file again therefore replaces the table, and leaves other
/// tables unchanged.
const START: &str = "
table inet firewall
delete table inet firewall

table inet firewall {
";

/// The rules before the openings. Neighbour discovery is not tracked, so these packets must be
/// accepted before invalid packets are dropped.
const BEFORE: &str = "\tchain input {
\t\ttype filter hook input priority filter; policy drop;

\t\tct state established,related accept
\t\tiif \"lo\" accept

\t\ticmp type { destination-unreachable, echo-request, time-exceeded, parameter-problem } accept
\t\t# RFC 4890, section 4.4: errors and echo, then what only neighbours may send.
\t\ticmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept
\t\ticmpv6 type { echo-request, echo-reply } accept
\t\tip6 hoplimit 255 icmpv6 type { nd-router-solicit, nd-router-advert } accept
\t\tip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
\t\tip6 hoplimit 255 icmpv6 type { ind-neighbor-solicit, ind-neighbor-advert } accept
\t\tip6 hoplimit 255 icmpv6 type { 148, 149 } accept comment \"certification paths (SEND)\"
\t\tip6 saddr fe80::/10 icmpv6 type { mld-listener-query, mld-listener-report } accept
\t\tip6 saddr fe80::/10 icmpv6 type { mld-listener-done, mld2-listener-report } accept
\t\tip6 saddr fe80::/10 icmpv6 type { 151, 152, 153 } accept comment \"multicast routers\"
\t\tct state invalid drop

";

pub struct RuleSet<'a> {
    pub policy: &'a Policy,
    pub head: Head<'a>,
}

impl Display for RuleSet<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "#!/usr/sbin/nft -f\n{}{START}", self.head)?;
        let mut open = Protocol::ALL
            .map(|protocol| (protocol, self.policy.ranges(protocol)))
            .to_vec();
        open.retain(|(_, ranges)| !ranges.is_empty());
        if let Sources::Only { v4, v6 } = self.policy.sources() {
            write_prefixes(f, "from_v4", "ipv4_addr", v4)?;
            write_prefixes(f, "from_v6", "ipv6_addr", v6)?;
        }
        for (protocol, ranges) in &open {
            write_ports(f, *protocol, ranges)?;
        }
        f.write_str(BEFORE)?;
        for (protocol, _) in &open {
            let mut write = |condition: &str| {
                writeln!(
                    f,
                    "\t\t{condition}{protocol} dport @{protocol}_ports accept"
                )
            };
            match self.policy.sources() {
                Sources::Anyone => write("")?,
                Sources::Only { v4, v6 } => {
                    if !v4.is_empty() {
                        write("ip saddr @from_v4 ")?;
                    }
                    if !v6.is_empty() {
                        write("ip6 saddr @from_v6 ")?;
                    }
                }
            }
        }
        f.write_str("\t}\n}\n")
    }
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
