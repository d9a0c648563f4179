//! Tests that nothing in a rule set acts on the terminal, or on the syntax of the output of `firewall --check`.

mod support;

use std::process::{Command, Output};

use support::fed::{fed, json_lines, text};

/// Characters that move the cursor, clear the screen, or change the order in which text is shown, or that end a line.
fn acting() -> impl Iterator<Item = char> {
    let controls = ('\0'..=' ')
        .chain('\u{7f}'..='\u{9f}')
        .filter(|c| c.is_control());
    let directions = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
    controls
        .chain(directions.chars())
        .chain(['\u{2028}', '\u{2029}'])
}

/// The characters to try: those that end a line or a word one by one, and all others together.
fn tried() -> Vec<String> {
    let ends = |c: &char| c.is_whitespace() || *c == '\0';
    let mut tried: Vec<String> = acting().filter(ends).map(String::from).collect();
    tried.extend(["\u{1b}[2K", "\u{202e}"].map(str::to_owned));
    tried.push(acting().filter(|c| !ends(c)).collect());
    tried
}

/// Rule sets with `@@` in each place from which a text may come into the output.
const NFTABLES: [&str; 12] = [
    "table inet t@@ { chain c { type filter hook input priority 0; policy drop; tcp dport 3389 accept; } }",
    "table inet t { chain c@@ { type filter hook input priority 0; policy drop; tcp dport 3389 accept; } }",
    "table inet t { chain c { type filter hook input priority 0; iifname \"a@@b\" tcp dport 3389 accept; } }",
    "table inet t { chain c { type filter hook input priority 0; tcp dport 3389 jump d@@; } }",
    "table inet t { chain c { type filter hook input priority 0; tcp dport @s@@ accept; } }",
    "table inet t { chain c { type filter hook input priority 0; tcp dport 3389 nosuch \"x@@y\" accept; } }",
    "table inet t { chain c { type filter hook input priority 0; log prefix \"x@@y\" accept comment \"z@@\"; } }",
    "table inet t { chain c { type filter hook input priority x@@; } }",
    "table inet t { chain c { type nat hook prerouting priority 0; tcp dport 22 dnat to \"x@@\"; } }",
    "include \"x@@y\"",
    "define x@@ = \"y@@\"\ntable inet t { chain c { type filter hook input priority 0; tcp dport $x@@ accept; } }",
    "nosuch@@ command",
];
const IPTABLES: [&str; 8] = [
    "*filter\n:INPUT DROP [0:0]\n:X@@ - [0:0]\n-A INPUT -j X@@\n-A X@@ -p tcp --dport 3389 -j ACCEPT\nCOMMIT\n",
    "*filter\n:INPUT DROP [0:0]\n-A INPUT -i \"a@@b\" -p tcp --dport 3389 -j ACCEPT\nCOMMIT\n",
    "*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 3389 -j \"NOSUCH@@\"\nCOMMIT\n",
    "*filter\n:INPUT DROP [0:0]\n-A INPUT -m \"nosuch@@\" --nosuch \"a@@\" -j ACCEPT\nCOMMIT\n",
    "*filter\n:INPUT DROP [0:0]\n-A INPUT -m comment --comment \"a@@b\" -j ACCEPT\nCOMMIT\n",
    "*\"filter@@\"\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport \"3389@@\" -j ACCEPT\nCOMMIT\n",
    "*filter\n:INPUT DROP [0:0]\n-A INPUT -s \"1.2.3.4@@\" -j DNAT --to-destination \"x@@\"\nCOMMIT\n",
    "*filter\n:INPUT \"DROP@@\" [0:0]\nnosuch@@\nCOMMIT\n",
];
const JSON: [&str; 2] = [
    r#"{"nftables": [{"metainfo": {"json_schema_version": 1}}, {"table": {"family": "inet", "name": "t@@"}},
        {"chain": {"family": "inet", "table": "t@@", "name": "c@@", "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}},
        {"rule": {"family": "inet", "table": "t@@", "chain": "c@@", "expr": [
        {"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "a@@b"}},
        {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 3389}},
        {"accept": null}]}}]}"#,
    r#"{"nftables": [{"table": {"family": "inet", "name": "t"}}, {"nosuch@@": {"a@@": "b@@"}},
        {"chain": {"family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": 0}},
        {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"nosuch@@": "x@@"}, {"jump": {"target": "d@@"}}]}}]}"#,
];

fn check(rules: &str, format: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firewall"));
    // Without optimisation, all ports take a second.
    command.args(["--check", "-", "3389/tcp"]);
    if !format.is_empty() {
        command.arg(format);
    }
    fed(&mut command, rules.as_bytes())
}

/// Asserts that no acting character is shown, but for the ends of lines, and the tabs of `--tsv`.
fn assert_harmless(output: &Output, rules: &str, format: &str) {
    for shown in [text(&output.stdout), text(&output.stderr)] {
        for c in acting() {
            let is_syntax = c == '\n' || c == '\t' && format == "--tsv";
            assert!(
                is_syntax || !shown.contains(c),
                "{format}: {c:?} of {rules:?} is in {shown:?}"
            );
        }
    }
}

fn with(template: &str, text: &str) -> String {
    // In JSON, only an escaped character is one of a string.
    if template.starts_with('{') {
        let json = serde_json::to_string(text).unwrap();
        return template.replace("@@", json.trim_matches('"'));
    }
    template.replace("@@", text)
}

fn templates() -> impl Iterator<Item = &'static str> {
    NFTABLES.into_iter().chain(IPTABLES).chain(JSON)
}

#[test]
fn no_character_of_the_input_acts_on_the_terminal() {
    for template in templates() {
        for tried in tried() {
            let rules = with(template, &tried);
            for format in ["", "--json"] {
                assert_harmless(&check(&rules, format), &rules, format);
            }
        }
    }
}

/// Each record is a line with as many cells as the headings, whatever the input has.
#[test]
fn no_character_of_the_input_adds_a_line_or_a_cell() {
    for template in templates() {
        for tried in ["\u{1b}\u{85}\u{2028}\u{202e},'", "\"", "\r\n", "\t"] {
            let rules = with(template, tried);
            let check = |format| {
                let output = check(&rules, format);
                assert_harmless(&output, &rules, format);
                output
            };
            let records = json_lines(&check("--json")).len();
            let (csv, tsv) = (check("--csv"), check("--tsv"));
            let mut reader = csv::Reader::from_reader(&csv.stdout[..]);
            let read = reader.records().map(|record| record.unwrap().len());
            let read: Vec<usize> = read.collect();
            assert_eq!(read, vec![12; records], "{rules:?}");
            let mut lines = text(&tsv.stdout)
                .lines()
                .map(|line| line.split('\t').count());
            assert!(lines.all(|cells| cells == 12), "{rules:?}");
        }
    }
}
