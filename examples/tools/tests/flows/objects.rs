//! Tests logs whose records name their fields: JSON and `key=value`.

use crate::program::{assert_output, run, text};

const HEADINGS: &str = "service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by\n";

/// Asserts the rows of a summary, and what is reported.
#[track_caller]
fn assert_rows(log: &str, status: i32, rows: &str, errors: &str) {
    let output = run(&["--summary", "--csv"], log.as_bytes());
    assert_output(&output, status, &format!("{HEADINGS}{rows}"), errors);
}

const OBJECT: &str =
    r#"{"srcport": 51514, "dstport": "443", "protocol": "tcp", "packets": 1, "bytes": 2}"#;

#[test]
fn arrays_and_objects_of_several_lines_are_records() {
    let rows = "https,tcp,443,2,2,4,1.000000,ports\n";
    let errors = "flows: 2 lines: 2 flows\n";
    let pretty = OBJECT.replace(", ", ",\n  ").replace('{', "{\n");
    for log in [
        format!("{OBJECT}\n{OBJECT}\n"),
        format!("{OBJECT}\r\n{OBJECT}"),
        format!("\u{feff}{OBJECT}\n{OBJECT}\n"),
        format!("{OBJECT}{OBJECT}"),
        format!("[{OBJECT},{OBJECT}]"),
        format!("[\n  {pretty},\n  {pretty}\n]\n"),
        format!("{pretty}\n{pretty}\n"),
        format!("{{\n\n            \"events\"  :  [\n{OBJECT},{pretty}]}}\n"),
        format!("{{\"events\": [\n{OBJECT},{pretty}],\n \"next\": [{{}}, \"]\"]}}\n"),
    ] {
        assert_rows(&log, 0, rows, errors);
    }
    // All on one line.
    let log = format!("{{\"events\": [{OBJECT}, {OBJECT}], \"next\": 1}}\n");
    assert_rows(&log, 0, rows, "flows: 1 line: 2 flows\n");
    assert_rows("{\"records\": []}\n", 0, "", "flows: 1 line: 0 flows\n");
}

/// A record may have at most 16 MiB, but an array of them any number.
#[test]
fn an_array_has_no_longest_length() {
    let padded = OBJECT.replace(
        '{',
        &format!("{{\"padding\": \"{}\", ", "x".repeat(1 << 20)),
    );
    let records = vec![padded; 20].join(",\n");
    for log in [
        format!("{{\n    \"events\": [\n{records}]}}"),
        format!("[{records}]"),
    ] {
        let rows = "https,tcp,443,20,20,40,1.000000,ports\n";
        assert_rows(&log, 0, rows, "flows: 20 lines: 20 flows\n");
    }
    let one = OBJECT.replace(
        '{',
        &format!("{{\"padding\": \"{}\", ", "x".repeat(16 << 20)),
    );
    let errors =
        "flows: standard input:1: longer than 16777216 bytes\nflows: 2 lines: 1 flow, 1 bad\n";
    let rows = "https,tcp,443,1,1,2,1.000000,ports\n";
    assert_rows(&format!("{one}\n{OBJECT}\n"), 1, rows, errors);
}

#[test]
fn an_array_that_is_cut_short_or_damaged_is_reported() {
    let output = run(&["--summary"], format!("[{OBJECT},").as_bytes());
    let errors = "flows: 1 line: 1 flow\n\
                  flows: standard input:2: cannot be read on: the JSON ends within an array or an object\n";
    assert_output(&output, 2, "", errors);
    let log = format!("[{OBJECT},,1,{OBJECT}]");
    let errors = "\
flows: standard input:2: \",\": expected an object of JSON
flows: standard input:3: \"1\": expected an object of JSON
flows: 4 lines: 2 flows, 2 bad
";
    let rows = "https,tcp,443,2,2,4,1.000000,ports\n";
    assert_rows(&log, 1, rows, errors);
}

#[test]
fn faults_of_objects_are_reported() {
    let faults = [
        (
            r#"{"srcport": 1, "dstport": [443], "protocol": 6}"#,
            r#"dstport "[443]": expected a number from 0 to 65535"#,
        ),
        (
            r#"{"srcport": 1, "dstport": 443, "protocol": 6, "bytes": -1}"#,
            r#"bytes "-1": expected a number"#,
        ),
        (r#"{"a": 1}"#, r#"no dstport in "{\"a\": 1}""#),
        (
            "{\"a\": \"\u{1b}[2J\"}",
            r#""{\"a\": \"\u{1b}[2J\"}" is not JSON: control character (\u0000-\u001F) found while parsing a string at line 1 column 7"#,
        ),
        (
            r#"{"dstport": 443"#,
            r#""{\"dstport\": 443" is not JSON: EOF while parsing an object at line 1 column 15"#,
        ),
    ];
    for (line, fault) in faults {
        let output = run(
            &["--summary", "--csv"],
            format!("{OBJECT}\n{line}\n").as_bytes(),
        );
        let errors = format!("flows: standard input:2: {fault}\nflows: 2 lines: 1 flow, 1 bad\n");
        assert_eq!(text(&output.stderr), errors);
        assert_eq!(output.status.code(), Some(1));
    }
}

/// Each level of arrays would begin the limit of the parser anew.
#[test]
fn nested_arrays_do_not_exhaust_the_stack() {
    let log = format!(
        "{}{}\n",
        "{\"flows\":[".repeat(100_000),
        "]}".repeat(100_000)
    );
    let output = run(&["--summary"], log.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let errors = text(&output.stderr);
    assert!(
        errors.contains("arrays of records within each other, more than 8 deep"),
        "{errors}"
    );
    let log = format!("{}\n", "{\"source\":".repeat(100_000));
    let output = run(&["--summary"], log.as_bytes());
    assert!(output.status.code().is_some(), "{output:?}");
}

#[test]
fn objects_get_a_member() {
    let log = format!(
        "{OBJECT} \n{{\"dstport\": 8931, \"srcport\": 51514, \"protocol\": 6}}\n\
         {{\"service\": 1, \"dstport\": 443, \"srcport\": 51514, \"protocol\": 6}}\n{{\"a\": 1}}\n{{}}\nx\n"
    );
    let output = run(&[], log.as_bytes());
    let expected = [
        OBJECT.trim_end_matches('}'),
        ",\"service\":\"https\"} \n{\"dstport\": 8931, \"srcport\": 51514, \"protocol\": 6,\"service\":null}\n\
         {\"service\": 1, \"dstport\": 443, \"srcport\": 51514, \"protocol\": 6,\"port_service\":\"https\"}\n\
         {\"a\": 1,\"service\":null}\n{\"service\":null}\nx\n",
    ];
    assert_eq!(text(&output.stdout), expected.concat());
}

#[test]
fn records_of_other_kinds_are_counted_with_their_names() {
    let log = r#"{"event_type":"alert","src_ip":"10.0.0.5","src_port":1,"dest_ip":"10.0.0.6","dest_port":443,"proto":"TCP","flow":{"pkts_toserver":9}}
{"event_type":"flow","src_ip":"10.0.0.5","src_port":1,"dest_ip":"10.0.0.6","dest_port":9999,"proto":"TCP","flow":{"pkts_toserver":5,"pkts_toclient":4,"bytes_toserver":700,"bytes_toclient":4000}}
{"event_type":"dns"}
"#;
    let rows = "distinct,tcp,9999,1,9,4700,1.000000,log\n";
    let errors = "flows: 3 lines: 1 flow, 2 of other kinds\nflows: other kinds: 1 alert, 1 dns\n\
                  flows: server known: 1 by the log\n";
    assert_rows(log, 0, rows, errors);
}

#[test]
fn messages_in_envelopes_are_lines_of_a_vpc_log() {
    let line = "2 1 eni-1 10.0.0.5 10.0.0.9 51514 443 6 20 4249 1 2 ACCEPT OK";
    let none = "2 1 eni-1 - - - - - - - 1 2 - NODATA";
    let log = format!(
        r#"{{"messageType":"DATA_MESSAGE","logEvents":[{{"id":"1","message":"{line}"}},{{"message":"{none}\n"}},{{"message":"2 x"}}]}}
{{"message":"{line}"}}
{{"messageType":"CONTROL_MESSAGE","logEvents":[{{"message":"CWL CONTROL MESSAGE"}}]}}
"#
    );
    let rows = "https,tcp,443,2,40,8498,1.000000,ports\n";
    let errors = "flows: standard input:1: 2 fields: expected 14\n\
                  flows: 3 lines: 2 flows, 1 NODATA, 1 of other kinds, 1 bad\n\
                  flows: other kinds: 1 CONTROL_MESSAGE\n";
    assert_rows(&log, 1, rows, errors);
}

#[test]
fn tuples_of_azure_are_flows() {
    let log = r#"{"records":[{"time":"1","properties":{"Version":2,"flows":[{"rule":"a","flows":[{"mac":"00","flowTuples":["1542110377,94.102.49.190,10.5.16.4,28746,443,U,I,D,B,,,,","1542110424,10.5.16.4,13.67.143.118,59831,443,T,O,A,E,1,66,2,132"]}]}]}},
{"time":"2","flowLogVersion":4,"flowRecords":{"flows":[{"flowGroups":[{"flowTuples":["1663146003606,10.0.0.6,192.0.2.180,443,8931,6,O,E,NX,3,767,2,1580","1,2"]}]}]}}]}
"#;
    let rows = ",tcp,8931,1,5,2347,0.922200,log\nhttps,tcp,443,1,3,198,0.077800,log\nhttps,udp,443,1,0,0,0.000000,log\n";
    let errors = "flows: standard input:2: \"1,2\": expected a flow tuple of 8 or 13 fields\n\
                  flows: 2 lines: 3 flows, 1 bad\nflows: server known: 3 by the log\n";
    assert_rows(log, 1, rows, errors);
}

#[test]
fn pairs_of_fortinet() {
    let log = "date=2026-09-01 devname=\"fw\" logid=\"0000000013\" type=\"traffic\" srcip=10.0.0.5 srcport=51514 dstip=192.0.2.9 \
               dstport=8931 transport=17 proto=6 policyname=\"x dstport=1\" service=\"HTTPS\" sentbyte=100 rcvdbyte=900 sentpkt=2 rcvdpkt=3\n\
               date=2026-09-01 logid=\"0100032002\" type=\"event\" user=\"a\n";
    let rows = ",tcp,8931,1,5,1000,1.000000,log\n";
    let errors = "flows: 2 lines: 1 flow, 1 of other kinds\nflows: other kinds: 1 event\n\
                  flows: server known: 1 by the log\n";
    assert_rows(log, 0, rows, errors);
    let named = run(&[], log.as_bytes());
    let lines = log.lines().collect::<Vec<_>>();
    let expected = format!("{} port_service=-\n{}\n", lines[0], lines[1]);
    assert_eq!(text(&named.stdout), expected);
}

#[test]
fn packets_of_netfilter() {
    let log = "Sep  1 10:00:00 host kernel: [1.0] DROP: IN=eth0 OUT= MAC=00 SRC=10.0.0.5 DST=192.0.2.9 LEN=60 TOS=0x00 TTL=47 ID=1 DF PROTO=TCP SPT=51514 DPT=8931 WINDOW=1 RES=0x00 SYN URGP=0\n\
               Sep  1 10:00:00 host kernel: [1.0] DROP: IN=eth0 OUT= SRC=192.0.2.9 DST=10.0.0.5 LEN=61 PROTO=TCP SPT=8931 DPT=51514 WINDOW=1 RES=0x00 ACK SYN URGP=0\n\
               Sep  1 10:00:00 host kernel: DROP: IN=eth0 OUT= SRC=10.0.0.5 DST=192.0.2.9 LEN=70 PROTO=UDP SPT=51514 DPT=53 LEN=50\n\
               Sep  1 10:00:00 host kernel: DROP: IN=eth0 OUT= SRC=10.0.0.5 DST=192.0.2.9 LEN=80 PROTO=ICMP TYPE=3 CODE=3 [SRC=192.0.2.9 DST=10.0.0.5 LEN=58 PROTO=UDP SPT=137 DPT=53 LEN=38 ]\n\
               Sep  1 10:00:00 host sshd: hello\n";
    let rows = ",tcp,8931,2,2,121,0.446494,log\n,icmp,,1,1,80,0.295203,\ndomain,udp,53,1,1,70,0.258303,ports\n";
    let errors = "flows: 5 lines: 4 flows, 1 of other kinds\nflows: other kinds: 1 without pairs\n\
                  flows: server known: 2 by the log, 1 by the ports, 1 not known\n\
                  flows: without ports: 1 of icmp\n";
    assert_rows(log, 0, rows, errors);
}

#[test]
fn connections_of_conntrack() {
    let log = "tcp      6 431999 ESTABLISHED src=10.0.0.5 dst=192.0.2.9 sport=51514 dport=8080 packets=10 bytes=1000 src=172.17.0.2 dst=10.0.0.5 sport=80 dport=51514 packets=8 bytes=9000 [ASSURED] mark=0 use=1\n\
               ipv4     2 udp      17 29 src=10.0.0.5 dst=192.0.2.9 sport=51514 dport=53 packets=1 bytes=60 [UNREPLIED] src=192.0.2.9 dst=10.0.0.5 sport=53 dport=51514 packets=0 bytes=0 mark=0 use=2\n\
               unknown  2 500 src=10.0.0.5 dst=224.0.0.1 packets=1 bytes=32 [UNREPLIED] src=224.0.0.1 dst=10.0.0.5 packets=0 bytes=0 use=1\n";
    let rows = "http-alt,tcp,8080,1,18,10000,0.990884,log\ndomain,udp,53,1,1,60,0.005945,log\n,igmp,,1,1,32,0.003171,\n";
    let errors = "flows: 3 lines: 3 flows\nflows: server known: 2 by the log, 1 not known\nflows: without ports: 1 of igmp\n";
    assert_rows(log, 0, rows, errors);
}
