//! Networks of the tests' own: well-known ports, packets that are dropped or rejected, hosts without a route, and
//! a name server.
//!
//! A test of this file runs another one of it, which is ignored otherwise, in a network namespace.

use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::program::{probe, result, results, without_times};
use crate::servers::{Udp, dns_reply, open};
use crate::support::fed::{json_lines, text};
use crate::support::inside::{is_inside, run_inside};

#[test]
fn well_known_ports() {
    run_inside("namespaces::inside_with_well_known_ports", "true");
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_with_well_known_ports() {
    if !is_inside("namespaces::inside_with_well_known_ports") {
        return;
    }
    open("127.0.0.1:22");
    open("127.0.0.1:443");
    open("127.0.0.1:53");
    Udp::start("127.0.0.1:53", |query| Some(dns_reply(query, 5)));
    Udp::start("127.0.0.1:123", |request| {
        let mut answer = request.to_vec();
        (answer[0], answer[1]) = (0x24, 16);
        answer.copy_within(40..48, 24);
        Some(answer)
    });
    Udp::start("127.0.0.1:3478", |request| {
        let mut answer = request.to_vec();
        (answer[0], answer[1]) = (1, 0x11);
        Some(answer)
    });
    Udp::silent("127.0.0.1:51820");
    let ports = [
        "ssh",
        "https",
        "dns",
        "ntp",
        "stun/udp",
        "wireguard",
        "tftp",
        "8000-8001",
    ];
    let output = probe(&[&["-t0.3", "127.0.0.1"], &ports[..]].concat());
    assert_eq!(
        without_times(&output.stdout),
        "PORT       SERVICE      RESULT                  TIME  NOTE
22/tcp     ssh          open                #.### ms
443/tcp    https        open                #.### ms
53/tcp     domain       open                #.### ms
53/udp     domain       answered            #.### ms  DNS: REFUSED
123/udp    ntp          answered            #.### ms  NTP: stratum 16, not synchronized
3478/udp   stun         answered            #.### ms  STUN: error
51820/udp  -            open-or-filtered           -
69/udp     tftp         refused             #.### ms
8000/tcp   irdmi        refused             #.### ms
8001/tcp   vcom-tunnel  refused             #.### ms
10 probes sent, 6 answered; min #.### ms, median #.### ms, max #.### ms
"
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "");
}

const RULES: &str = "table inet t { chain input { type filter hook input priority 0;
tcp dport 80 drop; udp dport 500 drop;
tcp dport 81 reject with icmpx type host-unreachable; udp dport 501 reject with icmpx type host-unreachable;
tcp dport 82 reject with icmpx type admin-prohibited; udp dport 502 reject with icmpx type admin-prohibited;
tcp dport 83 reject with tcp reset; udp dport 503 reject with icmpx type port-unreachable;
tcp dport 84 reject with icmpx type no-route; udp dport 504 reject with icmpx type no-route;
}
}";

#[test]
fn what_firewalls_do() {
    let script = format!("echo '{RULES}' | nft -f -");
    run_inside("namespaces::inside_with_a_firewall", &script);
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_with_a_firewall() {
    if !is_inside("namespaces::inside_with_a_firewall") {
        return;
    }
    let no_route = "No route to host (os error 113)";
    let network = "Network is unreachable (os error 101)";
    let denied = "Permission denied (os error 13)";
    for (host, prohibited) in [("127.0.0.1", no_route), ("::1", denied)] {
        let cases = [
            ("80/tcp", "timed-out", None),
            ("81/tcp", "unreachable", Some(no_route)),
            ("82/tcp", "unreachable", Some(prohibited)),
            ("83/tcp", "refused", None),
            ("84/tcp", "unreachable", Some(network)),
            ("500/udp", "open-or-filtered", None),
            ("501/udp", "unreachable", Some(no_route)),
            ("502/udp", "unreachable", Some(prohibited)),
            ("503/udp", "refused", None),
            ("504/udp", "unreachable", Some(network)),
        ];
        let ports = cases.map(|(port, ..)| port);
        // Over IPv6, Linux reports an error about the first packet of TCP on loopback after the second one
        // only, a second later.
        let output = probe(&[&["-t3", "--json", host], &ports[..]].concat());
        let found: Vec<(String, Option<String>)> = json_lines(&output)
            .iter()
            .map(|line| {
                let word = |key: &str| line[key].as_str().map(str::to_owned);
                (word("result").unwrap(), word("note"))
            })
            .collect();
        let expected = cases.map(|(_, result, note)| (result.to_owned(), note.map(str::to_owned)));
        assert_eq!(found, expected, "{host}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn hosts_without_a_way_to_them() {
    let script = "ip route add unreachable 192.0.2.0/28 && ip route add prohibit 192.0.2.16/28 \
                  && ip route add blackhole 192.0.2.32/28";
    run_inside("namespaces::inside_without_routes", script);
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_without_routes() {
    if !is_inside("namespaces::inside_without_routes") {
        return;
    }
    for (host, expected, note) in [
        (
            "198.51.100.1",
            "unreachable",
            "Network is unreachable (os error 101)",
        ),
        (
            "2001:db8::1",
            "unreachable",
            "Network is unreachable (os error 101)",
        ),
        (
            "192.0.2.1",
            "unreachable",
            "No route to host (os error 113)",
        ),
        (
            "192.0.2.17",
            "unreachable",
            "Permission denied (os error 13)",
        ),
        ("192.0.2.33", "failed", "Invalid argument (os error 22)"),
    ] {
        for port in ["22", "53/udp"] {
            let found = result(&[host, port]);
            assert_eq!(
                found,
                (expected.to_owned(), Some(note.to_owned())),
                "{host} {port}"
            );
        }
        let output = probe(&[host, "22"]);
        assert_eq!(output.status.code(), Some(1));
    }
}

/// The range has one port, so that a connection to it is from it.
#[test]
fn ports_that_would_connect_to_themselves() {
    let script = "echo 40000 40000 > /proc/sys/net/ipv4/ip_local_port_range";
    run_inside("namespaces::inside_with_one_local_port", script);
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_with_one_local_port() {
    if !is_inside("namespaces::inside_with_one_local_port") {
        return;
    }
    let itself = TcpStream::connect("127.0.0.1:40000").unwrap();
    assert_eq!(itself.local_addr().unwrap(), itself.peer_addr().unwrap());
    drop(itself);
    assert_eq!(result(&["127.0.0.1", "40000/udp"]).0, "refused");
    // The port is in use for a minute after the connection above, and then there is none left.
    let (tcp, _) = result(&["::1", "40000/tcp"]);
    assert_eq!(tcp, "refused");
}

/// Compares with another program, OpenBSD's netcat.
#[test]
fn netcat_finds_the_same() {
    let script = format!("nc -h 2>&1 | grep -q OpenBSD && echo '{RULES}' | nft -f -");
    run_inside("namespaces::inside_with_netcat", &script);
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_with_netcat() {
    if !is_inside("namespaces::inside_with_netcat") {
        return;
    }
    for address in ["127.0.0.1:22", "127.0.0.1:25", "[::1]:22", "[::1]:6000"] {
        open(address);
    }
    Udp::start("127.0.0.1:53", |_| Some(Vec::new()));
    let mut compared = BTreeMap::new();
    for host in ["127.0.0.1", "::1"] {
        for port in [22, 23, 25, 80, 81, 82, 83, 84, 6000, 65_535] {
            let netcat = Command::new("nc")
                .args(["-z", "-w", "2", host, &port.to_string()])
                .status()
                .unwrap();
            let output = probe(&["-t2", "--json", host, &port.to_string()]);
            assert_eq!(output.status.success(), netcat.success(), "{host} {port}");
            let (_, result) = results(&output).swap_remove(0);
            *compared.entry(result).or_insert(0) += 1;
        }
    }
    let expected = [
        ("open", 4),
        ("refused", 8),
        ("timed-out", 2),
        ("unreachable", 6),
    ];
    let expected = expected.map(|(result, count)| (result.to_owned(), count));
    assert_eq!(compared, BTreeMap::from(expected));
    // netcat takes a UDP port for open unless it is refused. Without -v, it sends nothing.
    for (port, is_refused) in [("53", false), ("54", true), ("503", true), ("500", false)] {
        let netcat = Command::new("nc")
            .args(["-zuv", "-w", "1", "127.0.0.1", port])
            .status()
            .unwrap();
        let (result, _) = result(&["-t1", "127.0.0.1", &format!("{port}/udp")]);
        assert_eq!(netcat.success(), !is_refused, "{port}");
        assert_eq!(result == "refused", is_refused, "{port}");
    }
}

/// The resolver of the system asks a name server of the test.
#[test]
fn names_are_looked_up_once() {
    // A second namespace, of mounts, ends with the shell.
    let script = "exec 3>&2 && unshare --mount true && grep -q '^hosts:.*dns' /etc/nsswitch.conf";
    run_inside("namespaces::inside_with_a_name_server", script);
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_with_a_name_server() {
    if !is_inside("namespaces::inside_with_a_name_server") {
        return;
    }
    let asked = Arc::new(Mutex::new(Vec::new()));
    let names = Arc::clone(&asked);
    Udp::start("127.0.0.1:53", move |query| {
        let (name, answer) = name_server(query);
        names.lock().unwrap().push(name);
        Some(answer)
    });
    open("127.0.0.2:22");
    open("[::1]:22");
    let folder = crate::support::folder();
    let file = folder.path().join("resolv.conf");
    fs::write(
        &file,
        "nameserver 127.0.0.1\noptions attempts:1 timeout:5\n",
    )
    .unwrap();
    let run = |arguments: &[&str]| {
        asked.lock().unwrap().clear();
        let mut command = Command::new("unshare");
        let script = "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";
        command.args(["--mount", "sh", "-c", script]).arg(&file);
        let command = command.arg(env!("CARGO_BIN_EXE_probe")).args(arguments);
        let output = command.output().unwrap();
        let mut asked = asked.lock().unwrap().clone();
        asked.sort();
        (output, asked)
    };
    // Each address is asked for once, whatever the number of ports and rounds.
    let both = ["host.test A", "host.test AAAA"];
    let (output, names) = run(&["--json", "-c3", "-i0.1", "-4", "host.test", "22", "23"]);
    assert_eq!(names, both);
    let lines = json_lines(&output);
    assert_eq!(lines.len(), 6);
    assert!(lines.iter().all(|line| line["address"] == "127.0.0.2"));
    assert!(lines.iter().all(|line| line["host"] == "host.test"));
    let (output, names) = run(&["-6", "host.test", "22"]);
    assert_eq!(names, both);
    let first = text(&output.stdout).lines().next().unwrap();
    assert_eq!(first, "host.test is ::1, not 127.0.0.2");
    assert_eq!(output.status.code(), Some(0));

    let (output, _) = run(&["four.test", "22"]);
    let first = text(&output.stdout).lines().next().unwrap();
    assert_eq!(first, "four.test is 127.0.0.2");
    let (output, _) = run(&["-6", "four.test", "22"]);
    assert_eq!(
        text(&output.stderr),
        "probe: host \"four.test\" has no IPv6 address: it has 127.0.0.2\n"
    );
    assert_eq!(output.status.code(), Some(1));
    let (output, _) = run(&["nosuch.test", "22"]);
    assert_eq!(
        text(&output.stderr),
        "probe: host \"nosuch.test\" is not found: failed to lookup address information: Name or \
         service not known\n"
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
}

/// Returns the question, such as `host.test A`, and the answer of a server that has `host.test` with two
/// addresses and `four.test` with one.
fn name_server(query: &[u8]) -> (String, Vec<u8>) {
    let (mut at, mut labels) = (12, Vec::new());
    while query[at] > 0 {
        let end = at + 1 + usize::from(query[at]);
        labels.push(text(&query[at + 1..end]));
        at = end;
    }
    let name = labels.join(".");
    let is_v6 = query[at + 2] == 28;
    let address = match (&*name, is_v6) {
        ("host.test", true) => Some("::1"),
        ("host.test" | "four.test", false) => Some("127.0.0.2"),
        _ => None,
    };
    let code = if name == "nosuch.test" { 3 } else { 0 };
    // Without what the resolver adds after the question.
    let mut answer = dns_reply(&query[..at + 5], code);
    answer[6..12].fill(0);
    if let Some(address) = address {
        answer[7] = 1;
        answer.extend([0xc0, 12]); // the name of the question
        answer.extend(&query[at + 1..at + 5]);
        answer.extend([0, 0, 0, 60]);
        match address.parse().unwrap() {
            IpAddr::V4(address) => {
                answer.extend([0, 4]);
                answer.extend(address.octets());
            }
            IpAddr::V6(address) => {
                answer.extend([0, 16]);
                answer.extend(address.octets());
            }
        }
    }
    let kind = if is_v6 { "AAAA" } else { "A" };
    (format!("{name} {kind}"), answer)
}

#[test]
fn link_local_addresses_have_a_zone() {
    // A pair of interfaces, of which both ends are here.
    let script =
        "ip link add end0 type veth peer name end1 && ip link set end0 up && ip link set end1 up";
    run_inside("namespaces::inside_with_link_local_addresses", script);
}

#[test]
#[ignore = "another test runs it in a network namespace"]
fn inside_with_link_local_addresses() {
    if !is_inside("namespaces::inside_with_link_local_addresses") {
        return;
    }
    // The address is there at once, and can be used when no other host was found to have it.
    let address = (0..50).find_map(|_| {
        thread::sleep(Duration::from_millis(100));
        let listed = Command::new("ip")
            .args([
                "-6",
                "-o",
                "addr",
                "show",
                "dev",
                "end0",
                "scope",
                "link",
                "-tentative",
            ])
            .output()
            .unwrap();
        let address = text(&listed.stdout).split_whitespace().nth(3)?.to_owned();
        let address = address.split('/').next()?.to_owned();
        Some(address).filter(|address| !address.is_empty())
    });
    let Some(address) = address else {
        eprintln!("skipped: no link-local address");
        return;
    };
    let host = format!("{address}%end0");
    let server = TcpListener::bind("[::]:22").unwrap();
    let output = probe(&["--json", &host, "22", "23"]);
    let lines = json_lines(&output);
    assert_eq!(lines[0]["result"], "open", "{output:?}");
    assert_eq!(lines[1]["result"], "refused", "{output:?}");
    assert_eq!(lines[0]["host"], *host);
    let mut listed = Command::new("ip");
    let listed = listed
        .args(["-o", "link", "show", "end0"])
        .output()
        .unwrap();
    let (index, _) = text(&listed.stdout).split_once(':').unwrap();
    let zoned = format!("{address}%{index}");
    assert_eq!(lines[0]["address"], *zoned);
    drop(server);
    // Without a zone, there is no interface to send from.
    let (outcome, _) = result(&[&address, "22"]);
    assert!(["failed", "unreachable"].contains(&&*outcome), "{outcome}");
}
