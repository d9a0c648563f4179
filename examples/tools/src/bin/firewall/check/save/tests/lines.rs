//! The forms in which rule sets come.

use super::{read, unknown, unread, written};
use crate::check::rule_set::Families;

#[test]
fn the_output_of_list_rules_is_read() {
    let set = read(
        "-P INPUT DROP\n-P FORWARD ACCEPT\n-N web\n-A INPUT -p tcp -m tcp --dport 80 -j web\n-A web -s 192.0.2.0/24 -j ACCEPT\n",
    );
    assert_eq!(
        written(&set),
        "filter INPUT Input 0 ip drop\n  tcp 80 jump filter web\nfilter web\n  ip if <-s 192.0.2.0/24> (some) accept\n"
    );
    // The chain is of another table, and INPUT may be too.
    let reason = "table filter has no chain \"PREROUTING\"";
    unknown("-P PREROUTING ACCEPT\n-P INPUT ACCEPT\n", 1, reason);
}

#[test]
fn commands_of_a_shell_are_read() {
    let text = "#!/bin/sh\niptables -F\nip6tables -F\n\
        /sbin/iptables -w -P INPUT DROP\n\
        sudo ip6tables -w 5 -P INPUT DROP # no more\n\
        iptables -A INPUT -p tcp --dport 22 \\\n  -j ACCEPT\n\
        ip6tables -t filter -A INPUT -p tcp --dport '80' -j ACCEPT\n\
        # iptables -A INPUT -j ACCEPT\n\
        iptables -t raw -A PREROUTING -p udp -j NOTRACK\n\
        iptables -L -n\niptables -t nat -S\n";
    let set = read(text);
    assert_eq!((&set.unknown, &set.unread), (&None, &Vec::new()));
    assert_eq!(
        written(&set),
        "filter INPUT Input 0 ip drop\n  tcp 22 accept\n\
         filter INPUT Input 0 ip6 drop\n  tcp 80 accept\n\
         raw PREROUTING Prerouting -300 ip accept\n  udp untrack\n"
    );
    assert_eq!(set.families, Families::BOTH);
    assert_eq!(
        set.remarks[0],
        (
            2,
            "the rules before this command are not known: none are assumed".to_owned()
        )
    );
    assert_eq!(read("iptables -P INPUT DROP\n").families, Families::IPV4);
    assert_eq!(read("ip6tables -P INPUT DROP\n").families, Families::IPV6);
}

#[test]
fn the_prompt_of_a_shell_is_skipped() {
    let skipped = "a line of a shell is not read, but what the command printed";
    for (prompt, expected) in [
        ("# iptables-save", " ip drop"),
        ("root@host:~# iptables-save", " ip drop"),
        ("[root@host ~]# ip6tables-save", " ip6 drop"),
        (
            "me@host:~$ sudo /sbin/ip6tables-save -t filter",
            " ip6 drop",
        ),
        ("iptables-save", " ip drop"),
    ] {
        let text = format!("{prompt}\n*filter\n:INPUT DROP [0:0]\nCOMMIT\nroot@host:~#\n");
        let set = read(&text);
        assert_eq!(
            written(&set),
            format!("filter INPUT Input 0{expected}\n"),
            "{prompt}"
        );
        assert_eq!(
            set.remarks,
            [(1, skipped.to_owned()), (5, skipped.to_owned())]
        );
        assert_eq!((&set.unknown, &set.unread), (&None, &Vec::new()));
    }
    let text = "# ip6tables -S\n-P INPUT DROP\n# iptables -t nat -S\n-P PREROUTING DROP\n-A PREROUTING -p tcp -j ACCEPT\n";
    assert_eq!(
        written(&read(text)),
        "filter INPUT Input 0 ip6 drop\n\
         nat PREROUTING Prerouting nat -100 ip drop\n  tcp accept\nnat INPUT Input nat 100 ip accept\n"
    );
    // A command after a prompt is carried out.
    let text = "root@host:~# iptables -P INPUT DROP\nroot@host:~# iptables -A INPUT -j ACCEPT\n";
    assert_eq!(
        written(&read(text)),
        "filter INPUT Input 0 ip drop\n  accept\n"
    );
}

#[test]
fn the_address_family_is_that_of_the_program_or_of_the_addresses() {
    let section = |rule: &str| format!("*filter\n:INPUT DROP [0:0]\n{rule}\nCOMMIT\n");
    let both = "no line states the address family: the rules are taken for those of both";
    let v4 = "by their addresses, the rules are taken for those of iptables alone";
    let v6 = "by their addresses, the rules are taken for those of ip6tables alone";
    for (rule, families, remark) in [
        ("", Families::BOTH, both),
        ("-A INPUT -s gate.example -j ACCEPT", Families::BOTH, both),
        ("-A INPUT -s 192.0.2.1 -j ACCEPT", Families::IPV4, v4),
        ("-A FORWARD -d 2001:db8::1 -j ACCEPT", Families::IPV6, v6),
        ("-A INPUT -m hl --hl-eq 1", Families::IPV6, v6),
        ("-A INPUT -f -j DROP", Families::IPV4, v4),
        (
            "-A INPUT -j REJECT --reject-with icmp-port-unreachable",
            Families::IPV4,
            v4,
        ),
        (
            "-A INPUT -j REJECT --reject-with icmp6-no-route",
            Families::IPV6,
            v6,
        ),
        (
            "-A INPUT -m iprange --dst-range 192.0.2.1-192.0.2.2",
            Families::IPV4,
            v4,
        ),
        ("-A INPUT -4 -s 192.0.2.1 -j ACCEPT", Families::BOTH, both),
        (
            "-A INPUT -s 192.0.2.1 -j ACCEPT\n-A INPUT -s ::1 -j ACCEPT",
            Families::BOTH,
            both,
        ),
    ] {
        let set = read(&section(rule));
        assert_eq!(set.families, families, "{rule}");
        assert_eq!(set.remarks, [(1, remark.to_owned())], "{rule}");
    }
    let rules =
        "-A INPUT -4 -s 192.0.2.1 -j ACCEPT\n-A INPUT -6 -p tcp -j ACCEPT\n-A INPUT -j DROP";
    let set = read(&section(rules));
    assert_eq!(
        written(&set),
        "filter INPUT Input 0 drop\n  ip if <-s 192.0.2.1> (some) accept\n  ip6 tcp accept\n  drop\n"
    );
    // Rules for each family are for both programs.
    assert_eq!(set.remarks, []);
    // Types of addresses differ.
    let rules = "-A INPUT -m addrtype --dst-type UNICAST -j ACCEPT";
    assert_eq!(
        written(&read(&section(rules))),
        "filter INPUT Input 0 drop\n  ip6 accept\n"
    );
    let text = [
        "# Generated by iptables-save v1.8.9 on Thu\n",
        &section("-A INPUT -j ACCEPT"),
        "# Completed on Thu\n# Generated by ip6tables-save v1.8.9 on Thu\n",
        &section(""),
    ];
    let set = read(&text.concat());
    assert_eq!(
        written(&set),
        "filter INPUT Input 0 ip drop\n  accept\nfilter INPUT Input 0 ip6 drop\n"
    );
    assert_eq!((set.families, set.remarks.len()), (Families::BOTH, 0));
}

#[test]
fn a_table_that_is_here_again_is_replaced() {
    let text = "# Generated by iptables-save v1\n*filter\n:A - [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n*filter\n-A INPUT -j DROP\nCOMMIT\n";
    let set = read(text);
    assert_eq!(written(&set), "filter INPUT Input 0 ip accept\n  drop\n");
    let remark = "table filter is here again: the rules before are replaced";
    assert_eq!(set.remarks, [(6, remark.to_owned())]);
}

#[test]
fn tables_that_are_not_printed_decide_too() {
    let text = "# Generated by iptables-save v1\n*nat\nCOMMIT\n# Table `filter' is incompatible, use 'nft' tool.\n";
    let reason = "table \"filter\" was made by nft: iptables-save does not print it";
    let set = read(text);
    assert!(written(&set).ends_with(&format!(
        "filter INPUT Input 0 ip accept\n  if unknown <{reason}> unknown <{reason}>\n"
    )));
    assert_eq!(unread(text), [format!("4: \"filter\": {reason}")]);
    let text = "# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n*filter\nCOMMIT\n";
    let set = read(text);
    let remark = "the tables of iptables-legacy decide too, and are not in this output";
    assert!(set.remarks.contains(&(1, remark.to_owned())));
}

#[test]
fn lines_that_a_program_takes_in_another_way() {
    let head = "# Generated by iptables-save v1\n";
    let table = "*filter\n:INPUT DROP [0:0]\nCOMMIT\n";
    // All of it is unknown.
    let hidden = "-A INPUT -p tcp --dport 22 -j ACCEPT";
    let long = format!(
        "*filter\n:INPUT DROP\n# {}{hidden}\nCOMMIT\n",
        "x".repeat(10237)
    );
    let reason =
        "a line of 10275 bytes: iptables-restore takes what is after 10239 bytes for another line";
    unknown(&long, 3, reason);
    let reason =
        "a carriage return at the end of the line: iptables takes it for a part of the last word";
    unknown(&table.replace('\n', "\r\n"), 1, reason);
    assert_eq!(unread(&table.replace('\n', "\r\n")).len(), 1);
    unknown("iptables -P INPUT DROP\r\n", 1, reason);
    let reason = "a NUL byte: iptables takes it for the end of a word or a line";
    unknown("iptables -A INPUT -j ACCEPT\0\n", 1, reason);
    let reason = "252 words: iptables-restore refuses lines of 255 or more";
    unknown(
        &format!("*filter\n-A INPUT{}\nCOMMIT\n", " -v".repeat(250)),
        2,
        reason,
    );
    let words = format!("*filter\n-A INPUT{}\nCOMMIT\n", " -v".repeat(248));
    assert!(unread(&words).is_empty());
    // The table and those after it are not loaded.
    for (before, after) in [
        ("COMMIT", " COMMIT"),
        ("COMMIT", "COMMIT "),
        (":INPUT", "\t:INPUT"),
        ("*filter", " *filter"),
        ("COMMIT", "  # x\nCOMMIT"),
        ("COMMIT", " \nCOMMIT"),
    ] {
        let text = [
            head,
            &table.replace(before, after),
            "*mangle\n:INPUT DROP\nCOMMIT\n",
        ]
        .concat();
        let set = read(&text);
        assert_eq!(
            written(&set)
                .matches("if unknown <iptables-restore refuses")
                .count(),
            3,
            "{text}: {}",
            written(&set)
        );
        assert_eq!(unread(&text).len(), 1, "{text}");
    }
    let set = read(&[head, table, " \n*mangle\n:INPUT DROP\nCOMMIT\n"].concat());
    assert!(written(&set).starts_with(
        "filter INPUT Input 0 ip drop\nmangle PREROUTING Prerouting -150 ip accept\n  if unknown"
    ));
    // A rule may have spaces before it.
    assert!(
        read(&table.replace("COMMIT", "  -A INPUT -j LOG \n\nCOMMIT"))
            .unread
            .is_empty()
    );
    let set = read([head, table].concat().trim_end());
    let remark = "no line break after COMMIT: iptables-legacy-restore refuses the table";
    assert_eq!(set.remarks, [(4, remark.to_owned())]);
    // What was printed may have been indented since.
    let text = [head, "# iptables-save\n", table]
        .concat()
        .replace('\n', "\r\n  ");
    assert_eq!(read(&text).unread, []);
}

/// What scripts do besides is skipped if it can't change rules.
#[test]
fn scripts_are_read() {
    let text = "#!/bin/bash\nset -u\nIPT=\"/sbin/iptables\"\nexport PORT=22\n\n\
        echo \"Starting; iptables -F\"\nmodprobe nf_conntrack\n\
        sysctl -w net.ipv4.ip_forward=1 >/dev/null\n\
        $IPT -X LOGDROP 2>/dev/null || true\n\
        $IPT -F;\n${IPT} -P INPUT DROP\n\
        \"$IPT\" -A INPUT -p tcp \\\n  --dport $PORT -j ACCEPT > /dev/null 2>&1\n\
        /sbin/iptables-save > /etc/iptables.rules\n\
        /etc/init.d/iptables save\nexit 0\n$IPT -F\n";
    let set = read(text);
    assert_eq!((&set.unknown, &set.unread), (&None, &Vec::new()));
    assert_eq!(
        written(&set),
        "filter INPUT Input 0 ip drop\n  tcp 22 accept\n"
    );
    for (line, reason) in [
        (
            "IPT=$IPT; iptables -F",
            "unknown line: expected what iptables-save or iptables -S prints, or a command of iptables",
        ),
        (
            "-A INPUT -p tcp -j ACCEPT",
            "unknown line: expected what iptables-save or iptables -S prints, or a command of iptables",
        ),
        (
            "if true; then",
            "unknown line: expected what iptables-save or iptables -S prints, or a command of iptables",
        ),
        (
            "iptables -F && iptables -X",
            "a shell expands or interprets '&': expected a command of iptables alone",
        ),
        (
            "iptables -A INPUT -i $OTHER -j DROP",
            "a shell expands or interprets '$': expected a command of iptables alone",
        ),
    ] {
        unknown(&format!("iptables -P INPUT DROP\n{line}\n"), 2, reason);
    }
}

#[test]
fn a_backslash_at_the_end_of_a_comment_continues_no_line() {
    let text = "# all of it \\\niptables -P INPUT DROP\n";
    assert_eq!(written(&read(text)), "filter INPUT Input 0 ip drop\n");
    let text = "*filter\n-A INPUT -m comment --comment a\\\n-A INPUT -j DROP\nCOMMIT\n";
    assert_eq!(
        written(&read(text)),
        "filter INPUT Input 0 accept\n  drop\n"
    );
}

#[test]
fn a_backslash_before_a_space_continues_no_line() {
    let text = "iptables -P INPUT DROP\niptables -A INPUT -p tcp --dport 22 \\ \n  -j DROP\n";
    let reason =
        "unknown line: expected what iptables-save or iptables -S prints, or a command of iptables";
    unknown(text, 3, reason);
    assert_eq!(
        unread(text)[0],
        "2: \"iptables -A INPUT -p tcp --dport 22 \\\\ \": unexpected \" \": expected an option"
    );
}
