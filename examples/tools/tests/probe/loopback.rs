//! Servers on loopback: open, refused, answered and silent, and the limits of how they are probed.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use port_registry::{Endpoint, Port, Protocol, Service};
use serde_json::json;

use crate::program::{probe, result, results, total, without_times};
use crate::servers::{CLOSED, LOCALHOST, Udp, dns_reply, open};
use crate::support::fed::{json_lines, text};

fn service(port: u16, protocol: Protocol) -> Option<&'static str> {
    let service = Endpoint::new(Port::new(port), protocol).service();
    service.map(Service::name)
}

#[test]
fn programs_read_json() {
    let dns = Udp::start(LOCALHOST, |query| Some(dns_reply(query, 3)));
    let open = open(LOCALHOST);
    let begin = Timestamp::now();
    let ports = format!("{open},{CLOSED}");
    let dns_port = format!("{}/udp", dns.port);
    let output = probe(&["--json", "--query=dns", "127.0.0.1", &ports, &dns_port]);
    let end = Timestamp::now();
    assert_eq!(output.status.code(), Some(1));
    let lines = json_lines(&output);
    assert_eq!(lines.len(), 3);
    let expected = [
        (open, Protocol::Tcp, "open", None),
        (CLOSED, Protocol::Tcp, "refused", None),
        (dns.port, Protocol::Udp, "answered", Some("DNS: NXDOMAIN")),
    ];
    for (line, (port, protocol, result, note)) in lines.iter().zip(expected) {
        let sent: Timestamp = line["sent"].as_str().unwrap().parse().unwrap();
        let micro = Timestamp::from_microsecond(begin.as_microsecond()).unwrap();
        assert!(micro <= sent && sent <= end, "{line}");
        let time = line["time_ms"].as_f64().unwrap();
        assert!(time > 0.0 && time < 4000.0, "{line}");
        let expected = json!({
            "host": "127.0.0.1", "address": "127.0.0.1", "port": port, "protocol": protocol.as_str(),
            "service": service(port, protocol), "round": 1, "sent": line["sent"], "result": result,
            "time_ms": line["time_ms"], "note": note,
        });
        assert_eq!(*line, expected);
    }
    let stderr = text(&output.stderr);
    assert!(stderr.starts_with("probe: 3 probes sent, 2 answered; min "));
    assert_eq!(stderr.lines().count(), 1);
}

#[test]
fn the_status_is_0_if_all_answered() {
    let (open, closed) = (open(LOCALHOST).to_string(), CLOSED.to_string());
    let udp = Udp::start(LOCALHOST, |_| Some(b"?".to_vec()));
    let udp = format!("{}/udp", udp.port);
    for (ports, status) in [
        (&[&*open][..], 0),
        (&[&*open, &*udp], 0),
        (&[&*closed], 1),
        (&[&*open, &*closed], 1),
    ] {
        let output = probe(&[&["127.0.0.1"], ports].concat());
        assert_eq!(output.status.code(), Some(status), "{output:?}");
    }
}

#[test]
fn udp_is_answered_silent_or_refused() {
    let silent = Udp::silent(LOCALHOST);
    let port = format!("{}/udp", silent.port);
    let found = result(&["--timeout=0.2", "127.0.0.1", &port]);
    assert_eq!(found, ("open-or-filtered".to_owned(), None));
    assert_eq!(silent.received(), 1);
    // One datagram for each round.
    let output = probe(&["-t0.1", "-c3", "-i0.1", "127.0.0.1", &port]);
    assert_eq!(total(&output.stdout), "3 probes sent, 0 answered");
    assert_eq!(silent.received(), 4);

    let port = format!("{CLOSED}/udp");
    assert_eq!(result(&["127.0.0.1", &port]), ("refused".to_owned(), None));
}

#[test]
fn an_answer_that_fits_no_query_is_one() {
    let dns = Udp::start(LOCALHOST, |query| {
        let mut reply = dns_reply(query, 0);
        // Of another query: the places are in the identifiers of DNS and STUN.
        reply[0] ^= 1;
        reply[9] ^= 1;
        Some(reply)
    });
    let port = format!("{}/udp", dns.port);
    for (query, note) in [
        ("dns", "17 bytes, no DNS response to the query"),
        ("ntp", "48 bytes, no NTP response to the query"),
        ("stun", "20 bytes, no STUN response to the query"),
    ] {
        let found = result(&["--query", query, "127.0.0.1", &port]);
        assert_eq!(found, ("answered".to_owned(), Some(note.to_owned())));
    }
}

#[test]
fn nothing_of_an_answer_reaches_the_terminal() {
    const ODD: &[u8] = b"\x1b[2J\x07\x9b\xe2\x80\xae\nhost";
    let udp = Udp::start(LOCALHOST, |_| Some(ODD.to_vec()));
    let port = format!("{}/udp", udp.port);
    for format in [&[][..], &["--json"], &["--csv"], &["--tsv"], &["--summary"]] {
        for query in ["empty", "dns", "ntp", "stun"] {
            let output = probe(&[format, &["--query", query, "127.0.0.1", &port]].concat());
            let all = [&output.stdout[..], &output.stderr].concat();
            let is_harmless = |one: char| one == '\n' || one == '\t' || !one.is_control();
            assert!(text(&all).chars().all(is_harmless), "{output:?}");
            assert!(!text(&all).contains("[2J") && !text(&all).contains("host\n"));
        }
    }
    let found = result(&["127.0.0.1", &port]);
    assert_eq!(found, ("answered".to_owned(), Some("14 bytes".to_owned())));
}

#[test]
fn ipv6_is_probed_if_it_is_there() {
    if TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: there is no ::1");
        return;
    }
    let (tcp, udp) = (open("[::1]:0"), Udp::start("[::1]:0", |_| Some(Vec::new())));
    let (tcp, udp) = (tcp.to_string(), format!("{}/udp", udp.port));
    let output = probe(&["-6", "--json", "::1", &tcp, &udp]);
    let lines = json_lines(&output);
    assert_eq!(lines[0]["result"], "open");
    assert_eq!(lines[1]["result"], "answered");
    assert_eq!(lines[1]["note"], "0 bytes");
    assert!(lines.iter().all(|line| line["address"] == "::1"));
    assert_eq!(output.status.code(), Some(0));
    // Nothing listens on port 1 of both.
    assert_eq!(result(&["::1", "1"]).0, "refused");
    assert_eq!(result(&["::1", "1/udp"]).0, "refused");
}

#[test]
fn a_name_is_shown_with_the_address_that_is_probed() {
    let port = open(LOCALHOST);
    let output = probe(&["-4", "localhost", &port.to_string()]);
    let first = text(&output.stdout).lines().next().unwrap();
    assert!(
        first == "localhost is 127.0.0.1" || first == "localhost is 127.0.0.1, not ::1",
        "{first}"
    );
}

#[test]
fn rounds_have_a_number_and_a_summary_by_port() {
    let port = open(LOCALHOST).to_string();
    let udp = format!("{CLOSED}/udp");
    let begin = Instant::now();
    let output = probe(&["--count=3", "--interval=0.3", "127.0.0.1", &port, &udp]);
    assert!(begin.elapsed() >= Duration::from_millis(600));
    let written = without_times(&output.stdout);
    let words: Vec<String> = written
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let names = [
        service(port.parse().unwrap(), Protocol::Tcp),
        service(udp[..udp.len() - 4].parse().unwrap(), Protocol::Udp),
    ];
    let [tcp_name, udp_name] = names.map(|name| name.unwrap_or("-"));
    let mut expected = vec!["ROUND PORT SERVICE RESULT TIME NOTE".to_owned()];
    for round in 1..=3 {
        expected.push(format!("{round} {port}/tcp {tcp_name} open #.### ms"));
        expected.push(format!("{round} {udp} {udp_name} refused #.### ms"));
    }
    expected.extend([
        String::new(),
        "PORT SERVICE SENT ANSWERED MIN MEDIAN MAX RESULTS".to_owned(),
        format!("{port}/tcp {tcp_name} 3 3 #.### ms #.### ms #.### ms 3 open"),
        format!("{udp} {udp_name} 3 0 - - - 3 refused"),
        "6 probes sent, 3 answered; min #.### ms, median #.### ms, max #.### ms".to_owned(),
    ]);
    assert_eq!(words, expected);
    assert_eq!(output.status.code(), Some(1));

    // The summary alone, for programs.
    let output = probe(&[
        "--summary",
        "--json",
        "-c2",
        "-i0.1",
        "127.0.0.1",
        &port,
        &udp,
    ]);
    let lines = json_lines(&output);
    assert_eq!(lines.len(), 2);
    let times = ["min_ms", "median_ms", "max_ms"].map(|key| lines[0][key].as_f64().unwrap());
    assert!(times.is_sorted() && times[0] > 0.0, "{times:?}");
    assert!((times[1] - f64::midpoint(times[0], times[2])).abs() < 0.0011);
    assert_eq!(lines[0]["results"], json!({ "open": 2 }));
    let expected = json!({
        "host": "127.0.0.1", "address": "127.0.0.1", "port": closed_port(&udp), "protocol": "udp",
        "service": names[1], "sent": 2, "answered": 0, "min_ms": null, "median_ms": null,
        "max_ms": null, "results": { "refused": 2 },
    });
    assert_eq!(lines[1], expected);
}

fn closed_port(argument: &str) -> u16 {
    argument.strip_suffix("/udp").unwrap().parse().unwrap()
}

/// A port that does not answer delays those after it in the output only.
#[test]
fn several_ports_are_probed_at_a_time() {
    let silent: Vec<Udp> = (0..16).map(|_| Udp::silent(LOCALHOST)).collect();
    let ports: Vec<String> = silent
        .iter()
        .map(|udp| format!("{}/udp", udp.port))
        .collect();
    let ports: Vec<&str> = ports.iter().map(String::as_str).collect();
    let time = |arguments: &[&str], ports: &[&str]| {
        let begin = Instant::now();
        let output = probe(&[arguments, ports].concat());
        let lines = text(&output.stdout).lines().skip(1);
        let lines: Vec<&str> = lines.filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(lines[..ports.len()], *ports);
        begin.elapsed()
    };
    let most = time(&["-t0.5", "127.0.0.1"], &ports);
    assert!(most >= Duration::from_millis(500) && most < Duration::from_secs(4));
    let one_by_one = time(&["-t0.5", "-p1", "127.0.0.1"], &ports[..4]);
    assert!(one_by_one >= Duration::from_secs(2));
}

#[test]
fn a_thousand_ports_are_not_too_many() {
    // No server of these tests is below 1001.
    let begin = Instant::now();
    let output = probe(&["--json", "127.0.0.1", "1-1000"]);
    assert_eq!(results(&output).len(), 1000);
    assert!(begin.elapsed() < Duration::from_secs(9), "it is not slowed");
    let output = probe(&["127.0.0.1", "1-1001"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn text_has_aligned_columns() {
    let (port, udp) = (open(LOCALHOST), Udp::silent(LOCALHOST));
    let udp = format!("{}/udp", udp.port);
    let output = probe(&["-t0.2", "127.0.0.1", &port.to_string(), "tcpmux", &udp]);
    let names = [
        service(port, Protocol::Tcp),
        service(closed_port(&udp), Protocol::Udp),
    ];
    let [tcp, silent] = names.map(|name| name.unwrap_or("-"));
    let width = tcp.len().max(silent.len()).max("SERVICE".len());
    let port = format!("{port}/tcp");
    let expected = format!(
        "PORT       {:<width$}  RESULT                  TIME  NOTE\n\
         {port:<9}  {tcp:<width$}  open                #.### ms\n\
         1/tcp      {:<width$}  refused             #.### ms\n\
         {udp:<9}  {silent:<width$}  open-or-filtered           -\n\
         3 probes sent, 1 answered; min #.### ms, median #.### ms, max #.### ms\n",
        "SERVICE", "tcpmux"
    );
    assert_eq!(without_times(&output.stdout), expected);
    assert_eq!(text(&output.stderr), "");
}
