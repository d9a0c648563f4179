//! Tests of commands, and of what is not understood.

use super::{describe, described, in_chain, in_json, in_table, read};
use crate::check::rule_set::RuleSet;

/// Commands, and what is wrong with them.
const UNKNOWN: &[(&str, &str)] = &[
    ("include \"/etc/more.nft\"", "other files are not read"),
    (
        "frobnicate",
        "unknown command \"frobnicate\": expected a command of nft",
    ),
    (
        "add frob inet t",
        "unknown command \"add frob\": expected a command of nft",
    ),
    (
        "flush frob inet t",
        "unknown command \"flush frob\": expected a command of nft",
    ),
    (
        "delete frob inet t c",
        "unknown command \"delete frob\": expected a command of nft",
    ),
    (
        "add rule inet u c accept",
        "table \"u\" is not defined here",
    ),
    (
        "add rule inet t d accept",
        "chain \"d\" is not defined here",
    ),
    (
        "add rule filter INPUT accept",
        "table \"filter\" is not defined here",
    ),
    (
        "delete rule inet u c handle 5",
        "table \"u\" is not defined here",
    ),
    (
        "delete rule inet t c",
        "expected the handle or the index of a rule",
    ),
    (
        "replace rule inet t c accept",
        "expected the handle of a rule",
    ),
    (
        "delete table inet handle 5",
        "the rule with handle 5 is not in this file",
    ),
    ("flush ruleset frob", "expected the family of the rule set"),
    (
        "add element inet t s { 22 }",
        "set \"s\" is not defined here",
    ),
    ("add table $t", "variable \"t\" is not defined here"),
    ("table", "expected a name after it"),
    ("{ }", "expected a word before the braces"),
    (
        "table inet t { } }",
        "expected an opening brace before the closing one",
    ),
    (
        "table inet t {",
        "expected a closing brace after the opening one",
    ),
    (
        "table inet t { } accept",
        "expected the end of the line after the braces",
    ),
    ("table inet t accept", "expected braces"),
    (
        "table inet t { frob }",
        "unknown command \"frob\": expected a command of nft",
    ),
    (
        "table inet t { chain d { policy drop; } }",
        "expected a hook with the policy",
    ),
    (
        "table inet t { include \"/etc/more.nft\"; }",
        "other files are not read",
    ),
    (
        "table inet t { chain d { type filter hook input priority 0; policy frob; } }",
        "expected the policy accept or drop",
    ),
    (
        "table inet t { chain d { type filter hook frob priority 0; } }",
        "expected a hook of nftables",
    ),
    (
        "table inet t { chain d { type filter hook input; } }",
        "expected the priority of a chain",
    ),
    (
        "table inet t { chain d { type filter hook input priority frob; } }",
        "expected the priority of a chain",
    ),
    (
        "table inet t { set s { elements = 22; } }",
        "expected braces",
    ),
    ("define", "expected the name of a variable"),
    ("define { }", "expected the name of a variable"),
    (
        "define x",
        "expected an equals sign after the name of a variable",
    ),
    (
        "define x 22",
        "expected an equals sign after the name of a variable",
    ),
    (
        "add rule inet t c log prefix \"x",
        "expected a closing quotation mark",
    ),
    (
        "{{{{{{{{{{{{{{{{{",
        "braces or operations are nested more than 16 deep",
    ),
];

#[test]
fn commands_that_are_not_understood_are_errors() {
    const TABLE: &str =
        "table inet t {\nchain c {\ntype filter hook input priority 0\naccept\n}\n}\n";
    for &(command, expected) in UNKNOWN {
        let set = read(&format!("{TABLE}{command}\n"));
        assert_eq!(set.unknown, Some((7, expected.into())), "{command}");
        assert_eq!(set.unread[0].place, 7);
        assert_eq!(set.unread[0].error.to_string(), expected);
    }
    for command in [
        "",
        "delete table inet u",
        "destroy table inet u",
        "delete chain inet u c",
        "flush table inet u",
        "flush chain inet t d",
        "list ruleset",
        "reset counters",
        "add counter inet t n",
        "counter inet t n { }",
        "delete counter inet t n",
        "define x = 22",
        "undefine x",
        "nft list ruleset",
        "sudo nft add table inet t",
    ] {
        let set = read(&format!("{TABLE}{command}\n"));
        assert_eq!(described(&set), "all: accept", "{command}");
    }
    // The rule with the handle is not known, so the chain isn't.
    for command in [
        "delete rule inet t c handle 5",
        "insert rule inet t c position 5 drop",
        "replace rule inet t c handle 5 drop",
    ] {
        let set = read(&format!("{TABLE}{command}\n"));
        let expected =
            "all if unknown: unknown | all: accept | !! the rule with handle 5 is not in this file";
        assert_eq!(described(&set), expected, "{command}");
    }
    let set = read(&format!("{TABLE}rename chain inet t c d\n"));
    assert_eq!(describe(&set), "inet t d input 0 accept\n  all: accept\n");
}

#[test]
fn elements_may_be_deleted() {
    let table = "table inet t {\nset s { type inet_service; elements = { 22 }; }\nchain c {\ntype filter hook input priority 0\ntcp dport @s accept\n}\n}\n";
    assert_eq!(described(&read(table)), "tcp 22: accept");
    let set = read(&format!(
        "{table}flush set inet t s\nadd element inet t s {{ 23 }}\n"
    ));
    assert_eq!(described(&set), "tcp 23: accept");
    let set = read(&format!("{table}delete element inet t s {{ 22 }}\n"));
    let expected =
        "tcp if unknown: accept | !! unknown command \"delete element\": expected a command of nft";
    assert_eq!(described(&set), expected);
    let set = read(&format!("{table}delete set inet t s\n"));
    assert_eq!(
        described(&set),
        "tcp if unknown: accept | !! set \"s\" is not defined here"
    );
}

#[test]
fn lines_of_a_shell_are_left_out() {
    let rules = "table inet t {\n\tchain c {\n\t\ttype filter hook input priority 0\n\t\ttcp dport 22 accept\n\t}\n}\n";
    for (before, after, places) in [
        ("root@host:~# nft list ruleset\n", "", vec![1]),
        (
            "[root@host ~]# nft list ruleset\n",
            "[root@host ~]# \n",
            vec![1, 8],
        ),
        (
            "\nme@host:~$ sudo nft list ruleset\n",
            "\n\nme@host:~$ exit\nlogout@x % \n",
            vec![2, 11, 12],
        ),
        ("$ nft list ruleset\n", "", vec![1]),
        ("# nft list ruleset\n", "", vec![]),
    ] {
        let set = read(&format!("{before}{rules}{after}"));
        assert_eq!(described(&set), "tcp 22: accept");
        let line = u32::try_from(before.lines().count()).unwrap();
        assert_eq!(set.chains[0].rules[0].place, line + 4);
        let mut found: Vec<_> = set.remarks.iter().map(|(place, _)| *place).collect();
        found.sort_unstable();
        assert_eq!(found, places, "{before:?}");
        for (_, remark) in &set.remarks {
            assert_eq!(remark, "a command line of a shell is left out");
        }
    }
    // The backslashes of a shell, and the mark of the order of bytes.
    let set = read(
        "\u{feff}nft add table inet t\nsudo nft add chain inet t c \\{ type filter hook input priority 0\\; \\}\nnft add rule inet t c \\\ntcp dport \\{ 22, 23 \\} accept\n",
    );
    assert_eq!(described(&set), "tcp 22,23: accept");
}

/// What a shell does after a command.
#[test]
fn words_of_a_shell_are_no_words_of_nft() {
    const END: &str = "unknown because of 3: expected the end of the line after the command of nft";
    let rule = |rule| format!("inet t c input 0 drop\n  {rule}\n");
    let ssh = &rule("tcp 22: accept");
    let both = &rule("tcp 22: accept\n  tcp 80: accept");
    for (line, expected) in [
        ("nft list ruleset > /root/rules.nft", ssh.as_str()),
        ("nft list ruleset >> rules.nft 2>&1", ssh),
        ("nft list table inet u >/dev/null 2>&1 || true", ssh),
        ("nft list table inet t &> /dev/null && echo loaded", ssh),
        ("nft delete table inet u 2>/dev/null || :", ssh),
        (
            "nft add table inet t > /dev/null && sudo nft add rule inet t c tcp dport 80 accept",
            both,
        ),
        (
            "nft add rule inet t c tcp dport 80 accept && nft add counter inet t x && echo done",
            both,
        ),
        ("nft add counter inet t x && nft flush ruleset", ""),
        (
            "nft flush chain inet t c && nft add rule inet t c tcp dport 80 accept",
            END,
        ),
        (
            "nft list table inet t > /dev/null 2>&1 && nft delete table inet t",
            END,
        ),
        ("nft list table inet u || nft flush ruleset", END),
        ("nft list ruleset | grep drop", END),
        ("nft add counter inet t x | tee log", END),
        ("nft delete counter inet t x | nft flush ruleset", END),
        ("nft flush table inet t & nft flush ruleset", END),
        ("nft rename chain inet t c d | cat", END),
        (
            "nft add rule inet t c tcp dport 80 accept || nft flush ruleset",
            END,
        ),
        ("nft add rule inet t c tcp dport 80 accept && rm rules", END),
    ] {
        let text = format!(
            "nft add table inet t; nft add chain inet t c \\{{ type filter hook input priority 0 \\; policy drop \\; \\}}\n\
             nft add rule inet t c tcp dport 22 accept\n{line}\n"
        );
        assert_eq!(describe(&read(&text)), expected, "{line}");
    }
    // A handle is not the number of a file.
    let set = read(
        "nft add table inet t\nnft add chain inet t c\nnft delete rule inet t c handle 2 > log\n",
    );
    let errors: Vec<_> = set
        .unread
        .iter()
        .map(|unread| unread.error.to_string())
        .collect();
    assert_eq!(errors, ["the rule with handle 2 is not in this file"]);
}

#[test]
fn all_that_grows_has_a_limit() {
    let text = |set: &RuleSet| set.unread.first().map(|unread| unread.error.to_string());
    let deep = "braces or operations are nested more than 16 deep";
    let set = read(&format!(
        "table inet t {}{}",
        "{".repeat(16),
        "}".repeat(16)
    ));
    assert_ne!(text(&set).as_deref(), Some(deep));
    let set = read(&format!(
        "table inet t {}{}",
        "{".repeat(17),
        "}".repeat(17)
    ));
    assert_eq!(text(&set).as_deref(), Some(deep));

    let operations = |count: usize| {
        read(&in_chain(&format!(
            "tcp flags 1{} == 1 accept",
            " & 1".repeat(count)
        )))
    };
    assert_ne!(text(&operations(16)).as_deref(), Some(deep));
    assert_eq!(text(&operations(17)).as_deref(), Some(deep));
    // A rule goes on after each of these maps.
    let maps = |count: usize| {
        let map = "tcp dport vmap { 22 : continue } ";
        read(&in_chain(&format!("{}accept", map.repeat(count))))
    };
    assert_eq!(text(&maps(16)), None);
    assert_eq!(text(&maps(17)).as_deref(), Some(deep));
    assert_eq!(text(&maps(100_000)).as_deref(), Some(deep));
    let operands = |count: usize| {
        in_json(&format!(
            r#"{{"match": {{"op": "==", "left": {{"&": [{{"payload": {{"protocol": "tcp", "field": "flags"}}}}{}]}}, "right": 1}}}}"#,
            ", 1".repeat(count)
        ))
    };
    assert_eq!(text(&operands(15)), None);
    assert_eq!(text(&operands(16)).as_deref(), Some(deep));

    let mut doubled = "define a0 = { 1, 2 }\n".to_owned();
    for at in 1..24 {
        let before = at - 1;
        doubled.push_str(
            &[
                "define a",
                &at.to_string(),
                &format!(" = {{ $a{before}, $a{before} }}\n"),
            ]
            .concat(),
        );
    }
    let set = read(&doubled);
    assert_eq!(
        text(&set).unwrap(),
        "variables expand to more than 1048576 words"
    );

    // Each field that it is compared with counts the elements again.
    let elements: Vec<String> = (0..60_000).map(|port| port.to_string()).collect();
    let fields: Vec<String> = (0..20)
        .map(|at| format!("@nh,0,{at} . tcp dport @s accept"))
        .collect();
    let set = in_table(&format!(
        "set s {{ type inet_service; elements = {{ {} }}; }}\nchain c {{\ntype filter hook input priority 0\n{}\n}}",
        elements.join(","),
        fields.join("\n")
    ));
    let last = set.unread.last().unwrap().error.to_string();
    assert_eq!(
        last,
        "sets of more than 2097152 words are compared with different fields"
    );
}
