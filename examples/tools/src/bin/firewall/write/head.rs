//! The comment at the top of a rule set. It begins with `#` in both languages.
//!
//! Used by `iptables` and `nftables`.

use std::fmt::{self, Display, Formatter};

use port_registry::{Protocol, SNAPSHOT};
use port_registry_tools::escape::escaped;

use crate::advice::Bounded;
use crate::policy::Policy;
use crate::sources::Sources;
use crate::traffic::Established;

/// What the rule set opens, and the warnings about it.
pub struct Head<'a> {
    pub policy: &'a Policy,
    pub warnings: &'a Bounded,
    /// The messages of IGMP that are accepted, which depend on the language.
    pub igmp: &'static str,
}

impl Display for Head<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_list(
            f,
            "# Drops packets to this host, except to the ports ",
            &self.ports(),
        )?;
        if let Sources::Only { v4, v6 } = self.policy.sources() {
            let v4 = v4.iter().map(ToString::to_string);
            let prefixes: Vec<String> = v4.chain(v6.iter().map(ToString::to_string)).collect();
            write_list(f, "# from ", &prefixes.join(", "))?;
        }
        writeln!(
            f,
            "# and except replies, loopback traffic, and by the rules below ICMP, ICMPv6 (RFC 4890), {} and\n\
             # DHCPv6 replies. Does not filter outgoing or forwarded packets.",
            self.igmp
        )?;
        writeln!(f, "# Services by IANA's registry of {SNAPSHOT}")?;
        if self.warnings.count() > 0 {
            writeln!(f, "#")?;
        }
        for warning in self.warnings.texts() {
            writeln!(f, "{}", WarningLine(warning))?;
        }
        f.write_str("#\n")?;
        f.write_str(established(self.policy.traffic().established))?;
        f.write_str(
            "# A DHCPv4 client needs no rule: it reads the first replies from a packet socket, before these rules,\n\
             # and later replies come from the server that it asked.\n",
        )
    }
}

impl Head<'_> {
    /// Returns the open ports by transport, such as `tcp 22, 80; udp 53`.
    fn ports(&self) -> String {
        let of = |protocol: Protocol| {
            let ranges = self.policy.spec().ports(protocol).ranges();
            let ranges: Vec<String> = ranges.map(|range| range.to_string()).collect();
            (!ranges.is_empty()).then(|| format!("{protocol} {}", ranges.join(", ")))
        };
        let protocols: Vec<String> = Protocol::ALL.into_iter().filter_map(of).collect();
        protocols.join("; ")
    }
}

/// A warning as a comment. The names in it are the registry's, which may have been replaced at build
/// time: a line end in one would end the comment.
struct WarningLine<W>(W);

impl<W: Display> Display for WarningLine<W> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "# Warning: {}", escaped(&self.0.to_string()))
    }
}

/// Returns what happens to connections when the rule set is loaded.
const fn established(established: Established) -> &'static str {
    match established {
        Established::Tracked => {
            "# Connections that the kernel tracks stay open, even to ports that this set closes. It tracks none before the\n\
             # first rules with NAT, ct state or conntrack are loaded: a connection that began before goes on if its port\n\
             # is open or this host sends the next packet, and else its packets are dropped. The packets of all such\n\
             # connections are dropped if net.netfilter.nf_conntrack_tcp_loose is 0.\n"
        }
        Established::Keep => {
            "# Connections stay open, even to ports that this set closes, and even if they began before the kernel\n\
             # tracked connections: TCP packets with ACK and without SYN are accepted, unless\n\
             # net.netfilter.nf_conntrack_tcp_loose is 0.\n"
        }
        // The kernel takes the host that sends the first packet that it tracks for the one that began.
        Established::Cut => {
            "# Connections from other hosts to ports that this set closes are cut: their packets are dropped. This is not so\n\
             # of a connection that began before the first rules with NAT, ct state or conntrack were loaded, if this host\n\
             # sends the next packet: it counts as one that this host began. Those over TCP are closed by\n\
             # ss -K -t 'sport = :PORT'\n"
        }
    }
}

/// Writes a list that is separated by spaces, wrapped into comment lines.
fn write_list(f: &mut Formatter<'_>, start: &str, list: &str) -> fmt::Result {
    const WIDTH: usize = 100;
    f.write_str(start)?;
    let mut column = start.len();
    for (at, part) in list.split(' ').enumerate() {
        if column + 1 + part.len() > WIDTH {
            f.write_str("\n#   ")?;
            column = "#   ".len();
        } else if at > 0 {
            f.write_str(" ")?;
            column += 1;
        }
        f.write_str(part)?;
        column += part.len();
    }
    writeln!(f)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct List<'a>(&'a str);

    impl Display for List<'_> {
        fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
            write_list(f, "# start ", self.0)
        }
    }

    #[test]
    fn a_list_is_wrapped_at_its_spaces() {
        assert_eq!(
            List("tcp 22, 80; udp 53").to_string(),
            "# start tcp 22, 80; udp 53\n"
        );
        let numbers: Vec<String> = (10..100).map(|number| number.to_string()).collect();
        let text = List(&numbers.join(", ")).to_string();
        let lengths: Vec<usize> = text.lines().map(str::len).collect();
        // 23 numbers of four columns follow the start, and 24 the indentation.
        assert_eq!(lengths, [99, 99, 99, 78]);
        let words: Vec<&str> = text
            .split_whitespace()
            .filter(|word| *word != "#")
            .collect();
        assert_eq!(words[1..].join(" "), numbers.join(", "));
    }

    #[test]
    fn a_line_end_in_a_name_does_not_end_the_comment() {
        let hostile = "1/tcp (a\nflush ruleset\r\u{2028}\u{85}\u{1b}[2J): x";
        assert_eq!(
            WarningLine(hostile).to_string(),
            "# Warning: 1/tcp (a\\nflush ruleset\\r\\u{2028}\\u{85}\\u{1b}[2J): x"
        );
    }
}
