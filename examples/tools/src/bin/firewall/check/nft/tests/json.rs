//! Tests of the JSON of nftables.

use super::{conditions, describe, described, in_json, read_json};

/// Statements, and how nft prints them.
const CONDITIONS: &[(&str, &str)] = &[
    (
        r#"{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}"#,
        "iifname \"eth0\"",
    ),
    (
        r#"{"match": {"op": "!=", "left": {"meta": {"key": "iif"}}, "right": {"set": ["eth0", "lo"]}}}"#,
        "iif != { \"eth0\", \"lo\" }",
    ),
    (
        r#"{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": {"prefix": {"addr": "192.0.2.0", "len": 24}}}}"#,
        "ip saddr 192.0.2.0/24",
    ),
    (
        r#"{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": {"range": ["192.0.2.1", "192.0.2.7"]}}}"#,
        "ip saddr 192.0.2.1-192.0.2.7",
    ),
    (
        r#"{"match": {"op": ">", "left": {"meta": {"key": "length"}}, "right": 1000}}"#,
        "meta length > 1000",
    ),
    (
        r#"{"match": {"op": "<", "left": {"meta": {"key": "length"}}, "right": 1000}}"#,
        "meta length < 1000",
    ),
    (
        r#"{"match": {"op": "==", "left": {"&": [{"meta": {"key": "mark"}}, 255]}, "right": 1}}"#,
        "meta mark & 255 == 1",
    ),
    (
        r#"{"match": {"op": "==", "left": {"fib": {"result": "type", "flags": ["daddr", "iif"]}}, "right": "local"}}"#,
        "fib daddr . iif type local",
    ),
    (
        r#"{"match": {"op": "==", "left": {"ct": {"key": "ip saddr", "dir": "original"}}, "right": "192.0.2.1"}}"#,
        "ct original ip saddr 192.0.2.1",
    ),
    (
        r#"{"match": {"op": "==", "left": {"payload": {"base": "nh", "offset": 96, "len": 32}}, "right": 5}}"#,
        "@nh,96,32 5",
    ),
    (
        r#"{"match": {"op": "==", "left": {"tcp option": {"name": "maxseg", "field": "size"}}, "right": 5}}"#,
        "tcp option maxseg size 5",
    ),
    (
        r#"{"match": {"op": "==", "left": {"numgen": {"mode": "random", "mod": 2, "offset": 0}}, "right": 0}}"#,
        "numgen random mod 2 0",
    ),
    (
        r#"{"limit": {"rate": 10, "burst": 5, "per": "second"}}"#,
        "limit rate 10/second burst 5 packets",
    ),
    (
        r#"{"limit": {"rate": 1, "rate_unit": "mbytes", "per": "minute", "inv": true, "burst": 2, "burst_unit": "kbytes"}}"#,
        "limit rate over 1 mbytes/minute burst 2 kbytes",
    ),
    (r#"{"limit": "slow"}"#, "limit name \"slow\""),
    (
        r#"{"quota": {"val": 25, "val_unit": "mbytes", "inv": true}}"#,
        "quota over 25 mbytes",
    ),
    (
        r#"{"quota": {"val": 99999999999, "val_unit": "bytes"}}"#,
        "quota 99999999999 bytes",
    ),
    (
        r#"{"ct count": {"val": 3, "inv": true}}"#,
        "ct count over 3",
    ),
    (
        r#"{"set": {"op": "add", "elem": {"payload": {"protocol": "ip", "field": "saddr"}}, "set": "@dyn"}}"#,
        "add @dyn { ip saddr }",
    ),
    (
        r#"{"meter": {"name": "m", "key": {"payload": {"protocol": "ip", "field": "saddr"}}, "stmt": {"limit": {"rate": 1, "per": "second"}}}}"#,
        "meter m { ip saddr }",
    ),
    (
        r#"{"limit": {"map": {"key": {"payload": {"protocol": "tcp", "field": "dport"}}, "data": {"set": [[22, "l"]]}}}}"#,
        "limit name tcp dport map { 22 }",
    ),
    (
        r#""add @m { ip saddr : 0x5 }""#,
        "add @m { ip saddr : 0x5 }",
    ),
];

#[test]
fn statements_of_json_are_rendered_as_nft_prints_them() {
    const PORT: &str = r#"{"payload": {"protocol": "tcp", "field": "dport"}}"#;
    for &(statement, expected) in CONDITIONS {
        let set = in_json(&format!(r#"{statement}, {{"accept": null}}"#));
        assert_eq!(conditions(&set), [expected], "{statement}");
    }
    let set = in_json(r#"{"ct expectation": "e"}"#);
    assert_eq!(conditions(&set), ["ct expectation set \"e\""]);
    let set = in_json(&format!(
        r#"{{"vmap": {{"key": {{"concat": [{{"meta": {{"key": "iifname"}}}}, {PORT}]}},
            "data": {{"set": [[{{"concat": ["eth0", 22]}}, {{"accept": null}}]]}}}}}}"#
    ));
    assert_eq!(conditions(&set), ["iifname \"eth0\""]);
    for (statement, expected) in [
        (
            r#"{"dnat": {"family": "ip", "addr": "192.0.2.1", "port": 80}}"#,
            "dnat to 192.0.2.1:80",
        ),
        (r#"{"dnat": {"addr": "192.0.2.1"}}"#, "dnat to 192.0.2.1"),
        (r#"{"redirect": {"port": 80}}"#, "redirect to :80"),
        (r#"{"redirect": null}"#, "redirect"),
        (r#"{"queue": {"num": {"range": [1, 3]}}}"#, "queue to 1-3"),
        (r#"{"queue": null}"#, "queue"),
        (
            r#"{"tproxy": {"addr": "192.0.2.1", "port": 80}}"#,
            "tproxy to 192.0.2.1:80",
        ),
        (r#"{"tproxy": {"port": 80}}"#, "tproxy to :80"),
        (r#"{"synproxy": null}"#, "synproxy"),
        (r#"{"fwd": {"dev": "eth1"}}"#, "fwd to eth1"),
    ] {
        let set = in_json(statement);
        let rest = "another program, host or port gets these packets";
        assert_eq!(set.remarks, [(7, format!("{expected}: {rest}"))]);
    }
}

/// nft prints no flag `dynamic` of a map, and the text of the statement that adds an element to it.
#[test]
fn maps_of_json_that_rules_change_have_no_certain_elements() {
    for (change, expected) in [
        ("", "udp 22: accept"),
        (r#", "add @m { udp dport : 0x5 }""#, "udp if: accept"),
        (
            r#", {"map": {"op": "update", "elem": 1, "data": 1, "map": "@m"}}"#,
            "udp if: accept",
        ),
    ] {
        let text = format!(
            r#"{{"nftables": [{{"table": {{"family": "inet", "name": "t"}}}},
            {{"map": {{"family": "inet", "table": "t", "name": "m", "type": "inet_service", "map": "mark", "elem": [[22, 5]]}}}},
            {{"chain": {{"family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}}}},
            {{"chain": {{"family": "inet", "table": "t", "name": "d"}}}},
            {{"rule": {{"family": "inet", "table": "t", "chain": "d", "expr": [{{"log": null}}{change}]}}}},
            {{"rule": {{"family": "inet", "table": "t", "chain": "c", "expr": [{{"mangle": {{"key": {{"meta": {{"key": "mark"}}}},
            "value": {{"map": {{"key": {{"payload": {{"protocol": "udp", "field": "dport"}}}}, "data": "@m"}}}}}}}}, {{"accept": null}}]}}}}]}}"#
        );
        assert_eq!(described(&read_json(&text).unwrap()), expected, "{change}");
    }
}

/// What is not understood makes its rule unknown, and no other.
#[test]
fn one_unknown_statement_of_json_is_one_unknown_rule() {
    for (statements, expected) in [
        (
            r#"{"frobnicate": 1}"#,
            "unknown statement \"frobnicate\": expected one of libnftables-json(5)",
        ),
        (
            "7",
            "unknown statement \"7\": expected one of libnftables-json(5)",
        ),
        (
            r#"{"match": {"op": "~", "left": 1, "right": 2}}"#,
            "unknown word \"match ~\": expected a match or a statement of nftables",
        ),
        (
            r#"{"match": {"op": "==", "left": {"meta": {"key": "x"}}, "right": 2}}"#,
            "unknown word \"meta {\\\"key\\\":\\\"x\\\"}\": expected a match or a statement of nftables",
        ),
        (r#"{"match": {"op": "==", "right": 2}}"#, "expected left"),
        (
            r#"{"match": {"left": null, "right": 2}}"#,
            "expected an expression",
        ),
        (
            r#"{"match": {"left": {}, "right": 2}}"#,
            "expected an expression with one member",
        ),
        (
            r#"{"match": {"left": {"range": [1]}, "right": 2}}"#,
            "expected two operands",
        ),
        (
            r#"{"match": {"left": {"prefix": {"addr": 1, "len": 256}}, "right": 2}}"#,
            "expected the length of a prefix",
        ),
        (
            r#"{"match": {"left": {"concat": 1}, "right": 2}}"#,
            "expected a list of expressions",
        ),
        (
            r#"{"vmap": {"key": {"meta": {"key": "mark"}}, "data": {"set": [1]}}}"#,
            "expected pairs of keys and values",
        ),
        (r#"{"jump": {}}"#, "expected the name of a chain"),
        (
            r#"{"reject": {"type": "x"}}"#,
            "expected a code of ICMP or tcp reset",
        ),
        (
            r#"{"xt": {"type": "match", "name": "recent"}}"#,
            "\"recent\" is a match or target of iptables, which nft does not show completely: use iptables-save",
        ),
        (
            r#"{"xt": null}"#,
            "\"xt\" is a match or target of iptables, which nft does not show completely: use iptables-save",
        ),
    ] {
        let set = in_json(&format!(
            r#"{{"match": {{"op": "==", "left": {{"payload": {{"protocol": "tcp", "field": "dport"}}}}, "right": 22}}}}, {statements}, {{"accept": null}}"#
        ));
        assert_eq!(
            described(&set),
            format!("all: accept | tcp 22 if unknown: unknown | all: drop | !! {expected}")
        );
        assert_eq!(set.unread[0].place, 7);
        assert!(set.unknown.is_none());
    }
}

#[test]
fn objects_of_json_that_are_no_rules_are_errors() {
    let table = r#"{"table": {"family": "inet", "name": "t"}}, {"chain": {"family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": "filter - 5"}}"#;
    for (object, expected) in [
        (
            "7",
            "invalid object: invalid type: integer `7`, expected a map at line 1 column 1",
        ),
        ("{}", "expected an object with one member"),
        (
            r#"{"frobnicate": {}}"#,
            "unknown object \"frobnicate\": expected one of `nft -j list ruleset`",
        ),
        (
            r#"{"add": {"frobnicate": {}}}"#,
            "unknown object \"frobnicate\": expected one of `nft -j list ruleset`",
        ),
        (
            r#"{"table": {"family": "x", "name": "u"}}"#,
            "expected a family of nftables",
        ),
        (
            r#"{"chain": {"family": "inet", "table": "u", "name": "c"}}"#,
            "table \"u\" is not defined here",
        ),
        (
            r#"{"chain": {"family": "inet", "table": "t", "name": "d", "type": "filter", "hook": "x", "prio": 0}}"#,
            "expected a hook of nftables",
        ),
        (
            r#"{"chain": {"family": "inet", "table": "t", "name": "d", "hook": "input", "prio": 0}}"#,
            "expected a type of chains",
        ),
        (
            r#"{"chain": {"family": "inet", "table": "t", "name": "d", "type": "filter", "hook": "input"}}"#,
            "expected the priority of a chain",
        ),
        (
            r#"{"chain": {"family": "inet", "table": "t", "name": "d", "type": "filter", "hook": "input", "prio": 0, "policy": "x"}}"#,
            "expected the policy accept or drop",
        ),
        (
            r#"{"rule": {"family": "inet", "table": "t", "chain": "d", "expr": []}}"#,
            "chain \"d\" is not defined here",
        ),
        (
            r#"{"rule": {"family": "inet", "table": "t", "chain": "c"}}"#,
            "expected the statements of the rule",
        ),
        (
            r#"{"element": {"family": "inet", "table": "t", "name": "s", "elem": [1]}}"#,
            "set \"s\" is not defined here",
        ),
        (
            r#"{"replace": {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": []}}}"#,
            "expected the handle of a rule",
        ),
        (
            r#"{"delete": {"rule": {"family": "inet", "table": "t", "chain": "c"}}}"#,
            "expected the handle of a rule",
        ),
        (
            r#"{"flush": {"ruleset": {"family": "x"}}}"#,
            "expected the family of the rule set",
        ),
        (
            r#"{"rename": {"chain": {"family": "inet", "table": "t", "name": "d", "newname": "e"}}}"#,
            "chain \"d\" is not defined here",
        ),
    ] {
        let set = read_json(&format!(r#"{{"nftables": [{table}, {object}]}}"#)).unwrap();
        assert_eq!(set.unknown, Some((3, expected.into())), "{object}");
        assert_eq!(set.unread.len(), 1);
    }
    for text in ["", "{", "[]", "{}", r#"{"nftables": {}}"#] {
        let error = read_json(text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid JSON: expected what `nft -j list ruleset` prints"
        );
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn commands_of_json_are_carried_out() {
    let table = r#"{"table": {"family": "inet", "name": "t"}}, {"chain": {"family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": "filter - 5"}}"#;
    let rule = |port: u16, more: &str| {
        format!(
            r#"{{"rule": {{"family": "inet", "table": "t", "chain": "c"{more}, "expr": [{{"match": {{"op": "==", "left": {{"payload": {{"protocol": "tcp", "field": "dport"}}}}, "right": {port}}}}}, {{"drop": null}}]}}}}"#
        )
    };
    let (one, two) = (rule(1, r#", "handle": 4"#), rule(2, r#", "handle": 5"#));
    let same = r#""family": "inet", "table": "t""#;
    for (commands, expected) in [
        (String::new(), "tcp 1: drop | tcp 2: drop"),
        (
            format!(r#"{{"add": {}}}"#, rule(3, "")),
            "tcp 1: drop | tcp 2: drop | tcp 3: drop",
        ),
        (
            format!(r#"{{"insert": {}}}"#, rule(3, "")),
            "tcp 3: drop | tcp 1: drop | tcp 2: drop",
        ),
        (
            format!(r#"{{"insert": {}}}"#, rule(3, r#", "handle": 5"#)),
            "tcp 1: drop | tcp 3: drop | tcp 2: drop",
        ),
        (
            format!(r#"{{"add": {}}}"#, rule(3, r#", "index": 0"#)),
            "tcp 1: drop | tcp 3: drop | tcp 2: drop",
        ),
        (
            format!(r#"{{"replace": {}}}"#, rule(3, r#", "handle": 4"#)),
            "tcp 3: drop | tcp 2: drop",
        ),
        (
            format!(r#"{{"replace": {}}}"#, rule(3, r#", "handle": 9"#)),
            "all if unknown: unknown | tcp 1: drop | tcp 2: drop | !! the rule with handle 9 is not in this file",
        ),
        (
            format!(r#"{{"insert": {}}}"#, rule(3, r#", "index": 2"#)),
            "all if unknown: unknown | tcp 1: drop | tcp 2: drop | !! there is no rule with index 2",
        ),
        (
            format!(r#"{{"delete": {{"rule": {{{same}, "chain": "c", "handle": 4}}}}}}"#),
            "tcp 2: drop",
        ),
        (
            format!(r#"{{"delete": {{"chain": {{{same}, "name": "c"}}}}}}"#),
            "",
        ),
        (
            r#"{"delete": {"table": {"family": "inet", "name": "t"}}}"#.to_owned(),
            "",
        ),
        (
            format!(r#"{{"flush": {{"chain": {{{same}, "name": "c"}}}}}}"#),
            "",
        ),
        (
            r#"{"flush": {"table": {"family": "inet", "name": "t"}}}"#.to_owned(),
            "",
        ),
        (r#"{"flush": {"ruleset": null}}"#.to_owned(), ""),
        (
            r#"{"flush": {"ruleset": {"family": "ip"}}}"#.to_owned(),
            "tcp 1: drop | tcp 2: drop",
        ),
        (
            r#"{"list": {"ruleset": null}}"#.to_owned(),
            "tcp 1: drop | tcp 2: drop",
        ),
    ] {
        let between = if commands.is_empty() { "" } else { ", " };
        let text = format!(r#"{{"nftables": [{table}, {one}, {two}{between}{commands}]}}"#);
        let found = described(&read_json(&text).unwrap());
        let found = found.strip_prefix('\n').unwrap_or(&found);
        assert_eq!(found, expected, "{commands}");
    }
}

/// A chain that is declared again without a policy has the policy that it had. nft reads none without the hook.
#[test]
fn chains_of_json_may_be_declared_again() {
    let same = r#""family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": 0"#;
    for (before, again, expected) in [
        (r#", "policy": "drop""#, "", "drop"),
        (r#", "policy": "drop""#, r#", "policy": "accept""#, "accept"),
        ("", r#", "policy": "drop""#, "drop"),
        ("", "", "accept"),
        (r#", "policy": "drop""#, "-", "drop"),
        ("", r#"-, "policy": "drop""#, "accept"),
    ] {
        let again = match again.strip_prefix('-') {
            Some(more) => format!(r#""family": "inet", "table": "t", "name": "c"{more}"#),
            None => format!("{same}{again}"),
        };
        let text = format!(
            r#"{{"nftables": [{{"table": {{"family": "inet", "name": "t"}}}}, {{"add": {{"chain": {{{same}{before}}}}}}}, {{"add": {{"chain": {{{again}}}}}}}]}}"#
        );
        let found = describe(&read_json(&text).unwrap());
        assert_eq!(
            found,
            format!("inet t c input 0 {expected}\n"),
            "{before} {again}"
        );
    }
}

#[test]
fn dormant_tables_of_json_are_not_in_force() {
    for flags in [r#""dormant""#, r#"["owner", "dormant"]"#] {
        let text = format!(
            r#"{{"nftables": [{{"table": {{"family": "ip", "name": "t", "flags": {flags}}}}},
            {{"chain": {{"family": "ip", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}}}}]}}"#
        );
        let set = read_json(&text).unwrap();
        assert_eq!(describe(&set), "");
        let remark = "the table ip t is dormant: its rules are not in force";
        assert_eq!(set.remarks, [(1, remark.to_owned())]);
    }
}

/// What nft 1.0.6 leaves out, or prints as another word, is not guessed.
#[test]
fn what_nft_leaves_out_makes_all_unknown() {
    for objects in [
        r#"{"table": {"family": "inet", "name": "t", "flags": "t"}}"#,
        r#"{"table": {"family": "netdev", "name": "t"}}, {"chain": {"family": "netdev", "table": "t", "name": "c",
            "type": "filter", "hook": "ingress", "prio": 0, "policy": "drop"}}"#,
    ] {
        let text = format!("{{\"nftables\": [{objects}]}}");
        assert!(read_json(&text).unwrap().unknown.is_some(), "{objects}");
    }
}
