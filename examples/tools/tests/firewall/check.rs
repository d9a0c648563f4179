//! What `--check` answers about ports.

use std::process::Command;

use serde_json::Value;

use crate::support::fed::{fed, json_lines};

/// Returns what `--check` answers for the ports that are not closed.
fn answers(rules: &str) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firewall"));
    command.args(["--check", "-", "--json"]);
    let output = fed(&mut command, rules.as_bytes());
    assert!(output.status.success(), "{rules}: {output:?}");
    let line = |line: &Value| {
        let word = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let condition = match word("condition") {
            none if none.is_empty() => none,
            condition => format!(" {condition}"),
        };
        let families = match line["families"].as_array().map(Vec::as_slice) {
            Some([family]) => format!(" {}", family.as_str().unwrap()),
            _ => String::new(),
        };
        let (ports, protocol) = (word("ports"), word("protocol"));
        format!("{ports}/{protocol}{families}{condition}")
    };
    let lines = json_lines(&output);
    let lines = lines.iter().filter(|line| line["answer"] != "closed");
    lines.map(line).collect()
}

#[test]
fn what_iptables_prints_of_itself_is_read_too() {
    let rules = "-P INPUT DROP\n-N web\n-A INPUT -p tcp -m tcp --dport 80 -j web\n\
                 -A web -s 192.0.2.0/24 -j ACCEPT\n";
    assert_eq!(answers(rules), ["80/tcp ip if -s 192.0.2.0/24"]);
}

#[test]
fn each_way_to_write_ports_in_nftables() {
    for (rule, expected) in [
        ("tcp dport 22 accept", "22/tcp"),
        ("tcp dport 0x16 accept", "22/tcp"),
        ("tcp dport == 22 accept", "22/tcp"),
        ("tcp dport eq 22 accept", "22/tcp"),
        ("tcp dport ssh accept", "22/tcp"),
        ("tcp dport \"ssh\" accept", "22/tcp"),
        (
            "udp dport { 53, 67 - 68,69 } accept",
            "53/udp, 67-68/udp, 69/udp",
        ),
        ("tcp dport != 1-65534 accept", "0/tcp, 65535/tcp"),
        ("tcp dport < 1 accept", "0/tcp"),
        ("tcp dport <= 1 accept", "0-1/tcp"),
        ("tcp dport lt 1 accept", "0/tcp"),
        ("tcp dport > 65534 accept", "65535/tcp"),
        ("tcp dport >= 65534 accept", "65534-65535/tcp"),
        ("tcp dport ge 65534 accept", "65534-65535/tcp"),
        ("tcp dport 1-9 tcp dport != 5 accept", "1-4/tcp, 6-9/tcp"),
        ("ip protocol udp th dport 53 accept", "53/udp ip"),
        ("ip6 nexthdr 17 th dport 53 accept", "53/udp ip6"),
        ("meta l4proto { tcp, icmp } th dport 53 accept", "53/tcp"),
        (
            "meta l4proto != { tcp, udp } th dport 9 accept",
            "9/sctp, 9/dccp",
        ),
        ("tcp dport vmap { 22:accept, 23 : drop }", "22/tcp"),
        ("tcp dport 22 ct state vmap { new : accept }", "22/tcp"),
        ("meta mark set ct mark or 0x1 tcp dport 22 accept", "22/tcp"),
        ("icmp type echo-request accept", ""),
        ("tcp dport 22 counter", ""),
        ("counter log prefix \"x\"", ""),
        // The source port, which any sender chooses.
        (
            "meta l4proto . th sport { tcp . 22 } accept",
            "0-65535/tcp if meta l4proto . th sport { tcp . 22 }",
        ),
        ("iif lo accept", ""),
        ("iif != lo tcp dport 22 accept", "22/tcp"),
    ] {
        let chain = "type filter hook input priority 0; policy drop;";
        let rules = format!("table inet t {{\n\tchain c {{ {chain}\n\t\t{rule}\n\t}}\n}}\n");
        assert_eq!(answers(&rules).join(", "), expected, "{rule}");
    }
}

/// The exit status of an answer for named ports is that of the worst.
#[test]
fn named_ports_have_the_status_of_the_worst() {
    let rules = "table inet t {\n\tchain c {\n\t\ttype filter hook input priority 0; policy drop;\n\
                 tcp dport 22 accept\nip saddr 10.0.0.0/8 tcp dport 6379 accept\n\
                 tcp dport 80 @nosuch accept\n\t}\n}\n";
    for (ports, expected) in [
        (&["23/tcp"][..], 0),
        (&["22/tcp"], 1),
        (&["23/tcp", "22/tcp"], 1),
        (&["22/udp"], 0),
        (&["ssh"], 1),
        (&["6379/tcp"], 4),
        (&["redis"], 4),
        (&["80/tcp"], 3),
        (&["80/tcp", "6379/tcp"], 3),
        (&["80/tcp", "22/tcp"], 1),
        (&["nosuch"], 2),
        (&["22"], 2),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firewall"));
        command.args(["--check", "-"]).args(ports);
        let output = fed(&mut command, rules.as_bytes());
        assert_eq!(
            output.status.code(),
            Some(expected),
            "{ports:?}: {output:?}"
        );
    }
}

/// nft and iptables resolve names by /etc/services, which has IANA's meaning of a homonym.
#[test]
fn names_in_a_rule_set_are_those_of_etc_services() {
    let rules = "*filter\n:INPUT DROP [0:0]\n\
                 -A INPUT -p tcp -m tcp --dport sftp -j ACCEPT\n\
                 -A INPUT -p tcp -m tcp --dport winrm -j ACCEPT\n\
                 -A INPUT -p udp -m udp --dport slp -j ACCEPT\n\
                 -A INPUT -p tcp -m tcp --dport rdp -j ACCEPT\nCOMMIT\n";
    assert_eq!(
        answers(rules),
        ["115/tcp", "3389/tcp", "47001/tcp", "1605/udp"]
    );
}
