//! Tests of base chains, and of sets that several rules share.

use std::fmt::Write as _;

use super::{
    Action, Condition, Families, Packets, conditions, describe, described, in_table, read,
};

#[test]
fn a_chain_of_interfaces_is_a_condition() {
    let set = read(
        "table netdev n {\nchain c {\ntype filter hook ingress device \"eth0\" priority -500; policy drop;\ntcp dport 22 accept\nct state invalid drop\n}\n\
         chain d {\ntype filter hook ingress devices = { eth1, lo, eth2 } priority 0;\ntcp dport 23 drop\n}\n\
         chain e {\ntype filter hook ingress device lo priority 0; policy drop;\n}\n}\n",
    );
    assert_eq!(
        describe(&set),
        "netdev n c ingress -500 accept\n  all if: jump ( tcp 22: accept; all invalid: drop )\n  all if: drop\n\
         netdev n d ingress 0 accept\n  all if: jump ( tcp 23: drop )\n"
    );
    assert_eq!(
        conditions(&set),
        [
            "iifname \"eth0\"",
            "iifname \"eth0\"",
            "iifname { \"eth1\", \"eth2\" }"
        ]
    );
}

/// The kernel calls chains of the type `nat` at -100 in prerouting and at 100 in input.
#[test]
fn chains_of_the_type_nat_are_ordered_among_themselves() {
    for (hook, expected) in [
        ("prerouting", ["-101", "nat 500", "nat 501", "-100"]),
        ("input", ["99", "nat 500", "nat 501", "100"]),
    ] {
        let chain = |at: usize, priority: &str| {
            let (kind, priority) = priority.rsplit_once(' ').unwrap_or(("filter", priority));
            format!("chain c{at} {{ type {kind} hook {hook} priority {priority}; }}\n")
        };
        let mut chains = String::new();
        let mut names = String::new();
        for (at, priority) in (0..).zip(expected) {
            chains.insert_str(0, &chain(at, priority));
            writeln!(names, "inet t c{at} {hook} {priority} accept").unwrap();
        }
        assert_eq!(describe(&in_table(&chains)), names);
    }
}

/// nft sends what is declared, and the kernel leaves the rest of the chain as it is.
#[test]
fn what_a_chain_is_declared_with_again_is_changed() {
    const C: &str =
        "table inet t { chain c { type filter hook input priority 0; policy drop; } }\n";
    for (again, policy) in [
        ("", "drop"),
        (
            "table inet t { chain c { type filter hook input priority 0; } }",
            "drop",
        ),
        (
            "add chain inet t c { type filter hook input priority 0; policy accept; }",
            "accept",
        ),
        ("add chain inet t c { policy accept; }", "accept"),
        (
            "add chain inet t c { policy accept; type filter hook input priority 0; }",
            "accept",
        ),
        ("table inet t { chain c { } }", "drop"),
    ] {
        let set = read(&format!("{C}{again}\n"));
        assert_eq!(
            describe(&set),
            format!("inet t c input 0 {policy}\n"),
            "{again}"
        );
    }
    let set = read(
        "table netdev t { chain c { type filter hook ingress devices = { eth0, eth2 } priority 0; policy drop; } }\n\
         add chain netdev t c { type filter hook ingress devices = { eth1, eth2 } priority 0; }\n",
    );
    assert_eq!(
        conditions(&set),
        [r#"iifname { "eth0", "eth2", "eth1" }"#; 2]
    );
}

#[test]
fn hooks_and_priorities_are_those_of_the_kernel() {
    for (family, hook, priority, expected) in [
        ("inet", "input", "filter", "input 0"),
        ("ip", "input", "0", "input 0"),
        ("ip6", "input", "filter + 10", "input 10"),
        ("inet", "input", "filter +10", "input 10"),
        ("inet", "input", "filter-10", "input -10"),
        ("inet", "input", "-150", "input -150"),
        ("inet", "prerouting", "raw", "prerouting -300"),
        ("inet", "prerouting", "mangle", "prerouting -150"),
        ("inet", "prerouting", "dstnat - 5", "prerouting -105"),
        ("inet", "input", "security", "input 50"),
        ("inet", "input", "srcnat", "input 100"),
        ("inet", "input", "2147483647", "input 2147483647"),
    ] {
        let set = read(&format!(
            "table {family} t {{ chain c {{ type filter hook {hook} priority {priority}; }}\n}}\n"
        ));
        assert_eq!(
            describe(&set),
            format!("{family} t c {expected} accept\n"),
            "{priority}"
        );
        let base = set.chains[0].base.unwrap();
        let families = match family {
            "ip" => Families::IPV4,
            "ip6" => Families::IPV6,
            _ => Families::BOTH,
        };
        assert_eq!((base.families, base.place), (families, 1));
    }
    for hook in ["forward", "output", "postrouting"] {
        let set = in_table(&format!(
            "chain c {{ type filter hook {hook} priority 0; policy drop; frobnicate; }}"
        ));
        assert_eq!(describe(&set), "");
        assert!(set.unread.is_empty() && set.chains[0].rules.is_empty());
    }
    for priority in [
        "filter + 2147483648",
        "security + 2147483647",
        "filter +",
        "frob",
    ] {
        let set = in_table(&format!(
            "chain c {{ type filter hook input priority {priority}; }}"
        ));
        assert!(set.unknown.is_some(), "{priority}");
    }
}

#[test]
fn tables_of_frames_are_left_out() {
    for family in ["bridge", "arp"] {
        let set = read(&format!(
            "table {family} t {{\nchain c {{\ntype filter hook input priority 0; policy drop;\n}}\n}}\n"
        ));
        assert_eq!(describe(&set), "");
        let remark = format!(
            "the table {family} t is left out: expected rules for IP packets to this host, not for frames of a link"
        );
        assert_eq!(set.remarks, [(1, remark)]);
    }
}

#[test]
fn a_set_is_held_once() {
    let set = in_table(
        "set s { type inet_service; elements = { 1, 3, 5 }; }\nmap m { type inet_service : verdict; elements = { 1 : accept }; }\n\
         chain c {\ntype filter hook input priority 0\ntcp dport @s accept\ntcp dport @s drop\ntcp dport vmap @m\ntcp dport vmap @m\n}",
    );
    let rules = &set.chains[0].rules;
    let (Packets::These(one), Packets::These(other)) =
        (&rules[0].guard.packets, &rules[1].guard.packets)
    else {
        panic!("{rules:?}");
    };
    assert!(std::rc::Rc::ptr_eq(one, other));
    let (Action::Branch(one), Action::Branch(other)) = (&rules[2].action, &rules[3].action) else {
        panic!("{rules:?}");
    };
    let (Packets::These(one), Packets::These(other)) =
        (&one[0].guard.packets, &other[0].guard.packets)
    else {
        panic!("{rules:?}");
    };
    assert!(std::rc::Rc::ptr_eq(one, other));
}

#[test]
fn large_sets_are_put_inside_one_another() {
    let ports = |step: usize| {
        let ports: Vec<String> = (0..200).map(|at| (at * step).to_string()).collect();
        ports.join(", ")
    };
    let set = in_table(&format!(
        "set s {{ type inet_service; elements = {{ {} }}; }}\nset r {{ type inet_service; elements = {{ {} }}; }}\n\
         chain c {{\ntype filter hook input priority 0\nip saddr 192.0.2.1 tcp dport @s tcp dport @r counter accept\n}}",
        ports(2),
        ports(3)
    ));
    let rule = &set.chains[0].rules[0];
    assert!(matches!(rule.guard.condition, Condition::If { .. }));
    let Action::Branch(inner) = &rule.action else {
        panic!("{rule:?}");
    };
    assert!(matches!(
        (&inner[..], &inner[0].action),
        ([_], Action::Accept)
    ));
    assert!(matches!(inner[0].guard.condition, Condition::Always));
}

#[test]
fn the_rest_of_a_map_comes_last() {
    let set = in_table(
        "chain c {\ntype filter hook input priority 0\ntcp dport vmap { * : drop, 22 : accept }\n}",
    );
    let Action::Branch(rules) = &set.chains[0].rules[0].action else {
        panic!("{set:?}");
    };
    assert!(matches!(
        (&rules[0].action, &rules[1].action),
        (Action::Accept, Action::Drop)
    ));
    let set = in_table(
        "chain c {\ntype filter hook input priority 0\niifname vmap { * : drop, \"eth0\" : accept }\n}",
    );
    let Action::Branch(rules) = &set.chains[0].rules[0].action else {
        panic!("{set:?}");
    };
    let [one, rest] = &rules[..] else {
        panic!("{rules:?}");
    };
    assert!(matches!(one.action, Action::Accept));
    assert!(matches!(one.guard.condition, Condition::If { .. }));
    assert!(matches!(rest.action, Action::Drop));
    assert!(matches!(rest.guard.condition, Condition::Always));
}

#[test]
fn a_set_without_elements_may_have_some() {
    let rule = "chain c { type filter hook input priority 0; policy drop; tcp dport @s accept; }";
    let unknown = "tcp if unknown: accept | !! set \"s\" has no elements here: nft lists none with the option -t";
    for (sets, expected) in [
        ("set s { type inet_service; }", unknown),
        ("set s { type inet_service; elements = { }; }", unknown),
        (
            "set s { type inet_service; }\nset u { type inet_service; elements = { 22 }; }",
            "tcp if: accept",
        ),
    ] {
        assert_eq!(
            described(&in_table(&format!("{sets}\n{rule}"))),
            expected,
            "{sets}"
        );
    }
    let elsewhere = "table ip6 u { set u { type inet_service; elements = { 22 }; } }\n";
    let table = format!("{elsewhere}table inet t {{\nset s {{ type inet_service; }}\n{rule}\n}}\n");
    assert_eq!(described(&read(&table)), "tcp if: accept");
}

/// nft needs no flag of the set, and lists none.
#[test]
fn sets_that_rules_change_have_no_certain_elements() {
    for rule in [
        "add @s { tcp dport }",
        "tcp dport 80 update @s { tcp dport timeout 1m }",
        "delete @s { tcp dport }",
        "set add tcp dport @s",
        "set update tcp dport timeout 1m @s",
    ] {
        let chain =
            "chain c { type filter hook input priority 0; policy drop; tcp dport @s accept; }";
        let set = "set s { type inet_service; elements = { 22 }; }";
        let added = format!(
            "add table inet t {{ {set}\n{chain}\nchain d {{ }}\n}}\nadd rule inet t d {rule}\n"
        );
        for set in [
            in_table(&format!("{set}\nchain d {{ {rule}; }}\n{chain}")),
            read(&added),
        ] {
            assert_eq!(described(&set), "tcp if: accept", "{rule}");
        }
    }
}

/// A rule of a map is on the line of the rule that refers to the map.
#[test]
fn a_map_may_have_several_places() {
    let set = in_table(
        "map m { type inet_service : verdict; elements = { 22 : accept }; }\n\
         chain d {\ntcp dport vmap @m\n}\n\
         chain c { type filter hook input priority 0; policy drop\nip saddr 10.0.0.0/8 jump d\n\
         tcp dport vmap @m\ntcp dport vmap @m\n}",
    );
    let places = set.chains.iter().flat_map(|chain| {
        let rules = chain.rules.iter().filter_map(|rule| match &rule.action {
            Action::Branch(rules) => Some((rule.place, rules[0].place)),
            _ => None,
        });
        rules.collect::<Vec<_>>()
    });
    assert_eq!(places.collect::<Vec<_>>(), [(4, 4), (8, 8), (9, 9)]);
}

#[test]
fn a_map_that_packets_change_is_unknown() {
    let set = in_table(
        "map m { type inet_service : verdict; flags dynamic; elements = { 22 : accept }; }\n\
         chain c {\ntype filter hook input priority 0\ntcp dport vmap @m\n}",
    );
    let expected = "tcp: unknown | !! a map whose elements packets add can't be compared here";
    assert_eq!(described(&set), expected);
}

#[test]
fn dormant_tables_are_not_in_force() {
    let chain = "chain c {\ntype filter hook input priority 0; policy drop;\n}";
    let set = in_table(&format!("flags dormant\n{chain}"));
    assert_eq!(describe(&set), "");
    let remark = "the table inet t is dormant: its rules are not in force";
    assert_eq!(set.remarks, [(1, remark.to_owned())]);
    // Without the flag, nft wakes the table.
    let set = read(&format!(
        "table inet t {{\nflags dormant\n{chain}\n}}\nadd table inet t\n"
    ));
    assert_eq!(describe(&set), "inet t c input 0 drop\n");
}
