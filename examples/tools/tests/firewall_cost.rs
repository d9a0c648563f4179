//! Tests that `firewall --check` reads a megabyte of any rule set, or refuses it, within bounds of memory and time.
//!
//! Without optimisation, the inputs have a tenth of a megabyte; `cargo test --release` has all of it. The figures are
//! printed with `--nocapture`.
#![cfg(target_os = "linux")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::Instant;

use support::folder;

/// The size of the inputs, but for those that are shorter because the same lines can't be that many.
const SIZE: usize = if cfg!(debug_assertions) {
    100_000
} else {
    1_000_000
};

/// The number of elements of a large set or map, which then has less than a fifth of the size.
const ELEMENTS: usize = SIZE / 33;

/// The bounds of the process, in KiB and seconds of the processor. The documentation says 5 seconds; other machines
/// are slower.
const MEMORY: usize = 200 * 1024;
const SECONDS: usize = if cfg!(debug_assertions) { 60 } else { 10 };

/// Checks a rule set with the bounds.
fn assert_bounded(name: &str, rules: &str) {
    let folder = folder();
    let file = folder.path().join("rules");
    fs::write(&file, rules).unwrap();
    let began = Instant::now();
    let script = format!(
        "ulimit -v {MEMORY} && ulimit -t {SECONDS} && exec \"$0\" --check \"$1\" --json > /dev/null"
    );
    let output = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_firewall")])
        .arg(&file)
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    let complaint: String = complaint.chars().take(500).collect();
    // A signal, or the 101 of a panic, is neither an answer nor a refusal.
    let code = output.status.code();
    assert!(
        code.is_some_and(|code| code <= 4),
        "{name}: {}: {complaint}",
        output.status
    );
    eprintln!(
        "{name}: {} bytes, {:.1} seconds, exit status {code:?}",
        rules.len(),
        began.elapsed().as_secs_f64()
    );
}

/// Returns lines up to the size, each made of its number.
fn lines(size: usize, mut line: impl FnMut(usize) -> String) -> String {
    let mut text = String::with_capacity(size + 200);
    let mut at = 0;
    while text.len() < size {
        text += &line(at);
        text.push('\n');
        at += 1;
    }
    text
}

fn nft(sets: &str, rules: &str) -> String {
    format!(
        "table inet t {{\n{sets}\nchain c {{\ntype filter hook input priority 0; policy drop;\n{rules}}}\n}}\n"
    )
}

fn iptables(rules: &str) -> String {
    format!("*filter\n:INPUT DROP [0:0]\n{rules}COMMIT\n")
}

/// A set of every second port up to a number.
fn set(name: &str, count: usize) -> String {
    let elements: Vec<String> = (0..count).map(|at| (at * 2).to_string()).collect();
    format!(
        "set {name} {{ type inet_service; elements = {{ {} }}; }}\n",
        elements.join(", ")
    )
}

/// Makes a test of each rule set.
macro_rules! bounded {
    ($($name:ident: $rules:expr,)*) => {
        $(#[test]
        fn $name() {
            assert_bounded(stringify!($name), &$rules);
        })*
    };
}

bounded! {
    rules_with_a_large_set: nft(&set("s", ELEMENTS), &lines(SIZE / 2, |_| "tcp dport @s accept".to_owned())),
    rules_with_two_large_sets: nft(
        &(set("s", ELEMENTS) + &set("o", ELEMENTS)),
        &lines(SIZE / 2, |_| "tcp dport @s tcp dport != @o accept".to_owned()),
    ),
    conditions_with_a_large_set: nft(
        &set("s", ELEMENTS),
        &lines(SIZE / 2, |at| format!("ip saddr 10.0.{}.{} tcp dport @s accept", at / 256 % 256, at % 256)),
    ),
    rules_with_a_verdict_map: {
        let elements: Vec<String> = (0..ELEMENTS).map(|at| format!("{} : accept", at * 2)).collect();
        let map = format!("map m {{ type inet_service : verdict; elements = {{ {} }}; }}", elements.join(", "));
        nft(&map, &lines(SIZE / 2, |at| format!("tcp sport {at} tcp dport vmap @m")))
    },
    verdict_maps_to_verdict_maps: {
        let mut text = "table inet t {\nchain c0 { type filter hook input priority 0; jump c1; }\n".to_owned();
        text += &lines(SIZE, |at| {
            let (at, next) = (at + 1, at + 2);
            format!("chain c{at} {{ tcp dport vmap {{ 1-20000 : jump c{next}, 30000-65535 : goto c{next} }}; }}")
        });
        text + "}\n"
    },
    chains_without_end: "table inet t {\n".to_owned() + &lines(SIZE, |at| format!("chain c{at} {{ }}")) + "}\n",
    chains_that_are_jumped_to: {
        let chains = lines(SIZE / 2, |at| format!("chain c{at} {{ tcp dport {} accept; }}", at % 65_536));
        let count = chains.lines().count();
        let mut jumps = String::new();
        for at in 0..count {
            let _ = writeln!(jumps, "jump c{at}");
        }
        nft(&chains, &jumps)
    },
    jumps_without_end: {
        let mut text = "table inet t {\nchain c { type filter hook input priority 0; jump c0; }\n".to_owned();
        text += &lines(SIZE, |at| format!("chain c{at} {{ jump c{}; }}", at + 1));
        text + "}\n"
    },
    a_loop_of_jumps: nft("chain a { jump b; }\nchain b { jump a; tcp dport 22 accept; }\n", "jump a\n"),
    // A way through each diamond is a way through all that follow.
    diamonds_of_jumps: {
        let mut text = "table inet t {\nchain c { type filter hook input priority 0; jump c0; }\n".to_owned();
        text += &lines(SIZE, |at| {
            let next = at + 1;
            format!("chain c{at} {{ tcp dport {at}-65535 jump c{next}; ip saddr 10.0.0.{} jump c{next}; jump c{next}; }}", at % 256)
        });
        text + "}\n"
    },
    // As deep as Linux allows, and as wide as fits.
    diamonds_of_sixteen_levels: {
        let mut text = "table inet t {\n".to_owned();
        for level in 0..16 {
            let head = if level == 0 { "type filter hook input priority 0;" } else { "" };
            let _ = writeln!(text, "chain c{level} {{ {head}");
            for at in 0..1000 {
                let next = level + 1;
                let _ = writeln!(text, "ip saddr 10.{level}.{}.{} tcp dport {at} jump c{next}", at / 256, at % 256);
            }
            text += "}\n";
        }
        text + "chain c16 { tcp dport 22 accept; }\n}\n"
    },
    the_same_range_two_thousand_times: iptables(
        &"-A INPUT -p tcp -m tcp --dport 1024:65535 -j ACCEPT\n".repeat(2000),
    ),
    the_same_range_under_conditions: iptables(
        &lines(SIZE, |at| format!("-A INPUT -s 10.{}.{}.{} -p tcp --dport 1024:65535 -j ACCEPT", at / 65_536, at / 256 % 256, at % 256)),
    ),
    stairs_of_ranges_under_conditions: iptables(
        &lines(SIZE, |at| format!("-A INPUT -s 10.{}.{}.{} -p tcp --dport {at}:65535 -j ACCEPT", at / 65_536, at / 256 % 256, at % 256)),
    ),
    conditions_that_drop_and_accept: iptables(
        &lines(SIZE, |at| {
            let verdict = ["ACCEPT", "DROP", "RETURN"][at % 3];
            format!("-A INPUT -s 10.0.{}.{} -p udp --dport {}:{} -j {verdict}", at / 256 % 256, at % 256, at % 1000, at % 30_000 + 1000)
        }),
    ),
    rules_without_ports_under_conditions: iptables(
        &lines(SIZE, |at| format!("-A INPUT -s 10.{}.{}.{} -j ACCEPT", at / 65_536, at / 256 % 256, at % 256)),
    ),
    lists_of_fifteen_ports: iptables(
        &lines(SIZE, |at| {
            let ports: Vec<String> = (0..15).map(|port| ((at * 31 + port * 4001) % 65_536).to_string()).collect();
            format!("-A INPUT -p tcp -m multiport --dports {} -j ACCEPT", ports.join(","))
        }),
    ),
    rules_that_are_inserted: iptables(&lines(SIZE, |_| "-I INPUT -p tcp --dport 22 -j DROP".to_owned())),
    rules_that_are_inserted_second: iptables(
        &("-A INPUT -j DROP\n".to_owned() + &lines(SIZE, |_| "-I INPUT 2 -p tcp --dport 22 -j DROP".to_owned())),
    ),
    rules_that_are_deleted: iptables(&{
        let added = lines(SIZE / 2, |at| format!("-A INPUT -p tcp --dport {} -j DROP", at % 65_536));
        added.clone() + &added.replace("-A ", "-D ")
    }),
    nft_rules_that_are_inserted: "add table inet t\nadd chain inet t c { type filter hook input priority 0; }\n"
        .to_owned() + &lines(SIZE, |at| format!("insert rule inet t c tcp dport {} accept", at % 65_536)),
    nft_rules_after_an_index: "add table inet t\nadd chain inet t c { type filter hook input priority 0; }\nadd rule inet t c accept\n"
        .to_owned() + &lines(SIZE, |at| format!("add rule inet t c index 0 tcp dport {} accept", at % 65_536)),
    elements_that_are_added: "add table inet t\nadd set inet t s { type inet_service; }\n".to_owned()
        + &lines(SIZE, |at| format!("add element inet t s {{ {} }}", at * 7 % 65_536)),
    elements_that_are_added_and_used: nft("set s { type inet_service; }", "tcp dport @s accept\n")
        + &lines(SIZE, |at| format!("add element inet t s {{ {} }}\nadd rule inet t c tcp dport @s drop", at * 7 % 65_536)),
    chains_that_are_flushed: "add table inet t\nadd chain inet t c { type filter hook input priority 0; }\n".to_owned()
        + &lines(SIZE, |at| format!("add rule inet t c tcp dport {} drop\nflush chain inet t c", at % 65_536)),
    tables_that_are_flushed: lines(SIZE, |at| format!("add table inet t{at}\nflush table inet t{at}")),
    base_chains: "table inet t {\n".to_owned()
        + &lines(SIZE, |at| format!("chain c{at} {{ type filter hook input priority {at}; tcp dport {} drop; }}", at % 65_536))
        + "}\n",
    base_chains_under_conditions: "table inet t {\n".to_owned()
        + &lines(SIZE, |at| format!("chain c{at} {{ type filter hook input priority {at}; tcp dport {}-65535 ip saddr 10.0.0.{} drop; }}", at % 65_536, at % 256))
        + "}\n",
    concatenations: nft("", &{
        let elements: Vec<String> = (0..ELEMENTS).map(|at| format!("10.0.{}.{} . {at}", at / 256 % 256, at % 256)).collect();
        format!("ip saddr . tcp dport {{ {} }} accept\n", elements.join(", "))
    }),
    concatenations_in_rules: {
        let elements: Vec<String> = (0..ELEMENTS).map(|at| format!("10.0.{}.{} . {at}", at / 256 % 256, at % 256)).collect();
        let set = format!("set s {{ type ipv4_addr . inet_service; elements = {{ {} }}; }}", elements.join(", "));
        nft(&set, &lines(SIZE / 2, |_| "ip saddr . tcp dport @s accept".to_owned()))
    },
    overlapping_ranges: nft("", &{
        let elements: Vec<String> = (0..2 * ELEMENTS).map(|at| format!("{at}-65535")).collect();
        format!("tcp dport {{ {} }} accept\n", elements.join(", "))
    }),
    definitions: lines(SIZE, |at| format!("define a{at} = {{ {at}, 22 }}")) + &nft("", "tcp dport $a7 accept\n"),
    definitions_of_definitions: {
        let mut text = "define a0 = 22\n".to_owned();
        text += &lines(SIZE, |at| format!("define a{} = {{ $a{at}, $a{at} }}", at + 1));
        text + &nft("", "tcp dport $a20000 accept\n")
    },
    a_definition_in_rules: {
        let elements: Vec<String> = (0..ELEMENTS).map(|at| (at * 2).to_string()).collect();
        let define = format!("define a = {{ {} }}\n", elements.join(", "));
        define + &nft("", &lines(SIZE / 2, |_| "tcp dport $a accept".to_owned()))
    },
    a_definition_in_a_definition: {
        let many = "$a, ".repeat(ELEMENTS);
        let elements = "22, ".repeat(ELEMENTS);
        format!("define a = {{ {elements} }}\ndefine b = {{ {many} }}\n") + &nft("", "tcp dport $b accept\n")
    },
    open_braces: "{".repeat(SIZE),
    open_braces_of_tables: "table t { ".repeat(SIZE / 10),
    open_parentheses: format!("table t {{ chain c {{ type filter hook input priority 0; tcp dport {} ", "(".repeat(SIZE)),
    quotation_marks: "\"".repeat(SIZE),
    one_line: iptables(&format!("-A INPUT {}-j ACCEPT\n", "-p tcp ".repeat(SIZE / 7))),
    one_word: iptables(&format!("-A INPUT -s {} -j ACCEPT\n", "1".repeat(SIZE))),
    unknown_options: iptables(&lines(SIZE, |at| format!("-A INPUT --nosuch{at} -j ACCEPT"))),
    unknown_statements: nft("", &lines(SIZE, |at| format!("nosuch{at} tcp dport 1-65535 accept"))),
    line_ends: "\n".repeat(SIZE),
    continued_lines: nft("", &"tcp dport 22 \\\n accept\n".repeat(SIZE / 23)),
    tables_of_iptables: lines(SIZE, |at| format!("*t{at}\n:INPUT ACCEPT [0:0]\nCOMMIT")),
    chains_of_iptables: iptables(&lines(SIZE, |at| format!(":c{at} - [0:0]\n-A INPUT -p tcp --dport {} -j c{at}", at % 65_536))),
    json_nesting: format!("{{\"nftables\": {}", "[".repeat(SIZE)),
    json_rules: {
        let head = r#"{"nftables": [{"table": {"family": "inet", "name": "t"}},
            {"chain": {"family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": 0}}"#;
        let rule = |at: usize| format!(
            r#",{{"rule":{{"family":"inet","table":"t","chain":"c","expr":[{{"match":{{"op":"==","left":{{"payload":{{"protocol":"tcp","field":"dport"}}}},"right":{}}}}},{{"accept":null}}]}}}}"#,
            at % 65_536
        );
        head.to_owned() + &lines(SIZE, rule) + "]}"
    },
    json_rules_with_a_large_set: {
        let elements: Vec<String> = (0..ELEMENTS).map(|at| (at * 2).to_string()).collect();
        let head = format!(
            r#"{{"nftables": [{{"table": {{"family": "inet", "name": "t"}}}},
            {{"set": {{"family": "inet", "table": "t", "name": "s", "type": "inet_service", "elem": [{}]}}}},
            {{"chain": {{"family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": 0}}}}"#,
            elements.join(",")
        );
        let rule = r#",{"rule":{"family":"inet","table":"t","chain":"c","expr":[{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":"@s"}},{"accept":null}]}}"#;
        head + &lines(SIZE - SIZE / 5, |_| rule.to_owned()) + "]}"
    },
}
