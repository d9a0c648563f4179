//! Tests the errors for bad input, with their positions.

use std::fmt::Write as _;

use crate::program::{assert_output, data, flows, run, text};

#[test]
fn bad_lines_are_counted_and_the_first_are_reported() {
    let too_long = "x".repeat(65537);
    let longest = "1".repeat(65536 - "51514,443,6,1,".len());
    let log = format!(
        "srcport,dstport,protocol,packets,bytes\n\
         51514,65535,6,1,1\n\
         51514,65536,6,1,1\n\
         -1,443,6,1,1\n\
         51514,443,256,1,1\n\
         51514,443,6,1,1,1\n\
         {too_long}\n\
         51514,443,6,1,18446744073709551616\n\
         51514,443,6,+1,1\n\
         51514,443,6,1,{longest}\n\
         51514,443,6\n\
         nothing\n"
    );
    let errors = "\
flows: standard input:3: dstport \"65536\": expected a number from 0 to 65535
flows: standard input:4: srcport \"-1\": expected a number from 0 to 65535
flows: standard input:5: protocol \"256\": expected a number from 0 to 255, or a name such as tcp
flows: standard input:6: 6 fields: expected 5
flows: standard input:7: longer than 65536 bytes
flows: standard input:8: bytes \"18446744073709551616\": expected a number
flows: standard input:9: packets \"+1\": expected a number
flows: standard input:10: bytes \"1111111111111111111111111111111111111111\"...: expected a number
flows: standard input:11: 3 fields: expected 5
flows: standard input:12: 1 field: expected 5
flows: 12 lines: 1 flow, 1 header, 10 bad
";
    let mut expected = String::new();
    for (at, line) in log
        .lines()
        .enumerate()
        .filter(|(_, line)| *line != too_long)
    {
        let service = match at {
            0 => ",service",
            1 => "",
            _ => ",-",
        };
        writeln!(expected, "{line}{service}").unwrap();
    }
    // 65535/tcp has no service, like the ports of the other flows.
    let expected = expected.replacen("51514,65535,6,1,1\n", "51514,65535,6,1,1,-\n", 1);
    assert_output(&run(&[], log.as_bytes()), 1, &expected, errors);
    let summary = run(&["--summary", "--csv"], log.as_bytes());
    let expected = "service,protocol,port,flows,packets,bytes,share_of_bytes,server_known_by\n,tcp,,1,1,1,1.000000,\n";
    assert_output(&summary, 1, expected, errors);
}

#[test]
fn each_later_fault_is_reported() {
    let faults = [
        ("51514,443,6,1,-,OK", "bytes \"-\": expected a number"),
        ("51514,443,6,+1,1,OK", "packets \"+1\": expected a number"),
        (
            "51514,443,6,1,1,",
            "log-status \"\": expected OK, NODATA or SKIPDATA",
        ),
        (
            "51514,443,6,1,1,ok",
            "log-status \"ok\": expected OK, NODATA or SKIPDATA",
        ),
        ("\"51514,443,6,1,1,OK", "1 field: expected 6"),
        (
            "\u{ff}\",443,6,1,1,OK",
            "srcport \"ÿ\\\"\": expected a number from 0 to 65535",
        ),
    ];
    for (line, fault) in faults {
        let log = format!("srcport,dstport,protocol,packets,bytes,log-status\n{line}\n");
        let output = run(&[], log.as_bytes());
        let errors =
            format!("flows: standard input:2: {fault}\nflows: 2 lines: 0 flows, 1 header, 1 bad\n");
        assert_eq!(text(&output.stderr), errors);
    }
}

#[test]
fn bytes_that_are_no_text_are_passed_on() {
    let log = b"srcport dstport protocol note\n51514 443 6 \xff\xfe\n51514 4\xff3 6 a\n";
    let output = run(&[], log);
    let expected =
        b"srcport dstport protocol note service\n51514 443 6 \xff\xfe https\n51514 4\xff3 6 a -\n";
    assert_eq!(output.stdout, expected);
    let errors = "\
flows: standard input:3: dstport \"4\u{fffd}3\": expected a number from 0 to 65535
flows: 3 lines: 1 flow, 1 header, 1 bad
";
    assert_eq!(text(&output.stderr), errors);
}

#[test]
fn columns_that_are_not_there_are_named() {
    let ports = "srcport,dstport,protocol";
    let cases = [
        (
            "a,b,c",
            "no named columns: expected a line such as srcport,dstport,protocol,packets,bytes, found \"a,b,c\"",
        ),
        (
            "srcport,protocol",
            "no column for dstport: expected one called dstport, port_dst, dst_endpoint.port, target_port, dport, dest_port, destination.port, destinationTransportPort, L4_DST_PORT, dp, dpt, dsport, id.resp_p, server.port, connection.dest_port",
        ),
        (
            "srcport,sport,dstport,protocol",
            "two columns for srcport: \"srcport\" and \"sport\"",
        ),
    ];
    for (header, error) in cases {
        let errors =
            format!("flows: 2 lines: 0 flows, 2 blank\nflows: standard input:3: {error}\n");
        assert_output(
            &run(&[], format!("\n\n{header}\n").as_bytes()),
            2,
            "\n\n",
            &errors,
        );
    }
    let fields = ["--summary", "--fields", "srcport sport dstport protocol"];
    let errors = "flows: --fields: two columns for srcport: \"srcport\" and \"sport\"\n";
    assert_output(&run(&fields, b""), 2, "", errors);
    // Only the destination port is required.
    assert_eq!(run(&[], ports.as_bytes()).status.code(), Some(0));
    assert_eq!(run(&["--summary"], ports.as_bytes()).status.code(), Some(0));
}

#[test]
fn files_that_cannot_be_read_are_reported_before_any_work() {
    for (name, error) in [
        ("missing.log", "No such file or directory (os error 2)"),
        ("v5.log/x", "Not a directory (os error 20)"),
    ] {
        let mut program = flows();
        let output = program.current_dir(data("")).args(["v5.log", name]);
        let errors = format!("flows: {name}: {error}\n");
        assert_output(&output.output().unwrap(), 2, "", &errors);
    }
}

#[test]
fn csv_and_json_are_of_summaries() {
    for arguments in [
        &["--csv"][..],
        &["--json"],
        &["--summary", "--csv", "--json"],
    ] {
        let output = run(arguments, b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(
            text(&output.stderr).starts_with("error: the "),
            "{output:?}"
        );
    }
}
