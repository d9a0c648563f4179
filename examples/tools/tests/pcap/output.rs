//! Tests the table, CSV and JSON that `pcap` writes.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::files::ethernet;
use crate::program::{json_lines, pcap, pcap_file, stderr, stdout};
use crate::samples::path;

const ERRORS: &str = "\
pcap: 2 packets with 196 bytes: ICMP (IP protocol 1) has no port numbers
pcap: 1 packet with 42 bytes: ARP (EtherType 0x0806) is not IP
";

#[test]
fn people_read_a_table() {
    let output = pcap_file(&[], &path("office.pcap"));
    assert_eq!(
        stdout(&output),
        "\
SERVICE  PROTOCOL  CLIENT               SERVER             PACKETS  TO SERVER  TO CLIENT      START  DURATION
https    tcp       10.0.0.5:51514       192.0.2.10:443           8        733       4014   0.025000  0.053000
domain   udp       10.0.0.5:53124       10.0.0.1:53              2         75        162   0.010000  0.014000
ssh      tcp       [2001:db8::5]:40222  [2001:db8::10]:22        2         74        110   1.200000  0.001000
ntp      udp       10.0.0.5:123         192.0.2.123:123          2         90         90  20.000000  0.031000
-        tcp       10.0.0.5:50100       10.0.0.9:8931            2         54         54  42.000000  0.001000
"
    );
    assert_eq!(stderr(&output), ERRORS);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn people_read_a_summary() {
    let output = pcap_file(&["--summary"], &path("office.pcap"));
    assert_eq!(
        stdout(&output),
        "\
SERVICE  PROTOCOL  PORT  CONVERSATIONS  PACKETS  BYTES  SHARE
https    tcp        443              1        8   4747  87.0%
domain   udp         53              1        2    237   4.3%
ssh      tcp         22              1        2    184   3.4%
ntp      udp        123              1        2    180   3.3%
-        tcp          -              1        2    108   2.0%
"
    );
    assert_eq!(stderr(&output), ERRORS);
}

#[test]
fn programs_read_json() {
    let output = pcap_file(&["--json"], &path("office.pcap"));
    let lines = json_lines(&output);
    assert_eq!(lines.len(), 5);
    assert_eq!(
        lines[0],
        json!({
            "service": "https", "protocol": "tcp",
            "client": "10.0.0.5", "client_port": 51514, "server": "192.0.2.10", "server_port": 443,
            "packets": 8, "bytes": 4747, "packets_to_server": 4, "bytes_to_server": 733,
            "packets_to_client": 4, "bytes_to_client": 4014,
            "first": "2023-11-14T22:13:20.025Z", "last": "2023-11-14T22:13:20.078Z",
            "server_known_by": "handshake",
        })
    );
    let sums = json_lines(&pcap_file(&["--json", "--summary"], &path("office.pcap")));
    assert_eq!(sums[0]["share_of_bytes"], json!(4747.0 / 5456.0));
    assert_eq!(sums[0]["conversations"], 1);
}

/// CSV and JSON contain the same values under the same names.
#[test]
fn programs_read_csv() {
    for arguments in [vec![], vec!["--summary"]] {
        let with = |form| [&[form], &arguments[..]].concat();
        let csv = pcap_file(&with("--csv"), &path("office.pcap"));
        let lines = json_lines(&pcap_file(&with("--json"), &path("office.pcap")));
        let mut reader = csv::Reader::from_reader(&csv.stdout[..]);
        let headings = reader.headers().unwrap().clone();
        assert_eq!(headings.len(), lines[0].as_object().unwrap().len());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), lines.len());
        for (record, line) in records.iter().zip(&lines) {
            for (heading, cell) in headings.iter().zip(record) {
                let value = match &line[heading] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    value => value.to_string(),
                };
                assert_eq!(cell, value, "{heading}");
            }
        }
    }
}

#[test]
fn a_capture_of_nothing_has_headings_alone() {
    let empty = ethernet(&[]);
    let output = pcap(&[], &empty);
    assert_eq!(stdout(&output).lines().count(), 1);
    assert_eq!(stderr(&output), "");
    assert_eq!(stdout(&pcap(&["--summary"], &empty)).lines().count(), 1);
    assert_eq!(stdout(&pcap(&["--json"], &empty)), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn standard_input_may_be_named() {
    let office = fs::read(path("office.pcap")).unwrap();
    let unnamed = pcap(&[], &office);
    assert_eq!(stdout(&unnamed).lines().count(), 6);
    assert_eq!(pcap(&["-"], &office).stdout, unnamed.stdout);
}

#[test]
fn whoever_closes_the_pipe_has_seen_enough() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pcap"))
        .arg(path("office.pcap"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn one_form_at_a_time() {
    let output = pcap(&["--json", "--csv"], &[]);
    assert!(
        stderr(&output).contains("'--json' cannot be used with '--csv'"),
        "{}",
        stderr(&output)
    );
    assert_eq!(output.status.code(), Some(2));
}
