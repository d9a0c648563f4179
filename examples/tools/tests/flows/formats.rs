//! Tests small logs in every format, with all of their output.

use std::fmt::Write as _;

use crate::program::{assert_output, data, flows, folder, gzip, run, text};

/// Runs in the folder of the committed logs, so that the messages contain short file names.
fn of_data(arguments: &[&str]) -> std::process::Output {
    let mut program = flows();
    program.current_dir(data("")).args(arguments);
    program.output().unwrap()
}

const DEFAULT_ERRORS: &str = "\
flows: default.log:12: 13 fields: expected 14
flows: default.log:13: dstport \"70000\": expected a number from 0 to 65535
flows: 13 lines: 8 flows, 1 NODATA, 1 SKIPDATA, 1 blank, 2 bad
flows: without ports: 1 of icmp, 1 of unknown protocols (200)
";

#[test]
fn the_default_order_of_version_2() {
    let log = std::fs::read_to_string(data("default.log")).unwrap();
    let services = "https https domain domain - - - - - - . - -";
    let mut expected = String::new();
    for (line, service) in log.lines().zip(services.split(' ')) {
        expected.push_str(line);
        if service != "." {
            expected.push(' ');
            expected.push_str(service);
        }
        expected.push('\n');
    }
    assert_eq!(log.lines().count(), services.split(' ').count());
    assert_output(&of_data(&["default.log"]), 1, &expected, DEFAULT_ERRORS);
}

#[test]
fn the_summary_is_a_table() {
    let expected = "\
SERVICE  PROTOCOL  PORT  FLOWS  PACKETS  BYTES   SHARE  KNOWN BY
https    tcp        443      2       45  35649  93.77%  ports
-        tcp          -      1        9    900   2.37%  -
-        udp          -      1        2    900   2.37%  -
-        icmp         -      1        4    336   0.88%  -
domain   udp         53      2        2    181   0.48%  ports
-        200          -      1        1     52   0.14%  -
";
    let output = of_data(&["--summary", "default.log"]);
    assert_output(&output, 1, expected, DEFAULT_ERRORS);
}

#[test]
fn the_summary_as_csv() {
    let expected = "\
service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by
https,tcp,443,2,45,35649,0.937687,ports
,tcp,,1,9,900,0.023673,
,udp,,1,2,900,0.023673,
,icmp,,1,4,336,0.008838,
domain,udp,53,2,2,181,0.004761,ports
,200,,1,1,52,0.001368,
";
    let output = of_data(&["--summary", "--csv", "default.log"]);
    assert_output(&output, 1, expected, DEFAULT_ERRORS);
}

#[test]
fn the_summary_as_json_lines() {
    let output = of_data(&["--summary", "--json", "default.log"]);
    let expected = r#"{"service":"https","protocol":"tcp","port":443,"flows":2,"packets":45,"bytes":35649,"share_of_bytes":0.937687,"server_known_by":["ports"]}
{"service":null,"protocol":"tcp","port":null,"flows":1,"packets":9,"bytes":900,"share_of_bytes":0.023673,"server_known_by":[]}
{"service":null,"protocol":"udp","port":null,"flows":1,"packets":2,"bytes":900,"share_of_bytes":0.023673,"server_known_by":[]}
{"service":null,"protocol":"icmp","port":null,"flows":1,"packets":4,"bytes":336,"share_of_bytes":0.008838,"server_known_by":[]}
{"service":"domain","protocol":"udp","port":53,"flows":2,"packets":2,"bytes":181,"share_of_bytes":0.004761,"server_known_by":["ports"]}
{"service":null,"protocol":"200","port":null,"flows":1,"packets":1,"bytes":52,"share_of_bytes":0.001368,"server_known_by":[]}
"#;
    assert_output(&output, 1, expected, DEFAULT_ERRORS);
}

#[test]
fn a_header_line_names_the_fields() {
    let expected = "\
log-status flow-direction bytes packets protocol dstport srcport dstaddr srcaddr tcp-flags pkt-src-aws-service version service
OK ingress 4249 20 6 22 51514 10.0.0.5 203.0.113.7 2 - 5 ssh
OK egress 31400 25 6 51514 22 203.0.113.7 10.0.0.5 18 - 5 ssh
OK egress 76 1 17 123 123 169.254.169.123 10.0.0.5 0 AMAZON 5 ntp
OK ingress 640 8 132 38412 38412 10.0.0.5 10.0.0.6 0 - 5 ng-control
NODATA - - - - - - - - - - 5 -
";
    let errors = "\
flows: 6 lines: 4 flows, 1 NODATA, 1 header
flows: server known: 2 by the log, 2 by the ports
";
    assert_output(&of_data(&["v5.log"]), 0, expected, errors);
}

#[test]
fn comma_separated_fields_with_names_of_another_program() {
    let expected = r#"time,Src IP,Src Port,Dst IP,Dst Port,Proto,Octets,Pkts,Rule,service
12:00:01,10.0.0.5,51514,10.0.0.9,5432,TCP,1500,3,"db, read",postgresql
12:00:02,10.0.0.9,5432,10.0.0.5,51514,tcp,2500,3,"db, ""read""",postgresql
12:00:03,10.0.0.5,,10.0.0.9,,icmp,84,1,ping,-
12:00:04,"10.0.0.5","40000","10.0.0.2","53","UDP","70","1","dns",domain
12:00:05,10.0.0.5,40001,10.0.0.2,53,quick,70,1,dns,-
12:00:06, 10.0.0.5, 40002, 10.0.0.2, 853, 6, 100, 2, dns,domain-s
"#;
    let errors = "\
flows: firewall.csv:6: protocol \"quick\": expected a number from 0 to 255, or a name such as tcp
flows: 7 lines: 5 flows, 1 header, 1 bad
flows: without ports: 1 of icmp
";
    assert_output(&of_data(&["firewall.csv"]), 1, expected, errors);
}

#[test]
fn names_of_columns_are_read_in_many_spellings() {
    let headers = [
        "srcport,dstport,protocol,packets,bytes",
        "\u{feff}src_port,dst_port,proto,pkts,octets",
        "SrcPort,DstPort,Protocol,Packets,Bytes",
        "source.port,destination.port,network.transport,network.packets,network.bytes",
        "\"Source Port\",\"Destination Port\",\"Protocol\",\"Packets\",\"Bytes\"",
        "sourceTransportPort,destinationTransportPort,protocolIdentifier,packets,octets",
    ];
    for header in headers {
        let log = format!("{header}\n51514,443,6,3,100\n");
        let output = run(&["--summary", "--csv"], log.as_bytes());
        let summary = "service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by\n\
                       https,tcp,443,1,3,100,1.000000,ports\n";
        assert_output(&output, 0, summary, "flows: 2 lines: 1 flow, 1 header\n");
    }
}

#[test]
fn fields_without_a_header_line_can_be_named() {
    let aws = "${bytes} ${packets} ${protocol} ${dstport} ${srcport}";
    let output = run(&["--fields", aws], b"4249 20 6 22 51514\n");
    let errors = "flows: 1 line: 1 flow\n";
    assert_output(&output, 0, "4249 20 6 22 51514 ssh\n", errors);
    let output = run(&["--fields", "srcport,dstport,protocol"], b"51514,53,udp\n");
    assert_output(&output, 0, "51514,53,udp,domain\n", errors);
}

#[test]
fn lines_keep_their_ends_and_the_last_gets_one() {
    let output = run(
        &["-"],
        b"srcport,dstport,protocol\r\n51514,443,6\r\n\r\n443,51514,6\n51514,22,6",
    );
    let expected = "srcport,dstport,protocol,service\r\n51514,443,6,https\r\n\r\n\
                    443,51514,6,https\n51514,22,6,ssh\n";
    let errors = "flows: 5 lines: 3 flows, 1 header, 1 blank\n";
    assert_output(&output, 0, expected, errors);
}

#[test]
fn several_logs_and_their_headers_follow_each_other() {
    let output = of_data(&["v5.log", "default.log", "v5.log"]);
    let stdout: String = ["v5.log", "default.log", "v5.log"]
        .map(|log| text(&of_data(&[log]).stdout).to_owned())
        .concat();
    let errors = "\
flows: default.log:12: 13 fields: expected 14
flows: default.log:13: dstport \"70000\": expected a number from 0 to 65535
flows: 25 lines: 16 flows, 3 NODATA, 1 SKIPDATA, 2 headers, 1 blank, 2 bad
flows: server known: 4 by the log, 8 by the ports, 4 not known
flows: without ports: 1 of icmp, 1 of unknown protocols (200)
";
    assert_output(&output, 1, &stdout, errors);

    // Two logs that were concatenated before they are read.
    let v5 = std::fs::read(data("v5.log")).unwrap();
    let output = run(&[], &[v5.as_slice(), &v5].concat());
    let stdout = text(&of_data(&["v5.log"]).stdout).repeat(2);
    let errors = "\
flows: 12 lines: 8 flows, 2 NODATA, 2 headers
flows: server known: 4 by the log, 4 by the ports
";
    assert_output(&output, 0, &stdout, errors);
}

#[test]
fn gzip_is_known_by_its_first_bytes() {
    let v5 = std::fs::read(data("v5.log")).unwrap();
    let plain = of_data(&["v5.log"]);
    let (stdout, stderr) = (text(&plain.stdout), text(&plain.stderr));
    assert_output(&run(&[], &gzip(&v5)), 0, stdout, stderr);

    // Several members, split in the middle of a line.
    let (first, second) = v5.split_at(v5.len() / 2);
    let members = [gzip(first), gzip(b""), gzip(second)].concat();
    let folder = folder();
    let file = folder.path().join("log-without-extension");
    std::fs::write(&file, members).unwrap();
    let output = flows().arg(&file).output().unwrap();
    assert_output(&output, 0, stdout, stderr);
}

#[test]
fn a_named_pipe_is_read_like_a_file() {
    let folder = folder();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let mut program = flows();
    program.arg(&pipe).stdout(std::process::Stdio::piped());
    program.stderr(std::process::Stdio::piped());
    let child = program.spawn().unwrap();
    std::fs::write(&pipe, "srcport dstport protocol\n51514 443 6\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let expected = "srcport dstport protocol service\n51514 443 6 https\n";
    let errors = "flows: 2 lines: 1 flow, 1 header\n";
    assert_output(&output, 0, expected, errors);
}

#[test]
fn nothing_is_no_error() {
    let header = "service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by\n";
    for empty in [b"".to_vec(), gzip(b"")] {
        assert_output(&run(&[], &empty), 0, "", "flows: 0 lines: 0 flows\n");
        let output = run(&["--summary", "--csv"], &empty);
        assert_output(&output, 0, header, "flows: 0 lines: 0 flows\n");
    }
    let output = run(&[], b"\n \n\r\n");
    assert_output(
        &output,
        0,
        "\n \n\r\n",
        "flows: 3 lines: 0 flows, 3 blank\n",
    );
}

#[test]
fn the_largest_numbers_are_summed_up() {
    let most = u64::MAX;
    let log = format!("srcport,dstport,protocol,packets,bytes\n53,53,17,{most},{most}\n")
        + &format!("40000,53,17,{most},{most}\n").repeat(2);
    let output = run(&["--summary", "--csv"], log.as_bytes());
    let sum = u128::from(most) * 3;
    let expected = format!(
        "service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by\n\
         domain,udp,53,3,{sum},{sum},1.000000,ports\n"
    );
    assert_output(&output, 0, &expected, "flows: 4 lines: 3 flows, 1 header\n");
    let output = run(&["--summary", "--json"], log.as_bytes());
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["flows"], 3);
    assert!(text(&output.stdout).contains(&format!("\"bytes\":{sum},")));
}

#[test]
fn rows_with_as_many_bytes_are_in_the_order_of_their_ports() {
    let mut log = "srcport,dstport,protocol,packets,bytes\n".to_owned();
    for (port, protocol) in [(80, 6), (22, 6), (53, 17), (0, 1), (50000, 6), (22, 132)] {
        writeln!(log, "50000,{port},{protocol},1,0").unwrap();
    }
    let output = run(&["--summary", "--csv"], log.as_bytes());
    let expected = "\
service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by
,icmp,,1,1,0,0.000000,
,tcp,,1,1,0,0.000000,
ssh,tcp,22,1,1,0,0.000000,ports
http,tcp,80,1,1,0,0.000000,ports
domain,udp,53,1,1,0,0.000000,ports
ssh,sctp,22,1,1,0,0.000000,ports
";
    assert_eq!(text(&output.stdout), expected);
}
