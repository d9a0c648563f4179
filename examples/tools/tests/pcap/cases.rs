//! Tests captures of kinds that once were read wrongly or not at all.

use std::path::PathBuf;

use crate::program::{in_short, json_lines, pcap_file, stderr};
use crate::samples::path;

fn case(name: &str) -> PathBuf {
    path("cases").join(name)
}

/// Asserts the conversations of a case, and that nothing is reported.
fn expect(name: &str, expected: &[&str]) {
    let output = pcap_file(&["--json"], &case(name));
    let lines: Vec<String> = json_lines(&output).iter().map(in_short).collect();
    assert_eq!(lines, expected, "{name}");
    assert_eq!(stderr(&output), "", "{name}");
    assert_eq!(output.status.code(), Some(0), "{name}");
}

#[test]
fn links_that_carry_ip() {
    for (name, to, back) in [
        ("ppp.pcap", 93, 44),
        ("pppoe.pcap", 129, 62),
        ("mpls.pcap", 121, 58),
        ("radiotap.pcap", 165, 80),
    ] {
        let line = format!("https tcp 192.0.2.5:51514 198.51.100.9:443 3 {to} {back}");
        expect(name, &[&line]);
    }
}

#[test]
fn obsolete_packet_blocks() {
    let line = "domain udp 192.0.2.5:51514 198.51.100.9:53 2 62 62";
    expect("obsolete-packet-block.pcapng", &[line]);
}

#[test]
fn dhcpv6() {
    let lines = [
        "dhcpv6-server udp [fe80::5]:546 [ff02::1:2]:547 1 66 0",
        "dhcpv6-server udp [fe80::5]:546 [fe80::1]:547 1 0 66",
    ];
    expect("dhcpv6.pcap", &lines);
}

#[test]
fn tcp_headers_that_end_beyond_their_segments() {
    let output = pcap_file(&["--json"], &case("tcp-data-offset.pcap"));
    let lines: Vec<String> = json_lines(&output).iter().map(in_short).collect();
    assert_eq!(lines, ["telnet tcp 192.0.2.5:55524 198.51.100.9:23 1 54 0"]);
    let start = "pcap: 1 packet counted, record 1: its header is damaged: TCP Header Error: ";
    assert!(stderr(&output).starts_with(start), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(0));
}
