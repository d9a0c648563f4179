//! Commands that change what is there, and those that fail.

use super::{input, read, unread, written};

#[test]
fn rules_are_inserted_replaced_and_deleted_at_their_places() {
    let drop = "-A INPUT -p tcp --dport 1 -j DROP\n";
    let two = &[drop, "-A INPUT -p tcp --dport 2 -j DROP\n"].concat();
    for (commands, expected) in [
        ("-I INPUT -j ACCEPT", "accept, 1, 2"),
        ("-I INPUT 1 -j ACCEPT", "accept, 1, 2"),
        ("-I INPUT 2 -j ACCEPT", "1, accept, 2"),
        ("-I INPUT 3 -j ACCEPT", "1, 2, accept"),
        ("-R INPUT 2 -j ACCEPT", "1, accept"),
        ("-D INPUT 1", "2"),
        ("-D INPUT 2", "1"),
        ("-D INPUT -j DROP --protocol tcp -m tcp --dport 2", "1"),
        ("-A INPUT -j LOG\n-I INPUT 4 -j ACCEPT", "1, 2, accept"),
        ("-I INPUT -j LOG\n-D INPUT 2", "2"),
        ("-I INPUT -i lo -j ACCEPT\n-D INPUT 2", "2"),
        ("-I INPUT -s 192.0.2.1,192.0.2.2 -j LOG\n-D INPUT 3", "2"),
        (
            "-I INPUT -s 192.0.2.1,192.0.2.2 -j LOG\n-I INPUT 4 -j ACCEPT",
            "1, accept, 2",
        ),
        (
            "-I INPUT -s 192.0.2.1,192.0.2.2 -j LOG\n-D INPUT -s 192.0.2.1/32,192.0.2.2/32 -j LOG\n-D INPUT 1",
            "2",
        ),
        (
            "-A INPUT -s 192.0.2.1/24 -j ACCEPT\n-D INPUT -s 192.0.2.0/24 -j ACCEPT",
            "1, 2",
        ),
        ("-F INPUT", ""),
        ("-F", ""),
        ("-F OUTPUT", "1, 2"),
        ("-Z", "1, 2"),
        ("-L INPUT 1", "1, 2"),
        ("-C INPUT -j DROP", "1, 2"),
        ("-N C\n-A INPUT -j C\n-E C D", "1, 2, jump D"),
        (
            "-N C\n-X C\n-A INPUT -j C",
            "1, 2, unknown <chain \"C\" is not defined here>",
        ),
        (
            "-N C\n-N D\n-X\n-A INPUT -j D",
            "1, 2, unknown <chain \"D\" is not defined here>",
        ),
        ("-N C\n-A INPUT -j C\n-D INPUT 3\n-X C\n-N C", "1, 2"),
        (
            "-N C\n-A INPUT -j C\n-F INPUT\n-X C\n-N C\n-A INPUT -j C",
            "jump C",
        ),
        ("-D INPUT 3\n-F INPUT\n-A INPUT -j ACCEPT", "accept"),
    ] {
        let rules = input(&format!("{two}{commands}"));
        let rules = rules
            .replace("tcp ", "")
            .replace(" drop", "")
            .replace("filter ", "");
        assert_eq!(rules.replace('\n', ", "), expected, "{commands}");
    }
}

/// The kernel compares what rules mean, not how they are written.
#[test]
fn the_first_rule_that_is_the_same_for_the_kernel_is_deleted() {
    for (earlier, deleted) in [
        ("--dport ssh -j DROP", "--dport 22 -j DROP"),
        ("--dport 22:22 -j DROP", "--dport 22 -j DROP"),
        ("--destination-port 0x16 -j DROP", "--dport 22 -j DROP"),
        ("--syn -j DROP", "--tcp-flags FIN,SYN,RST,ACK SYN -j DROP"),
        ("--dport 22 --sport 0:65535 -j DROP", "--dport 22 -j DROP"),
        ("-s 0/0 -j DROP", "-j DROP"),
        ("-j REJECT", "-j REJECT --reject-with icmp-port-unreachable"),
        ("-j REJECT --reject-with port-u", "-j REJECT"),
        (
            "-m conntrack --ctstate N,RELATED -j DROP",
            "-m conntrack --ctstate related,new -j DROP",
        ),
        (
            "-m multiport --destination-ports ssh,80 -j DROP",
            "-m multiport --dports 22,80 -j DROP",
        ),
        (
            "-m mark --mark 0x10 -j DROP",
            "-m mark --mark 16/0xffffffff -j DROP",
        ),
    ] {
        let rules = format!(
            "-A INPUT -p tcp {earlier}\n-A INPUT -p tcp -j ACCEPT\n-A INPUT -p tcp {deleted}\n-D INPUT -p tcp {deleted}"
        );
        let read = input(&rules);
        assert!(read.starts_with("tcp accept\ntcp "), "{rules}: {read}");
    }
    // Whether these are the same isn't known.
    for (earlier, deleted) in [
        ("-m limit -j DROP", "-m limit --limit 3/hour -j DROP"),
        (
            "-m limit --limit 1/s -j DROP",
            "-m limit --limit 1/second -j DROP",
        ),
        (
            "-m state --state NEW -j DROP",
            "-m conntrack --ctstate NEW -j DROP",
        ),
        ("-j DROP", "-m tcp -j DROP"),
        (
            "-m comment --comment a --dport 1 -j DROP",
            "--dport 1 -m comment --comment a -j DROP",
        ),
        ("-s gate.example -j DROP", "-s 192.0.2.1 -j DROP"),
        ("-s 192.0.2.1,192.0.2.2 -j DROP", "-s 192.0.2.1 -j DROP"),
        ("-s 192.0.2.1 -j DROP", "-s 192.0.2.1,192.0.2.2 -j DROP"),
        ("-i + -j DROP", "-j DROP"),
        ("--dport no-such -j DROP", "--dport 22 -j DROP"),
    ] {
        let rules = format!(
            "-A INPUT -p tcp {earlier}\n-A INPUT -p tcp -j ACCEPT\n-A INPUT -p tcp {deleted}\n-D INPUT -p tcp {deleted}"
        );
        let read = input(&rules);
        let reason = "the rule of line 3 may be the same for the kernel, and would be the one that -D deletes";
        assert!(
            read.starts_with(&format!("if unknown <{reason}>")),
            "{rules}: {read}"
        );
    }
    // Rules before that are others for certain.
    for earlier in [
        "--dport 23 -j DROP",
        "--sport 22 -j DROP",
        "! --dport 22 -j DROP",
        "--dport 22 -j ACCEPT",
        "--dport 22 -m limit -j DROP",
        "--dport 22 -s gate.example -j ACCEPT",
        "--dport 22 -i eth0 -j DROP",
        "--dport 22 -m comment --comment a -j DROP",
    ] {
        let rules = format!(
            "-A INPUT -p tcp {earlier}\n-A INPUT -p tcp -j RETURN\n-A INPUT -p tcp --dport 22 -j DROP\n-D INPUT -p tcp --dport 22 -j DROP"
        );
        let read = input(&rules);
        assert!(read.ends_with("tcp return"), "{rules}: {read}");
    }
}

/// A name of a host may have several addresses, which are as many rules.
#[test]
fn numbers_after_a_name_of_a_host_are_unknown() {
    let rules = "-A INPUT -s gate.example -j DROP\n-A INPUT -p tcp -j ACCEPT";
    let reason = "number 2 of a rule: a name of a host before it may have several addresses, which are as many rules";
    for command in ["-D INPUT 2", "-R INPUT 2 -j DROP", "-I INPUT 2 -j DROP"] {
        let read = input(&format!("{rules}\n{command}"));
        assert!(
            read.starts_with(&format!("if unknown <{reason}>")),
            "{command}: {read}"
        );
    }
    let read = input(&format!("{rules}\n-D INPUT 1"));
    assert!(
        read.starts_with("if unknown <number 1 of a rule: a name"),
        "{read}"
    );
    assert!(input(&format!("{rules}\n-I INPUT 1 -j DROP")).starts_with("drop\n"));
    assert_eq!(
        input(&format!(
            "{rules}\n-D INPUT -s gate.example -j DROP\n-D INPUT 1"
        )),
        ""
    );
}

/// A command that `iptables` would refuse, or that needs rules that are not here.
#[test]
fn a_command_that_fails_makes_its_chain_unknown() {
    for (command, reason) in [
        (
            "-D INPUT 2",
            "invalid number \"2\" of a rule: expected one of the chain, from 1",
        ),
        (
            "-I INPUT 3 -j DROP",
            "invalid number \"3\" of a rule: expected one of the chain, from 1",
        ),
        (
            "-R INPUT 2 -j DROP",
            "invalid number \"2\" of a rule: expected one of the chain, from 1",
        ),
        ("-D INPUT -j DROP", "no such rule is in the chain here"),
        (
            "-P INPUT REJECT",
            "unknown policy \"REJECT\": expected ACCEPT or DROP, of a chain that is built in",
        ),
        ("-N INPUT", "chain \"INPUT\" is here already"),
        ("-X INPUT", "chain \"INPUT\" is built in"),
        ("-E INPUT C", "chain \"INPUT\" is built in"),
        (
            "-P INPUT DROP -j DROP --foo",
            "unknown option \"--foo\": expected one of iptables, or of an extension before it",
        ),
    ] {
        let text = format!(
            "# Generated by iptables-save v1\n*filter\n-A INPUT -j ACCEPT\n{command}\nCOMMIT\n"
        );
        let set = read(&text);
        let chain = written(&set);
        let rules = format!("  if unknown <{reason}> unknown <{reason}>\n  accept\n");
        assert_eq!(
            chain,
            format!("filter INPUT Input 0 ip accept\n{rules}"),
            "{command}"
        );
        assert_eq!(unread(&text), [format!("4: {command:?}: {reason}")]);
    }
    // One of two rules that are one line.
    let rules = "-A INPUT -s 192.0.2.1,192.0.2.2 -j ACCEPT\n-D INPUT 2";
    assert!(input(rules).starts_with("if unknown <invalid number \"2\""));
    let rules = "-A INPUT -s 192.0.2.1,192.0.2.2 -j ACCEPT\n-D INPUT 1";
    assert!(input(rules).starts_with("if unknown <invalid number \"1\""));
    // The chain is made after the rule.
    let rules = "-A C -j ACCEPT\n-N C\n-A INPUT -j C";
    let text = format!("*filter\n{rules}\nCOMMIT\n");
    assert_eq!(
        unread(&text),
        ["2: \"-A C -j ACCEPT\": table filter has no chain \"C\""]
    );
    assert!(
        written(&read(&text)).contains("filter C\n  if unknown <table filter has no chain \"C\">")
    );
    let rules = "-R INPUT 1 -s 192.0.2.1,192.0.2.2 -j DROP";
    let reason = "a list of addresses or a name in -R: expected one address for one rule";
    assert_eq!(
        input(&format!("-A INPUT -j ACCEPT\n{rules}")),
        format!("if unknown <{reason}> unknown <{reason}>\naccept")
    );
    let reason = "chain \"C\" is not empty, or rules jump to it: it can't be deleted";
    assert_eq!(
        unread("*filter\n-N C\n-A INPUT -j C\n-X C\nCOMMIT\n"),
        [format!("4: \"-X C\": {reason}")]
    );
    // A chain in use is kept.
    let rules = "-N C\n-A C -j DROP\n-A INPUT -j C\n-X C";
    let text = format!("*filter\n{rules}\nCOMMIT\n");
    let reason = "chain \"C\" is not empty, or rules jump to it: it can't be deleted";
    assert_eq!(unread(&text), [format!("5: \"-X C\": {reason}")]);
}
