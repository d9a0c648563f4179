//! Runs `firewall` as a user does: the rule sets, the warnings, the errors and `--check`.
//!
//! The transcripts in `tests/data/firewall` are run by trycmd. `TRYCMD=overwrite` updates them.

mod support;

use std::process::{Command, Output};

use serde_json::Value;
use support::fed::{fed, json_lines};

/// Returns the warnings on standard error, and asserts that standard output is a rule set.
fn warnings(arguments: &[&str]) -> Vec<String> {
    let output = firewall(arguments);
    assert!(output.status.success(), "{arguments:?}");
    assert!(output.stdout.starts_with(b"#"), "{arguments:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    let warning = |line: &str| line.strip_prefix("firewall: warning: ").unwrap().to_owned();
    text.lines().map(warning).collect()
}

fn firewall(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firewall"));
    command.args(arguments).output().unwrap()
}

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/data/firewall/*.trycmd");
}

#[test]
fn what_is_harmless_gives_no_warning() {
    for harmless in [
        "ssh",
        "22/tcp",
        "http,https",
        "https/tcp+udp",
        "443/udp",
        "dns/tcp+udp",
        "7,13,17,19/tcp",
        "stun/tcp+udp",
        "ssh,smtp,http",
    ] {
        assert_eq!(warnings(&[harmless]), [""; 0], "{harmless}");
    }
}

/// Openings of single ports, and the warnings about them.
const OF_PORTS: &[(&str, &str)] = &[
    ("1023/tcp", "1023/tcp: reserved, not meant for any service"),
    ("4/tcp", "4/tcp: unassigned, registered for no service"),
    ("22/dccp", "22/dccp: unassigned; registered is 22/tcp (ssh)"),
    (
        "49152/udp",
        "49152/udp: dynamic, so registered for no service, and in the range from which Linux takes \
         the ports of clients, 32768-60999",
    ),
    (
        "60999/tcp",
        "60999/tcp: dynamic, so registered for no service, and in the range from which Linux takes \
         the ports of clients, 32768-60999",
    ),
    (
        "61000/tcp",
        "61000/tcp: dynamic, so registered for no service",
    ),
    (
        "32768/tcp",
        "32768/tcp (filenet-tms): in the range from which Linux takes the ports of clients, \
         32768-60999",
    ),
    (
        "32767/tcp",
        "32767/tcp (filenet-powsrm): registered for filenet-powsrm, but known for Kubernetes",
    ),
    (
        "9200/tcp",
        "9200/tcp (wap-wsp): a database, without a password before version 8, if it is \
         Elasticsearch (use a VPN) [AWS Security Hub]\n\
         9200/tcp (wap-wsp): registered for wap-wsp, but known for Elasticsearch, \
         OpenSearch and Zebra printers",
    ),
    (
        "61616/tcp",
        "61616/tcp: message queues, for their applications alone, if it is Apache ActiveMQ \
         (use a VPN) [Shadowserver]\n\
         61616/tcp: dynamic, so registered for no service\n\
         61616/tcp: known for Apache ActiveMQ, which is not registered",
    ),
    (
        "1911/tcp",
        "1911/tcp (mtp): controls buildings, in clear text, if it is Niagara Fox (use a VPN) \
         [Shadowserver]",
    ),
    (
        "11211/tcp",
        "11211/tcp (memcache): data without a password (use a VPN) [Google Cloud]",
    ),
    (
        "11211/udp",
        "11211/udp (memcache): data without a password, amplifies floods (close it) [CISA]",
    ),
    (
        "111,1434/tcp",
        "111/tcp (sunrpc): lists RPC services (use a VPN) [RFC 1833]\n\
         1434/tcp (ms-sql-m): the administrators' connection to a database (use a VPN) \
         [AWS Security Hub]",
    ),
    (
        "3128/tcp",
        "3128/tcp (ndl-aas): relays for all who connect, unless it asks for a password, if it is \
         Squid (use a VPN) [Shadowserver]\n\
         3128/tcp (ndl-aas): registered for ndl-aas, but known for Proxmox VE and Squid",
    ),
    (
        "8200/tcp",
        "8200/tcp (trivnet1): registered for trivnet1, but known for Elastic APM Server and \
         HashiCorp Vault",
    ),
    (
        "51820/udp",
        "51820/udp: dynamic, so registered for no service, and in the range from which Linux takes \
         the ports of clients, 32768-60999\n\
         51820/udp: known for WireGuard, which is not registered",
    ),
    (
        "40000/tcp",
        "40000/tcp (safetynetp): in the range from which Linux takes the ports of clients, \
         32768-60999",
    ),
    (
        "7786/tcp",
        "7786/tcp (minivend): used by others, says IANA: Known Unauthorized Use on port 7786",
    ),
];

/// Openings of ranges of ports.
const OF_RANGES: &[(&str, &str)] = &[
    (
        "1740-1743/udp",
        "1740-1743/udp: industrial control without authentication, if it is CODESYS runtime and \
         gateway (use a VPN) [CISA and NSA]\n\
         1740-1743/udp: takes in 4 services: encore, cisco-net-mgmt, 3Com-nsd and 1 more",
    ),
    (
        "5900-5910/tcp",
        "5900-5910/tcp: takes in what is dangerous: rfb (5900) and vnc (5901)\n\
         5900-5910/tcp: takes in 9 services: rfb, ff-ice, ag-swim and 6 more\n\
         5900-5910/tcp: of 11 ports, 2 unassigned",
    ),
    (
        "0-65535/tcp",
        "0-65535/tcp: takes in what is dangerous: systat (11), ftp (21), telnet (23) and 89 more\n\
         0-65535/tcp: takes in 5877 services: discard, systat, qotd and 5874 more\n\
         0-65535/tcp: of 65536 ports, 250 reserved, 42747 unassigned, 16384 dynamic",
    ),
    (
        "80-81/tcp",
        "80-81/tcp: takes in the service http\n80-81/tcp: of 2 ports, 1 unassigned",
    ),
    (
        "22-23/tcp",
        "22-23/tcp: takes in what is dangerous: telnet (23)\n22-23/tcp: takes in 2 services: ssh and telnet",
    ),
    ("65000-/tcp", "65000-65535/tcp: all 536 ports are dynamic"),
];

/// Openings by name.
const OF_NAMES: &[(&str, &str)] = &[
    (
        "telnet",
        "23/tcp (telnet): passwords and sessions in clear text (use ssh) [CISA]",
    ),
    (
        "RDP",
        "3389/tcp (ms-wbt-server): a desktop, for all who guess passwords (use a VPN) [CISA]",
    ),
    (
        "ntp/udp",
        "123/udp (ntp): amplifies floods, if it answers mode 6 and 7 queries (set restrict \
         default noquery) [CISA]",
    ),
    (
        "consul",
        "8500/tcp (fmtp): registered for fmtp, but known for Consul\n\
         8500/tcp (fmtp): consul has 8300-8302,8501-8503 too, which stay closed\n\
         8500/tcp (fmtp): consul is also known to use 8301/udp and 8302/udp, which stay closed",
    ),
    (
        "mumble/tcp",
        "64738/tcp: dynamic, so registered for no service\n\
         64738/tcp: known for Mumble server, which is not registered",
    ),
    (
        "mumble",
        "64738/tcp: dynamic, so registered for no service\n\
         64738/tcp: known for Mumble server, which is not registered\n\
         64738/tcp: mumble is also known to use 64738/udp, which stays closed",
    ),
    (
        "vnc",
        "5900/tcp (rfb): a desktop, in clear text with many servers (use VNC over ssh) [CISA]\n\
         5900/tcp (rfb): vnc is also known to use 5901-5909/tcp, which stays closed",
    ),
    (
        "oracle",
        "1521/tcp (ncube-lm): a database, for its applications alone, if it is Oracle Database (use \
         a VPN) [Google Cloud]\n\
         1521/tcp (ncube-lm): registered for ncube-lm, but known for Oracle Database\n\
         1521/tcp (ncube-lm): oracle also means oracle 2005/udp, which stays closed. Oracle \
         Database listens on 1521 by default (Oracle, Net Services Reference); IANA's oracle is \
         on 2005 over UDP",
    ),
    (
        "SFTP",
        "22/tcp (ssh): sftp also means sftp 115/tcp, which stays closed. SFTP is the file \
         transfer protocol of SSH; IANA's sftp is the Simple File Transfer Protocol of 1984 \
         (RFC 913)",
    ),
    (
        "winrm",
        "5985/tcp (wsman): commands Windows, for all who guess passwords (use a VPN) [Microsoft]\n\
         5985/tcp (wsman): winrm also means winrm 47001/tcp, which stays closed. The listeners \
         of Windows Remote Management are on 5985 and 5986 by default (Microsoft, Details on \
         secure port configuration for WS-Management)\n\
         5986/tcp (wsmans): commands Windows, for all who guess passwords (use a VPN) [Microsoft]",
    ),
    (
        "http-alt",
        "8080/tcp (http-alt): http-alt has 591,8008 too, which stay closed",
    ),
    (
        "ntp",
        "123/tcp (ntp): ntp is used over udp, which ntp/udp opens",
    ),
    (
        "dns",
        "53/tcp (domain): domain is used over udp too, which domain/udp opens",
    ),
    (
        "stun",
        "3478/tcp (stun): stun is used over udp too, which stun/udp opens",
    ),
    (
        "bacnet",
        "47808/tcp (bacnet): in the range from which Linux takes the ports of clients, \
         32768-60999\n\
         47808/tcp (bacnet): bacnet is used over udp, which bacnet/udp opens",
    ),
    (
        "rtp",
        "5004/tcp (avt-profile-1): avt-profile-1 is used over udp, which avt-profile-1/udp opens",
    ),
    (
        "x11",
        "6000-6063/tcp: keyboards and screens in clear text (use ssh -X) [CISA]",
    ),
];

#[test]
fn each_kind_of_warning() {
    for (opening, expected) in [OF_PORTS, OF_RANGES, OF_NAMES].concat() {
        assert_eq!(warnings(&[opening]).join("\n"), expected, "{opening}");
    }
}

#[test]
fn a_boundary_of_classes_has_its_warning_on_one_side() {
    assert_eq!(
        warnings(&["49151/tcp"]),
        ["49151/tcp: reserved, not meant for any service"]
    );
    assert_eq!(
        warnings(&["49152/tcp"]),
        [
            "49152/tcp: dynamic, so registered for no service, and in the range from which Linux takes \
             the ports of clients, 32768-60999",
            "49152/tcp: known for GlusterFS, which is not registered",
        ]
    );
}

/// `registry/homonyms.csv` is read here as the file that it is, and not through the library.
#[test]
fn every_homonym_is_warned_of_with_the_reason() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../registry/homonyms.csv");
    let mut names = 0;
    for line in csv::Reader::from_path(file).unwrap().into_records() {
        let line = line.unwrap();
        let (name, reason) = (&line[0], &line[3]);
        names += 1;
        let mut opened = 0;
        for protocol in ["tcp", "udp"] {
            let opening = format!("{name}/{protocol}");
            let output = firewall(&[&opening]);
            if output.status.success() {
                opened += 1;
                let text = String::from_utf8(output.stderr).unwrap();
                assert!(text.contains(&format!("{name} also means ")), "{opening}");
                assert!(text.contains(reason), "{opening}: {text}");
            }
        }
        assert!(opened > 0, "{name}");
    }
    assert!(names >= 20);
}

/// The names and the documents that say that their services are used over UDP.
#[test]
fn a_name_that_is_used_over_udp_is_warned_of_if_it_opens_tcp_only() {
    for (name, only, document) in [
        ("tftp", true, "RFC 1350"),
        ("ntp", true, "RFC 5905"),
        ("stun", false, "RFC 8489"),
        ("iax", true, "RFC 5456"),
        ("rtp", true, "RFC 3551"),
        ("rtcp", true, "RFC 3551"),
        ("bacnet", true, "ASHRAE 135"),
        ("sflow", true, "sFlow version 5"),
        ("ripng", true, "RFC 2080"),
        ("teredo", true, "RFC 4380"),
        ("coap", true, "RFC 7252"),
        ("coaps", true, "RFC 7252"),
        ("llmnr", false, "RFC 4795"),
        ("kpasswd", false, "RFC 3244"),
        ("ldp", false, "RFC 5036"),
        ("slp", false, "RFC 2608"),
        ("hart-ip", false, "HART-IP"),
        ("dnp", false, "IEEE 1815"),
    ] {
        let over = if only {
            " is used over udp, which "
        } else {
            " is used over udp too, which "
        };
        let is_of_udp = |warning: &String| warning.contains(over);
        assert!(
            warnings(&[name]).iter().any(is_of_udp),
            "{name}: {document}"
        );
        for other in [format!("{name}/tcp"), format!("{name}/tcp+udp")] {
            assert!(!warnings(&[&other]).iter().any(is_of_udp), "{other}");
        }
    }
}

#[test]
fn other_transports_that_are_open_give_no_warning() {
    assert_eq!(warnings(&["dns", "dns/udp"]), [""; 0]);
    assert_eq!(warnings(&["http-alt", "591,8008/tcp"]), [""; 0]);
}

#[test]
fn a_danger_to_the_world_is_none_to_a_few() {
    assert_eq!(warnings(&["redis"]).len(), 1);
    assert_eq!(warnings(&["redis", "--from", "::/0"]).len(), 1);
    assert_eq!(warnings(&["redis", "--from", "192.0.2.7"]), [""; 0]);
    assert_eq!(warnings(&["telnet", "--from", "192.0.2.7"]).len(), 1);
}

#[test]
fn order_and_repeats_make_no_difference_to_the_rules() {
    let rules = |arguments: &[&str]| {
        let text = String::from_utf8(firewall(arguments).stdout).unwrap();
        let is_rule = |line: &&str| !line.starts_with("# Warning");
        text.lines().filter(is_rule).collect::<Vec<_>>().join("\n")
    };
    for language in [&["--iptables"][..], &[]] {
        let of = |openings: &[&str]| rules(&[language, openings].concat());
        let once = of(&["ssh,8000-8100/tcp", "dns/udp"]);
        assert_eq!(
            of(&["dns/udp", "8050-8100,22/tcp", "8000-8060/tcp", "ssh"]),
            once
        );
        assert_ne!(of(&["ssh,8000-8101/tcp", "dns/udp"]), once);
    }
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let arguments = [
        "ssh,telnet,1-1024/tcp",
        "dns/tcp+udp",
        "--from",
        "2001:db8::/32",
    ];
    let (one, other) = (firewall(&arguments), firewall(&arguments));
    assert!(one.status.success());
    assert_eq!((one.stdout, one.stderr), (other.stdout, other.stderr));
}

/// Returns what `--check` answers for ports that are not closed, or for those that are not open.
fn answers(rules: &str, left_out: &str) -> Vec<String> {
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
    let lines = lines.iter().filter(|line| line["answer"] != left_out);
    lines.map(line).collect()
}

#[test]
fn what_iptables_prints_of_itself_is_read_too() {
    let rules = "-P INPUT DROP\n-N web\n-A INPUT -p tcp -m tcp --dport 80 -j web\n\
                 -A web -s 192.0.2.0/24 -j ACCEPT\n";
    assert_eq!(answers(rules, "closed"), ["80/tcp ip if -s 192.0.2.0/24"]);
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
        assert_eq!(answers(&rules, "closed").join(", "), expected, "{rule}");
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
        answers(rules, "closed"),
        ["115/tcp", "3389/tcp", "47001/tcp", "1605/udp"]
    );
}
