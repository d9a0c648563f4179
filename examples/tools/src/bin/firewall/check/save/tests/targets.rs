//! Tests of what targets do, and of the tables and chains that targets and matches are for.

use super::{input, input6, read, unread, written};

#[test]
fn each_target() {
    for (target, expected) in [
        ("-j ACCEPT", "accept"),
        ("-j DROP", "drop"),
        ("-j REJECT", "drop"),
        ("-j REJECT --reject-with icmp-port-unreachable", "drop"),
        ("-j RETURN", "return"),
        ("-j QUEUE", "divert <QUEUE>"),
        ("-j NFQUEUE --queue-num 1", "divert <NFQUEUE --queue-num 1>"),
        ("-j LOG --log-prefix \"a b\" --log-level 4", ""),
        ("-j NFLOG --nflog-group 1", ""),
        ("-j MARK --set-mark 1", ""),
        ("-j CONNMARK --save-mark", ""),
        ("-j TRACE", ""),
        ("-j AUDIT --type accept", ""),
        ("-j SET --add-set a src --exist", ""),
        ("-j TEE --gateway 192.0.2.1", ""),
        ("-j C", "jump filter C"),
        ("-g C", "goto filter C"),
        ("--jump C", "jump filter C"),
        ("--goto=C", "goto filter C"),
        ("-gC", "goto filter C"),
        ("", ""),
        (
            "-j CLUSTERIP --new",
            "if unknown <target CLUSTERIP may accept or drop: it is not understood> \
             unknown <target CLUSTERIP may accept or drop: it is not understood>",
        ),
        (
            "-j TARPIT",
            "unknown <chain \"TARPIT\" is not defined here>",
        ),
        ("-j INPUT", "unknown <chain \"INPUT\" is not defined here>"),
        (
            "-g ACCEPT",
            "unknown <chain \"ACCEPT\" is not defined here>",
        ),
    ] {
        assert_eq!(
            input(&format!(":C - [0:0]\n-A INPUT {target}")),
            expected,
            "{target}"
        );
    }
    assert_eq!(
        input6("-A INPUT -j REJECT --reject-with icmp6-port-unreachable"),
        "drop"
    );
}

/// A target or a match in a table or a chain that is not for it is refused.
#[test]
fn targets_and_matches_have_their_places() {
    for (table, rule, expected) in [
        (
            "filter",
            "INPUT -p tcp -j SYNPROXY --sack-perm",
            "tcp divert <SYNPROXY --sack-perm>",
        ),
        (
            "mangle",
            "PREROUTING -p tcp -j TPROXY --on-port 1",
            "tcp divert <TPROXY --on-port 1>",
        ),
        ("filter", "INPUT -p tcp --syn -j TCPMSS --set-mss 100", ""),
        ("mangle", "INPUT -j TTL --ttl-set 64", ""),
        ("raw", "PREROUTING -j CT --helper ftp", "template"),
        ("nat", "INPUT -j SNAT --to-source 192.0.2.1", "accept"),
        (
            "nat",
            "PREROUTING -p tcp -j REDIRECT --to-ports 1",
            "tcp divert <REDIRECT --to-ports 1>",
        ),
        (
            "mangle",
            "PREROUTING -m rpfilter -j ACCEPT",
            "if <-m rpfilter> accept",
        ),
        (
            "filter",
            "INPUT -p tcp -j REJECT --reject-with tcp-r",
            "tcp drop",
        ),
        ("filter", "C -o eth0 -j ACCEPT", ""),
        ("filter", "C ! -o eth0 -j ACCEPT", "if <! -o eth0> accept"),
        ("filter", "C -o + -j ACCEPT", "accept"),
        ("filter", "OUTPUT -m owner --uid-owner 0 -j ACCEPT", ""),
    ] {
        let chain = rule.split(' ').next().unwrap();
        let text = format!("iptables -t {table} -N C\niptables -t {table} -A {rule}\n");
        let set = read(&text);
        assert_eq!(set.unread, [], "{text}");
        let name = format!("{table} {chain}");
        let rules: Vec<String> = set
            .chains
            .iter()
            .filter(|chain| *chain.name == *name)
            .flat_map(|chain| &chain.rules)
            .map(|one| super::rule(one, &set))
            .collect();
        assert_eq!(rules.join("; "), expected, "{text}");
    }
}

/// Commands with targets and matches where these can't be, and why they fail.
const MISPLACED: &[(&str, &str)] = &[
    (
        "-t mangle -A PREROUTING -j REJECT",
        "REJECT is for the table filter alone",
    ),
    (
        "-t nat -A PREROUTING -j REJECT",
        "REJECT is for the table filter alone",
    ),
    (
        "-t nat -A PREROUTING -p tcp -j DROP",
        "table nat is not for filtering: iptables refuses the use of DROP there",
    ),
    (
        "-t nat -A C -p tcp -j DROP",
        "table nat is not for filtering: iptables refuses the use of DROP there",
    ),
    (
        "-A INPUT -j MASQUERADE",
        "MASQUERADE is for the table nat alone",
    ),
    (
        "-t nat -A INPUT -j MASQUERADE",
        "MASQUERADE is for the chains POSTROUTING alone",
    ),
    (
        "-t nat -A PREROUTING -j SNAT --to-source 192.0.2.1",
        "SNAT is for the chains POSTROUTING, INPUT alone",
    ),
    (
        "-A INPUT -j DNAT --to-destination 192.0.2.1",
        "DNAT is for the table nat alone",
    ),
    (
        "-A INPUT -j REDIRECT",
        "REDIRECT is for the table nat alone",
    ),
    (
        "-A INPUT -p tcp -j TPROXY --on-port 1",
        "TPROXY is for the table mangle alone",
    ),
    (
        "-A INPUT -j CLASSIFY --set-class 1:1",
        "CLASSIFY is for the chains OUTPUT, FORWARD, POSTROUTING alone",
    ),
    (
        "-A INPUT -j TOS --set-tos 16",
        "TOS is for the table mangle alone",
    ),
    (
        "-A INPUT -j CT --helper ftp",
        "CT is for the table raw alone",
    ),
    (
        "-A INPUT -j SECMARK --selctx x",
        "SECMARK is for the table mangle and security alone",
    ),
    (
        "-A INPUT -m owner --uid-owner 0 -j DROP",
        "owner is for the chains OUTPUT, POSTROUTING alone",
    ),
    (
        "-A INPUT -m rpfilter -j ACCEPT",
        "rpfilter is for the table raw and mangle alone",
    ),
    (
        "-A INPUT -o eth0 -j DROP",
        "option -o can't be used in chain INPUT",
    ),
    (
        "-A INPUT -p tcp -j TCPMSS --set-mss 100",
        "target TCPMSS with these options needs another protocol, by -p, or flags",
    ),
    (
        "-A INPUT -j REJECT --reject-with tcp-reset",
        "target REJECT with these options needs another protocol, by -p, or flags",
    ),
    (
        "-A INPUT -p udp -j REJECT --reject-with tcp-rst",
        "target REJECT with these options needs another protocol, by -p, or flags",
    ),
    (
        "-A INPUT -j REJECT --reject-with icmp-foo",
        "unknown message \"icmp-foo\" of REJECT: expected icmp-port-unreachable, tcp-reset or another",
    ),
    (
        "-A INPUT -j REJECT --reject-with icmp6-no-route",
        "\"REJECT\" is for the other address family",
    ),
];

#[test]
fn elsewhere_targets_and_matches_are_refused() {
    for &(command, reason) in MISPLACED {
        let chain = "iptables -t nat -N C\n";
        let text = format!("{chain}iptables {command}\n");
        assert_eq!(
            unread(&text),
            [format!("2: {:?}: {reason}", format!("iptables {command}"))]
        );
        // No packet has an output interface there.
        let is_unknown = written(&read(&text)).contains(&format!("unknown <{reason}>"));
        assert!(is_unknown || command.contains("-o eth0"), "{command}");
    }
    // The order of options doesn't matter.
    assert_eq!(
        input("-A INPUT -j REJECT --reject-with tcp-reset -p tcp"),
        "tcp drop"
    );
}
