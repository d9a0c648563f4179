//! What the script says about other rules that decide.

use crate::{Host, hosts};

#[test]
fn what_decides_too_is_noted() {
    for host in hosts() {
        let backend = host.backend;
        let notes = |commands: &str| {
            let noted = host.saved(&format!(
                "exec 3>&2 2>noted; {commands}\n grep ^one.sh: noted >&3"
            ));
            noted.concat()
        };
        let note = |text: &str| format!("one.sh: note: {text}\n");
        let commands = "host; nft delete table inet firewall; $IP6TABLES -P INPUT DROP; sh one.sh";
        let other_rules = |tool: &str, count: usize| {
            note(&format!(
                "{tool}-{backend}: INPUT has other rules ({count}), which decide after this set: what they drop \
                 stays closed"
            ))
        };
        assert_eq!(
            notes(commands),
            [
                other_rules("iptables", 2),
                note(&format!(
                    "iptables-{backend}: INPUT has rules that accept (1): they do not open what this set drops \
                     before them"
                )),
                note(&format!(
                    "iptables-{backend}: the table raw has rules that drop (1): what they drop stays closed"
                )),
                note(&format!(
                    "ip6tables-{backend}: the policy of INPUT is DROP: the openings need a rule that accepts \
                     them in INPUT too"
                )),
                other_rules("ip6tables", 1),
            ]
            .concat()
        );
        let of_table = |table: &str, hook: &str| {
            note(&format!(
                "nftables' table {table} has a chain at the hook {hook} too: what it drops stays closed"
            ))
        };
        assert_eq!(
            notes("nft -f tables; nft -f one.nft; sh one.sh"),
            of_table("inet firewall", "input") + &of_table("inet port_registry_firewall", "input")
        );
        let of_iptables = |tool: &str, table: &str, count: usize| {
            note(&format!(
                "{tool}-{backend}: the table {table} has rules that drop ({count}): what they drop stays closed"
            ))
        };
        // Rules for other packets than those to this host are not noted.
        assert_eq!(
            notes(
                "for chain in INPUT FORWARD OUTPUT; do $IPTABLES -t mangle -A $chain -s 192.0.2.7 -j DROP; done
                 $IPTABLES -t mangle -A INPUT -j MARK --set-mark 1
                 $IP6TABLES -t raw -P PREROUTING DROP; $IP6TABLES -t raw -N ban
                 $IP6TABLES -t raw -A PREROUTING -j ban; $IP6TABLES -t raw -A ban -j DROP; sh one.sh"
            ),
            of_iptables("iptables", "mangle", 1) + &of_iptables("ip6tables", "raw", 2)
        );
        // Tables with the names of those of iptables-nft, and chains without rules.
        assert_eq!(
            notes(
                "nft -f - <<'END'
                 table ip filter {
                   chain input { type filter hook input priority 0; policy drop; }
                   chain empty { type filter hook prerouting priority 0; policy accept; }
                 }
                 table ip6 mangle { chain input { type filter hook input priority 0; tcp dport 1 drop; }; }
                 table inet early {
                   chain none { type filter hook input priority 0; policy accept; }
                   chain one { type filter hook prerouting priority 0; tcp dport 1 drop; }
                   chain other { type filter hook prerouting priority 1; tcp dport 2 drop; }
                   chain nat { type nat hook prerouting priority 2; tcp dport 1 redirect to 2; }
                 }
                 table netdev link { chain in { type filter hook ingress device lo priority 0; drop; }; }
END
                 sh one.sh"
            ),
            of_table("ip filter", "input")
                + &of_table("ip6 mangle", "input")
                + &of_table("inet early", "prerouting")
                + &of_table("netdev link", "ingress")
        );
        let other = if backend == "nft" { "legacy" } else { "nft" };
        if Host::new(other).is_none() {
            continue;
        }
        let commands = format!(
            "iptables-{other} -A INPUT -p tcp -j DROP; iptables-{other} -t raw -A PREROUTING -p tcp -j DROP; sh one.sh"
        );
        let of_legacy = |table: &str| {
            note(&format!(
                "iptables-legacy has a table {table} of ip too: what it drops stays closed"
            ))
        };
        let expected = if backend == "nft" {
            of_legacy("filter") + &of_legacy("raw")
        } else {
            of_table("ip filter", "input") + &of_table("ip raw", "prerouting")
        };
        assert_eq!(notes(&commands), expected, "{backend}");
    }
}

#[test]
fn a_note_that_nobody_reads_stops_nothing() {
    for host in hosts() {
        for sh in ["sh", "bash", "busybox sh"] {
            let check = format!("{sh} -c true");
            if !host.network.run(&check, "").status.success() {
                eprintln!("skipped: there is no {sh}");
                continue;
            }
            let commands = "nft -f tables; SH one.sh <&- >&- 2>&-; save loaded";
            let sections = host.saved(&commands.replace("SH", sh));
            let hooks = sections[0].matches("\n-A INPUT -j PORT_REGISTRY\n").count();
            assert_eq!(hooks, 2, "{sh}, {}", host.backend);
        }
    }
}
