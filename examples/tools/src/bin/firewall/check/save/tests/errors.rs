//! Lines that can't be read, with the exact messages.

use super::{input, unknown, unread};

/// The options of rules that are refused, and why.
const ERRORS: &[(&str, &str)] = &[
    (
        "-m comment --comment \"a",
        "expected a closing quotation mark",
    ),
    (
        "--foo",
        "unknown option \"--foo\": expected one of iptables, or of an extension before it",
    ),
    (
        "-y",
        "unknown option \"-y\": expected one of iptables, or of an extension before it",
    ),
    (
        "--dport 22 -p tcp",
        "unknown option \"--dport\": expected one of iptables, or of an extension before it",
    ),
    (
        "-m conntrack --ctsta NEW",
        "ambiguous option \"--ctsta\": expected a longer name",
    ),
    (
        "-p tcp -m tcp --so 192.0.2.1",
        "ambiguous option \"--so\": expected a longer name",
    ),
    ("-s", "option \"-s\" needs a value"),
    ("-c 1", "option \"-c\" needs a value"),
    (
        "-p tcp --tcp-flags SYN",
        "option \"--tcp-flags\" needs a value",
    ),
    ("-p tcp --syn=1", "option \"--syn\" takes no value"),
    ("-p tcp -p udp", "option \"-p\" can be used once only"),
    ("-j DROP -j DROP", "option \"-j\" can be used once only"),
    (
        "-p tcp --dport 1 --destination-port 2",
        "option \"--destination-port\" can be used once only",
    ),
    (
        "-p tcp --syn --tcp-flags ALL SYN",
        "option \"--tcp-flags\" can be used once only",
    ),
    (
        "-p tcp -m multiport --dports 1 --sports 2",
        "option \"--sports\" can be used once only",
    ),
    (
        "-p ! tcp",
        "`!` after \"-p\": only old versions of iptables take it there, others refuse it",
    ),
    (
        "-p tcp --dport ! 22",
        "`!` after \"--dport\": only old versions of iptables take it there, others refuse it",
    ),
    (
        "-i ! lo",
        "`!` after \"-i\": only old versions of iptables take it there, others refuse it",
    ),
    (
        "-s ! 192.0.2.0/24",
        "`!` after \"-s\": only old versions of iptables take it there, others refuse it",
    ),
    (
        "-m state --state ! NEW",
        "`!` after \"--state\": only old versions of iptables take it there, others refuse it",
    ),
    (
        "-ptcp",
        "the value in \"-ptcp\" is not seen by versions of iptables: expected a space before it",
    ),
    (
        "-ieth0",
        "the value in \"-ieth0\" is not seen by versions of iptables: expected a space before it",
    ),
    (
        "-vieth0",
        "the value in \"-vieth0\" is not seen by versions of iptables: expected a space before it",
    ),
    (
        "-jDROP",
        "the value in \"-jDROP\" is not seen by versions of iptables: expected a space before it",
    ),
    (
        "--jump=DROP",
        "the value in \"--jump=DROP\" is not seen by versions of iptables: expected a space before it",
    ),
    (
        "--protocol=tcp",
        "the value in \"--protocol=tcp\" is not seen by versions of iptables: expected a space before it",
    ),
    (
        "--in-interface=lo",
        "the value in \"--in-interface=lo\" is not seen by versions of iptables: expected a space before it",
    ),
    (
        "-p tcp --tcp-flags NONE SYN",
        "match \"--tcp-flags NONE SYN\" of no flags means all packets or none: versions of iptables differ",
    ),
    (
        "-p tcp ! --tcp-flags NONE NONE",
        "match \"! --tcp-flags NONE NONE\" of no flags means all packets or none: versions of iptables differ",
    ),
    ("foo", "unexpected \"foo\": expected an option"),
    ("--", "unexpected \"--\": expected an option"),
    ("-", "unexpected \"-\": expected an option"),
    ("!", "unexpected \"!\": expected an option"),
    (
        "! ! -f",
        "`!` before \"!\": expected an option that can be inverted",
    ),
    (
        "! -j DROP",
        "`!` before \"-j\": expected an option that can be inverted",
    ),
    (
        "-j LOG ! --log-level 1",
        "`!` before \"--log-level\": expected an option that can be inverted",
    ),
    (
        "! -s 192.0.2.1,192.0.2.2",
        "`!` before \"-s 192.0.2.1,192.0.2.2\": expected an option that can be inverted",
    ),
    ("-P INPUT DROP", "the rule has two commands: expected one"),
    (
        "-p foo",
        "unknown protocol \"foo\": expected a name of /etc/protocols or a number from 0 to 255",
    ),
    ("! -p all", "no packet matches \"! -p all\""),
    (
        "-s 1.2.3.4/33",
        "invalid address \"1.2.3.4/33\": expected an address, a prefix or a name of a host",
    ),
    ("-s ::1", "\"::1\" is for the other address family"),
    ("-m hl --hl-eq 1", "\"hl\" is for the other address family"),
    ("-i \"\"", "the interface has no name"),
    (
        "-i sixteen-letters1",
        "interface \"sixteen-letters1\": expected a name of at most 15 characters",
    ),
    (
        "-p tcp --dport SSH",
        "unknown service \"SSH\": expected one with a port",
    ),
    (
        "-p dccp --dport ssh",
        "unknown service \"ssh\": expected one with a port",
    ),
    (
        "-p tcp --dport ircd",
        "the services file of the system decides on the port of \"ircd\": expected a number",
    ),
    (
        "-m foo",
        "unknown match \"foo\": expected one of iptables-extensions(8)",
    ),
    ("-j NOTRACK", "NOTRACK is for the table raw alone"),
    ("-j CT --zone 1", "CT is for the table raw alone"),
    (
        "-m tcp --dport 22",
        "match \"tcp\" needs another protocol before it, by -p",
    ),
    (
        "-p tcp -m udp",
        "match \"udp\" needs another protocol before it, by -p",
    ),
    (
        "! -p tcp -m multiport --dports 1",
        "match \"multiport\" needs another protocol before it, by -p",
    ),
    (
        "-m icmp --icmp-type 8",
        "match \"icmp\" needs another protocol before it, by -p",
    ),
    ("-m conntrack", "match \"conntrack\" needs an option"),
    ("-m state", "match \"state\" needs an option"),
    ("-m addrtype", "match \"addrtype\" needs an option"),
    ("-m comment", "match \"comment\" needs an option"),
    ("-m mark", "match \"mark\" needs an option"),
    ("-m set -j LOG", "match \"set\" needs an option"),
    ("-p tcp -m multiport", "match \"multiport\" needs an option"),
    (
        "-p tcp ! --sport 0:65535",
        "match \"! --sport 0:65535\" of all ports, inverted, means all packets or none: versions of iptables differ",
    ),
    (
        "-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16",
        "more than 15 ports: expected at most 15 in a match",
    ),
    (
        "-p tcp -m multiport --ports 1 -m multiport --ports 2",
        "several matches of --ports: expected one",
    ),
    (
        "-m state --state X",
        "unknown state \"X\": expected NEW, ESTABLISHED or another of conntrack",
    ),
    (
        "-p tcp --tcp-flags ECE SYN",
        "unknown TCP flag \"ECE\": expected SYN, ACK, FIN, RST, URG, PSH, ALL or NONE",
    ),
    (
        "-m addrtype --dst-type Y",
        "unknown address type \"Y\": expected LOCAL, UNICAST or another",
    ),
    (
        "-m pkttype --pkt-type y",
        "unknown packet type \"y\": expected unicast, broadcast or multicast",
    ),
    (
        "-p tcp --dport 22-23",
        "invalid port \"22-23\": expected a number from 0 to 65535, a range or a service",
    ),
    (
        "-p tcp --dport 5:1",
        "port range \"5:1\" runs backwards: expected the lower port first",
    ),
    (
        "-p tcp --dport no-such",
        "unknown service \"no-such\": expected one with a port",
    ),
];

#[test]
fn each_error() {
    for &(options, error) in ERRORS {
        let line = format!("-A INPUT {options}");
        let text = format!("# Generated by iptables-save v1\n*filter\n{line}\nCOMMIT\n");
        assert_eq!(unread(&text), [format!("3: {line:?}: {error}")]);
    }
}

#[test]
fn what_is_read_before_an_error_still_limits_the_rule() {
    for (options, expected) in [
        (
            "-p tcp --dport 22 -m foo --bar -j ACCEPT",
            "tcp 22 if unknown <unknown match \"foo\": expected one of iptables-extensions(8)> unknown <unknown match \"foo\": expected one of iptables-extensions(8)>",
        ),
        (
            "-p tcp --dport 22 -m tcp --dport no-such -j ACCEPT",
            "tcp 22 if unknown <unknown service \"no-such\": expected one with a port> accept",
        ),
        ("-i lo -m foo -j DROP", ""),
        (
            "-j LOG -m foo",
            "if unknown <unknown match \"foo\": expected one of iptables-extensions(8)> unknown <unknown match \"foo\": expected one of iptables-extensions(8)>",
        ),
        ("-j LOG -p tcp --dport no-such", ""),
    ] {
        assert_eq!(input(&format!("-A INPUT {options}")), expected, "{options}");
    }
}

#[test]
fn after_some_lines_nothing_is_known() {
    let other =
        "unknown line: expected what iptables-save or iptables -S prints, or a command of iptables";
    let no_commit =
        "the table has no COMMIT: expected its end before another table or the end of the file";
    let no_table = "a rule outside of a table: expected a line such as *filter before it";
    let twice = "table \"filter\" is here twice: expected a line with the address family of each";
    for (text, line, reason) in [
        ("*filter\n:INPUT\nCOMMIT\n", 2, other),
        ("-A INPUT -j DROP\nfoo\n", 2, other),
        ("iptables -F\niptables-restore < x\n", 2, other),
        (
            "*foo\nCOMMIT\n",
            1,
            "unknown table \"foo\": expected raw, mangle, nat, filter or security",
        ),
        ("*filter\n-A INPUT -j DROP\n", 2, no_commit),
        ("*filter\n*nat\nCOMMIT\n", 2, no_commit),
        ("COMMIT\n", 1, no_table),
        (":INPUT DROP\n", 1, no_table),
        ("*filter\nCOMMIT\n-A INPUT -j DROP\n", 3, no_table),
        ("*filter\nCOMMIT\n*filter\nCOMMIT\n", 3, twice),
        (
            "*filter\n-j DROP\nCOMMIT\n",
            2,
            "the rule has no command: expected -A, -I, -D or another",
        ),
        (
            "*filter\n-m foo -A INPUT\nCOMMIT\n",
            2,
            "unknown match \"foo\": expected one of iptables-extensions(8)",
        ),
        (
            "*filter\n-F --foo\nCOMMIT\n",
            2,
            "unknown option \"--foo\": expected one of iptables, or of an extension before it",
        ),
        (
            "*filter\n:LOG - [0:0]\nCOMMIT\n",
            2,
            "chain \"LOG\" has the name of a target",
        ),
        (
            "*filter\n:A ACCEPT [0:0]\nCOMMIT\n",
            2,
            "chain \"A\" is not built in, and has a policy: versions of iptables-restore differ",
        ),
        (
            "*filter\n:twenty-nine-letters-and-more1 - [0:0]\nCOMMIT\n",
            2,
            "chain \"twenty-nine-letters-and-more1\": expected a name of at most 28 characters without spaces, which doesn't begin with `-` or `!`",
        ),
        (
            "*filter\n:!A - [0:0]\nCOMMIT\n",
            2,
            "chain \"!A\": expected a name of at most 28 characters without spaces, which doesn't begin with `-` or `!`",
        ),
        (
            "*filter\n:A - [0:0]\n:A - [0:0]\nCOMMIT\n",
            3,
            "chain \"A\" is already defined",
        ),
        (
            "*filter\n:INPUT REJECT [0:0]\nCOMMIT\n",
            2,
            "invalid policy \"REJECT\": expected ACCEPT or DROP, for a built-in chain",
        ),
        (
            "-A INPUT -t nat -j DROP\n",
            1,
            "unknown option \"-t\": expected one of iptables, or of an extension before it",
        ),
        (
            "iptables -t foo -F\n",
            1,
            "unknown table \"foo\": expected raw, mangle, nat, filter or security",
        ),
        (
            "iptables -A INPUT -s $NET -j DROP\n",
            1,
            "a shell expands or interprets '$': expected a command of iptables alone",
        ),
        (
            "iptables -F; iptables -X\n",
            1,
            "a shell expands or interprets ';': expected a command of iptables alone",
        ),
        (
            "iptables -A INPUT -m comment --comment 'a\n",
            1,
            "expected a closing quotation mark",
        ),
        (
            "Chain INPUT (policy ACCEPT)\ntarget prot opt source destination\n",
            1,
            "the output of iptables -L leaves out interfaces and addresses: expected that of iptables-save",
        ),
    ] {
        unknown(text, line, reason);
    }
}
